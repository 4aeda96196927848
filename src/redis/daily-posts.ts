import { addDays, type Day, dayAt } from '../core/period.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'
import { weekKeys, weekKeysAt } from './week-keys.ts'

/** The message about a day changes for two days: its activities can be posted for that long. Seconds. */
const MESSAGE_TTL_SECONDS = 5 * 24 * 3600

/**
 * The message is counted when the day has ended, and athletes are added for two more days. Shorter than the six days of
 * the entries, by which `forget` finds these sets. Seconds.
 */
const ATHLETES_TTL_SECONDS = 3 * 24 * 3600

/** Older entries are deleted. */
const RETENTION_DAYS = 10

/**
 * An entry is `<day> <state>`: `post` (counts for the limit), `over` (over the limit), `free` (neither any more). KEYS:
 * the athletes over the limit, the athlete's entries of today, and those of the other days. ARGV: channel, activity,
 * day, limit, athlete, oldest day, milliseconds until today's entries expire, seconds until the athletes do, then the
 * channels that the feed had before. An activity keeps its state after the feed moves, and only counts in the current
 * channel.
 */
const TAKE = `
local field, count, channels = ARGV[1] .. ':' .. ARGV[2], 0, { [ARGV[1]] = true }
for i = 9, #ARGV do channels[ARGV[i]] = true end
local hasPlace, before = false, nil
local function look(key, entry, value)
  local channel, activity = string.match(entry, '^(%d+):(.+)$')
  local day, kind = string.match(value, '^(%S+) (%S+)$')
  if day < ARGV[6] then
    redis.call('HDEL', key, entry)
  elseif entry == field then
    if kind == 'post' then return true end
    before = key
  elseif channels[channel] and activity == ARGV[2] then
    hasPlace = hasPlace or kind == 'post'
    redis.call('HSET', key, entry, day .. ' free')
  elseif channels[channel] and kind == 'post' and day == ARGV[3] then
    count = count + 1
  end
end
for i = 2, #KEYS do
  local entries = redis.call('HGETALL', KEYS[i])
  for j = 1, #entries, 2 do if look(KEYS[i], entries[j], entries[j + 1]) then return 1 end end
end
if before then redis.call('HDEL', before, field) end
local fits = hasPlace or count < tonumber(ARGV[4])
redis.call('HSET', KEYS[2], field, ARGV[3] .. (fits and ' post' or ' over'))
redis.call('PEXPIRE', KEYS[2], ARGV[7])
if fits then return 1 end
redis.call('SADD', KEYS[1], ARGV[5])
redis.call('EXPIRE', KEYS[1], ARGV[8])
return 0
`

/**
 * KEYS: the athlete's entries. ARGV: the field of the entry, which stays so that `forget` finds the athletes of its
 * day.
 */
const RELEASE = `
for i = 1, #KEYS do
  local entry = redis.call('HGET', KEYS[i], ARGV[1])
  if entry then redis.call('HSET', KEYS[i], ARGV[1], string.match(entry, '^%S+') .. ' free') end
end
`

const dailyPostsKeys = (athleteId: string): string[] => weekKeys(keys.dailyPosts, athleteId)

/** The message about the activities over the limit. Without an id, it may or may not be in the channel. */
interface OverLimitMessage {
  /** Epoch milliseconds. */
  startedAt: number
  messageId?: string
}

/** Which new activities count towards a feed's daily limit, by the day of the activity, and which are over it. */
export function createDailyPosts({ redis, now }: { redis: RedisClient; now: () => number }) {
  async function entriesOf(athleteId: string) {
    const days = await Promise.all(dailyPostsKeys(athleteId).map((key) => redis.hgetall(key)))
    return days.flatMap(Object.entries<string>).map(([field, entry]) => {
      const [[channelId = '', activityId = ''], [day = '', state = '']] = [field.split(':'), entry.split(' ')]
      return { channelId, activityId, day, state }
    })
  }

  return {
    /**
     * Whether an activity is among the first `max` of its day in a feed's channels (the current channel first).
     * Repeated calls return the same.
     */
    async take(
      {
        athleteId,
        activityId,
        channelIds,
        day,
      }: Record<'athleteId' | 'activityId', string> & { channelIds: readonly string[]; day: Day },
      max: number,
    ): Promise<boolean> {
      const { today, others, ttlMs } = weekKeysAt(now(), keys.dailyPosts, athleteId)
      const [channelId = '', ...former] = channelIds
      const scriptKeys = [keys.overLimitAthletes(channelId, day), today, ...others]
      const oldest = addDays(dayAt(now(), undefined), -RETENTION_DAYS)
      const entry = [channelId, activityId, day, max, athleteId, oldest, ttlMs, ATHLETES_TTL_SECONDS]
      return (await redis.eval(TAKE, scriptKeys.length, ...scriptKeys, ...entry, ...former)) === 1
    },

    /** The activity no longer counts: the member skipped it, or it may not be shown. */
    async release(athleteId: string, channelId: string, activityId: string): Promise<void> {
      const scriptKeys = dailyPostsKeys(athleteId)
      await redis.eval(RELEASE, scriptKeys.length, ...scriptKeys, `${channelId}:${activityId}`)
    },

    all: entriesOf,

    /** How many activities of a day are over the limit in a channel, by athlete. */
    async overLimit(channelId: string, day: Day): Promise<{ athleteId: string; count: number }[]> {
      const athleteIds = await redis.smembers(keys.overLimitAthletes(channelId, day))
      return Promise.all(
        athleteIds.map(async (athleteId) => {
          const entries = await entriesOf(athleteId)
          const isOver = (entry: (typeof entries)[number]) =>
            entry.channelId === channelId && entry.day === day && entry.state === 'over'
          return { athleteId, count: entries.filter(isOver).length }
        }),
      )
    },

    async findMessage(channelId: string, day: Day): Promise<OverLimitMessage | undefined> {
      const stored = await redis.get(keys.overLimitMessage(channelId, day))
      return stored ? JSON.parse(stored) : undefined
    },

    async saveMessage(channelId: string, day: Day, message: OverLimitMessage): Promise<void> {
      await redis.set(keys.overLimitMessage(channelId, day), JSON.stringify(message), 'EX', MESSAGE_TTL_SECONDS)
    },

    /** The member left. */
    async forget(athleteId: string): Promise<void> {
      const entries = await entriesOf(athleteId)
      const step = redis.multi().del(...dailyPostsKeys(athleteId))
      for (const { channelId, day } of entries) step.srem(keys.overLimitAthletes(channelId, day), athleteId)
      await step.exec()
    },
  }
}

export type DailyPosts = ReturnType<typeof createDailyPosts>
