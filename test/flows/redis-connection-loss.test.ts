import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type RedisServer, startRedisServer } from '../../sandbox/redis-server.ts'
import { createTestBrowser } from '../support/test-browser.ts'
import { jobEncryption } from '../support/test-encryption.ts'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

/** A proxy to Redis that can be cut at a command: before it arrives, or after it ran and before its reply arrives. */
async function openLine(target: number) {
  let plan: { said: RegExp; when: 'unheard' | 'done'; thenAway: boolean } | undefined
  let away = false
  const ends = new Set<Socket>()

  const server = createServer((near) => {
    if (away) return near.resetAndDestroy()
    const far = connect(target, '127.0.0.1')
    let doomed = false
    const cut = () => {
      near.resetAndDestroy()
      far.end()
    }
    for (const end of [near, far]) {
      ends.add(end)
      end.on('error', () => {})
      end.on('close', () => {
        ends.delete(end)
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (chunk) => {
      const met = plan?.said.test(chunk.toString('latin1')) ? plan : undefined
      if (met) {
        plan = undefined
        away = met.thenAway
        doomed = true
        if (met.when === 'unheard') return cut()
      }
      far.write(chunk)
    })
    far.on('data', (chunk) => (doomed ? cut() : near.write(chunk)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cuts(said: RegExp, when: 'unheard' | 'done', { thenAway = false } = {}) {
      plan = { said, when, thenAway }
    },
    wasCut: () => plan === undefined,
    mend() {
      away = false
    },
    close() {
      server.close()
      for (const end of ends) end.destroy()
    },
  }
}

let redis: RedisServer
let line: Awaited<ReturnType<typeof openLine>>
let testEnv: TestEnv

beforeEach(async () => {
  redis = await startRedisServer({ persistent: true })
  line = await openLine(redis.port)
  testEnv = await createTestEnv({ redisUrl: line.url })
})
afterEach(async () => {
  testEnv.expectNoComplaints()
  await redis.start()
  line.mend()
  await testEnv.close()
  line.close()
  await redis.close()
})

const NOTHING_SHOWN = 'Only your own commands post here'

async function untilReady(): Promise<void> {
  const readiness = async () => (await fetch(`http://127.0.0.1:${testEnv.port}/readyz`)).status
  await expect.poll(readiness).toBe(200)
}

describe('if a command is answered "nothing was changed" because the connection to Redis broke', () => {
  for (const [when, what] of [
    ['unheard', 'before the job arrived'],
    ['done', 'after the job was taken'],
  ] as const) {
    test(`${what}, nothing is changed`, async () => {
      const { who } = await testEnv.addMember('ana', { share: 'off' })
      const interaction = who.runCommand(testEnv.channel, '/strava share mode:auto')
      line.cuts(new RegExp(jobEncryption.hashId(`share:share-${interaction.id}`)), when)
      const message = await interaction.waitForReply(3000)
      expect(line.wasCut()).toBe(true)
      expect(message.text(who)).toContain('nothing was changed')

      await untilReady()
      await testEnv.waitUntilIdle()
      expect(await testEnv.readReply(who, '/strava privacy')).toContain(NOTHING_SHOWN)
      expect(message.text(who)).toContain('nothing was changed')
    })
  }

  test('after the reply token was stored, nothing is changed', async () => {
    const { who } = await testEnv.addMember('ana', { share: 'off' })
    const interaction = who.runCommand(testEnv.channel, '/strava share mode:auto')
    line.cuts(new RegExp(`\\bset\\b[^*]*reply:${interaction.id}`, 'i'), 'done')
    const message = await interaction.waitForReply(3000)
    expect(line.wasCut()).toBe(true)

    await untilReady()
    await testEnv.waitUntilIdle()
    const saidNothing = message.history.some(({ text }) => text.includes('nothing was changed'))
    const isDone = (await testEnv.readReply(who, '/strava privacy')).includes('I post new activities here')
    expect(saidNothing && isDone, 'the requester was told that nothing was done, and it was done').toBe(false)
  })
})

test('seventy people who run a command while Redis is unavailable are all told so', async () => {
  const people = Array.from({ length: 70 }, (_, index) => testEnv.addPerson(`rider${index}`))
  await redis.kill('SIGKILL')
  const asked = people.map((who) => who.runCommand(testEnv.channel, '/strava recent'))
  const answers = await Promise.all(asked.map((interaction) => interaction.waitForReply(3000)))
  expect(answers.every((message, index) => message.text(people[index]).includes('nothing was changed'))).toBe(true)
  expect(answers.every(({ ephemeralFor }, index) => ephemeralFor === people[index])).toBe(true)
  await redis.start()
  await untilReady()
})

describe('losing Redis between the token exchange and saving the connection', () => {
  /** The text of the page if the connection breaks while the link is saved, and is back once the page is read. */
  async function linksWhileItBreaks(when: 'unheard' | 'done') {
    const who = testEnv.addPerson('ana')
    const athlete = testEnv.strava.addAthlete({ firstname: 'Ana', lastname: 'Invented' })
    const [button] = (await testEnv.runCommand(who, '/strava link')).links()
    const browser = createTestBrowser()
    const { location } = await browser.post(button?.url ?? '', { share: 'auto' })
    const callback = await athlete.signIn(location)
    line.cuts(new RegExp(`eval[\\s\\S]*tokens:${athlete.id}`, 'i'), when, { thenAway: true })
    const page = await browser.get(callback)
    expect(line.wasCut()).toBe(true)
    line.mend()
    await untilReady()
    return { who, athlete, page }
  }

  test('is reported without a claim about what was saved; if nothing was, the member is not connected', async () => {
    const { who, page } = await linksWhileItBreaks('unheard')
    expect(page.status).toBe(503)
    expect(page.text).not.toMatch(/nothing was/i)
    expect(await testEnv.readReply(who, '/strava recent')).toContain('Connect Strava first')
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('Nothing is stored about you')
  })

  test('is reported without a claim about what was saved; if the connection was, its tokens work', async () => {
    const { who, athlete, page } = await linksWhileItBreaks('done')
    expect(page.status).toBe(503)
    expect(page.text).not.toMatch(/nothing was/i)
    expect(athlete.grants()).toHaveLength(1)
    expect(await testEnv.readReply(who, '/strava recent')).toContain('No activities yet')
    // The lock could not be released, so it expires.
    const direct = new Redis(redis.url)
    const locks = await direct.keys('*token-refresh-lock:*')
    for (const lock of locks) await direct.pexpire(lock, 0)
    await direct.quit()
    testEnv.clock.advance(7 * 3600_000)
    expect(await testEnv.readReply(who, '/strava recent')).toContain('No activities yet')
  })
})
