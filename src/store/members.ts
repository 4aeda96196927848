import type { Redis } from 'ioredis'
import { keys } from './keys.ts'
import type { Sealing } from './sealing.ts'

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
  sealing: Sealing
  findMember: (guildId: string, userId: string) => Promise<Member | undefined>
}) {
  const { redis, sealing, findMember } = options

  /** The address of a picture holds its owner's id, so that is encrypted, and the key is a hash. */
  async function find(guildId: string, userId: string): Promise<Member | undefined> {
    const context = `member:${guildId}:${userId}`
    const key = keys.member(sealing.hashId(context))
    const stored = await redis.get(key)
    const known = stored === null ? undefined : sealing.peek(stored, context)
    if (known !== undefined) return { avatar: known === THERE ? undefined : known }
    const member = await findMember(guildId, userId)
    if (member) await redis.set(key, sealing.seal(member.avatar ?? THERE, context), 'EX', FRESH)
    return member
  }

  return { find, has: async (guildId: string, userId: string) => (await find(guildId, userId)) !== undefined }
}
