import type { Redis } from 'ioredis'
import { INITIAL_RATE_LIMITS, type RateLimitState } from '../strava/rate-limiter/usage.ts'
import { keys } from './keys.ts'
import { createSharedState } from './shared-value.ts'

/** Strava's limits as all processes know them, and which slot is reserved for whom. Moments in epoch milliseconds. */
export function createRateLimitStore(redis: Redis, hashId: (id: string) => string) {
  const shared = createSharedState<RateLimitState>({ redis, key: keys.rateLimits(), initial: INITIAL_RATE_LIMITS })
  return {
    read: shared.read,

    async reservedFor(id: string): Promise<number | undefined> {
      const at = await redis.get(keys.rateLimitSlot(hashId(id)))
      return at === null ? undefined : Number(at)
    },

    /** Changes it, and what is reserved for `id`: a moment for so many milliseconds, or nothing any more; undefined leaves that as it is. */
    update<R>(
      id: string,
      decide: (state: RateLimitState) => {
        state: RateLimitState
        result: R
        reserved?: { at: number; life: number } | 'nothing' | undefined
      },
    ): Promise<R> {
      return shared.update((before) => {
        const { state, result, reserved } = decide(before)
        if (reserved === undefined) return { state, result }
        const key = keys.rateLimitSlot(hashId(id))
        if (reserved === 'nothing') return { state, result, entry: { key, value: undefined } }
        return { state, result, entry: { key, value: String(reserved.at), ttlMs: reserved.life } }
      })
    },
  }
}
