import type { SlotDecision } from '../strava/rate-limiter/rate-limiter.ts'
import { INITIAL_RATE_LIMITS, type RateLimitState } from '../strava/rate-limiter/usage.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'
import { createSharedState } from './shared-state.ts'

/** Strava's limits, shared by all processes, and the reserved slots. Times in epoch milliseconds. */
export function createRateLimitStore(redis: RedisClient, hashId: (id: string) => string) {
  const shared = createSharedState<RateLimitState>({ redis, key: keys.rateLimits(), initial: INITIAL_RATE_LIMITS })
  return {
    read: shared.read,

    async reservedFor(id: string): Promise<number | undefined> {
      const at = await redis.get(keys.rateLimitSlot(hashId(id)))
      return at === null ? undefined : Number(at)
    },

    /** Changes the state and the slot of `id`. */
    update<R>(id: string, decide: (state: RateLimitState) => SlotDecision<R>): Promise<R> {
      return shared.update((before) => {
        const { state, result, reserved } = decide(before)
        if (reserved === undefined) return { state, result }
        const key = keys.rateLimitSlot(hashId(id))
        if (reserved === 'nothing') return { state, result, entry: { key, value: undefined } }
        return { state, result, entry: { key, value: String(reserved.at), ttlMs: reserved.ttlMs } }
      })
    },
  }
}
