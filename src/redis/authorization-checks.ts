import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/** Longer than the pause between two checks. Seconds. */
const TTL_SECONDS = 15 * 60

/** When each athlete's access was last verified. Epoch milliseconds. */
export function createAuthorizationChecks({ redis, hashId }: { redis: RedisClient; hashId: (id: string) => string }) {
  const keyOf = (athleteId: string) => keys.authorizationCheck(hashId(athleteId))

  return {
    async lastAt(athleteId: string): Promise<number | undefined> {
      const at = await redis.get(keyOf(athleteId))
      return at === null ? undefined : Number(at)
    },

    async note(athleteId: string, at: number): Promise<void> {
      await redis.set(keyOf(athleteId), at, 'EX', TTL_SECONDS)
    },

    async forget(athleteId: string): Promise<void> {
      await redis.del(keyOf(athleteId))
    },
  }
}

export type AuthorizationChecks = ReturnType<typeof createAuthorizationChecks>
