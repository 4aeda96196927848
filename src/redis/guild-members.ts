import { aad } from './aad.ts'
import type { Encryption } from './encryption.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/** How long a membership is cached. Seconds. */
const CACHE_TTL_SECONDS = 300

/** Whether an answer that is a few minutes old is enough. */
type Freshness = 'cached' | 'fresh'

/** A member of a server. */
export interface GuildMember {
  /** Their name in the server, if known. */
  displayName?: string | undefined
  /** The URL of their profile picture in the server, if known. */
  avatar?: string | undefined
}

/** Encrypted, and the key is a hash: a picture's URL contains its owner's id. */
export function memberKeyOf({ hashId }: Pick<Encryption, 'hashId'>, guildId: string, userId: string) {
  const boundTo = aad.member(guildId, userId)
  return { key: keys.member(hashId(boundTo)), boundTo }
}

/** Server members, their names and profile pictures, as Discord reported them at most a few minutes ago. */
export function createGuildMembers(options: {
  redis: RedisClient
  encryption: Encryption
  findMember: (guildId: string, userId: string) => Promise<GuildMember | undefined>
}) {
  const { redis, encryption, findMember } = options

  async function save(guildId: string, userId: string, member: GuildMember): Promise<void> {
    const { key, boundTo } = memberKeyOf(encryption, guildId, userId)
    const guilds = keys.memberGuilds(encryption.hashId(userId))
    const step = redis
      .multi()
      .set(key, encryption.encrypt(JSON.stringify(member), boundTo), 'EX', CACHE_TTL_SECONDS)
      .sadd(guilds, guildId)
      .expire(guilds, CACHE_TTL_SECONDS)
    for (const [error] of (await step.exec()) ?? []) if (error) throw error
  }

  async function find(
    guildId: string,
    userId: string,
    freshness: Freshness = 'cached',
  ): Promise<GuildMember | undefined> {
    const { key, boundTo } = memberKeyOf(encryption, guildId, userId)
    const stored = freshness === 'fresh' ? null : await redis.get(key)
    const known = stored === null ? undefined : encryption.tryDecrypt(stored, boundTo)
    if (known !== undefined) return JSON.parse(known)
    const member = await findMember(guildId, userId)
    if (member) await save(guildId, userId, member)
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
