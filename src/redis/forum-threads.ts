import { keys } from './keys.ts'
import type { Lock } from './lock.ts'
import type { RedisClient } from './redis-client.ts'

/** A member's own post in a forum: its thread, or when its creation started (epoch milliseconds). */
type MemberThread = { threadId: string } | { startedAt: number }

/** Marks a start time, stored where the thread's id will be. */
const STARTED_AT_PREFIX = 'since '

/** The members' own forum posts, each with all activities of one member. */
export function createForumThreads({ redis, lock }: { redis: RedisClient; lock: Lock }) {
  return {
    async find(userId: string, forumId: string): Promise<MemberThread | undefined> {
      const stored = await redis.hget(keys.forumThreads(userId), forumId)
      if (stored === null) return undefined
      return stored.startsWith(STARTED_AT_PREFIX)
        ? { startedAt: Number(stored.slice(STARTED_AT_PREFIX.length)) }
        : { threadId: stored }
    },

    /** Call before creating the post: if Discord's answer is lost, the post may exist. */
    async markOpening(userId: string, forumId: string, at: number): Promise<void> {
      await redis.hset(keys.forumThreads(userId), forumId, `${STARTED_AT_PREFIX}${at}`)
    },

    async save(userId: string, forumId: string, threadId: string): Promise<void> {
      await redis.hset(keys.forumThreads(userId), forumId, threadId)
    },

    /** Runs one task at a time per member across all processes. Two at once would create two posts in a forum. */
    withLock: lock,
  }
}

export type ForumThreads = ReturnType<typeof createForumThreads>
