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

test('without a choice, the default distance is hidden', async () => {
  expect(await maps.of('1')).toBe('400')
})

test('the newest choice counts, whatever the order of arrival', async () => {
  await maps.choose('1', 'none', '1000')
  await maps.choose('1', 'off', '999')
  expect(await maps.of('1')).toBe('none')
  await maps.choose('1', '1600', '1001')
  expect(await maps.of('1')).toBe('1600')
  expect(await maps.of('2')).toBe('400')
})

test('a choice of a member who left meanwhile is not stored', async () => {
  await redis.del(keys.link('1'))
  await maps.choose('1', 'none', '1000')
  expect(await redis.keys('*')).toEqual([])
})

test('an unknown choice shows no map', async () => {
  await redis.set(keys.map('1'), '1000 everything')
  expect(await maps.of('1')).toBe('none')
})
