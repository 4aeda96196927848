import type { Redis } from 'ioredis'
import { keys } from './keys.ts'

/** So many activities of an athlete have jobs of their own at a time: whoever has more is looked at as a whole. */
const MAX_OPEN_EVENTS = 10

/** An event that nothing came of is forgotten when it is no news any more. Milliseconds. */
const TTL_MS = 48 * 3600_000

/**
 * KEYS: the athlete's open events, athlete. ARGV: activity, now, life, most. Answers whether this one may have a job of its own. Kept only
 * while the athlete is linked.
 */
const OPEN_EVENT = `
if redis.call('EXISTS', KEYS[2]) == 0 then return 1 end
local now, life = tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) then return 0 end
redis.call('ZADD', KEYS[1], now + life, ARGV[1])
redis.call('PEXPIRE', KEYS[1], life)
return 1
`

/**
 * Which activities of an athlete have an event that is not seen to, or was a moment ago. One that was seen to counts for as long as the
 * shorter of Strava's windows lasts: made-up events are to cost no more than real ones.
 */
export function createOpenEvents({ redis, now, windowMs }: { redis: Redis; now: () => number; windowMs: number }) {
  return {
    /** Whether an event may have a job of its own, which reads its activity: not where the athlete has many of them. */
    async open(athleteId: string, activityId: string): Promise<boolean> {
      const both = [keys.openEvents(athleteId), keys.athlete(athleteId)] as const
      return (await redis.eval(OPEN_EVENT, 2, ...both, activityId, now(), TTL_MS, MAX_OPEN_EVENTS)) === 1
    },

    async close(athleteId: string, activityId: string): Promise<void> {
      await redis.zadd(keys.openEvents(athleteId), 'XX', now() + windowMs, activityId)
    },
  }
}

export type OpenEvents = ReturnType<typeof createOpenEvents>
