import type { Encryption } from './encryption.ts'
import { MOVE_ADMIN, SET_ADMIN_UNLESS_CHANGED } from './feed-scripts.ts'
import { keys } from './keys.ts'
import { type RedisClient, toPairs } from './redis-client.ts'

/** Entries for each step of a scan, on average. */
const SCAN_COUNT = 1000

/** A field that no feed can have. It exists once every feed is in the index. */
const COMPLETE = 'complete'

/** `stored`: the feed as stored, or an empty string if it is deleted. `hash`: as in `hashOf`. */
export interface IndexedFeed {
  guildId: string
  channelId: string
  stored: string
  hash: string
}

/** An index of feeds by a keyed hash of the admin's id: finds an admin's feeds without reading those of all servers. */
export function createFeedAdmins({ redis, encryption }: { redis: RedisClient; encryption: Encryption }) {
  const key = keys.feedAdmins()

  async function* scan(): AsyncGenerator<[field: string, hash: string]> {
    for await (const flat of redis.hscanStream(key, { count: SCAN_COUNT })) yield* toPairs(flat)
  }

  return {
    hashOf: (addedBy: string | undefined): string => (addedBy === undefined ? '' : encryption.hashId(addedBy)),

    /** The feeds that an admin set up, as `<server>:<channel>`. Undefined if not every feed is in the index yet. */
    async feedsOf(userId: string): Promise<string[] | undefined> {
      if ((await redis.hexists(key, COMPLETE)) === 0) return undefined
      const hashes = encryption.hashesOf(userId)
      const found = new Set<string>()
      for await (const [field, hash] of scan()) if (hashes.includes(hash)) found.add(field)
      return [...found]
    },

    /** Stores the newest hash of the admin who set up a feed, if an older one is stored. */
    async renew(guildId: string, channelId: string, addedBy: string): Promise<void> {
      const hashes = encryption.hashesOf(addedBy)
      await redis.eval(MOVE_ADMIN, 1, key, `${guildId}:${channelId}`, ...hashes)
    },

    /** Makes the index match the given feeds of all servers. */
    async rebuild(feeds: AsyncIterable<IndexedFeed>): Promise<void> {
      const set = (guildId: string, channelId: string, stored: string, field: string, hash: string) =>
        redis.eval(SET_ADMIN_UNLESS_CHANGED, 2, keys.feeds(guildId), key, channelId, stored, field, hash)
      const known = new Map<string, string>()
      for await (const [field, hash] of scan()) if (field !== COMPLETE) known.set(field, hash)
      for await (const { guildId, channelId, stored, hash } of feeds) {
        const field = `${guildId}:${channelId}`
        if ((known.get(field) ?? '') !== hash) await set(guildId, channelId, stored, field, hash)
        known.delete(field)
      }
      for (const field of known.keys()) {
        const [guildId = '', channelId = ''] = field.split(':')
        await set(guildId, channelId, '', field, '')
      }
      await redis.hset(key, COMPLETE, '1')
    },
  }
}
