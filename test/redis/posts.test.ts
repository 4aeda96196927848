import { Redis } from 'ioredis'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import type { Post } from '../../src/core/post.ts'
import { keys } from '../../src/redis/keys.ts'
import { createPosts } from '../../src/redis/posts.ts'

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
const [ATHLETE, CHANNEL] = ['4711', '200000000000000001']
const ENDED = Date.UTC(2026, 10, 25, 12)
const LATER = ENDED + 1
const DAY = 24 * 3600_000

const postedPost: Post = {
  ...{ state: 'posted', guildId: '100000000000000001', messageId: '300000000000000001', generation: 1 },
  ...{ contentHash: 'abc', summaryHash: 'def', endedAt: ENDED, isRestricted: false },
}
let now = ENDED
const posts = createPosts({ redis, now: () => now })

beforeEach(async () => {
  now = ENDED
  await redis.flushdb()
  await posts.write(ATHLETE, '1', CHANNEL, postedPost)
  await posts.write(ATHLETE, '2', CHANNEL, { ...postedPost, state: 'ignored' })
})
afterAll(() => redis.quit())

test('of old posts, only the message and its activity are kept', async () => {
  await posts.compact(ATHLETE, LATER)
  expect(await posts.all(ATHLETE)).toEqual([
    ['1', { [CHANNEL]: { ...postedPost, contentHash: '', summaryHash: '', endedAt: 0 } }],
  ])
})

test('the expiring fields of a post expire within seven days, however often it is written', async () => {
  for (let day = 0; day < 9; day += 1) {
    now = ENDED + day * DAY
    await posts.write(ATHLETE, '1', CHANNEL, postedPost)
    const expiring = (await redis.keys('*')).filter((key) => key !== keys.posts(ATHLETE))
    const lifetimes = await Promise.all(expiring.map((key) => redis.pttl(key)))
    for (const lifetime of lifetimes) {
      expect(lifetime).toBeGreaterThan(5 * DAY)
      expect(lifetime).toBeLessThanOrEqual(7 * DAY)
    }
    expect((await redis.hvals(keys.posts(ATHLETE))).join()).not.toMatch(new RegExp(`abc|def|${ENDED}`))
  }
  expect(await posts.read(ATHLETE, '1')).toEqual({ [CHANNEL]: postedPost })
  now += 7 * DAY
  const bare = { ...postedPost, contentHash: '', summaryHash: '', endedAt: 0 }
  expect(await posts.read(ATHLETE, '1')).toEqual({ [CHANNEL]: bare })
})

test('an activity that was never posted is deleted once its expiring fields are deleted', async () => {
  await redis.del(...(await redis.keys('*post-fields*')))
  await posts.compact(ATHLETE, ENDED)
  const bare = { ...postedPost, contentHash: '', summaryHash: '', endedAt: 0 }
  expect(await posts.all(ATHLETE)).toEqual([['1', { [CHANNEL]: bare }]])
})

test('posts deleted during compaction stay deleted', async () => {
  await Promise.all([posts.compact(ATHLETE, LATER), redis.del(keys.posts(ATHLETE))])
  expect(await redis.exists(keys.posts(ATHLETE))).toBe(0)
})

test('a post withdrawn during compaction stays withdrawn', async () => {
  const withdrawnPost: Post = {
    state: 'withdrawn',
    guildId: postedPost.guildId,
    contentHash: '',
    summaryHash: '',
    generation: 2,
    endedAt: ENDED,
  }
  await Promise.all([posts.compact(ATHLETE, LATER), posts.write(ATHLETE, '1', CHANNEL, withdrawnPost)])
  expect(await posts.read(ATHLETE, '1')).toEqual({ [CHANNEL]: withdrawnPost })
})

test('a post is saved and deleted without affecting the others of its activity', async () => {
  const other: Post = { ...postedPost, generation: 2, startedAt: ENDED + 0.5, messageChannelId: '600000000000000001' }
  await posts.write(ATHLETE, '1', '200000000000000002', other)
  expect(await posts.read(ATHLETE, '1')).toEqual({ [CHANNEL]: postedPost, '200000000000000002': other })
  await posts.forget(ATHLETE, '1', CHANNEL)
  expect(await posts.read(ATHLETE, '1')).toEqual({ '200000000000000002': other })
  await posts.forget(ATHLETE, '1', '200000000000000002')
  expect(await posts.has(ATHLETE, '1')).toBe(false)
})

test('posts saved at the same time are all stored', async () => {
  const channels = ['200000000000000002', '200000000000000003', '200000000000000004']
  await Promise.all(channels.map((channelId) => posts.write(ATHLETE, '1', channelId, postedPost)))
  expect(Object.keys(await posts.read(ATHLETE, '1')).sort()).toEqual([CHANNEL, ...channels])
})
