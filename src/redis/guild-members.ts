import { aad } from './aad.ts'
import type { Encryption } from './encryption.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

const CACHE_TTL_SECONDS = 300

/** Whether an answer that is a few minutes old is enough. */
type Freshness = 'cached' | 'fresh'

export interface GuildMember {
  /** Their name in the server, if known. */
  displayName?: string | undefined
  /** The URL of their profile picture in the server, if known. */
  avatar?: string | undefined
}

/** With the server's id. Encrypted, and the key is a hash: a picture's URL contains its owner's id. */
type StoredMember = GuildMember & { guildId: string }

export const decryptMember = (encryption: Encryption, hash: string, encrypted: string | null | undefined) =>
  encryption.decryptJson<StoredMember>(encrypted, aad.member(hash))

/** Server members, their names and profile pictures, as Discord reported them at most a few minutes ago. */
export function createGuildMembers(options: {
  redis: RedisClient
  encryption: Encryption
  findMember: (guildId: string, userId: string) => Promise<GuildMember | undefined>
}) {
  const { redis, encryption, findMember } = options

  const hashOf = (guildId: string, userId: string) => encryption.hashId(`member-profile:${guildId}:${userId}`)

  async function save(guildId: string, userId: string, member: GuildMember): Promise<void> {
    const hash = hashOf(guildId, userId)
    const stored: StoredMember = { guildId, ...member }
    const ofUser = keys.memberProfiles(encryption.hashId(userId))
    const step = redis
      .multi()
      .set(keys.member(hash), encryption.encryptJson(stored, aad.member(hash)), 'EX', CACHE_TTL_SECONDS)
      .sadd(ofUser, hash)
      .expire(ofUser, CACHE_TTL_SECONDS)
    for (const [error] of (await step.exec()) ?? []) if (error) throw error
  }

  async function find(
    guildId: string,
    userId: string,
    freshness: Freshness = 'cached',
  ): Promise<GuildMember | undefined> {
    const hash = hashOf(guildId, userId)
    const stored = freshness === 'fresh' ? null : await redis.get(keys.member(hash))
    const known = decryptMember(encryption, hash, stored)
    if (known !== undefined) {
      const { guildId: _, ...member } = known
      return member
    }
    const member = await findMember(guildId, userId)
    if (member) await save(guildId, userId, member)
    else await redis.del(keys.member(hash))
    return member
  }

  return {
    find,
    has: async (guildId: string, userId: string, freshness?: Freshness) =>
      (await find(guildId, userId, freshness)) !== undefined,
  }
}

export type GuildMembers = ReturnType<typeof createGuildMembers>
