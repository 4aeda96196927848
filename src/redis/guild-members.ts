import type { Redis } from 'ioredis'
import type { Encryption } from './encryption.ts'
import { keys } from './keys.ts'

/** Who was in a server is taken to be there for this long. Seconds. */
const CACHE_TTL_SECONDS = 300

/** Kept where somebody is in a server and nothing else is known. */
const NO_AVATAR = '1'

/** Whether what Discord said some minutes ago will do. */
type Freshness = 'cached' | 'fresh'

/** Somebody in a server. */
export interface GuildMember {
  /** The address of their picture as the server shows it, if it is known. */
  avatar: string | undefined
}

/** Who is in which server, and their picture there, as Discord said it a few minutes ago at most. */
export function createGuildMembers(options: {
  redis: Redis
  encryption: Encryption
  findMember: (guildId: string, userId: string) => Promise<GuildMember | undefined>
}) {
  const { redis, encryption, findMember } = options

  /** The address of a picture holds its owner's id, so that is encrypted, and the key is a hash. */
  async function find(
    guildId: string,
    userId: string,
    freshness: Freshness = 'cached',
  ): Promise<GuildMember | undefined> {
    const aad = `member:${guildId}:${userId}`
    const key = keys.member(encryption.hashId(aad))
    const stored = freshness === 'fresh' ? null : await redis.get(key)
    const known = stored === null ? undefined : encryption.tryDecrypt(stored, aad)
    if (known !== undefined) return { avatar: known === NO_AVATAR ? undefined : known }
    const member = await findMember(guildId, userId)
    if (member) await redis.set(key, encryption.encrypt(member.avatar ?? NO_AVATAR, aad), 'EX', CACHE_TTL_SECONDS)
    else await redis.del(key)
    return member
  }

  return {
    find,
    has: async (guildId: string, userId: string, freshness?: Freshness) =>
      (await find(guildId, userId, freshness)) !== undefined,
  }
}

export type GuildMembers = ReturnType<typeof createGuildMembers>
