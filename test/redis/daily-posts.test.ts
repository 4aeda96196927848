import { Redis } from 'ioredis'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import { createDailyPosts } from '../../src/redis/daily-posts.ts'
import { keys } from '../../src/redis/keys.ts'

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
const [ATHLETE, OTHER, CHANNEL, OTHER_CHANNEL] = ['4711', '4712', '200000000000000001', '200000000000000002']
const DAY = '2026-11-29'
const DAY_MS = 24 * 3600_000
let now = Date.UTC(2026, 10, 29, 12)
const dailyPosts = createDailyPosts({ redis, now: () => now })

const take = (activityId: string, { athleteId = ATHLETE, channelId = CHANNEL, day = DAY, max = 2 } = {}) =>
  dailyPosts.take({ athleteId, activityId, channelIds: [channelId], day }, max)
const overLimit = async () => (await dailyPosts.overLimit(CHANNEL, DAY)).filter(({ count }) => count > 0)

beforeEach(() => redis.flushdb())
afterAll(() => redis.quit())

test('of activities that arrive at the same time, only as many fit as the limit allows', async () => {
  const results = await Promise.all(['1', '2', '3', '4', '5'].map((id) => take(id)))
  expect(results.filter(Boolean)).toHaveLength(2)
  expect(await overLimit()).toEqual([{ athleteId: ATHLETE, count: 3 }])
})

test('taking the same places again changes nothing', async () => {
  for (const round of [1, 2]) {
    expect([round, await take('1'), await take('2'), await take('3')]).toEqual([round, true, true, false])
  }
  expect(await overLimit()).toEqual([{ athleteId: ATHLETE, count: 1 }])
})

test('each member, channel and day has its own count', async () => {
  for (const id of ['1', '2', '3']) await take(id)
  expect(await take('4', { athleteId: OTHER })).toBe(true)
  expect(await take('4', { channelId: OTHER_CHANNEL })).toBe(true)
  expect(await take('5', { day: '2026-11-30' })).toBe(true)
})

test('an activity that is released makes room for another, or is no longer over the limit', async () => {
  for (const id of ['1', '2', '3']) await take(id)
  await dailyPosts.release(ATHLETE, CHANNEL, '3')
  expect(await overLimit()).toEqual([])
  await dailyPosts.release(ATHLETE, CHANNEL, '1')
  expect(await take('4')).toBe(true)
  expect(await take('1')).toBe(false)
  await dailyPosts.release(ATHLETE, CHANNEL, 'unknown')
  expect(await dailyPosts.all(ATHLETE)).toHaveLength(4)
})

test('a higher limit admits an activity that was over the lower one', async () => {
  for (const id of ['1', '2', '3']) await take(id)
  expect(await take('3', { max: 3 })).toBe(true)
  expect(await overLimit()).toEqual([])
})

test('an activity keeps its place when its feed moves, and takes no second one', async () => {
  await take('1', { max: 1 })
  const moved = { athleteId: ATHLETE, channelIds: [OTHER_CHANNEL, CHANNEL], day: DAY }
  expect(await dailyPosts.take({ ...moved, activityId: '1' }, 1)).toBe(true)
  expect(await dailyPosts.take({ ...moved, activityId: '2' }, 1)).toBe(false)
  await dailyPosts.release(ATHLETE, OTHER_CHANNEL, '1')
  expect(await dailyPosts.take({ ...moved, activityId: '2' }, 1)).toBe(true)
})

test('nothing is kept about a member who leaves', async () => {
  for (const id of ['1', '2', '3']) await take(id)
  for (const id of ['4', '5', '6']) await take(id, { athleteId: OTHER })
  await dailyPosts.release(ATHLETE, CHANNEL, '3')
  await dailyPosts.forget(ATHLETE)
  expect(await dailyPosts.all(ATHLETE)).toEqual([])
  expect(await redis.smembers(keys.overLimitAthletes(CHANNEL, DAY))).toEqual([OTHER])
})

test('counts of older days are deleted', async () => {
  await take('1')
  now += 11 * DAY_MS
  await take('2', { day: '2026-12-10', max: 0 })
  expect(await dailyPosts.all(ATHLETE)).toMatchObject([{ activityId: '2' }])
})

test('Redis deletes everything within seven days, however often something is added', async () => {
  for (let day = 0; day < 9; day += 1) {
    now += DAY_MS
    await take(String(day), { max: 0, day: new Date(now).toISOString().slice(0, 10) })
    await take(`late ${day}`, { max: 0 })
    for (const key of await redis.keys('*')) {
      const lifetime = await redis.pttl(key)
      expect(lifetime).toBeGreaterThan(2 * DAY_MS)
      expect(lifetime).toBeLessThanOrEqual(7 * DAY_MS)
    }
  }
})
