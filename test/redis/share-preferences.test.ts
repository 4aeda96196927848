import { Redis } from 'ioredis'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import { keys } from '../../src/redis/keys.ts'
import { createSharePreferences } from '../../src/redis/share-preferences.ts'

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
const preferences = createSharePreferences({ redis })

beforeEach(async () => {
  await redis.flushdb()
  await redis.set(keys.link('1'), '{}')
})
afterAll(() => redis.quit())

test('an older choice changes nothing, and a newer one keeps the settings that it does not name', async () => {
  const chosen = { mode: 'auto', followers: true, muted: false, photos: false, since: 1000 }
  expect(await preferences.save('1', 'server', { mode: 'auto', followers: true }, '500', 1000)).toEqual(chosen)
  expect(await preferences.save('1', 'server', { mode: 'off' }, '499', 2000)).toEqual(chosen)
  expect(await preferences.save('1', 'server', { mode: 'off' }, '99', 2000)).toEqual(chosen)
  expect(await preferences.find('1', 'server')).toEqual(chosen)
  const muted = { ...chosen, muted: true }
  expect(await preferences.save('1', 'server', { mode: 'auto', muted: true }, '1000', 3000)).toEqual(muted)
  expect(await preferences.all('1')).toEqual([['server', muted]])
})

test('photos stay as chosen while other settings change', async () => {
  await preferences.save('1', 'server', { mode: 'auto' }, '500', 1000)
  const chosen = { mode: 'auto', followers: true, muted: false, photos: true, since: 1000 }
  expect(await preferences.save('1', 'server', { photos: true }, '501', 2000)).toMatchObject({ photos: true })
  expect(await preferences.save('1', 'server', { followers: true }, '502', 2000)).toEqual(chosen)
})

test('a choice of a member who left is not stored', async () => {
  await redis.del(keys.link('1'))
  await preferences.save('1', 'server', { mode: 'auto' }, '500', 1000)
  expect(await preferences.find('1', 'server')).toBeUndefined()
})
