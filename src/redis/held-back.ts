import type { PausedThread } from '../core/channel-access.ts'
import { keys } from './keys.ts'
import { createPauses } from './pauses.ts'
import { type RedisClient, toPairs } from './redis-client.ts'

/** Older activities are not posted: they are no longer news. Milliseconds. */
const RETENTION_MS = 4 * 24 * 3600_000

/** Maximum per server; the catch-up finds the rest. */
const MAX_WAITING_ACTIVITIES = 500

/** What waits for access on Discord: activities, and members' own forum posts that are closed. */
export function createHeldBack({ redis }: { redis: RedisClient }) {
  const threads = createPauses({ redis, key: keys.pausedThreads() })
  const fieldOf = (guildId: string, forumId: string, userId: string) => `${guildId}:${forumId}:${userId}`
  const toThread = ([field, { detail: threadId }]: [string, { detail: string }]): PausedThread => {
    const [guildId = '', forumId = '', userId = ''] = field.split(':')
    return { guildId, forumId, userId, threadId }
  }

  return {
    /** Call when an activity could not be posted in a server, or not as it should be. */
    async add(guildId: string, athleteId: string, activityId: string, now: number): Promise<void> {
      const key = keys.heldBackActivities(guildId)
      await redis
        .multi()
        .zremrangebyscore(key, 0, now - RETENTION_MS)
        .zadd(key, now, `${athleteId}:${activityId}`)
        .zremrangebyrank(key, 0, -MAX_WAITING_ACTIVITIES - 1)
        .pexpire(key, RETENTION_MS)
        .sadd(keys.heldBackGuilds(), guildId)
        .exec()
    },

    /** How many activities wait in a server. */
    count: (guildId: string, now: number): Promise<number> =>
      redis.zcount(keys.heldBackActivities(guildId), now - RETENTION_MS, '+inf'),

    guilds: (): Promise<string[]> => redis.smembers(keys.heldBackGuilds()),

    /** Returns and removes all waiting activities of a server, oldest first. */
    async take(guildId: string): Promise<{ athleteId: string; activityId: string }[]> {
      const key = keys.heldBackActivities(guildId)
      const [[, waiting] = []] =
        (await redis.multi().zrange(key, '0', '-1').del(key).srem(keys.heldBackGuilds(), guildId).exec()) ?? []
      return ((waiting ?? []) as string[]).map((entry) => {
        const [athleteId = '', activityId = ''] = entry.split(':')
        return { athleteId, activityId }
      })
    },

    pauseThread: (
      { guildId, forumId, userId, threadId }: PausedThread,
      now: number,
      isCauseVisible: boolean,
    ): Promise<boolean> => threads.pause(fieldOf(guildId, forumId, userId), threadId, now, isCauseVisible),

    resumeThread: ({ guildId, forumId, userId }: Omit<PausedThread, 'threadId'>, now: number): Promise<void> =>
      threads.resume(fieldOf(guildId, forumId, userId), now),

    /** The thread is still closed: check again later. */
    postpone: ({ guildId, forumId, userId, threadId }: PausedThread, now: number): Promise<void> =>
      threads.postpone(fieldOf(guildId, forumId, userId), threadId, now),

    /** The member's closed threads in these forums. */
    async pausedThreadsIn(
      userId: string,
      forums: readonly { guildId: string; forumId: string }[],
    ): Promise<Set<string>> {
      const pauses = await threads.find(...forums.map(({ guildId, forumId }) => fieldOf(guildId, forumId, userId)))
      return new Set(forums.filter((_, index) => pauses[index]).map(({ forumId }) => forumId))
    },

    pausedThreads: async (guildId: string, now: number): Promise<PausedThread[]> =>
      (await threads.all(now, guildId)).map(toThread),

    /** Threads that may be open again. With `changedGuildId`: all of that server, where something has just changed. */
    threadsDueForRetry: async (now: number, changedGuildId?: string): Promise<PausedThread[]> =>
      (await threads.due(now, changedGuildId)).map(toThread),

    /** What waits for a member: activities (since when, in epoch milliseconds), and their closed threads. */
    async ofMember(userId: string | undefined, athleteId: string) {
      const closedThreads = Object.entries(await redis.hgetall(keys.pausedThreads()))
        .filter(([field]) => userId !== undefined && field.endsWith(`:${userId}`))
        .map(([field, pause]) => toThread([field, JSON.parse(pause)]))
      const waiting: { guildId: string; activityId: string; at: number }[] = []
      for (const guildId of await redis.smembers(keys.heldBackGuilds())) {
        const entries = toPairs(await redis.zrange(keys.heldBackActivities(guildId), '0', '-1', 'WITHSCORES'))
        for (const [entry, at] of entries)
          if (entry.startsWith(`${athleteId}:`))
            waiting.push({ guildId, activityId: entry.slice(athleteId.length + 1), at: Number(at) })
      }
      return { closedThreads, waiting }
    },

    /** The member left. Without a user: only what was added while they left. */
    async forget(userId: string | undefined, athleteId: string): Promise<void> {
      if (userId !== undefined) {
        const fields = (await redis.hkeys(keys.pausedThreads())).filter((field) => field.endsWith(`:${userId}`))
        await threads.forget(...fields)
      }
      for (const guildId of await redis.smembers(keys.heldBackGuilds())) {
        const key = keys.heldBackActivities(guildId)
        const entries = (await redis.zrange(key, '0', '-1')).filter((entry) => entry.startsWith(`${athleteId}:`))
        if (entries.length > 0) await redis.zrem(key, ...entries)
        if ((await redis.exists(key)) === 0) await redis.srem(keys.heldBackGuilds(), guildId)
      }
    },
  }
}

export type HeldBack = ReturnType<typeof createHeldBack>
