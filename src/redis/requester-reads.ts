import { type WindowName, windowStart } from '../core/rate-limit-windows.ts'
import type { RequesterWindow } from '../strava/rate-limiter/rate-limiter.ts'
import { deleteIfEqual } from './compare-and-set.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

const DAY_MS = 24 * 3600_000

/**
 * KEYS: a count per window. ARGV: the shares, then the lifetime of each count. Returns the index of the exhausted
 * window, or 0.
 */
const TAKE_READ_SCRIPT = `
for i = 1, #KEYS do
  if tonumber(redis.call('GET', KEYS[i]) or '0') >= tonumber(ARGV[i]) then return i end
end
for i = 1, #KEYS do
  redis.call('INCR', KEYS[i])
  redis.call('PEXPIRE', KEYS[i], ARGV[#KEYS + i])
end
return 0
`

/** KEYS: counts. Expired counts are not recreated. */
const REFUND = `
for i = 1, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('DECR', KEYS[i]) end
end
`

/**
 * How many Strava reads each person used in the current windows, and which of their jobs waits for a read. People
 * appear only as keyed hashes.
 */
export function createRequesters({
  redis,
  hashId,
  now,
  windowMs,
}: {
  redis: RedisClient
  hashId: (id: string) => string
  now: () => number
  /** Length of Strava's shorter rate-limit window. */
  windowMs: number
}) {
  const nameOf = (userId: string) => hashId(`requester:${userId}`)
  const countsOf = (userId: string, windows: readonly RequesterWindow[]) =>
    windows.map(({ name, startedAt }) => keys.requesterReads(name, String(startedAt), nameOf(userId)))

  return {
    /** Takes one read from every window. Returns the exhausted window if there is one; then nothing was taken. */
    async takeRead(userId: string, windows: readonly RequesterWindow[]): Promise<RequesterWindow | undefined> {
      const counts = countsOf(userId, windows)
      const shares = windows.map(({ share }) => share)
      const lives = windows.map(({ remainingMs }) => Math.max(1, Math.ceil(remainingMs)))
      const usedUp = Number(await redis.eval(TAKE_READ_SCRIPT, counts.length, ...counts, ...shares, ...lives))
      return usedUp === 0 ? undefined : windows[usedUp - 1]
    },

    /** What is stored about a person in the current windows. */
    async usageOf(userId: string): Promise<{ quarterHour: number; day: number; isWaiting: boolean }> {
      const startOf = (name: WindowName) => String(windowStart(name, now(), { quarter: windowMs, day: DAY_MS }))
      const [quarterHour, day, slot] = await redis.mget(
        keys.requesterReads('quarter', startOf('quarter'), nameOf(userId)),
        keys.requesterReads('day', startOf('day'), nameOf(userId)),
        keys.requesterSlot(nameOf(userId)),
      )
      return { quarterHour: Number(quarterHour ?? 0), day: Number(day ?? 0), isWaiting: Boolean(slot) }
    },

    /** The read was not made. */
    async refund(userId: string, windows: readonly RequesterWindow[]): Promise<void> {
      const counts = countsOf(userId, windows)
      await redis.eval(REFUND, counts.length, ...counts)
    },

    /** Whether this job may wait for a read: one job per person does at a time. */
    async claimSlot(userId: string, jobId: string, ttlMs: number): Promise<boolean> {
      const key = keys.requesterSlot(nameOf(userId))
      if ((await redis.set(key, jobId, 'PX', Math.max(1, Math.ceil(ttlMs)), 'NX')) === 'OK') return true
      return (await redis.get(key)) === jobId
    },

    async releaseSlot(userId: string, jobId: string): Promise<void> {
      await deleteIfEqual(redis, keys.requesterSlot(nameOf(userId)), jobId)
    },
  }
}
