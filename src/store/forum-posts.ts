import type { Redis } from 'ioredis'
import { keys } from './keys.ts'
import type { createLock } from './lock.ts'

/** The members' own posts in forums, in which their activities follow each other. */
export function createForumPosts({ redis, lock }: { redis: Redis; lock: ReturnType<typeof createLock> }) {
  return {
    async find(userId: string, forumId: string): Promise<string | undefined> {
      return (await redis.hget(keys.forumPosts(userId), forumId)) ?? undefined
    },

    async keep(userId: string, forumId: string, placeId: string): Promise<void> {
      await redis.hset(keys.forumPosts(userId), forumId, placeId)
    },

    async forget(userId: string, forumId: string): Promise<void> {
      await redis.hdel(keys.forumPosts(userId), forumId)
    },

    /** Runs one piece of work at a time in a member's posts, over all processes: two would open two posts in a forum. */
    alone: <T>(userId: string, work: () => Promise<T>): Promise<T> => lock(userId, work),
  }
}
