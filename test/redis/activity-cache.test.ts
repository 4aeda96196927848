import { Redis } from 'ioredis'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import { createActivityCache } from '../../src/redis/activity-cache.ts'
import { createEncryption } from '../../src/redis/encryption.ts'
import { keys } from '../../src/redis/keys.ts'

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
const ATHLETE = '4711'
const key = keys.activityCache(ATHLETE)

let now = 0
const cache = createActivityCache({ redis, encryption: createEncryption([Buffer.alloc(32, 7)]), now: () => now })
const keep = (name: string) => cache.keep(ATHLETE, name, { name }, now)

beforeEach(async () => {
  await redis.flushdb()
  now = Date.UTC(2026, 10, 25, 12)
  await redis.set(keys.athlete(ATHLETE), '300000000000000001')
})
afterAll(() => redis.quit())

test('an answer is reused for a minute', async () => {
  await keep('activity:1')
  now += 59_999
  expect(await cache.find(ATHLETE, ['activity:2', 'activity:1'])).toEqual({
    name: 'activity:1',
    value: { name: 'activity:1' },
  })
  now += 1
  expect(await cache.find(ATHLETE, ['activity:1'])).toBeUndefined()
})

test('an answer older than a minute is deleted from Redis, even if other answers are saved', async () => {
  await keep('activity:1')
  for (const name of ['activity:2', 'activity:3', 'activity:4']) {
    now += 30_000
    await keep(name)
  }
  expect((await redis.hkeys(key)).sort()).toEqual(['activity:3', 'activity:4'])
})

test('nothing is stored for a member who left, and no read that began before the cache was cleared', async () => {
  const start = now
  now += 500
  await cache.forget(ATHLETE)
  await cache.keep(ATHLETE, 'activity:1', {}, start)
  expect(await cache.find(ATHLETE, ['activity:1'])).toBeUndefined()
  await redis.del(keys.athlete(ATHLETE), key)
  await keep('activity:1')
  expect(await redis.exists(key)).toBe(0)
})
