import type { Redis } from 'ioredis'
import { keys } from './keys.ts'

/** Who was in a server is taken to be there for this long. Seconds. */
const FRESH = 300

/** Who is in which server, as Discord said it a few minutes ago at most. */
export function createMembers(options: {
  redis: Redis
  isMember: (guildId: string, userId: string) => Promise<boolean>
}) {
  const { redis, isMember } = options
  return {
    async has(guildId: string, userId: string): Promise<boolean> {
      if ((await redis.exists(keys.member(guildId, userId))) === 1) return true
      if (!(await isMember(guildId, userId))) return false
      await redis.set(keys.member(guildId, userId), '1', 'EX', FRESH)
      return true
    },
  }
}
