import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/** A double click takes seconds; a reply is retried for fifteen minutes. Seconds. */
const TTL_SECONDS = 15 * 60

/** Makes an action happen once. Whoever claims it first may claim it again; everyone else is refused. */
export function createIdempotency({ redis }: { redis: RedisClient }) {
  return {
    /** Whether `who` is the first to claim `what`, now or earlier. */
    async claim(what: string, who: string): Promise<boolean> {
      const key = keys.idempotency(what)
      if ((await redis.set(key, who, 'EX', TTL_SECONDS, 'NX')) === 'OK') return true
      return (await redis.get(key)) === who
    },
  }
}

export type Idempotency = ReturnType<typeof createIdempotency>
