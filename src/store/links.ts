import type { Redis } from 'ioredis'
import type { ShareMode } from '../domain/sharing.ts'
import { keys } from './keys.ts'
import type { Sealing } from './sealing.ts'

/** A Discord user and the Strava athlete they linked. `linkedAt` in epoch milliseconds. */
export interface Link {
  userId: string
  athleteId: string
  athleteName: string
  scope: string
  linkedAt: number
}

export type LinkResult = 'linked' | 'athlete-of-somebody-else' | 'user-has-other-athlete'

/**
 * Claims the athlete for the user, and the user for the athlete, or says whose they are. A claim counts only while both sides hold it.
 * KEYS: athlete, link, link of the holder. ARGV: user, athlete, holder as it was read before, then the fields of the link.
 */
const LINK = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[3] then return 'moved' end
if holder and holder ~= ARGV[1] and redis.call('HGET', KEYS[3], 'athlete') == ARGV[2] then return 'athlete-of-somebody-else' end
local linked = redis.call('HGET', KEYS[2], 'athlete')
if linked and linked ~= ARGV[2] then return 'user-has-other-athlete' end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[2], 'athlete', ARGV[2], 'scope', ARGV[4], 'profile', ARGV[5])
redis.call('HSETNX', KEYS[2], 'linkedAt', ARGV[6])
return 'linked'
`

/** Who is linked to whom, and what each member chose for each server. */
export function createLinks({ redis, sealing }: { redis: Redis; sealing: Sealing }) {
  const context = (userId: string) => `profile:${userId}`

  return {
    async find(userId: string): Promise<Link | undefined> {
      const fields = await redis.hgetall(keys.link(userId))
      if (!fields.athlete || !fields.profile) return undefined
      return {
        userId,
        athleteId: fields.athlete,
        athleteName: sealing.open(fields.profile, context(userId)),
        scope: fields.scope ?? '',
        linkedAt: Number(fields.linkedAt),
      }
    },

    /** The Discord user to whom an athlete is linked. */
    async ownerOf(athleteId: string): Promise<string | undefined> {
      const userId = await redis.get(keys.athlete(athleteId))
      if (!userId) return undefined
      return (await redis.hget(keys.link(userId), 'athlete')) === athleteId ? userId : undefined
    },

    /** Links, or says why not. Doing it again renews scope and name and keeps the first `linkedAt`. */
    async save(link: Link): Promise<LinkResult> {
      const { userId, athleteId } = link
      const holder = (await redis.get(keys.athlete(athleteId))) ?? userId
      const profile = sealing.seal(link.athleteName, context(userId))
      const result = await redis.eval(
        LINK,
        3,
        keys.athlete(athleteId),
        keys.link(userId),
        keys.link(holder),
        userId,
        athleteId,
        holder,
        link.scope,
        profile,
        String(link.linkedAt),
      )
      return result === 'moved' ? this.save(link) : (result as LinkResult)
    },

    /** Everything of the member's that this program keeps, but the tokens. */
    async remove(link: { userId: string; athleteId: string }): Promise<void> {
      const owner = await redis.get(keys.athlete(link.athleteId))
      const removal = redis.multi().del(keys.link(link.userId), keys.share(link.userId))
      if (owner === link.userId) removal.del(keys.athlete(link.athleteId))
      await removal.exec()
    },

    async shareOf(userId: string, guildId: string): Promise<ShareMode | undefined> {
      return ((await redis.hget(keys.share(userId), guildId)) ?? undefined) as ShareMode | undefined
    },

    async share(userId: string, guildId: string, mode: ShareMode): Promise<void> {
      await redis.hset(keys.share(userId), guildId, mode)
    },
  }
}
