import type { Redis } from 'ioredis'
import { keys } from './keys.ts'

/** Pressing twice happens within seconds, and an answer is tried again for fifteen minutes. Seconds. */
const TTL_SECONDS = 15 * 60

/** What people may do once, however often they press: whoever did it first may come back, everybody else is told apart. */
export function createIdempotency({ redis }: { redis: Redis }) {
  return {
    /** Whether `who` is the first to do `what`, or was it before. */
    async claim(what: string, who: string): Promise<boolean> {
      const key = keys.idempotency(what)
      if ((await redis.set(key, who, 'EX', TTL_SECONDS, 'NX')) === 'OK') return true
      return (await redis.get(key)) === who
    },
  }
}

export type Idempotency = ReturnType<typeof createIdempotency>
