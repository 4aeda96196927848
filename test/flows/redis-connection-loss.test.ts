import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type RedisServer, startRedisServer } from '../../sandbox/redis-server.ts'
import { createTestBrowser } from '../support/test-browser.ts'
import { jobEncryption } from '../support/test-encryption.ts'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

/** A proxy to Redis that can be cut at a command: before it arrives, or after it ran and before its reply arrives. */
async function openProxy(target: number) {
  let pendingCut: { pattern: RegExp; when: 'not-received' | 'executed'; staysClosed: boolean } | undefined
  let isClosed = false
  const sockets = new Set<Socket>()

  const server = createServer((client) => {
    if (isClosed) return client.resetAndDestroy()
    const upstream = connect(target, '127.0.0.1')
    let isCutPending = false
    const cut = () => {
      client.resetAndDestroy()
      upstream.end()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (chunk) => {
      const matched = pendingCut?.pattern.test(chunk.toString('latin1')) ? pendingCut : undefined
      if (matched) {
        pendingCut = undefined
        isClosed = matched.staysClosed
        isCutPending = true
        if (matched.when === 'not-received') return cut()
      }
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => (isCutPending ? cut() : client.write(chunk)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cutAt(pattern: RegExp, when: 'not-received' | 'executed', { staysClosed = false } = {}) {
      pendingCut = { pattern, when, staysClosed }
    },
    wasCut: () => pendingCut === undefined,
    reopen() {
      isClosed = false
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

let redis: RedisServer
let proxy: Awaited<ReturnType<typeof openProxy>>
let testEnv: TestEnv

beforeEach(async () => {
  redis = await startRedisServer({ persistent: true })
  proxy = await openProxy(redis.port)
  testEnv = await createTestEnv({ redisUrl: proxy.url })
})
afterEach(async () => {
  testEnv.expectNoComplaints()
  await redis.start()
  proxy.reopen()
  await testEnv.close()
  proxy.close()
  await redis.close()
})

const NOTHING_SHOWN = 'Only your own commands post here'

async function waitUntilReady(): Promise<void> {
  const readiness = async () => (await fetch(`http://127.0.0.1:${testEnv.port}/readyz`)).status
  await expect.poll(readiness).toBe(200)
}

describe('if a command is answered "nothing was changed" because the connection to Redis broke', () => {
  for (const [when, what] of [
    ['not-received', 'before the job arrived'],
    ['executed', 'after the job was taken'],
  ] as const) {
    test(`${what}, nothing is changed`, async () => {
      const { who } = await testEnv.addMember('ana', { share: 'off' })
      const interaction = who.runCommand(testEnv.channel, '/strava share mode:auto')
      proxy.cutAt(new RegExp(jobEncryption.hashId(`share:share-${interaction.id}`)), when)
      const message = await interaction.waitForReply(3000)
      expect(proxy.wasCut()).toBe(true)
      expect(message.text(who)).toContain('nothing was changed')

      await waitUntilReady()
      await testEnv.waitUntilIdle()
      expect(await testEnv.readReply(who, '/strava privacy')).toContain(NOTHING_SHOWN)
      expect(message.text(who)).toContain('nothing was changed')
    })
  }

  test('after the reply token was stored, nothing is changed', async () => {
    const { who } = await testEnv.addMember('ana', { share: 'off' })
    const interaction = who.runCommand(testEnv.channel, '/strava share mode:auto')
    proxy.cutAt(new RegExp(`\\bset\\b[^*]*reply:${interaction.id}`, 'i'), 'executed')
    const message = await interaction.waitForReply(3000)
    expect(proxy.wasCut()).toBe(true)

    await waitUntilReady()
    await testEnv.waitUntilIdle()
    const isReportedUnchanged = message.history.some(({ text }) => text.includes('nothing was changed'))
    const isDone = (await testEnv.readReply(who, '/strava privacy')).includes('I post new activities here')
    expect(isReportedUnchanged && isDone, 'the requester was told that nothing was done, and it was done').toBe(false)
  })
})

test('seventy people who run a command while Redis is unavailable are all told so', async () => {
  const people = Array.from({ length: 70 }, (_, index) => testEnv.addPerson(`rider${index}`))
  await redis.kill('SIGKILL')
  const interactions = people.map((who) => who.runCommand(testEnv.channel, '/strava recent'))
  const answers = await Promise.all(interactions.map((interaction) => interaction.waitForReply(3000)))
  expect(answers.every((message, index) => message.text(people[index]).includes('nothing was changed'))).toBe(true)
  expect(answers.every(({ ephemeralFor }, index) => ephemeralFor === people[index])).toBe(true)
  await redis.start()
  await waitUntilReady()
})

describe('losing Redis between the token exchange and saving the connection', () => {
  /** The text of the page if the connection breaks while the link is saved, and is back once the page is read. */
  async function linkDuringOutage(when: 'not-received' | 'executed') {
    const who = testEnv.addPerson('ana')
    const athlete = testEnv.strava.addAthlete({ firstname: 'Ana', lastname: 'Invented' })
    const [button] = (await testEnv.runCommand(who, '/strava link')).links()
    const browser = createTestBrowser()
    const { location } = await browser.post(button?.url ?? '', { share: 'auto' })
    const callback = await athlete.signIn(location)
    proxy.cutAt(new RegExp(`eval[\\s\\S]*tokens:${athlete.id}`, 'i'), when, { staysClosed: true })
    const page = await browser.get(callback)
    expect(proxy.wasCut()).toBe(true)
    proxy.reopen()
    await waitUntilReady()
    return { who, athlete, page }
  }

  test('is reported without a claim about what was saved; if nothing was, the member is not connected', async () => {
    const { who, page } = await linkDuringOutage('not-received')
    expect(page.status).toBe(503)
    expect(page.text).not.toMatch(/nothing was/i)
    expect(await testEnv.readReply(who, '/strava recent')).toContain('Connect Strava first')
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('Nothing is stored about you')
  })

  test('is reported without a claim about what was saved; if the connection was, its tokens work', async () => {
    const { who, athlete, page } = await linkDuringOutage('executed')
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
