import type { Redis } from 'ioredis'
import type { Feed } from '../domain/feed.ts'
import { toUnits } from '../domain/units.ts'
import { keys } from './keys.ts'
import type { Sealing } from './sealing.ts'

/** A server that removed the bot gets its settings back when it returns within this time. Seconds. */
const MONTH = 30 * 24 * 3600

const DAY = 24 * 3600_000

/** A paused feed is tried again after the first of these; one that is paused again soon, after the next. Milliseconds. */
const TRY_AGAIN = [5 * 60_000, 30 * 60_000, 6 * 3600_000]

/** Why and since when nothing can be posted somewhere. Moments in epoch milliseconds. */
interface Pause {
  why: NonNullable<Feed['paused']>
  /** How often in a row. */
  times: number
  /** Until when it is left alone. */
  until: number
  toldAt: number
  /** It goes on again; remembered for a day, in case it does not last. */
  over: boolean
}

/**
 * KEYS: pauses. ARGV: feed, why, now, day, then the waits. Answers whether somebody should be told: once a day at most.
 */
const PAUSE = `
local stored = redis.call('HGET', KEYS[1], ARGV[1])
local pause = stored and cjson.decode(stored) or { times = 0, ['until'] = 0, toldAt = 0, over = true }
if not pause.over then return 0 end
local now, day = tonumber(ARGV[3]), tonumber(ARGV[4])
local times = now - pause['until'] < day and pause.times + 1 or 1
local wait = tonumber(ARGV[math.min(4 + times, #ARGV)])
local tell = now - pause.toldAt > day
local toldAt = tell and now or pause.toldAt
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode({ why = ARGV[2], times = times, ['until'] = now + wait, toldAt = toldAt, over = false }))
return tell and 1 or 0
`

/** The feeds of each server, and which of them are paused. */
export function createFeeds({ redis, sealing }: { redis: Redis; sealing: Sealing }) {
  const fieldOf = (guildId: string, channelId: string) => `${guildId}:${channelId}`
  const context = ({ guildId, channelId }: Pick<Feed, 'guildId' | 'channelId'>) => `feed:${guildId}:${channelId}`
  /** Earlier versions kept the admin's id as it is. With another key nobody is told. */
  const adminOf = (kept: string | undefined, feed: Pick<Feed, 'guildId' | 'channelId'>) =>
    kept === undefined || /^\d+$/.test(kept) ? kept : sealing.peek(kept, context(feed))
  const opened = (stored: string, pause: string | null | undefined): Feed => {
    const { why, over } = (pause ? JSON.parse(pause) : { over: true }) as Partial<Pause>
    const { addedBy, ...feed } = JSON.parse(stored) as Omit<Feed, 'paused'>
    return { ...feed, units: toUnits(feed.units), addedBy: adminOf(addedBy, feed), paused: over ? undefined : why }
  }

  return {
    async find(guildId: string, channelId: string): Promise<Feed | undefined> {
      const stored = await redis.hget(keys.feeds(guildId), channelId)
      return stored ? opened(stored, await redis.hget(keys.pausedFeeds(), fieldOf(guildId, channelId))) : undefined
    },

    async save({ paused: _, ...feed }: Feed): Promise<void> {
      const addedBy = feed.addedBy && sealing.seal(feed.addedBy, context(feed))
      await redis
        .multi()
        .hset(keys.feeds(feed.guildId), feed.channelId, JSON.stringify({ ...feed, addedBy }))
        .sadd(keys.guilds(), feed.guildId)
        .exec()
    },

    async list(guildId: string): Promise<Feed[]> {
      const stored = Object.entries(await redis.hgetall(keys.feeds(guildId)))
      if (stored.length === 0) return []
      const pauses = await redis.hmget(keys.pausedFeeds(), ...stored.map(([channelId]) => fieldOf(guildId, channelId)))
      return stored.map(([, feed], index) => opened(feed, pauses[index]))
    },

    /** Whether there was one. */
    async remove(guildId: string, channelId: string): Promise<boolean> {
      await redis.hdel(keys.pausedFeeds(), fieldOf(guildId, channelId))
      return (await redis.hdel(keys.feeds(guildId), channelId)) === 1
    },

    /** Stops posting there until it is resumed. Answers whether somebody should be told. */
    async pause(guildId: string, channelId: string, why: Pause['why'], now: number): Promise<boolean> {
      const args = [fieldOf(guildId, channelId), why, now, DAY, ...TRY_AGAIN]
      return (await redis.eval(PAUSE, 1, keys.pausedFeeds(), ...args)) === 1
    },

    async resume(guildId: string, channelId: string): Promise<void> {
      const field = fieldOf(guildId, channelId)
      const stored = await redis.hget(keys.pausedFeeds(), field)
      if (stored) await redis.hset(keys.pausedFeeds(), field, JSON.stringify({ ...JSON.parse(stored), over: true }))
    },

    /** Feeds whose pause may be over; what is long over is forgotten. */
    async toTryAgain(now: number): Promise<{ guildId: string; channelId: string }[]> {
      const due: { guildId: string; channelId: string }[] = []
      for (const [field, stored] of Object.entries(await redis.hgetall(keys.pausedFeeds()))) {
        const pause: Pause = JSON.parse(stored)
        const [guildId = '', channelId = ''] = field.split(':')
        if (pause.over && now - pause.until > DAY) await redis.hdel(keys.pausedFeeds(), field)
        if (!pause.over && now >= pause.until) due.push({ guildId, channelId })
      }
      return due
    },

    /** The server removed the bot. */
    async guildLeft(guildId: string): Promise<void> {
      await redis.expire(keys.feeds(guildId), MONTH)
    },

    /** The bot is in the server (again). */
    async guildJoined(guildId: string): Promise<void> {
      await redis.persist(keys.feeds(guildId))
    },

    /** Servers that have, or had, feeds. */
    async guilds(): Promise<string[]> {
      const guildIds = await redis.smembers(keys.guilds())
      const there = await Promise.all(guildIds.map(async (guildId) => (await redis.exists(keys.feeds(guildId))) === 1))
      const gone = guildIds.filter((_, index) => !there[index])
      if (gone.length > 0) await redis.srem(keys.guilds(), ...gone)
      return guildIds.filter((_, index) => there[index])
    },
  }
}
