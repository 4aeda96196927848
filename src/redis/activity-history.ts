import type { ActivityDecision, StoredDecision } from '../core/decision.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'
import { WEEK_MS, weekKeys, weekKeysAt } from './week-keys.ts'

/** Forged events must not fill Redis. Fields per athlete and day. */
const MAX_FIELDS = 1000

/** KEYS: athlete, history of the day. ARGV: field, value, lifetime, maximum. Saves only while the athlete is linked. */
const RECORD = `
if redis.call('EXISTS', KEYS[1]) == 0 then return end
local isFull = redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[4])
if isFull and redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then return end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
`

/** The recorded events and decisions of an activity. Times in epoch milliseconds. */
export interface ActivityHistory {
  /** The last event of each kind: `create`, `update`, `delete`. */
  events: { aspect: string; at: number }[]
  /** The last decision for each channel, and for the activity as a whole. */
  decisions: StoredDecision[]
}

export const activityHistoryKeys = (athleteId: string): string[] => weekKeys(keys.activityHistory, athleteId)

const newestFirst = (a: { at: number }, b: { at: number }) => b.at - a.at

/** Only the newest of each kind. */
function newestOfEach<T extends { at: number }>(items: readonly T[], kindOf: (item: T) => string): T[] {
  const seen = new Set<string>()
  return items.toSorted(newestFirst).filter((item) => {
    const isFirst = !seen.has(kindOf(item))
    seen.add(kindOf(item))
    return isFirst
  })
}

/**
 * Strava's events about an athlete's activities, and each activity's decisions, for a week. Ids, times and reasons
 * only.
 */
export function createActivityHistory({ redis, now }: { redis: RedisClient; now: () => number }) {
  async function record(athleteId: string, field: string, value: object): Promise<void> {
    const at = now()
    const { today, ttlMs } = weekKeysAt(at, keys.activityHistory, athleteId)
    const both = [keys.athlete(athleteId), today] as const
    await redis.eval(RECORD, 2, ...both, field, JSON.stringify({ at, ...value }), ttlMs, MAX_FIELDS)
  }

  /** Everything about an activity, by the fields in which it is stored. */
  async function entriesOf(athleteId: string, activityId: string): Promise<[what: string, value: unknown][]> {
    const days = await Promise.all(activityHistoryKeys(athleteId).map((key) => redis.hgetall(key)))
    return days
      .flatMap((day) => Object.entries(day))
      .filter(([field]) => field.startsWith(`${activityId}:`))
      .map(([field, value]) => [field.slice(activityId.length + 1), JSON.parse(value)])
  }

  return {
    recordEvent: (athleteId: string, activityId: string, aspect: string): Promise<void> =>
      record(athleteId, `${activityId}:event-${aspect}`, { aspect }),

    recordDecision: (athleteId: string, activityId: string, decision: ActivityDecision): Promise<void> =>
      record(athleteId, `${activityId}:${decision.channelId ?? ''}`, decision),

    async read(athleteId: string, activityId: string): Promise<ActivityHistory> {
      const oldest = now() - WEEK_MS
      const entries = (await entriesOf(athleteId, activityId)).filter(
        ([, value]) => (value as { at: number }).at > oldest,
      )
      const [events, decisions] = [true, false].map((isEvent) =>
        entries.filter(([what]) => what.startsWith('event-') === isEvent).map(([, value]) => value),
      ) as [ActivityHistory['events'], StoredDecision[]]
      return {
        events: newestOfEach(events, ({ aspect }) => aspect),
        decisions: newestOfEach(decisions, ({ channelId = '' }) => channelId),
      }
    },
  }
}

export type ActivityHistoryStore = ReturnType<typeof createActivityHistory>
