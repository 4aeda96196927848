import type { Redis } from 'ioredis'
import type { Feed } from '../domain/feed.ts'
import { keys } from './keys.ts'

/** A server that removed the bot gets its settings back when it returns within this time. Seconds. */
const MONTH = 30 * 24 * 3600

/** The feeds of each server. */
export function createFeeds({ redis }: { redis: Redis }) {
  const opened = (stored: string): Feed => JSON.parse(stored)

  const find = async (guildId: string, channelId: string): Promise<Feed | undefined> => {
    const stored = await redis.hget(keys.feeds(guildId), channelId)
    return stored ? opened(stored) : undefined
  }

  const save = async (feed: Feed): Promise<void> => {
    await redis.hset(keys.feeds(feed.guildId), feed.channelId, JSON.stringify(feed))
  }

  return {
    find,
    save,

    async list(guildId: string): Promise<Feed[]> {
      return Object.values(await redis.hgetall(keys.feeds(guildId))).map(opened)
    },

    /** Whether there was one. */
    async remove(guildId: string, channelId: string): Promise<boolean> {
      await redis.srem(keys.pausedFeeds(), `${guildId}:${channelId}`)
      return (await redis.hdel(keys.feeds(guildId), channelId)) === 1
    },

    /** Stops posting there until it is resumed. Answers whether it was running before: then somebody should be told. */
    async pause(guildId: string, channelId: string, why: NonNullable<Feed['paused']>): Promise<boolean> {
      const feed = await find(guildId, channelId)
      if (!feed || feed.paused) return false
      await save({ ...feed, paused: why })
      return (await redis.sadd(keys.pausedFeeds(), `${guildId}:${channelId}`)) === 1
    },

    async resume(guildId: string, channelId: string): Promise<void> {
      const feed = await find(guildId, channelId)
      if (feed) await save({ ...feed, paused: undefined })
      await redis.srem(keys.pausedFeeds(), `${guildId}:${channelId}`)
    },

    async paused(): Promise<{ guildId: string; channelId: string }[]> {
      return (await redis.smembers(keys.pausedFeeds())).map((entry) => {
        const [guildId = '', channelId = ''] = entry.split(':')
        return { guildId, channelId }
      })
    },

    /** The server removed the bot. */
    async guildLeft(guildId: string): Promise<void> {
      await redis.expire(keys.feeds(guildId), MONTH)
    },

    /** The bot is in the server (again). */
    async guildJoined(guildId: string): Promise<void> {
      await redis.persist(keys.feeds(guildId))
    },
  }
}
