import { Redis } from 'ioredis'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import { keys } from '../../src/redis/keys.ts'
import { createOpenEvents } from '../../src/redis/open-events.ts'

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
const ATHLETE = '4711'

let now = 0
const events = createOpenEvents({ redis, now: () => now, windowMs: 900_000 })
const open = async (...ids: number[]) => {
  const answers: boolean[] = []
  for (const id of ids) answers.push(await events.open(ATHLETE, String(id)))
  return answers
}

beforeEach(async () => {
  await redis.flushdb()
  now = Date.UTC(2026, 10, 25, 12)
  await redis.set(keys.athlete(ATHLETE), '300000000000000001')
})
afterAll(() => redis.quit())

test('at most ten activities of an athlete have their own jobs, even if one of them has many events', async () => {
  expect(await open(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)).not.toContain(false)
  expect(await open(11, 1, 10)).toEqual([false, true, true])
})

test('a handled activity makes room for another when the window is over', async () => {
  await open(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
  await events.close(ATHLETE, '1')
  now += 899_999
  expect(await open(11)).toEqual([false])
  now += 1
  expect(await open(11)).toEqual([true])
})

test('nothing is stored for an athlete who left before their event arrived', async () => {
  await redis.del(keys.athlete(ATHLETE))
  expect(await open(1)).toEqual([true])
  expect(await redis.exists(keys.openEvents(ATHLETE))).toBe(0)
})
