import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/** Longer than the interval of any repeated alert. Seconds. */
const TTL_SECONDS = 7 * 24 * 3600

/**
 * KEYS: the alerts. ARGV: the cause, now, the interval. A clock that was set back doesn't silence an alert for long.
 */
const CLAIM_SCRIPT = `
local last = redis.call('HGET', KEYS[1], ARGV[1])
if last and math.abs(tonumber(ARGV[2]) - tonumber(last)) < tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2], 'open:' .. ARGV[1], '1')
return 1
`

/** Which process sends an alert to the operator. Each cause is claimed once in an interval, and its end once. */
export interface AlertClaims {
  /** Whether the caller sends this alert. Times in milliseconds. */
  claim(cause: string, now: number, intervalMs: number): Promise<boolean>
  /** The alert could not be sent: it may be claimed again. */
  release(cause: string): Promise<void>
  /** Whether an alert was sent and its end wasn't: then the caller sends it. */
  claimEnd(cause: string): Promise<boolean>
  /** The end could not be sent: it may be claimed again. */
  releaseEnd(cause: string): Promise<void>
}

/** Claims that all processes share. */
export function createAlertClaims({ redis }: { redis: RedisClient }) {
  const key = keys.operatorAlerts()
  return {
    /** Throws if Redis can't store anything now. Epoch milliseconds. */
    async recordCheck(now: number): Promise<void> {
      await redis.hset(key, 'checked-at', now)
      await redis.expire(key, TTL_SECONDS)
    },
    claim: async (cause, now, intervalMs) => (await redis.eval(CLAIM_SCRIPT, 1, key, cause, now, intervalMs)) === 1,
    async release(cause) {
      await redis.hdel(key, cause, `open:${cause}`)
    },
    claimEnd: async (cause) => (await redis.hdel(key, `open:${cause}`)) === 1,
    async releaseEnd(cause) {
      await redis.hset(key, `open:${cause}`, '1')
    },
  } satisfies AlertClaims & { recordCheck(now: number): Promise<void> }
}

/** The same for this process alone, while Redis can't store anything. */
export function createLocalAlertClaims(): AlertClaims {
  const sentAt = new Map<string, number>()
  const open = new Set<string>()
  return {
    async claim(cause, now, intervalMs) {
      const last = sentAt.get(cause)
      if (last !== undefined && Math.abs(now - last) < intervalMs) return false
      sentAt.set(cause, now)
      open.add(cause)
      return true
    },
    async release(cause) {
      sentAt.delete(cause)
      open.delete(cause)
    },
    claimEnd: async (cause) => open.delete(cause),
    async releaseEnd(cause) {
      open.add(cause)
    },
  }
}
