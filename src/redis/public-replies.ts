import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/** Public replies are recorded for as long as the data they show may be stored. Seconds. */
const RETENTION_SECONDS = 7 * 24 * 3600

/** Locations of public replies about a member, for deletion when the member leaves. */
export function createPublicReplies({ redis, now }: { redis: RedisClient; now: () => number }) {
  return {
    async remember(userId: string, channelId: string, messageId: string): Promise<void> {
      const key = keys.publicReplies(userId)
      const weekAgo = now() - RETENTION_SECONDS * 1000
      await redis
        .multi()
        .zadd(key, now(), `${channelId}:${messageId}`)
        .zremrangebyscore(key, '-inf', weekAgo)
        .expire(key, RETENTION_SECONDS)
        .exec()
    },

    async all(userId: string): Promise<{ channelId: string; messageId: string }[]> {
      const entries = await redis.zrangebyscore(keys.publicReplies(userId), now() - RETENTION_SECONDS * 1000, '+inf')
      return entries.map((entry) => {
        const [channelId = '', messageId = ''] = entry.split(':')
        return { channelId, messageId }
      })
    },

    async forget(userId: string): Promise<void> {
      await redis.del(keys.publicReplies(userId))
    },
  }
}

export type PublicReplies = ReturnType<typeof createPublicReplies>
