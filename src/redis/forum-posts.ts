import type { Redis } from 'ioredis'
import { keys } from './keys.ts'
import type { Lock } from './lock.ts'

/** A member's own post in a forum: where it is, or since when it is being opened (epoch milliseconds). */
type ForumPost = { threadId: string } | { startedAt: number }

/** Stands before the moment at which a post began to be opened, where its id comes to stand. */
const STARTED_AT_PREFIX = 'since '

/** The members' own posts in forums, in which their activities follow each other. */
export function createForumPosts({ redis, lock }: { redis: Redis; lock: Lock }) {
  return {
    async find(userId: string, forumId: string): Promise<ForumPost | undefined> {
      const stored = await redis.hget(keys.forumPosts(userId), forumId)
      if (stored === null) return undefined
      return stored.startsWith(STARTED_AT_PREFIX)
        ? { startedAt: Number(stored.slice(STARTED_AT_PREFIX.length)) }
        : { threadId: stored }
    },

    /** One is about to be opened: should the answer be lost, it may be there. */
    async markOpening(userId: string, forumId: string, at: number): Promise<void> {
      await redis.hset(keys.forumPosts(userId), forumId, `${STARTED_AT_PREFIX}${at}`)
    },

    async save(userId: string, forumId: string, threadId: string): Promise<void> {
      await redis.hset(keys.forumPosts(userId), forumId, threadId)
    },

    /** Runs one piece of work at a time in a member's posts, over all processes: two would open two posts in a forum. */
    withLock: lock,
  }
}

export type ForumPosts = ReturnType<typeof createForumPosts>
