import { replaceFieldIfEqual } from './compare-and-set.ts'
import type { RedisClient } from './redis-client.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/**
 * Delay of the first check after a pause; the next entry applies if it is paused again soon after resuming, and so on.
 */
const FIRST_CHECK_DELAYS_MS = [MINUTE_MS, 30 * MINUTE_MS, 6 * HOUR_MS]

/** A pause this soon after resuming means that access had not really been restored. */
const PAUSED_AGAIN_WINDOW_MS = 10 * MINUTE_MS

/** The longer a pause lasts, the less often it is checked. */
const CHECK_INTERVALS_MS = [
  { age: HOUR_MS, every: MINUTE_MS },
  { age: DAY_MS, every: 5 * MINUTE_MS },
  { age: Number.POSITIVE_INFINITY, every: 30 * MINUTE_MS },
]

/** Something that waits until the bot has access on Discord again. Times in epoch milliseconds. */
export interface Pause<Detail extends string = string> {
  /** What is stored with it: why it waits, or what it waits for. */
  detail: Detail
  since: number
  /** How many times in a row it was paused soon after resuming, with no visible cause. */
  repeatCount: number
  /** Time of the next check. */
  nextCheckAt: number
  notifiedAt: number
  /** When it resumed; kept for a while in case it is paused again. */
  resumedAt?: number
}

/**
 * KEYS: pauses. ARGV: field, detail, now, a day, how soon after resuming a pause counts as repeated, whether the cause
 * is visible, then the delays of the first check. Returns whether to notify an admin: at most once a day.
 */
const PAUSE_SCRIPT = `
local stored = redis.call('HGET', KEYS[1], ARGV[1])
local now, day = tonumber(ARGV[3]), tonumber(ARGV[4])
local pause = stored and cjson.decode(stored) or { repeatCount = 0, notifiedAt = 0, resumedAt = 0 }
if not pause.resumedAt then
  pause.detail = ARGV[2]
  redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(pause))
  return 0
end
local isRepeat = ARGV[6] == '0' and now - pause.resumedAt < tonumber(ARGV[5])
local repeatCount = isRepeat and pause.repeatCount + 1 or 1
local wait = tonumber(ARGV[math.min(6 + repeatCount, #ARGV)])
local notify = now - pause.notifiedAt > day
local notifiedAt = notify and now or pause.notifiedAt
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode({ detail = ARGV[2], since = now, repeatCount = repeatCount, nextCheckAt = now + wait, notifiedAt = notifiedAt }))
return notify and 1 or 0
`

const isOver = ({ resumedAt }: Pause) => resumedAt !== undefined

/** Undefined if there is no pause or it is over. */
export function toActivePause<Detail extends string>(stored: string | null): Pause<Detail> | undefined {
  const pause: Pause<Detail> | undefined = stored ? JSON.parse(stored) : undefined
  return pause && !isOver(pause) ? pause : undefined
}

/** Pauses in one hash. Each field begins with a server's id and a colon. */
export function createPauses<Detail extends string>({ redis, key }: { redis: RedisClient; key: string }) {
  /** Does nothing if the pause was changed or deleted meanwhile. */
  async function change(field: string, update: (pause: Pause<Detail>) => Pause<Detail> | undefined): Promise<void> {
    const before = await redis.hget(key, field)
    const pause = before && update(JSON.parse(before))
    if (pause) await replaceFieldIfEqual(redis, key, field, { before, after: JSON.stringify(pause) })
  }

  /** All pauses, of one server or of all. Forgets those that ended long ago. */
  async function all(now: number, guildId?: string): Promise<[field: string, pause: Pause<Detail>][]> {
    const paused: [string, Pause<Detail>][] = []
    for (const [field, stored] of Object.entries(await redis.hgetall(key))) {
      const pause: Pause<Detail> = JSON.parse(stored)
      if (pause.resumedAt !== undefined && now - pause.resumedAt > DAY_MS) await redis.hdel(key, field)
      if (!isOver(pause) && (guildId === undefined || field.startsWith(`${guildId}:`))) paused.push([field, pause])
    }
    return paused
  }

  return {
    all,

    /** The pause of each field; undefined for those that are not paused. */
    async find(...fields: string[]): Promise<(Pause<Detail> | undefined)[]> {
      if (fields.length === 0) return []
      return (await redis.hmget(key, ...fields)).map((stored) => toActivePause<Detail>(stored))
    },

    /**
     * Returns whether to notify an admin. If already paused, only the detail changes. `isCauseVisible`: for example a
     * missing permission, so access had really been restored before.
     */
    async pause(field: string, detail: Detail, now: number, isCauseVisible: boolean): Promise<boolean> {
      const args = [
        field,
        detail,
        now,
        DAY_MS,
        PAUSED_AGAIN_WINDOW_MS,
        isCauseVisible ? 1 : 0,
        ...FIRST_CHECK_DELAYS_MS,
      ]
      return (await redis.eval(PAUSE_SCRIPT, 1, key, ...args)) === 1
    },

    /** Access is restored. */
    resume: (field: string, now: number): Promise<void> => change(field, (pause) => ({ ...pause, resumedAt: now })),

    /** Still no access: check again later, at the latest at `until`. */
    postpone: (field: string, detail: Detail, now: number, until = Number.POSITIVE_INFINITY): Promise<void> =>
      change(field, (pause) => {
        if (isOver(pause)) return undefined
        const every = CHECK_INTERVALS_MS.find(({ age }) => now - pause.since < age)?.every ?? 0
        return { ...pause, detail, nextCheckAt: Math.min(now + every, Math.max(until, now)) }
      }),

    async forget(...fields: string[]): Promise<void> {
      if (fields.length > 0) await redis.hdel(key, ...fields)
    },

    /**
     * Pauses to check now. With `changedGuildId`, where something has just changed in that server: all of its pauses
     * except those that were paused again repeatedly.
     */
    async due(now: number, changedGuildId?: string): Promise<[field: string, pause: Pause<Detail>][]> {
      const isDue = ({ nextCheckAt, repeatCount }: Pause) =>
        now >= nextCheckAt || (changedGuildId !== undefined && repeatCount < 3)
      return (await all(now, changedGuildId)).filter(([, pause]) => isDue(pause))
    },
  }
}
