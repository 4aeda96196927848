import { Redis } from 'ioredis'
import { afterAll, beforeEach, expect, inject, test } from 'vitest'
import { createFeeds } from '../../src/redis/feeds.ts'
import { aFeed } from '../core/builders.ts'
import { encryption } from '../support/test-encryption.ts'

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
const feeds = createFeeds({ redis, encryption })

beforeEach(() => redis.flushdb())
afterAll(() => redis.quit())

test('a feed is read as it was saved', async () => {
  const feed = aFeed({ units: { system: 'metric', pool: 'yards' } })
  await feeds.save(feed)
  expect(await feeds.find(feed.guildId, feed.channelId)).toEqual(feed)
})
