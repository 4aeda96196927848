import { rm } from 'node:fs/promises'
import type { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findFreePort, type RedisServer, startRedisServer } from '../../sandbox/redis-server.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { keys } from '../../src/redis/keys.ts'
import { connectToRedis } from '../support/connect-to-redis.ts'
import { countFailedJobs } from '../support/count-failed-jobs.ts'
import { createRecordingLog } from '../support/recording-log.ts'
import { createTestEnv, KEY, type TestEnv } from '../support/test-env.ts'

const MINUTE = 60_000

let server: RedisServer
let redis: Redis
let testEnv: TestEnv
let operators: ReturnType<TestEnv['guild']['addChannel']>

beforeEach(async () => {
  server = await startRedisServer({ persistent: true })
  redis = connectToRedis(server.url) as Redis
  testEnv = await createTestEnv({ start: false, redisUrl: server.url, environment: { SETTLE_SECONDS: '0' } })
  operators = testEnv.guild.addChannel({ name: 'operators' })
})
afterEach(async () => {
  redis.disconnect()
  await testEnv.close()
  await server.close()
  testEnv.expectNoComplaints()
})

const startFirst = (environment: Record<string, string> = {}, more: Parameters<TestEnv['start']>[1] = {}) =>
  testEnv.start({ OPS_CHANNEL_ID: operators.id, ...environment }, more)
const startSecond = async () =>
  testEnv.start({ OPS_CHANNEL_ID: operators.id, RUN: 'worker', PORT: String(await findFreePort()) })

/** The alerts that the operator got. */
const alerts = () => operators.messages().map((message) => message.content)
const sentMessages = () =>
  testEnv.discord.requests.filter(
    ({ method, path }) => method === 'POST' && path === `/channels/${operators.id}/messages`,
  )
const checkedAt = async () => Number(await redis.hget(keys.operatorAlerts(), 'checked-at'))

/** Time passes, and a process has checked since. */
async function advanceMinutes(minutes: number) {
  testEnv.clock.advance(minutes * MINUTE)
  const startedAt = testEnv.clock.now()
  await expect.poll(checkedAt).toBeGreaterThanOrEqual(startedAt)
}

/** Minutes pass until there are `count` messages; no process can record in Redis that it has checked. */
const waitForAlerts = (count: number) =>
  expect.poll(
    () => {
      if (alerts().length < count) testEnv.clock.advance(MINUTE)
      return alerts()
    },
    { timeout: 9000, interval: 1100 },
  )

const INACTIVE = expect.stringMatching(/^⚠️ Strava has deactivated the application\. Its owner needs/)
const isSubscription = (state: string) =>
  expect
    .poll(async () => JSON.parse((await redis.get(keys.subscription())) ?? '{}').state, { timeout: 9000 })
    .toBe(state)

describe('the operator is told in OPS_CHANNEL_ID', () => {
  test('once an hour that the application is inactive, even by two processes, and once that it is active again', async () => {
    testEnv.strava.deactivateApplication()
    const first = await startFirst()
    await isSubscription('inactive')
    await advanceMinutes(2)
    await expect.poll(alerts).toEqual([INACTIVE])
    expect(sentMessages()[0]?.body).toMatchObject({ allowed_mentions: { parse: [] }, enforce_nonce: true })

    await startSecond()
    await first.stop()
    // Only the second process checks now, and Discord has forgotten the nonce.
    await advanceMinutes(10)
    await advanceMinutes(10)
    expect(alerts()).toEqual([INACTIVE])
    await advanceMinutes(40)
    await expect.poll(alerts).toEqual([INACTIVE, INACTIVE])

    testEnv.strava.activateApplication()
    await startFirst()
    await isSubscription('active')
    await advanceMinutes(6)
    await expect.poll(() => alerts().slice(2)).toEqual(['✅ Strava serves the application again.'])
    await advanceMinutes(6)
    await advanceMinutes(70)
    expect(alerts()).toHaveLength(3)
  })

  test('nothing while all is well or one job failed, but that ten failed in an hour', async () => {
    await startFirst()
    await testEnv.discord.waitUntilReady()
    await testEnv.discord.waitForCommands()
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const fail = async (count: number, total: number) => {
      testEnv.discord.failNext(
        count,
        { code: 50035, status: 400 },
        ({ method, path }) => method === 'POST' && path === `/channels/${testEnv.channel.id}/messages`,
      )
      for (let each = 0; each < count; each += 1) athlete.createActivity(activityFixtures.paceThatRoundsUp)
      await expect.poll(() => countFailedJobs(server.url), { timeout: 9000 }).toBe(total)
    }
    await fail(1, 1)
    await advanceMinutes(2)
    await advanceMinutes(2)
    expect(alerts()).toEqual([])
    await fail(9, 10)
    await advanceMinutes(2)
    await expect.poll(alerts).toEqual([expect.stringMatching(/^⚠️ 10 or more background jobs failed in the last hour/)])
    await advanceMinutes(61)
    await expect.poll(() => alerts().slice(1)).toEqual([expect.stringMatching(/^✅ Fewer than 10 background jobs/)])
  })

  test('once by two processes that Redis is full, and once that it accepts writes again', async () => {
    await startFirst()
    await startSecond()
    await testEnv.waitUntilStarted()
    // Not near a full hour: both processes put the hour into the nonce.
    testEnv.clock.advance(60 * MINUTE - (testEnv.clock.now() % (60 * MINUTE)) + MINUTE)
    await redis.config('SET', 'maxmemory', '1')
    await waitForAlerts(1).toEqual([expect.stringMatching(/^⚠️ Redis has no memory left/)])
    await redis.config('SET', 'maxmemory', '0')
    await waitForAlerts(2).toEqual([expect.anything(), '✅ Redis answers and stores data again.'])
    await advanceMinutes(1)
    await advanceMinutes(1)
    expect(alerts()).toHaveLength(2)
  })

  test('that Redis cannot write to its disk, and that it can again', async () => {
    await startFirst()
    await testEnv.waitUntilStarted()
    // As on a full disk, the next snapshot can't be written. Redis refuses writes then.
    const [, dir = ''] = await redis.config('GET', 'dir')
    await rm(dir, { recursive: true })
    await redis.config('SET', 'save', '3600 1')
    await redis.bgsave()
    await expect.poll(() => redis.info('persistence')).toContain('rdb_last_bgsave_status:err')
    await waitForAlerts(1).toEqual([expect.stringMatching(/^⚠️ Redis can't write to its disk, so the bot can't store/)])
    await redis.config('SET', 'save', '')
    await waitForAlerts(2).toEqual([expect.anything(), '✅ Redis answers and stores data again.'])
  })

  test('that the key to the stored data is missing, and that it is back', async () => {
    const firstApp = await startFirst()
    await testEnv.waitUntilStarted()
    await firstApp.stop()
    const other = await startFirst({ ENCRYPTION_KEY: Buffer.alloc(32, 9).toString('base64') })
    await advanceMinutes(2)
    const missing = /^⚠️ The stored data is encrypted with the key \S+, which ENCRYPTION_KEY doesn't hold\. Restore/
    await expect.poll(alerts).toEqual([expect.stringMatching(missing)])
    expect(alerts().join()).not.toContain(KEY)
    await other.stop()
    await startFirst()
    await advanceMinutes(2)
    await expect.poll(() => alerts().slice(1)).toEqual(['✅ The stored data can be read again.'])
  })

  test('that Strava rejects the client secret, and that it accepts it again', async () => {
    const wrong = await startFirst({ STRAVA_CLIENT_SECRET: 'not-the-secret' })
    await isSubscription('refused')
    await advanceMinutes(2)
    await expect
      .poll(alerts)
      .toEqual([expect.stringMatching(/^⚠️ Strava rejects STRAVA_CLIENT_ID or STRAVA_CLIENT_SECRET/)])
    await wrong.stop()
    await startFirst()
    await isSubscription('active')
    await advanceMinutes(2)
    const acceptedAlert = '✅ Strava accepts STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET again.'
    await expect.poll(() => alerts().slice(1)).toEqual([acceptedAlert])
  })

  test('nothing while the bot cannot write there: that is logged once, and the message comes when it can', async () => {
    const { log, lines } = createRecordingLog()
    testEnv.strava.deactivateApplication()
    testEnv.discord.denyPermission(operators, 'SendMessages')
    await startFirst({}, { log })
    await isSubscription('inactive')
    const failures = () => lines.filter(({ msg }) => String(msg).includes('OPS_CHANNEL_ID'))
    for (let minute = 0; minute < 3; minute += 1) await advanceMinutes(2)
    await expect.poll(failures).toHaveLength(1)
    await expect.poll(() => sentMessages().length).toBeGreaterThan(1)
    expect(alerts()).toEqual([])
    testEnv.discord.undenyPermission(operators, 'SendMessages')
    await advanceMinutes(2)
    await expect.poll(alerts).toEqual([INACTIVE])
    expect(failures()).toHaveLength(1)
  })
})
