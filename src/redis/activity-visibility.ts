import { STATISTICS, type Statistic } from '../core/activity.ts'
import type { KnownVisibility } from '../core/list-visibility.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'
import { WEEK_MS } from './week-keys.ts'

/**
 * KEYS: athlete, visibility. ARGV: activity, encoded visibility, now, retention. Saves only while the athlete is
 * linked. Deletes entries older than a week, and the whole hash once its oldest entry is a week old.
 */
const REMEMBER_SCRIPT = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local now, week = tonumber(ARGV[3]), tonumber(ARGV[4])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
local oldest = now
local known = redis.call('HGETALL', KEYS[2])
for i = 1, #known, 2 do
  local readAt = tonumber(string.match(known[i + 1], '^%d+'))
  if readAt <= now - week then redis.call('HDEL', KEYS[2], known[i])
  elseif readAt < oldest then oldest = readAt end
end
redis.call('PEXPIRE', KEYS[2], math.max(1, oldest + week - now))
return 1
`

/** Encodes the time of the read, a letter for muted, and one bit for each hidden statistic. */
const toStored = ({ readAt, muted, hidden }: KnownVisibility): string => {
  const bits = STATISTICS.reduce((sum, statistic, index) => sum + (hidden.has(statistic) ? 2 ** index : 0), 0)
  return `${readAt}${muted ? 'm' : '-'}${bits}`
}

function toKnown(stored: string): KnownVisibility {
  const [, readAt = '0', muted, bits = ''] = /^(\d+)([m-])(\d+)$/.exec(stored) ?? []
  const hides = (_: Statistic, index: number) => bits === '' || Math.floor(Number(bits) / 2 ** index) % 2 === 1
  return { readAt: Number(readAt), muted: muted !== '-', hidden: new Set(STATISTICS.filter(hides)) }
}

/**
 * What athletes hide, from the latest activity details; activity lists do not include it. A few bits per activity, for
 * a week.
 */
export function createActivityVisibility({ redis, now }: { redis: RedisClient; now: () => number }) {
  return {
    async remember(athleteId: string, activityId: string, known: Omit<KnownVisibility, 'readAt'>): Promise<void> {
      const both = [keys.athlete(athleteId), keys.activityVisibility(athleteId)] as const
      const stored = toStored({ ...known, readAt: now() })
      await redis.eval(REMEMBER_SCRIPT, 2, ...both, activityId, stored, now(), WEEK_MS)
    },

    async all(athleteId: string): Promise<ReadonlyMap<string, KnownVisibility>> {
      const stored = Object.entries(await redis.hgetall(keys.activityVisibility(athleteId)))
      const known = stored.map(([activityId, value]) => [activityId, toKnown(value)] as const)
      return new Map(known.filter(([, { readAt }]) => now() < readAt + WEEK_MS))
    },
  }
}

export type ActivityVisibility = ReturnType<typeof createActivityVisibility>
