import { Redis } from 'ioredis'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import type { ActivityTotals } from '../../src/core/totals.ts'
import { createActivityCache } from '../../src/redis/activity-cache.ts'
import { createEncryption } from '../../src/redis/encryption.ts'
import { keys } from '../../src/redis/keys.ts'
import { createTotalsCache } from '../../src/redis/totals-cache.ts'

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
const MINUTE = 60_000
const ATHLETE = '4711'

let now = 0
const encryptionWith = (key: number) => createEncryption([Buffer.alloc(32, key)])
const createCache = (key: number) => createTotalsCache({ redis, encryption: encryptionWith(key), now: () => now })
const totalsCache = createCache(7)
const activityCache = createActivityCache({ redis, encryption: encryptionWith(7), now: () => now })

const totals: ActivityTotals = {
  range: { first: '2026-10-01', last: '2026-11-25' },
  knownFrom: '2026-10-01',
  zone: 'Europe/Berlin',
  daily: [
    {
      ...{ day: '2026-11-25', sportType: 'Run', open: true },
      ...{ count: 2, distance: 15_000, time: 4500, climb: 80, longest: 10_000 },
    },
  ],
}

beforeEach(async () => {
  await redis.flushdb()
  now = Date.UTC(2026, 10, 25, 12)
  await redis.set(keys.athlete(ATHLETE), '300000000000000001')
})
afterAll(() => redis.quit())

test('totals are reused for five minutes, by the given clock and in Redis', async () => {
  await totalsCache.keep(ATHLETE, totals)
  now += 5 * MINUTE - 1
  expect(await totalsCache.read(ATHLETE)).toEqual(totals)
  now += 1
  expect(await totalsCache.read(ATHLETE)).toBeUndefined()
  const remainingMs = await redis.pttl(keys.totals(ATHLETE))
  expect(remainingMs).toBeGreaterThan(0)
  expect(remainingMs).toBeLessThanOrEqual(5 * MINUTE)
})

test('totals are encrypted in Redis and bound to their athlete', async () => {
  await totalsCache.keep(ATHLETE, totals)
  const stored = (await redis.get(keys.totals(ATHLETE))) ?? ''
  expect(stored).toMatch(/^v1\./)
  expect(stored).not.toMatch(/Run|2026|15000/)
  await redis.set(keys.totals('4712'), stored)
  expect(await totalsCache.read('4712')).toBeUndefined()
})

test('totals encrypted with a missing key are ignored', async () => {
  await totalsCache.keep(ATHLETE, totals)
  expect(await createCache(9).read(ATHLETE)).toBeUndefined()
})

test('nothing is stored for an athlete who is no longer linked', async () => {
  await redis.del(keys.athlete(ATHLETE))
  await totalsCache.keep(ATHLETE, totals)
  expect(await redis.keys('*')).toEqual([])
})

test('totals are deleted when an activity of the athlete changes', async () => {
  await totalsCache.keep(ATHLETE, totals)
  await activityCache.forget(ATHLETE)
  expect(await totalsCache.read(ATHLETE)).toBeUndefined()
})
