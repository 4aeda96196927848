import { Redis } from 'ioredis'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import { keys } from '../../src/redis/keys.ts'
import { createMapPreferences } from '../../src/redis/map-preferences.ts'

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
const maps = createMapPreferences({ redis })

beforeEach(async () => {
  await redis.flushdb()
  await redis.set(keys.link('1'), '{}')
})
afterAll(() => redis.quit())

test('who chose nothing hides the usual distance', async () => {
  expect(await maps.of('1')).toBe('400')
})

test('the newest choice counts, whichever comes last', async () => {
  await maps.choose('1', 'none', '1000')
  await maps.choose('1', 'off', '999')
  expect(await maps.of('1')).toBe('none')
  await maps.choose('1', '1600', '1001')
  expect(await maps.of('1')).toBe('1600')
  expect(await maps.of('2')).toBe('400')
})

test('who left while they chose leaves nothing behind', async () => {
  await redis.del(keys.link('1'))
  await maps.choose('1', 'none', '1000')
  expect(await redis.keys('*')).toEqual([])
})

test('a choice that is not known shows nothing', async () => {
  await redis.set(keys.map('1'), '1000 everything')
  expect(await maps.of('1')).toBe('none')
})
