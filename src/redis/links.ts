import { aad } from './aad.ts'
import { activityHistoryKeys } from './activity-history.ts'
import type { Encryption } from './encryption.ts'
import { keys } from './keys.ts'
import { MARK_INVALID, MARK_VALID_LINK, SAVE_LINK, SET_LOCALE, SET_TIME_WHILE_INVALID } from './link-scripts.ts'
import type { RedisClient } from './redis-client.ts'

/** A Discord user and their linked Strava athlete. `linkedAt` in epoch milliseconds. */
export interface Link {
  userId: string
  athleteId: string
  athleteName: string
  scope: string
  linkedAt: number
  /**
   * When Strava began to refuse the link, when the member was notified, and when an admin asked them to reconnect.
   */
  invalidSince?: number | undefined
  invalidNotifiedAt?: number | undefined
  reconnectAskedAt?: number | undefined
  /** The member's language in Discord when they last used a command. */
  locale?: string | undefined
}

export type LinkResult = 'linked' | 'athlete-taken' | 'has-other-athlete'

/** A link as stored: one string takes half the memory of a hash with so long a value. */
type StoredLink = {
  athlete: string
  scope: string
  profile: string
  linkedAt: number
  invalidSince?: number
  invalidNotifiedAt?: number
  reconnectAskedAt?: number
  locale?: string
}

const keysOfUser = (userId: string): string[] =>
  [
    keys.link,
    keys.sharePreferences,
    keys.map,
    keys.units,
    keys.replyPreference,
    keys.recentActivities,
    keys.recentActivitiesRefreshLock,
  ].map((keyOf) => keyOf(userId))

/** Who is linked to whom. */
export function createLinks({ redis, encryption }: { redis: RedisClient; encryption: Encryption }) {
  const read = async (userId: string): Promise<StoredLink | undefined> => {
    const stored = await redis.get(keys.link(userId))
    return stored ? JSON.parse(stored) : undefined
  }

  return {
    /**
     * A name encrypted with a missing key is replaced by the athlete's number: the member can still link again or
     * leave.
     */
    async find(userId: string): Promise<Link | undefined> {
      const link = await read(userId)
      if (!link?.athlete || !link.profile) return undefined
      const { athlete: athleteId, profile, ...rest } = link
      const athleteName = encryption.tryDecrypt(profile, aad.profile(userId)) ?? `#${athleteId}`
      return { userId, athleteId, athleteName, ...rest }
    },

    /** The Discord user who linked this athlete. */
    async ownerOf(athleteId: string): Promise<string | undefined> {
      const userId = await redis.get(keys.athlete(athleteId))
      if (!userId) return undefined
      return (await read(userId))?.athlete === athleteId ? userId : undefined
    },

    /** Whether both sides link this athlete and this user. */
    async isOwner(userId: string, athleteId: string): Promise<boolean> {
      const [owner, stored] = await redis.mget(keys.athlete(athleteId), keys.link(userId))
      return owner === userId && Boolean(stored) && JSON.parse(stored as string).athlete === athleteId
    },

    isLinked: async (athleteId: string): Promise<boolean> => (await redis.exists(keys.athlete(athleteId))) === 1,

    /**
     * Saves the link and the encrypted tokens, or returns why not. Saving again updates scope and name and keeps the
     * first `linkedAt`.
     */
    async save(link: Link, encryptedTokens: string): Promise<LinkResult> {
      const { userId, athleteId } = link
      const profile = encryption.encrypt(link.athleteName, aad.profile(userId))
      const hashes = encryption.hashesOf(athleteId)
      for (;;) {
        const holder = (await redis.get(keys.athlete(athleteId))) ?? userId
        const result = await redis.eval(
          SAVE_LINK,
          7 + hashes.length,
          keys.athlete(athleteId),
          keys.link(userId),
          keys.link(holder),
          keys.athletes(),
          keys.tokens(athleteId),
          keys.invalidLinks(),
          keys.revocations(),
          ...hashes.map(keys.revocation),
          userId,
          athleteId,
          holder,
          link.scope,
          profile,
          String(link.linkedAt),
          encryptedTokens,
          ...hashes,
        )
        if (result !== 'moved') return result as LinkResult
      }
    },

    /** Deletes what is stored about a user who isn't linked, such as their units. */
    async removeSettings(userId: string): Promise<void> {
      await redis.del(...keysOfUser(userId))
    },

    /** Deletes everything stored about the member except the tokens. */
    async remove(link: { userId: string; athleteId: string }): Promise<void> {
      const owner = await redis.get(keys.athlete(link.athleteId))
      const { userId, athleteId } = link
      const ofAthlete = [keys.totals, keys.activityCache, keys.activityVisibility, keys.openEvents].map((keyOf) =>
        keyOf(athleteId),
      )
      const removal = redis
        .multi()
        .del(...keysOfUser(userId), ...ofAthlete, ...activityHistoryKeys(athleteId))
        .srem(keys.invalidLinks(), userId)
      if (owner === userId) removal.del(keys.athlete(athleteId)).srem(keys.athletes(), athleteId)
      await removal.exec()
    },

    /** Marks the link as invalid. Returns when that was first seen (now, if never before). Epoch milliseconds. */
    async markInvalid(userId: string, now: number): Promise<number> {
      return Number(await redis.eval(MARK_INVALID, 2, keys.link(userId), keys.invalidLinks(), now, userId))
    },

    /** The member was notified that their link is invalid. */
    async markInvalidNotified(userId: string, now: number): Promise<void> {
      await redis.eval(SET_TIME_WHILE_INVALID, 1, keys.link(userId), 'invalidNotifiedAt', now)
    },

    /** An admin asked the member to reconnect. */
    async markReconnectAsked(userId: string, now: number): Promise<void> {
      await redis.eval(SET_TIME_WHILE_INVALID, 1, keys.link(userId), 'reconnectAskedAt', now)
    },

    /**
     * The language in which the member reads, for private messages. Nothing is stored about people who aren't
     * connected.
     */
    async rememberLocale(userId: string, locale: string): Promise<void> {
      await redis.eval(SET_LOCALE, 1, keys.link(userId), locale)
    },

    /** Strava accepts the link again. */
    async markValid(userId: string): Promise<void> {
      await redis.eval(MARK_VALID_LINK, 2, keys.link(userId), keys.invalidLinks(), userId)
    },

    invalidUserIds: (): Promise<string[]> => redis.smembers(keys.invalidLinks()),

    async count(): Promise<{ connectedAccounts: number; invalidLinks: number }> {
      const [connectedAccounts, invalidLinks] = await Promise.all([
        redis.scard(keys.athletes()),
        redis.scard(keys.invalidLinks()),
      ])
      return { connectedAccounts, invalidLinks }
    },

    athletes: (): Promise<string[]> => redis.smembers(keys.athletes()),

    /** The Discord users who linked them. */
    async userIds(): Promise<string[]> {
      const athleteIds = await redis.smembers(keys.athletes())
      const owners = athleteIds.length === 0 ? [] : await redis.mget(athleteIds.map(keys.athlete))
      return owners.filter((userId) => userId !== null)
    },
  }
}

export type Links = ReturnType<typeof createLinks>
