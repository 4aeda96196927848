import { promisify } from 'node:util'
import { deflateRaw, inflateRaw } from 'node:zlib'
import { aad } from './aad.ts'
import { keys } from './keys.ts'
import type { RepositoryOptions } from './repository-options.ts'

/** How long an answer from Strava is reused. Milliseconds. */
const TTL_MS = 60_000

const [compress, expand] = [promisify(deflateRaw), promisify(inflateRaw)]

const expanded = async (text: string): Promise<unknown> =>
  JSON.parse(String(await expand(Buffer.from(text, 'base64')))).value

/** The field that holds the time of the last `forget`. */
const FORGOTTEN_AT_FIELD = 'forgotten'

/** Clocks differ: a read that began this soon after a `forget` may still return old data. Milliseconds. */
const MAX_CLOCK_SKEW_MS = 1000

/**
 * KEYS: athlete, cache. ARGV: field, encrypted answer, lifetime, start of the read, now. Saves only while the athlete
 * is linked and nothing was forgotten since the read began. Also deletes expired fields.
 */
const SAVE = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local forgotten = redis.call('HGET', KEYS[2], '${FORGOTTEN_AT_FIELD}')
if forgotten and tonumber(forgotten) >= tonumber(ARGV[4]) then return 0 end
local now, life = tonumber(ARGV[5]), tonumber(ARGV[3])
local entries = redis.call('HGETALL', KEYS[2])
for i = 1, #entries, 2 do
  local readAt = tonumber(string.match(entries[i + 1], '^%d+'))
  if not readAt or readAt + life <= now then redis.call('HDEL', KEYS[2], entries[i]) end
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[5] .. ' ' .. ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return 1
`

/** KEYS: athlete, cache, totals. ARGV: now, lifetime. Deletes both. While the athlete is linked, records when. */
const FORGET_SCRIPT = `
redis.call('DEL', KEYS[2], KEYS[3])
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[2], '${FORGOTTEN_AT_FIELD}', ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 1
`

/**
 * Strava's recent answers about an athlete's activities, encrypted, for one minute. Repeated commands and page turns
 * cost no read.
 */
export function createActivityCache({ redis, encryption, now }: RepositoryOptions) {
  /** Undefined if it isn't stored, or if no key decrypts it. `readAt` in epoch milliseconds. */
  async function parse(athleteId: string, name: string, stored: string | null | undefined) {
    const [readAt, encrypted = ''] = stored?.split(' ') ?? []
    const text = encryption.tryDecrypt(encrypted, aad.activityCache(athleteId, name))
    return text === undefined ? undefined : { name, readAt: Number(readAt), value: await expanded(text) }
  }

  return {
    /** Returns the first of `names` that is cached. */
    async find(athleteId: string, names: readonly string[]): Promise<{ name: string; value: unknown } | undefined> {
      const stored = await redis.hmget(keys.activityCache(athleteId), ...names)
      for (const [index, name] of names.entries()) {
        const answer = await parse(athleteId, name, stored[index])
        if (answer && now() < answer.readAt + TTL_MS) return { name, value: answer.value }
      }
      return undefined
    },

    async all(athleteId: string) {
      const stored = Object.entries(await redis.hgetall(keys.activityCache(athleteId)))
      const answers = await Promise.all(stored.map(([name, answer]) => parse(athleteId, name, answer)))
      return answers.filter((answer) => answer !== undefined)
    },

    async keep(athleteId: string, name: string, value: unknown, since: number): Promise<void> {
      const bytes = await compress(JSON.stringify({ value }))
      const encrypted = encryption.encrypt(bytes.toString('base64'), aad.activityCache(athleteId, name))
      const both = [keys.athlete(athleteId), keys.activityCache(athleteId)] as const
      await redis.eval(SAVE, 2, ...both, name, encrypted, TTL_MS, since - MAX_CLOCK_SKEW_MS, now())
    },

    /** Call when an activity changed: forgets the athlete's cached answers and totals. */
    async forget(athleteId: string): Promise<void> {
      const cached = [keys.activityCache(athleteId), keys.totals(athleteId)] as const
      await redis.eval(FORGET_SCRIPT, 3, keys.athlete(athleteId), ...cached, now(), TTL_MS)
    },
  }
}

export type ActivityCache = ReturnType<typeof createActivityCache>
