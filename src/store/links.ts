import type { Redis } from 'ioredis'
import type { Choice, ShareMode } from '../domain/sharing.ts'
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
 * KEYS: athlete, link, link of the holder, all athletes, tokens, revocation. ARGV: user, athlete, holder as it was read before, the fields
 * of the link, and the sealed tokens: they are the athlete's newest, and kept whoever holds the athlete, because the older ones may be
 * dead. They also call off a revocation that is still due: it would end the new grant.
 */
const LINK = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[3] then return 'moved' end
local linked = redis.call('HGET', KEYS[2], 'athlete')
if linked and linked ~= ARGV[2] then return 'user-has-other-athlete' end
redis.call('SET', KEYS[5], ARGV[7])
redis.call('DEL', KEYS[6])
if holder and holder ~= ARGV[1] and redis.call('HGET', KEYS[3], 'athlete') == ARGV[2] then return 'athlete-of-somebody-else' end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('SADD', KEYS[4], ARGV[2])
redis.call('HSET', KEYS[2], 'athlete', ARGV[2], 'scope', ARGV[4], 'profile', ARGV[5])
redis.call('HSETNX', KEYS[2], 'linkedAt', ARGV[6])
redis.call('HDEL', KEYS[2], 'deadSince')
return 'linked'
`

/** What a member wants for a server; what is not given stays as it was. */
export interface ShareWish {
  mode: ShareMode
  followers?: boolean | undefined
  muted?: boolean | undefined
}

/** KEYS: shares of the user. ARGV: server, wish as JSON. Ids of interactions have no leading zeros: the longer is the greater. */
const SHARE = `
local wish = cjson.decode(ARGV[2])
local stored = redis.call('HGET', KEYS[1], ARGV[1])
local before = stored and cjson.decode(stored) or {}
local asked = before.asked or ''
if #asked > #wish.asked or (#asked == #wish.asked and asked > wish.asked) then return stored end
for _, name in ipairs({'followers', 'muted'}) do
  if wish[name] == nil then wish[name] = before[name] or false end
end
if before.mode == wish.mode then wish.since = before.since end
local kept = cjson.encode(wish)
redis.call('HSET', KEYS[1], ARGV[1], kept)
return kept
`

/** Who is linked to whom, and what each member chose for each server. */
export function createLinks({ redis, sealing }: { redis: Redis; sealing: Sealing }) {
  const context = (userId: string) => `profile:${userId}`

  return {
    /** Whose name was sealed with a key that is gone is known by their number: they can still link again, and leave. */
    async find(userId: string): Promise<Link | undefined> {
      const fields = await redis.hgetall(keys.link(userId))
      if (!fields.athlete || !fields.profile) return undefined
      return {
        userId,
        athleteId: fields.athlete,
        athleteName: sealing.peek(fields.profile, context(userId)) ?? `#${fields.athlete}`,
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

    /** Links, or says why not, and keeps the sealed tokens. Doing it again renews scope and name and keeps the first `linkedAt`. */
    async save(link: Link, sealedTokens: string): Promise<LinkResult> {
      const { userId, athleteId } = link
      const profile = sealing.seal(link.athleteName, context(userId))
      for (;;) {
        const holder = (await redis.get(keys.athlete(athleteId))) ?? userId
        const result = await redis.eval(
          LINK,
          6,
          keys.athlete(athleteId),
          keys.link(userId),
          keys.link(holder),
          keys.athletes(),
          keys.tokens(athleteId),
          keys.revocation(athleteId),
          userId,
          athleteId,
          holder,
          link.scope,
          profile,
          String(link.linkedAt),
          sealedTokens,
        )
        if (result !== 'moved') return result as LinkResult
      }
    },

    /** Everything of the member's that this program keeps, but the tokens. */
    async remove(link: { userId: string; athleteId: string }): Promise<void> {
      const owner = await redis.get(keys.athlete(link.athleteId))
      const { userId, athleteId } = link
      const removal = redis
        .multi()
        .del(keys.link(userId), keys.share(userId), keys.units(userId), keys.tallies(athleteId))
      if (owner === userId) removal.del(keys.athlete(athleteId)).srem(keys.athletes(), athleteId)
      await removal.exec()
    },

    /** What the member chose for a server; nothing chosen is undefined. */
    async shareOf(userId: string, guildId: string): Promise<Choice | undefined> {
      const stored = await redis.hget(keys.share(userId), guildId)
      return stored ? JSON.parse(stored) : undefined
    },

    /** What the member chose, by server. */
    async sharesOf(userId: string): Promise<[guildId: string, choice: Choice][]> {
      const stored = await redis.hgetall(keys.share(userId))
      return Object.entries(stored).map(([guildId, choice]) => [guildId, JSON.parse(choice)])
    },

    /**
     * Keeps a choice unless a newer one is kept, and answers what is kept then. What is not given stays as it was; a changed mode counts
     * from `now` on. `asked` is the interaction in which it was chosen: the ids of later ones are greater.
     */
    async share(userId: string, guildId: string, wish: ShareWish, asked: string, now: number): Promise<Choice> {
      const kept = await redis.eval(
        SHARE,
        1,
        keys.share(userId),
        guildId,
        JSON.stringify({ ...wish, asked, since: now }),
      )
      return JSON.parse(kept as string)
    },

    /** Since when the member's grant has been dead, as far as was seen: now, if it was not seen before. Epoch milliseconds. */
    async deadSince(userId: string, now: number): Promise<number> {
      await redis.hsetnx(keys.link(userId), 'deadSince', now)
      return Number(await redis.hget(keys.link(userId), 'deadSince'))
    },

    async forgetShare(userId: string, guildId: string): Promise<void> {
      await redis.hdel(keys.share(userId), guildId)
    },

    /** Every linked athlete. */
    athletes: (): Promise<string[]> => redis.smembers(keys.athletes()),
  }
}
