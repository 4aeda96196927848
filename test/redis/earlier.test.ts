import { Redis } from 'ioredis'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { createEncryption } from '../../src/redis/encryption.ts'
import { keys } from '../../src/redis/keys.ts'
import { createLinks } from '../../src/redis/links.ts'
import { createPosts } from '../../src/redis/posts.ts'
import { createTokenStore } from '../../src/redis/token-store.ts'

const encryption = createEncryption([Buffer.alloc(32, 1)])
const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)

beforeEach(() => redis.flushdb())
afterAll(() => redis.quit())

describe('what an earlier version kept', () => {
  const keepLink = () =>
    redis.hset(keys.link('1'), {
      ...{ athlete: '2', scope: 'read,activity:read', linkedAt: '1700000000000' },
      profile: encryption.encrypt('Mira', 'profile:1'),
    })

  test('of a link is found, and stays when it is renewed', async () => {
    const links = createLinks({ redis, encryption })
    await keepLink()
    await redis.set(keys.athlete('2'), '1')
    const link = { userId: '1', athleteId: '2', athleteName: 'Mira', scope: 'read,activity:read', linkedAt: 1.7e12 }
    expect(await links.find('1')).toEqual(link)
    expect(await links.ownerOf('2')).toBe('1')
    await redis.del(keys.link('1'))
    await keepLink()
    expect(await links.save({ ...link, athleteName: 'Mira A', linkedAt: 1.8e12 }, 'encrypted')).toBe('linked')
    expect(await links.find('1')).toEqual({ ...link, athleteName: 'Mira A' })
  })

  test('of a dead grant says since when', async () => {
    const links = createLinks({ redis, encryption })
    await keepLink()
    await redis.hset(keys.link('1'), 'invalidSince', '1750000000000')
    expect(await links.markInvalid('1', 1.8e12)).toBe(1.75e12)
  })

  test('of a choice is believed, and changed by a newer one alone', async () => {
    const links = createLinks({ redis, encryption })
    const before = { mode: 'auto', followers: true, muted: false, since: 1.7e12 }
    await redis.hset(keys.sharePreferences('1'), 'server', JSON.stringify({ ...before, interactionId: '500' }))
    expect(await links.sharePreferenceOf('1', 'server')).toMatchObject(before)
    expect(await links.setSharePreference('1', 'server', { mode: 'off' }, '499', 1.8e12)).toMatchObject(before)
    expect(await links.setSharePreference('1', 'server', { mode: 'auto' }, '501', 1.8e12)).toEqual(before)
  })

  test('of tokens and of posts is read', async () => {
    const grant = { accessToken: 'a', refreshToken: 'r', expiresAt: 1.7e9 }
    await redis.set(keys.tokens('2'), encryption.encrypt(JSON.stringify(grant), 'tokens:2'))
    expect(await createTokenStore({ redis, encryption }).read('2')).toEqual(grant)

    const post = {
      state: 'posted' as const,
      generation: 2,
      guildId: 'g',
      messageId: 'm',
      contentHash: 's',
      summaryHash: 'l',
      endedAt: 1,
    }
    await redis.hset(keys.posts('2'), 'activity', JSON.stringify({ channel: post }))
    const posts = createPosts({ redis })
    expect(await posts.read('2', 'activity')).toEqual({ channel: post })
    await posts.write('2', 'activity', 'other', { ...post, isRestricted: false, messageChannelId: 'p' })
    expect(await posts.all('2')).toEqual([
      ['activity', { channel: post, other: { ...post, isRestricted: false, messageChannelId: 'p' } }],
    ])
  })
})
