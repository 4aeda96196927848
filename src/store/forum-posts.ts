import type { Redis } from 'ioredis'
import { keys } from './keys.ts'

/** The members' own posts in forums, in which their activities follow each other. */
export function createForumPosts({ redis }: { redis: Redis }) {
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
  }
}
