import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/** How long a claim is kept. */
export const CLAIM_TTL_SECONDS = 24 * 3600

/** Makes an action happen once a day. The first claimant may claim it again; all others are refused. */
export function createIdempotency({ redis }: { redis: RedisClient }) {
  return {
    /** Whether `who` is the first to claim `what`, now or earlier. */
    async claim(what: string, who: string): Promise<boolean> {
      const key = keys.idempotency(what)
      if ((await redis.set(key, who, 'EX', CLAIM_TTL_SECONDS, 'NX')) === 'OK') return true
      return (await redis.get(key)) === who
    },
  }
}

export type Idempotency = ReturnType<typeof createIdempotency>
