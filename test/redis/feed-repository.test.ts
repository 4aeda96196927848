import { Redis } from 'ioredis'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import type { Feed } from '../../src/core/feed.ts'
import { createFeeds } from '../../src/redis/feeds.ts'
import { keys } from '../../src/redis/keys.ts'
import { createFeed } from '../core/builders.ts'
import { encryption } from '../support/test-encryption.ts'

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
const feeds = createFeeds({ redis, encryption })

beforeEach(() => redis.flushdb())
afterAll(() => redis.quit())

test('the feeds of a server that removed the bot expire after 30 days, however often Discord reports it', async () => {
  const feed = createFeed()
  await feeds.change(feed.guildId, feed.channelId, () => feed)
  await feeds.guildLeft(feed.guildId)
  expect(await redis.ttl(keys.feeds(feed.guildId))).toBeGreaterThan(29 * 86_400)
  await redis.expire(keys.feeds(feed.guildId), 60)
  await feeds.guildLeft(feed.guildId)
  expect(await redis.ttl(keys.feeds(feed.guildId))).toBeLessThanOrEqual(60)
  await feeds.guildJoined(feed.guildId)
  expect(await redis.ttl(keys.feeds(feed.guildId))).toBe(-1)
})

test('a feed is read as it was saved', async () => {
  const feed = createFeed({ units: { system: 'metric', pool: 'yards' } })
  await feeds.change(feed.guildId, feed.channelId, () => feed)
  expect(await feeds.find(feed.guildId, feed.channelId)).toEqual(feed)
})

test('simultaneous changes are all kept', async () => {
  const { guildId, channelId } = createFeed()
  await feeds.change(guildId, channelId, () => createFeed())
  const changes: Partial<Feed>[] = [{ indoor: false }, { commutes: false }, { maps: false }, { maxPostsPerDay: 3 }]
  const change = (fields: Partial<Feed>) =>
    feeds.change(guildId, channelId, (before) => before && { ...before, ...fields })
  await Promise.all(changes.map(change))
  expect(await feeds.find(guildId, channelId)).toEqual(createFeed(Object.assign({}, ...changes)))
})

test('a change does not bring back a feed that was removed meanwhile', async () => {
  const { guildId, channelId } = createFeed()
  await feeds.change(guildId, channelId, () => createFeed())
  await feeds.change(guildId, channelId, (before) => {
    void redis.hdel(keys.feeds(guildId), channelId)
    return before && { ...before, indoor: false }
  })
  expect(await feeds.find(guildId, channelId)).toBeUndefined()
})

test('a feed that moves is always in exactly one channel, even if the move is repeated or two admins move it', async () => {
  const feed = createFeed({ maxPostsPerDay: 3 })
  const [fromChannel, firstTarget, secondTarget] = [feed.channelId, '200000000000000008', '200000000000000009']
  const moveTo = (channelId: string) =>
    feeds.move(feed.guildId, fromChannel, { channelId, forum: false }, '300000000000000001')
  await feeds.change(feed.guildId, fromChannel, () => feed)
  const moves = await Promise.all([moveTo(firstTarget), moveTo(secondTarget)])
  expect(moves.filter((moved) => moved !== undefined)).toHaveLength(1)
  const [moved, ...others] = await feeds.list(feed.guildId)
  expect(others).toEqual([])
  expect(moved).toMatchObject({
    maxPostsPerDay: 3,
    since: feed.since,
    movedFrom: [{ channelId: fromChannel, forum: false }],
  })
  expect(await moveTo(firstTarget)).toBeUndefined()
  expect((await feeds.ofPost(feed.guildId, fromChannel))?.channelId).toBe(moved?.channelId)
})

test('a feed does not move into a channel that has one', async () => {
  const [feed, other] = [createFeed(), createFeed({ channelId: '200000000000000008' })]
  for (const item of [feed, other]) await feeds.change(item.guildId, item.channelId, () => item)
  const to = { channelId: other.channelId, forum: false }
  expect(await feeds.move(feed.guildId, feed.channelId, to, '300000000000000001')).toBe('taken')
  expect(await feeds.list(feed.guildId)).toHaveLength(2)
})

test('a server whose first feed is added while servers without feeds are cleaned up is kept', async () => {
  const feed = createFeed()
  await redis.sadd(keys.guilds(), feed.guildId, '100000000000000099')
  const redisWithConcurrentAdd = new Proxy(redis, {
    get: (target, name) =>
      name === 'exists'
        ? async (key: string) => {
            const found = await target.exists(key)
            await feeds.change(feed.guildId, feed.channelId, () => feed)
            return found
          }
        : Reflect.get(target, name),
  })
  await createFeeds({ redis: redisWithConcurrentAdd, encryption }).guilds()
  expect(await redis.smembers(keys.guilds())).toEqual([feed.guildId])
  expect(await feeds.guilds()).toEqual([feed.guildId])
})
