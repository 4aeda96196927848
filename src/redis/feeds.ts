import { channelIdsOf, type Feed, type FormerChannel, moveFeed, type PauseReason } from '../core/feed.ts'
import { aad } from './aad.ts'
import type { Encryption } from './encryption.ts'
import { createFeedAdmins, type IndexedFeed } from './feed-admins.ts'
import { FORGET_EMPTY_GUILDS, MOVE, SAVE_UNLESS_CHANGED } from './feed-scripts.ts'
import { keys } from './keys.ts'
import { createPauses } from './pauses.ts'
import type { RedisClient } from './redis-client.ts'

/** A server that removed the bot gets its feeds back if it returns within this time. Seconds. */
const RETENTION_SECONDS = 30 * 24 * 3600

/** Servers whose feeds are read at once. */
const BATCH_SIZE = 500

type FeedId = Pick<Feed, 'guildId' | 'channelId'>

const aadOf = ({ guildId, channelId }: FeedId) => aad.feed(guildId, channelId)

const fieldOf = (guildId: string, channelId: string) => `${guildId}:${channelId}`

function fromField(field: string): FeedId {
  const [guildId = '', channelId = ''] = field.split(':')
  return { guildId, channelId }
}

export function toFeed(
  stored: string,
  pauseReason: PauseReason | undefined,
  encryption: Pick<Encryption, 'tryDecrypt'>,
): Feed {
  const { addedBy, ...feed } = JSON.parse(stored) as Omit<Feed, 'pauseReason'>
  // `addedBy` is only used to notify the admin. Without the right key, nobody is notified.
  return { ...feed, addedBy: addedBy && encryption.tryDecrypt(addedBy, aadOf(feed)), pauseReason }
}

/** Every server's feeds and their pauses. */
export function createFeeds({ redis, encryption }: { redis: RedisClient; encryption: Encryption }) {
  const admins = createFeedAdmins({ redis, encryption })
  const pauses = createPauses<PauseReason>({ redis, key: keys.pausedFeeds() })

  async function read(guildId: string, channelId: string) {
    const stored = await redis.hget(keys.feeds(guildId), channelId)
    if (!stored) return { stored: '', feed: undefined }
    const [pause] = await pauses.find(fieldOf(guildId, channelId))
    return { stored, feed: toFeed(stored, pause?.detail, encryption) }
  }

  const toStored = ({ pauseReason: _, ...feed }: Feed): string =>
    JSON.stringify({ ...feed, addedBy: feed.addedBy && encryption.encrypt(feed.addedBy, aadOf(feed)) })

  /** Returns whether it was saved: it isn't if the feed is no longer stored as it was read. */
  async function saveUnlessChanged(feed: Feed, stored: string): Promise<boolean> {
    const { guildId, channelId } = feed
    const scriptKeys = [keys.feeds(guildId), keys.feedAdmins(), keys.guilds()] as const
    const admin = [fieldOf(guildId, channelId), admins.hashOf(feed.addedBy)]
    const saved = [stored, toStored(feed), guildId] as const
    return (await redis.eval(SAVE_UNLESS_CHANGED, 3, ...scriptKeys, channelId, ...saved, ...admin)) === 1
  }

  async function list(guildId: string): Promise<Feed[]> {
    const stored = Object.entries(await redis.hgetall(keys.feeds(guildId)))
    const paused = await pauses.find(...stored.map(([channelId]) => fieldOf(guildId, channelId)))
    return stored.map(([, feed], index) => toFeed(feed, paused[index]?.detail, encryption))
  }

  /** Servers that have or had feeds. */
  async function guilds(): Promise<string[]> {
    const guildIds = await redis.smembers(keys.guilds())
    const there = await Promise.all(guildIds.map(async (guildId) => (await redis.exists(keys.feeds(guildId))) === 1))
    const gone = guildIds.filter((_, index) => !there[index])
    // The script checks again before it removes a server: a feed may have been added meanwhile.
    for (let start = 0; start < gone.length; start += BATCH_SIZE) {
      const batch = gone.slice(start, start + BATCH_SIZE)
      const scriptKeys = [keys.guilds(), ...batch.map(keys.feeds)]
      await redis.eval(FORGET_EMPTY_GUILDS, scriptKeys.length, ...scriptKeys, ...batch)
    }
    return guildIds.filter((_, index) => there[index])
  }

  async function changeFeed<Changed extends Feed | undefined>(
    guildId: string,
    channelId: string,
    change: (before: Feed | undefined) => Changed,
  ): Promise<{ before: Feed | undefined; feed: Changed }> {
    for (;;) {
      const { stored, feed: before } = await read(guildId, channelId)
      const feed = change(before)
      if (feed === undefined || (await saveUnlessChanged(feed, stored))) return { before, feed }
    }
  }

  /** Every feed as it is stored, without those whose admin is encrypted with a missing key. */
  async function* storedFeeds(): AsyncGenerator<IndexedFeed & { addedBy: string | undefined }> {
    const guildIds = await guilds()
    for (let start = 0; start < guildIds.length; start += BATCH_SIZE) {
      const batch = guildIds.slice(start, start + BATCH_SIZE)
      const found = await Promise.all(batch.map((guildId) => redis.hgetall(keys.feeds(guildId))))
      for (const stored of found.flatMap((feeds) => Object.values(feeds))) {
        const { guildId, channelId, addedBy } = toFeed(stored, undefined, encryption)
        const isUnknown = addedBy === undefined && JSON.parse(stored).addedBy !== undefined
        if (!isUnknown) yield { guildId, channelId, stored, addedBy, hash: admins.hashOf(addedBy) }
      }
    }
  }

  async function setUpBy(userId: string): Promise<FeedId[]> {
    const fields = await admins.feedsOf(userId)
    const found: FeedId[] = []
    // Before the first index is complete, the feeds of all servers are read.
    if (!fields) {
      for await (const { guildId, channelId, addedBy } of storedFeeds())
        if (addedBy === userId) found.push({ guildId, channelId })
      return found
    }
    for (const id of fields.map(fromField))
      if ((await read(id.guildId, id.channelId)).feed?.addedBy === userId) found.push(id)
    return found
  }

  return {
    /** The feed to which a post in this channel belongs, also if the feed has moved since. */
    async ofPost(guildId: string, channelId: string): Promise<Feed | undefined> {
      const feeds = await list(guildId)
      return (
        feeds.find((feed) => feed.channelId === channelId) ??
        feeds.find((feed) => channelIdsOf(feed).includes(channelId))
      )
    },

    /**
     * Moves a feed to another channel, with everything that is set, as changed by `addedBy`. Safe to repeat. Returns
     * the feed before and after; `taken` if the channel has a feed; undefined if there is nothing to move.
     */
    async move(
      guildId: string,
      channelId: string,
      to: FormerChannel,
      addedBy: string,
    ): Promise<{ before: Feed; feed: Feed } | 'taken' | undefined> {
      for (;;) {
        const { stored, feed: before } = await read(guildId, channelId)
        if (!before) return undefined
        const feed = { ...moveFeed(before, to), addedBy }
        const fields = [fieldOf(guildId, channelId), fieldOf(guildId, to.channelId)]
        const scriptKeys = [keys.feeds(guildId), keys.feedAdmins(), keys.pausedFeeds()] as const
        const moved = [stored, to.channelId, toStored(feed), ...fields, admins.hashOf(addedBy)]
        const result = await redis.eval(MOVE, 3, ...scriptKeys, channelId, ...moved)
        if (result === 'taken') return result
        if (result === 'moved') return { before, feed }
      }
    },

    find: async (guildId: string, channelId: string): Promise<Feed | undefined> =>
      (await read(guildId, channelId)).feed,

    /**
     * Saves what `change` returns for the feed of a channel, or nothing if it returns undefined. If the feed is saved
     * or removed meanwhile, `change` runs again.
     */
    change: changeFeed,

    list,

    /** Returns whether the feed existed. */
    async remove(guildId: string, channelId: string): Promise<boolean> {
      const field = fieldOf(guildId, channelId)
      const removal = redis.multi().hdel(keys.pausedFeeds(), field).hdel(keys.feedAdmins(), field)
      const results = await removal.hdel(keys.feeds(guildId), channelId).exec()
      return results?.at(-1)?.[1] === 1
    },

    /** Stops posting in the channel until `resume`. Returns whether to notify an admin. */
    pause: (
      guildId: string,
      channelId: string,
      why: PauseReason,
      now: number,
      isCauseVisible: boolean,
    ): Promise<boolean> => pauses.pause(fieldOf(guildId, channelId), why, now, isCauseVisible),

    resume: (guildId: string, channelId: string, now: number): Promise<void> =>
      pauses.resume(fieldOf(guildId, channelId), now),

    /** The channel is still closed, for this reason: check again later, at the latest at `until`. */
    postpone: (guildId: string, channelId: string, why: PauseReason, now: number, until?: number): Promise<void> =>
      pauses.postpone(fieldOf(guildId, channelId), why, now, until),

    /** Feeds whose pause may be over. With `changedGuildId`: of that server, where something has just changed. */
    async dueForRetry(now: number, changedGuildId?: string): Promise<FeedId[]> {
      return (await pauses.due(now, changedGuildId)).map(([field]) => fromField(field))
    },

    /** The server removed the bot. A second call doesn't extend the retention of its feeds. */
    async guildLeft(guildId: string): Promise<void> {
      const isKnown = (await redis.ttl(keys.feeds(guildId))) >= 0
      if (!isKnown) await redis.expire(keys.feeds(guildId), RETENTION_SECONDS)
    },

    /** The bot is in the server (again). */
    async guildJoined(guildId: string): Promise<void> {
      await redis.persist(keys.feeds(guildId))
    },

    /** The numbers of feeds and of paused feeds, without servers that removed the bot. */
    async count(now: number): Promise<{ count: number; paused: number }> {
      const guilds = await Promise.all(
        (await redis.smembers(keys.guilds())).map(async (guildId) => {
          const [count, ttl] = await Promise.all([redis.hlen(keys.feeds(guildId)), redis.ttl(keys.feeds(guildId))])
          return { guildId, count, isThere: ttl === -1 }
        }),
      )
      const there = guilds.filter(({ isThere }) => isThere)
      const guildIds = new Set(there.map(({ guildId }) => guildId))
      const paused = (await pauses.all(now)).filter(([field]) => guildIds.has(field.split(':')[0] ?? ''))
      return { count: there.reduce((sum, { count }) => sum + count, 0), paused: paused.length }
    },

    guilds,

    /** The feeds, in all servers, that this admin set up; they are notified when one is paused. */
    setUpBy,

    /** Indexes all feeds for `setUpBy`, including those that an older program saved. */
    indexAdmins: () => admins.rebuild(storedFeeds()),

    /** Deletes this admin from their feeds. The feeds stay; nobody is notified about their pauses. */
    async forgetAdmin(userId: string): Promise<void> {
      for (const { guildId, channelId } of await setUpBy(userId))
        await changeFeed(guildId, channelId, (feed) =>
          feed?.addedBy === userId ? { ...feed, addedBy: undefined } : undefined,
        )
    },
  }
}

export type Feeds = ReturnType<typeof createFeeds>
