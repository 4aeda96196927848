import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import type { Redis } from 'ioredis'
import { keys } from './keys.ts'
import type { Sealing } from './sealing.ts'

/** What Strava said a minute ago is said again to whoever asks. Milliseconds. */
const LIFE_MS = 60_000

const [compress, expand] = [promisify(deflateRaw), promisify(inflateRaw)]

/** In this field stands when everything was forgotten last. */
const FORGOTTEN = 'forgotten'

/** What began to be read so shortly after that may still be old: clocks differ. Milliseconds. */
const SKEW_MS = 1000

/**
 * KEYS: athlete, cache. ARGV: field, encrypted answer, life, since when it was read, now. Kept only while the athlete is linked, and unless
 * everything was forgotten meanwhile. What is older than its life goes, however often other answers are kept.
 */
const KEEP = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local forgotten = redis.call('HGET', KEYS[2], '${FORGOTTEN}')
if forgotten and tonumber(forgotten) >= tonumber(ARGV[4]) then return 0 end
local now, life = tonumber(ARGV[5]), tonumber(ARGV[3])
local kept = redis.call('HGETALL', KEYS[2])
for i = 1, #kept, 2 do
  local readAt = tonumber(string.match(kept[i + 1], '^%d+'))
  if not readAt or readAt + life <= now then redis.call('HDEL', KEYS[2], kept[i]) end
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[5] .. ' ' .. ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return 1
`

/** KEYS: athlete, cache. ARGV: now, life. Of an athlete who is not linked nothing is left. */
const FORGET = `
redis.call('DEL', KEYS[2])
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[2], '${FORGOTTEN}', ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 1
`

/** What Strava said of an athlete's activities a moment ago, encrypted, for a minute: repeated presses and pages cost no read. */
export function createActivityCache({ redis, sealing, now }: { redis: Redis; sealing: Sealing; now: () => number }) {
  const context = (athleteId: string, what: string) => `activity-cache:${athleteId}:${what}`

  return {
    /** The first of these that is there. */
    async find(athleteId: string, whats: readonly string[]): Promise<{ what: string; value: unknown } | undefined> {
      const stored = await redis.hmget(keys.activityCache(athleteId), ...whats)
      for (const [index, what] of whats.entries()) {
        const [readAt, sealed = ''] = stored[index]?.split(' ') ?? []
        if (readAt === undefined || now() >= Number(readAt) + LIFE_MS) continue
        const text = sealing.peek(sealed, context(athleteId, what))
        if (text === undefined) continue
        return { what, value: JSON.parse(String(await expand(Buffer.from(text, 'base64')))).value }
      }
      return undefined
    },

    async keep(athleteId: string, what: string, value: unknown, since: number): Promise<void> {
      const bytes = await compress(JSON.stringify({ value }))
      const sealed = sealing.seal(bytes.toString('base64'), context(athleteId, what))
      const both = [keys.athlete(athleteId), keys.activityCache(athleteId)] as const
      await redis.eval(KEEP, 2, ...both, what, sealed, LIFE_MS, since - SKEW_MS, now())
    },

    /** Something of the athlete's has changed. */
    async forget(athleteId: string): Promise<void> {
      await redis.eval(FORGET, 2, keys.athlete(athleteId), keys.activityCache(athleteId), now(), LIFE_MS)
    },
  }
}
