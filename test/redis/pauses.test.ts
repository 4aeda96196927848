import { Redis } from 'ioredis'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import { keys } from '../../src/redis/keys.ts'
import { createPauses } from '../../src/redis/pauses.ts'

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
const NOW = Date.UTC(2026, 10, 25, 12)
const FIELD = '1:2:3'
const pauses = createPauses({ redis, key: keys.pausedThreads() })

beforeEach(async () => {
  await redis.flushdb()
  await pauses.pause(FIELD, '4', NOW, true)
})
afterAll(() => redis.quit())

test('a pause deleted during a check stays deleted', async () => {
  await Promise.all([pauses.postpone(FIELD, '4', NOW), pauses.forget(FIELD)])
  expect(await redis.exists(keys.pausedThreads())).toBe(0)
  await pauses.pause(FIELD, '4', NOW, true)
  await Promise.all([pauses.resume(FIELD, NOW), pauses.forget(FIELD)])
  expect(await redis.exists(keys.pausedThreads())).toBe(0)
})

test('a pause that ended during another check stays ended', async () => {
  await Promise.all([pauses.resume(FIELD, NOW + 1000), pauses.postpone(FIELD, '4', NOW + 1000)])
  expect(await pauses.find(FIELD)).toEqual([undefined])
})
