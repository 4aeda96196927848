import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

const PRIVATE = 'private'

/** Whether only the requester sees the answers to their commands. Only `private` is stored: the default is public. */
export function createReplyPreferences({ redis }: { redis: RedisClient }) {
  return {
    isPrivate: async (userId: string): Promise<boolean> => (await redis.exists(keys.replyPreference(userId))) === 1,

    async choose(userId: string, isPrivate: boolean): Promise<void> {
      if (isPrivate) await redis.set(keys.replyPreference(userId), PRIVATE)
      else await redis.del(keys.replyPreference(userId))
    },
  }
}

export type ReplyPreferences = ReturnType<typeof createReplyPreferences>
