import type { Redis } from 'ioredis'
import { keys } from './keys.ts'

/** Who was in a server is taken to be there for this long. Seconds. */
const FRESH = 300

/** Kept where somebody is in a server and nothing else is known. */
const THERE = '1'

/** Somebody in a server. */
export interface Member {
  /** The address of their picture as the server shows it, if it is known. */
  avatar: string | undefined
}

/** Who is in which server, and their picture there, as Discord said it a few minutes ago at most. */
export function createMembers(options: {
  redis: Redis
  findMember: (guildId: string, userId: string) => Promise<Member | undefined>
}) {
  const { redis, findMember } = options

  async function find(guildId: string, userId: string): Promise<Member | undefined> {
    const kept = await redis.get(keys.member(guildId, userId))
    if (kept) return { avatar: kept === THERE ? undefined : kept }
    const member = await findMember(guildId, userId)
    if (member) await redis.set(keys.member(guildId, userId), member.avatar ?? THERE, 'EX', FRESH)
    return member
  }

  return { find, has: async (guildId: string, userId: string) => (await find(guildId, userId)) !== undefined }
}
