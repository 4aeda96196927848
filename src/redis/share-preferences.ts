import { isSharing, type ShareMode, type SharePreference } from '../core/sharing.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/** A member's changes for a server; settings that are not given stay. */
export interface ShareChanges {
  mode?: ShareMode | undefined
  followers?: boolean | undefined
  muted?: boolean | undefined
  photos?: boolean | undefined
}

/**
 * KEYS: share preferences of the user, link. ARGV: server, changes as JSON. Saves only while the member is linked. Ids
 * of interactions have no leading zeros, so the longer one is greater.
 */
const SAVE_SCRIPT = `
local changes = cjson.decode(ARGV[2])
local stored = redis.call('HGET', KEYS[1], ARGV[1])
local before = stored and cjson.decode(stored) or { '', false, false, 0, '', false }
local mode, followers, muted, since, interactionId, photos = unpack(before)
if #interactionId > #changes.interactionId or (#interactionId == #changes.interactionId and interactionId > changes.interactionId) then return stored end
if changes.mode == nil then
  if mode == '' then return false end
  changes.mode = mode
end
if changes.followers == nil then changes.followers = followers end
if changes.muted == nil then changes.muted = muted end
if changes.photos == nil then changes.photos = photos end
if mode == changes.mode then changes.since = since end
local updated = cjson.encode({
  changes.mode, changes.followers, changes.muted, changes.since, changes.interactionId, changes.photos,
})
if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('HSET', KEYS[1], ARGV[1], updated) end
return updated
`

/** Values without names: up to 64 bytes, Redis needs half the memory. */
export function toSharePreference(stored: string): SharePreference {
  const values = JSON.parse(stored) as [ShareMode, boolean, boolean, number, string, boolean]
  const [mode, followers, muted, since, , photos] = values
  return { mode, followers, muted, photos, since }
}

/** The members' choices for each server. */
export function createSharePreferences({ redis }: { redis: RedisClient }) {
  return {
    async find(userId: string, guildId: string): Promise<SharePreference | undefined> {
      const stored = await redis.hget(keys.sharePreferences(userId), guildId)
      return stored ? toSharePreference(stored) : undefined
    },

    async findAll(userIds: readonly string[], guildId: string): Promise<[userId: string, SharePreference][]> {
      const reads = redis.pipeline()
      for (const userId of userIds) reads.hget(keys.sharePreferences(userId), guildId)
      const results = (await reads.exec()) ?? []
      return userIds.flatMap((userId, index): [string, SharePreference][] => {
        const [error, stored] = results[index] ?? []
        if (error) throw error
        return typeof stored === 'string' ? [[userId, toSharePreference(stored)]] : []
      })
    },

    /** How many of these members share in any server. */
    async countSharing(userIds: readonly string[]): Promise<number> {
      const stored = await Promise.all(userIds.map((userId) => redis.hvals(keys.sharePreferences(userId))))
      return stored.filter((choices) => choices.some((choice) => isSharing(toSharePreference(choice)))).length
    },

    async all(userId: string): Promise<[guildId: string, preference: SharePreference][]> {
      const stored = await redis.hgetall(keys.sharePreferences(userId))
      return Object.entries(stored).map(([guildId, value]) => [guildId, toSharePreference(value)])
    },

    /**
     * Saves a choice unless a newer one is stored, and returns the stored one. Settings that are not given stay;
     * without any mode, nothing is stored. A changed mode applies from `now` on. `interactionId`: the interaction that
     * made the choice; later ones have greater ids.
     */
    async save(
      userId: string,
      guildId: string,
      changes: ShareChanges,
      interactionId: string,
      now: number,
    ): Promise<SharePreference | undefined> {
      const stored = await redis.eval(
        SAVE_SCRIPT,
        2,
        keys.sharePreferences(userId),
        keys.link(userId),
        guildId,
        JSON.stringify({ ...changes, interactionId, since: now }),
      )
      return stored === null ? undefined : toSharePreference(stored as string)
    },

    async remove(userId: string, guildId: string): Promise<void> {
      await redis.hdel(keys.sharePreferences(userId), guildId)
    },
  }
}

export type SharePreferences = ReturnType<typeof createSharePreferences>
