import type { Redis } from 'ioredis'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** The first check after a pause; after a pause that follows soon on another, the second, and so on. */
const FIRST_CHECK_DELAYS_MS = [MINUTE_MS, 30 * MINUTE_MS, 6 * HOUR_MS]

/** What is paused again this soon after it went on had not really been open. */
const RELAPSE_WINDOW_MS = 10 * MINUTE_MS

/** How often a pause is checked: the longer it has lasted, the more rarely. */
const CHECK_INTERVALS_MS = [
  { age: HOUR_MS, every: MINUTE_MS },
  { age: DAY_MS, every: 5 * MINUTE_MS },
  { age: Number.POSITIVE_INFINITY, every: 30 * MINUTE_MS },
]

/** Something that waits until Discord lets the bot in again. Moments in epoch milliseconds. */
export interface Pause<Reason extends string = string> {
  reason: Reason
  since: number
  /** How often in a row it was paused soon after it had gone on, and nothing was seen that keeps the bot out. */
  pauseCount: number
  /** When it is looked at next. */
  until: number
  notifiedAt: number
  /** It went on then; remembered for a while, in case it does not last. */
  resumedAt?: number
}

/**
 * KEYS: pauses. ARGV: field, reason, now, a day, the time of a relapse, whether it was seen to be shut, then the first looks. Answers whether
 * somebody should be told: once a day at most.
 */
const PAUSE_SCRIPT = `
local stored = redis.call('HGET', KEYS[1], ARGV[1])
local now, day = tonumber(ARGV[3]), tonumber(ARGV[4])
local pause = stored and cjson.decode(stored) or { pauseCount = 0, notifiedAt = 0, resumedAt = 0 }
if not pause.resumedAt then
  pause.reason = ARGV[2]
  redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(pause))
  return 0
end
local isRelapse = ARGV[6] == '0' and now - pause.resumedAt < tonumber(ARGV[5])
local pauseCount = isRelapse and pause.pauseCount + 1 or 1
local wait = tonumber(ARGV[math.min(6 + pauseCount, #ARGV)])
local tell = now - pause.notifiedAt > day
local notifiedAt = tell and now or pause.notifiedAt
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode({ reason = ARGV[2], since = now, pauseCount = pauseCount, ['until'] = now + wait, notifiedAt = notifiedAt }))
return tell and 1 or 0
`

/** KEYS: pauses. ARGV: field, what was read there, what it becomes. Nothing is written over what changed, or was forgotten, meanwhile. */
const REPLACE_SCRIPT = `
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
`

const isOver = ({ resumedAt }: Pause) => resumedAt !== undefined

/** A pause that lasts; undefined where there is none, or it is over. */
export function toActivePause<Reason extends string>(stored: string | null): Pause<Reason> | undefined {
  const pause: Pause<Reason> | undefined = stored ? JSON.parse(stored) : undefined
  return pause && !isOver(pause) ? pause : undefined
}

/** What is paused, in one hash, by fields that begin with the id of a server and a colon. */
export function createPauses<Reason extends string>({ redis, key }: { redis: Redis; key: string }) {
  const read = (stored: string | null | undefined): Pause<Reason> | undefined =>
    stored ? JSON.parse(stored) : undefined
  const replace = (field: string, before: string, pause: Pause<Reason>) =>
    redis.eval(REPLACE_SCRIPT, 1, key, field, before, JSON.stringify(pause))

  /** All that is paused, in one server or in all. What has long been over is forgotten. */
  async function all(now: number, guildId?: string): Promise<[field: string, pause: Pause<Reason>][]> {
    const paused: [string, Pause<Reason>][] = []
    for (const [field, stored] of Object.entries(await redis.hgetall(key))) {
      const pause = read(stored) as Pause<Reason>
      if (pause.resumedAt !== undefined && now - pause.resumedAt > DAY_MS) await redis.hdel(key, field)
      if (!isOver(pause) && (guildId === undefined || field.startsWith(`${guildId}:`))) paused.push([field, pause])
    }
    return paused
  }

  return {
    all,

    /** Why each of these is paused; undefined for those that are not. */
    async find(...fields: string[]): Promise<(Pause<Reason> | undefined)[]> {
      if (fields.length === 0) return []
      return (await redis.hmget(key, ...fields)).map((stored) => toActivePause<Reason>(stored))
    },

    /**
     * Answers whether somebody should be told. Paused already, only the reason changes. `isSeen`: what keeps the bot out can be looked at,
     * so that it had really been open before.
     */
    async pause(field: string, reason: Reason, now: number, isSeen: boolean): Promise<boolean> {
      const args = [field, reason, now, DAY_MS, RELAPSE_WINDOW_MS, isSeen ? 1 : 0, ...FIRST_CHECK_DELAYS_MS]
      return (await redis.eval(PAUSE_SCRIPT, 1, key, ...args)) === 1
    },

    /** It goes on. */
    async resume(field: string, now: number): Promise<void> {
      const stored = await redis.hget(key, field)
      const pause = read(stored)
      if (stored && pause) await replace(field, stored, { ...pause, resumedAt: now })
    },

    /** It was looked at and is still shut: it is looked at again later, at the latest at `until`. */
    async postpone(field: string, reason: Reason, now: number, until = Number.POSITIVE_INFINITY): Promise<void> {
      const stored = await redis.hget(key, field)
      const pause = read(stored)
      if (!stored || !pause || isOver(pause)) return
      const every = CHECK_INTERVALS_MS.find(({ age }) => now - pause.since < age)?.every ?? 0
      await replace(field, stored, { ...pause, reason, until: Math.min(now + every, Math.max(until, now)) })
    },

    async forget(...fields: string[]): Promise<void> {
      if (fields.length > 0) await redis.hdel(key, ...fields)
    },

    /**
     * What is to be looked at now. `changed`: something changed in that server just now, so all of it, but what went on wrongly time
     * and again.
     */
    async due(now: number, changed?: string): Promise<[field: string, pause: Pause<Reason>][]> {
      const isDue = ({ until, pauseCount }: Pause) => now >= until || (changed !== undefined && pauseCount < 3)
      return (await all(now, changed)).filter(([, pause]) => isDue(pause))
    },
  }
}
