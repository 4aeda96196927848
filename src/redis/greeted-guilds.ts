import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/** Servers are greeted within an hour after the bot joins. Seconds. */
const TTL_SECONDS = 2 * 3600

/** The servers that the bot greeted after it joined them. Times in epoch milliseconds. */
export function createGreetedGuilds({ redis }: { redis: RedisClient }) {
  return {
    /** Begins a greeting, once each time the bot joins. Returns when it was begun: now, or earlier. */
    async begin(guildId: string, joinedAt: number, now: number): Promise<number> {
      const key = keys.greeted(guildId, String(joinedAt))
      await redis.set(key, now, 'EX', TTL_SECONDS, 'NX')
      return Number((await redis.get(key)) ?? now)
    },
  }
}

export type GreetedGuilds = ReturnType<typeof createGreetedGuilds>
