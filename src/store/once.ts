import type { Redis } from 'ioredis'
import { keys } from './keys.ts'

/** Pressing twice happens within seconds, and an answer is tried again for fifteen minutes. Seconds. */
const LIFE = 15 * 60

/** What people may do once, however often they press: whoever did it first may come back, everybody else is told apart. */
export function createOnce({ redis }: { redis: Redis }) {
  return {
    /** Whether `who` is the first to do `what`, or was it before. */
    async isFirst(what: string, who: string): Promise<boolean> {
      const key = keys.once(what)
      if ((await redis.set(key, who, 'EX', LIFE, 'NX')) === 'OK') return true
      return (await redis.get(key)) === who
    },
  }
}
