import { Redis } from 'ioredis'
import type { Feed } from '../../src/core/feed.ts'
import { createFeeds } from '../../src/redis/feeds.ts'
import { encryption } from './test-encryption.ts'
import type { TestEnv } from './test-env.ts'

/** Changes settings of a channel's feed, as an admin does. */
export async function changeFeed(
  { redisUrl, guild, channel }: TestEnv,
  changes: Partial<Feed>,
  { id } = channel,
): Promise<void> {
  const redis = new Redis(redisUrl)
  const feeds = createFeeds({ redis, encryption })
  const { feed } = await feeds.change(guild.id, id, (before) => before && { ...before, ...changes })
  if (!feed) throw new Error('the channel has no feed')
  await redis.quit()
}
