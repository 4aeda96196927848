import { addDays, type Day, dayAt } from '../core/period.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/** An activity is new for two days, and its day may differ from this program's. */
const TTL_SECONDS = 5 * 24 * 3600

/** Longer than the sets of athletes, which `forget` finds by these entries. */
const RETENTION_DAYS = 10

/**
 * An entry is `<day> <state>`: `post` (counts for the limit), `over` (over the limit), `free` (neither any more).
 * KEYS: the athlete's entries, the athletes over the limit. ARGV: channel, activity, day, limit, athlete, oldest day, TTL
 * of the entries, TTL of the athletes, then the channels that the feed had before. An activity keeps the place that it
 * took in one of these, and is only counted in the current one.
 */
const TAKE = `
local field, count, channels = ARGV[1] .. ':' .. ARGV[2], 0, { [ARGV[1]] = true }
for i = 9, #ARGV do channels[ARGV[i]] = true end
local entries = redis.call('HGETALL', KEYS[1])
local hasPlace = false
for i = 1, #entries, 2 do
  local entry = entries[i]
  local channel, activity = string.match(entry, '^(%d+):(.+)$')
  local day, kind = string.match(entries[i + 1], '^(%S+) (%S+)$')
  if day < ARGV[6] then
    redis.call('HDEL', KEYS[1], entry)
  elseif entry == field then
    if kind == 'post' then return 1 end
  elseif channels[channel] and activity == ARGV[2] then
    hasPlace = hasPlace or kind == 'post'
    redis.call('HSET', KEYS[1], entry, day .. ' free')
  elseif channels[channel] and kind == 'post' and day == ARGV[3] then
    count = count + 1
  end
end
local fits = hasPlace or count < tonumber(ARGV[4])
redis.call('HSET', KEYS[1], field, ARGV[3] .. (fits and ' post' or ' over'))
redis.call('EXPIRE', KEYS[1], ARGV[7])
if fits then return 1 end
redis.call('SADD', KEYS[2], ARGV[5])
redis.call('EXPIRE', KEYS[2], ARGV[8])
return 0
`

/** KEYS: the athlete's entries. ARGV: the entry. It stays, so that `forget` finds the athletes of its day. */
const RELEASE = `
local entry = redis.call('HGET', KEYS[1], ARGV[1])
if entry then redis.call('HSET', KEYS[1], ARGV[1], string.match(entry, '^%S+') .. ' free') end
`

/** The message about the activities over the limit. Begun, and without an id: it may or may not be in the channel. */
interface OverLimitMessage {
  /** Epoch milliseconds. */
  startedAt: number
  messageId?: string
}

/** Which new activities count for a feed's daily limit, by the day of the activity, and which are over it. */
export function createDailyPosts({ redis, now }: { redis: RedisClient; now: () => number }) {
  /** Field, day and state. */
  const entriesOf = async (athleteId: string) =>
    Object.entries(await redis.hgetall(keys.dailyPosts(athleteId))).map(([field, entry]) => {
      const [channelId = '', [day = '', state = '']] = [field.split(':')[0], entry.split(' ')]
      return { channelId, day, state }
    })

  return {
    /** Whether an activity is among the first `max` of its day in a feed's channels, the current one first. The same whenever it is asked again. */
    async take(
      {
        athleteId,
        activityId,
        channelIds,
        day,
      }: Record<'athleteId' | 'activityId', string> & { channelIds: readonly string[]; day: Day },
      max: number,
    ): Promise<boolean> {
      const oldest = addDays(dayAt(now(), undefined), -RETENTION_DAYS)
      const lifetimes = [RETENTION_DAYS * 24 * 3600, TTL_SECONDS]
      const [channelId = '', ...former] = channelIds
      const keysOf = [keys.dailyPosts(athleteId), keys.overLimitAthletes(channelId, day)]
      return (
        (await redis.eval(
          TAKE,
          2,
          ...keysOf,
          channelId,
          activityId,
          day,
          max,
          athleteId,
          oldest,
          ...lifetimes,
          ...former,
        )) === 1
      )
    },

    /** The activity neither counts for the limit nor as over it: the member skipped it, or it may not be shown. */
    async release(athleteId: string, channelId: string, activityId: string): Promise<void> {
      await redis.eval(RELEASE, 1, keys.dailyPosts(athleteId), `${channelId}:${activityId}`)
    },

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
      await redis.set(keys.overLimitMessage(channelId, day), JSON.stringify(message), 'EX', TTL_SECONDS)
    },

    /** The member left. */
    async forget(athleteId: string): Promise<void> {
      const entries = await entriesOf(athleteId)
      const step = redis.multi().del(keys.dailyPosts(athleteId))
      for (const { channelId, day } of entries) step.srem(keys.overLimitAthletes(channelId, day), athleteId)
      await step.exec()
    },
  }
}

export type DailyPosts = ReturnType<typeof createDailyPosts>
