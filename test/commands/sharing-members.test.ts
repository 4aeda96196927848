import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterAll, expect, inject, test } from 'vitest'
import { listSharing } from '../../src/commands/members/sharing-members.ts'
import { SHARE_MODES } from '../../src/core/sharing.ts'
import { createLinks } from '../../src/redis/links.ts'
import { createSharePreferences } from '../../src/redis/share-preferences.ts'
import { encryption } from '../support/test-encryption.ts'

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
const links = createLinks({ redis, encryption })
const sharePreferences = createSharePreferences({ redis })

afterAll(() => redis.quit())

const GUILDS = ['100', '200', '300']

/** Someone linked, with an invalid link, disconnected or never linked, with an optional choice per server. */
const person = fc.record({
  membership: fc.constantFrom('linked', 'invalid', 'disconnected', 'stranger'),
  choices: fc.array(fc.option(fc.constantFrom(...SHARE_MODES)), { minLength: 3, maxLength: 3 }),
})

test('every member who shares in a server is listed there once, and nobody else is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(person, { maxLength: 8 }), async (people) => {
      await redis.flushdb()
      for (const [index, { membership, choices }] of people.entries()) {
        const [userId, athleteId] = [String(1000 + index), String(2000 + index)]
        const link = { userId, athleteId, athleteName: 'Ana', scope: 'read', linkedAt: 1 }
        if (membership !== 'stranger') await links.save(link, 'tokens')
        for (const [at, mode] of choices.entries())
          if (mode) await sharePreferences.save(userId, GUILDS[at] ?? '', { mode }, '500', index)
        if (membership === 'invalid') await links.markInvalid(userId, 1)
        if (membership === 'disconnected') await links.remove(link)
      }
      for (const [at, guildId] of GUILDS.entries()) {
        const sharing = people.flatMap(({ membership, choices }, index) => {
          const shares = choices[at] === 'auto' || choices[at] === 'ask'
          return shares && (membership === 'linked' || membership === 'invalid') ? [String(1000 + index)] : []
        })
        expect((await listSharing(guildId, { links, sharePreferences })).sort()).toEqual(sharing)
      }
    }),
    { numRuns: 60 },
  )
})
