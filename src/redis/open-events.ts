import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/**
 * How many activities of an athlete may have their own jobs at a time. Beyond that, one job syncs the athlete's whole
 * list.
 */
const MAX_OPEN_EVENTS = 10

/** An event that was never handled is forgotten once it is too old to matter. Milliseconds. */
const TTL_MS = 48 * 3600_000

/**
 * KEYS: the athlete's open events, athlete. ARGV: activity, now, lifetime, maximum. Returns whether the activity may
 * have its own job. Saves only while the athlete is linked.
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
 * An athlete's activities with an event that is unhandled or was handled recently. A handled event still counts for the
 * length of Strava's shorter rate-limit window, so that forged events cost no more than real ones.
 */
export function createOpenEvents({
  redis,
  now,
  windowMs,
}: {
  redis: RedisClient
  now: () => number
  windowMs: number
}) {
  return {
    /** Whether an event may have its own job, which reads the activity: not if the athlete already has many. */
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
