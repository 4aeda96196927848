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
  /** Since when Strava has refused the link, and when its member was told. */
  deadSince?: number | undefined
  deadToldAt?: number | undefined
}

export type LinkResult = 'linked' | 'athlete-of-somebody-else' | 'user-has-other-athlete'

/** A link as a table, empty if there is none. Earlier versions kept it as a hash: that becomes a string. */
const LINK_OF = `
local function linkOf(key)
  if redis.call('TYPE', key).ok ~= 'hash' then
    local stored = redis.call('GET', key)
    return stored and cjson.decode(stored) or {}
  end
  local link, fields = {}, redis.call('HGETALL', key)
  for i = 1, #fields, 2 do link[fields[i]] = fields[i + 1] end
  link.linkedAt, link.deadSince = tonumber(link.linkedAt), tonumber(link.deadSince)
  redis.call('SET', key, cjson.encode(link))
  return link
end`

/** A link works again: what was remembered of its death is forgotten. */
const REVIVE = `
local function revive(key, deadLinks, user)
  local link = linkOf(key)
  if not link.deadSince then return end
  link.deadSince, link.deadToldAt = nil, nil
  redis.call('SET', key, cjson.encode(link))
  redis.call('SREM', deadLinks, user)
end`

/** KEYS: link. Answers it as JSON, also where it was a hash. */
const CONVERT = `${LINK_OF}
return cjson.encode(linkOf(KEYS[1]))
`

/**
 * Claims the athlete for the user, and the user for the athlete, or says whose they are. A claim counts only while both sides hold it.
 * KEYS: athlete, link, link of the holder, all athletes, tokens, dead links, then where a revocation may be kept. ARGV: user, athlete, holder as it was read before, the fields
 * of the link, and the sealed tokens: they are the athlete's newest, and kept whoever holds the athlete, because the older ones may be
 * dead. They also call off a revocation that is still due: it would end the new grant.
 */
const LINK = `${LINK_OF}
${REVIVE}
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[3] then return 'moved' end
local before = linkOf(KEYS[2])
local taken = holder and holder ~= ARGV[1] and linkOf(KEYS[3]).athlete == ARGV[2]
local other = before.athlete and before.athlete ~= ARGV[2]
if other and not taken then return 'user-has-other-athlete' end
redis.call('SET', KEYS[5], ARGV[7])
redis.call('DEL', unpack(KEYS, 7))
if taken or not holder or holder == ARGV[1] then revive(KEYS[3], KEYS[6], holder or ARGV[1]) end
if taken then return other and 'user-has-other-athlete' or 'athlete-of-somebody-else' end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('SADD', KEYS[4], ARGV[2])
local linkedAt = before.linkedAt or tonumber(ARGV[6])
redis.call('SET', KEYS[2], cjson.encode({ athlete = ARGV[2], scope = ARGV[4], profile = ARGV[5], linkedAt = linkedAt }))
return 'linked'
`

/** What a member wants for a server; what is not given stays as it was. */
export interface ShareWish {
  mode: ShareMode
  followers?: boolean | undefined
  muted?: boolean | undefined
}

/** KEYS: link, dead links. ARGV: now, user. Keeps the first moment. */
const DEAD = `${LINK_OF}
local link = linkOf(KEYS[1])
if not link.athlete then return ARGV[1] end
if link.deadSince then return string.format('%.0f', link.deadSince) end
link.deadSince = tonumber(ARGV[1])
redis.call('SET', KEYS[1], cjson.encode(link))
redis.call('SADD', KEYS[2], ARGV[2])
return ARGV[1]
`

/** KEYS: link. ARGV: now. */
const DEAD_TOLD = `${LINK_OF}
local link = linkOf(KEYS[1])
if not link.deadSince then return end
link.deadToldAt = tonumber(ARGV[1])
redis.call('SET', KEYS[1], cjson.encode(link))
`

/** KEYS: link, dead links. ARGV: user. */
const WORKS = `${LINK_OF}
${REVIVE}
revive(KEYS[1], KEYS[2], ARGV[1])
`

/** KEYS: shares of the user, link. ARGV: server, wish as JSON. Kept while they are linked: they may have left meanwhile. Ids of interactions have no leading zeros: the longer is the greater. */
const SHARE = `
local wish = cjson.decode(ARGV[2])
local stored = redis.call('HGET', KEYS[1], ARGV[1])
local before = stored and cjson.decode(stored) or { '', false, false, 0, '' }
if before.mode then before = { before.mode, before.followers, before.muted, before.since, before.asked } end
local mode, followers, muted, since, asked = unpack(before)
if #asked > #wish.asked or (#asked == #wish.asked and asked > wish.asked) then return stored end
if wish.followers == nil then wish.followers = followers end
if wish.muted == nil then wish.muted = muted end
if mode == wish.mode then wish.since = since end
local kept = cjson.encode({ wish.mode, wish.followers, wish.muted, wish.since, wish.asked })
if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('HSET', KEYS[1], ARGV[1], kept) end
return kept
`

/** A link as it is kept: one string takes half of what a hash with so long a value takes. */
type StoredLink = {
  athlete: string
  scope: string
  profile: string
  linkedAt: number
  deadSince?: number
  deadToldAt?: number
}

/** Bare values: up to 64 bytes Redis keeps them in half of the memory. Earlier versions kept the names as well. */
function toChoice(stored: string): Choice {
  const kept = JSON.parse(stored) as [ShareMode, boolean, boolean, number] | Choice
  if (!Array.isArray(kept)) return kept
  const [mode, followers, muted, since] = kept
  return { mode, followers, muted, since }
}

/** Who is linked to whom, and what each member chose for each server. */
export function createLinks({ redis, sealing }: { redis: Redis; sealing: Sealing }) {
  const context = (userId: string) => `profile:${userId}`
  const read = async (userId: string): Promise<StoredLink | undefined> => {
    const key = keys.link(userId)
    const stored = await redis.get(key).catch((error: Error) => {
      if (!error.message.startsWith('WRONGTYPE')) throw error
      return redis.eval(CONVERT, 1, key)
    })
    return stored ? JSON.parse(stored as string) : undefined
  }

  return {
    /** Whose name was sealed with a key that is gone is known by their number: they can still link again, and leave. */
    async find(userId: string): Promise<Link | undefined> {
      const link = await read(userId)
      if (!link?.athlete || !link.profile) return undefined
      const { athlete: athleteId, scope, profile, linkedAt, deadSince, deadToldAt } = link
      const athleteName = sealing.peek(profile, context(userId)) ?? `#${athleteId}`
      return { userId, athleteId, athleteName, scope, linkedAt, deadSince, deadToldAt }
    },

    /** The Discord user to whom an athlete is linked. */
    async ownerOf(athleteId: string): Promise<string | undefined> {
      const userId = await redis.get(keys.athlete(athleteId))
      if (!userId) return undefined
      return (await read(userId))?.athlete === athleteId ? userId : undefined
    },

    /** Links, or says why not, and keeps the sealed tokens. Doing it again renews scope and name and keeps the first `linkedAt`. */
    async save(link: Link, sealedTokens: string): Promise<LinkResult> {
      const { userId, athleteId } = link
      const profile = sealing.seal(link.athleteName, context(userId))
      const revocations = sealing.hashesOf(athleteId).map(keys.revocation)
      for (;;) {
        const holder = (await redis.get(keys.athlete(athleteId))) ?? userId
        const result = await redis.eval(
          LINK,
          6 + revocations.length,
          keys.athlete(athleteId),
          keys.link(userId),
          keys.link(holder),
          keys.athletes(),
          keys.tokens(athleteId),
          keys.deadLinks(),
          ...revocations,
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
      const ofUser = [keys.link, keys.share, keys.map, keys.units, keys.choices, keys.listing].map((keyOf) =>
        keyOf(userId),
      )
      const ofAthlete = [keys.tallies, keys.activityCache, keys.activityVisibility, keys.openEvents].map((keyOf) =>
        keyOf(athleteId),
      )
      const removal = redis
        .multi()
        .del(...ofUser, ...ofAthlete)
        .srem(keys.deadLinks(), userId)
      if (owner === userId) removal.del(keys.athlete(athleteId)).srem(keys.athletes(), athleteId)
      await removal.exec()
    },

    /** What the member chose for a server; nothing chosen is undefined. */
    async shareOf(userId: string, guildId: string): Promise<Choice | undefined> {
      const stored = await redis.hget(keys.share(userId), guildId)
      return stored ? toChoice(stored) : undefined
    },

    /** What the member chose, by server. */
    async sharesOf(userId: string): Promise<[guildId: string, choice: Choice][]> {
      const stored = await redis.hgetall(keys.share(userId))
      return Object.entries(stored).map(([guildId, choice]) => [guildId, toChoice(choice)])
    },

    /**
     * Keeps a choice unless a newer one is kept, and answers what is kept then. What is not given stays as it was; a changed mode counts
     * from `now` on. `asked` is the interaction in which it was chosen: the ids of later ones are greater.
     */
    async share(userId: string, guildId: string, wish: ShareWish, asked: string, now: number): Promise<Choice> {
      const kept = await redis.eval(
        SHARE,
        2,
        keys.share(userId),
        keys.link(userId),
        guildId,
        JSON.stringify({ ...wish, asked, since: now }),
      )
      return toChoice(kept as string)
    },

    /** Since when the member's grant has been dead, as far as was seen: now, if it was not seen before. Epoch milliseconds. */
    async deadSince(userId: string, now: number): Promise<number> {
      return Number(await redis.eval(DEAD, 2, keys.link(userId), keys.deadLinks(), now, userId))
    },

    /** The member knows that their link is dead. */
    async deadTold(userId: string, now: number): Promise<void> {
      await redis.eval(DEAD_TOLD, 1, keys.link(userId), now)
    },

    /** Strava accepts the link after all. */
    async works(userId: string): Promise<void> {
      await redis.eval(WORKS, 2, keys.link(userId), keys.deadLinks(), userId)
    },

    /** How many of those who share in a server have a dead link. */
    async deadIn(guildId: string): Promise<number> {
      const userIds = await redis.smembers(keys.deadLinks())
      const choices = await Promise.all(userIds.map((userId) => redis.hget(keys.share(userId), guildId)))
      return choices.filter((stored) => stored !== null && toChoice(stored).mode !== 'off').length
    },

    async forgetShare(userId: string, guildId: string): Promise<void> {
      await redis.hdel(keys.share(userId), guildId)
    },

    /** Every linked athlete. */
    athletes: (): Promise<string[]> => redis.smembers(keys.athletes()),
  }
}
