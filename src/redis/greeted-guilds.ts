import type { Redis } from 'ioredis'
import { keys } from './keys.ts'

/** Servers are greeted within an hour of the bot's joining. Seconds. */
const TTL_SECONDS = 2 * 3600

/** The servers that were greeted after the bot joined them. `joinedAt` in epoch milliseconds. */
export function createGreetedGuilds({ redis }: { redis: Redis }) {
  return {
    has: async (guildId: string, joinedAt: number): Promise<boolean> =>
      (await redis.get(keys.greeted(guildId))) === String(joinedAt),

    async add(guildId: string, joinedAt: number): Promise<void> {
      await redis.set(keys.greeted(guildId), joinedAt, 'EX', TTL_SECONDS)
    },
  }
}

export type GreetedGuilds = ReturnType<typeof createGreetedGuilds>
