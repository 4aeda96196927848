import type { Feed, PauseReason } from '../core/feed.ts'
import type { MapChoice } from '../core/map-plan.ts'
import type { SharePreference } from '../core/sharing.ts'
import { toFeed } from './feeds.ts'
import { keys } from './keys.ts'
import type { Link } from './links.ts'
import { toMapChoice } from './map-preferences.ts'
import { toActivePause } from './pauses.ts'
import { GUILD_ID_POSITION, type PostsOfActivity, toPostsRead } from './posts.ts'
import { toPairs } from './redis-client.ts'
import type { RepositoryOptions } from './repository-options.ts'
import { toSharePreference } from './share-preferences.ts'
import { postFieldsKeys, READ_POSTS } from './stored-post-fields.ts'

/** Everything that decides where an activity is posted, read at one moment. */
export interface MemberSnapshot {
  /** Undefined: the athlete is not linked. */
  link: Pick<Link, 'userId' | 'athleteId' | 'linkedAt' | 'locale'> | undefined
  /** By server. */
  preferences: ReadonlyMap<string, SharePreference>
  mapChoice: MapChoice
  /** Feeds of the servers for which the member made a choice or in which the activity was posted. */
  feeds: Feed[]
  /** Forums in which the member's own thread is closed to the bot. */
  pausedForums: ReadonlySet<string>
  posts: PostsOfActivity
}

/**
 * KEYS: athlete, posts, paused feeds, paused threads, expiring fields of posts. ARGV: athlete, activity, then the key
 * prefixes of links, share preferences, map choices and feeds. Like BullMQ's scripts, it builds keys from what it reads.
 * All keys share one hash tag, so it also runs on a Redis Cluster.
 */
const READ_SNAPSHOT = `${READ_POSTS}
local posts, expiring = readPosts(KEYS[2], ARGV[2], { unpack(KEYS, 5) })
local user = redis.call('GET', KEYS[1])
local link = user and redis.call('GET', ARGV[3] .. user)
if not link or cjson.decode(link).athlete ~= ARGV[1] then return { posts, expiring } end
local preferences = redis.call('HGETALL', ARGV[4] .. user)
local guilds, known = {}, {}
local function addGuild(guild)
  if known[guild] then return end
  known[guild] = true
  guilds[#guilds + 1] = guild
end
for i = 1, #preferences, 2 do addGuild(preferences[i]) end
for _, post in pairs(posts and cjson.decode(posts) or {}) do addGuild(post[${GUILD_ID_POSITION + 1}]) end
local feeds = {}
for _, guild in ipairs(guilds) do
  local stored = redis.call('HGETALL', ARGV[6] .. guild)
  for i = 1, #stored, 2 do
    local field = guild .. ':' .. stored[i]
    local isForum = cjson.decode(stored[i + 1]).forum
    feeds[#feeds + 1] = {
      stored[i],
      stored[i + 1],
      redis.call('HGET', KEYS[3], field),
      isForum and redis.call('HGET', KEYS[4], field .. ':' .. user),
    }
  end
end
return { posts, expiring, user, link, preferences, redis.call('GET', ARGV[5] .. user), feeds }
`

type SnapshotReply = [
  posts: string | null,
  expiring: string[],
  userId?: string,
  link?: string,
  preferences?: string[],
  mapChoice?: string | null,
  feeds?: [channelId: string, feed: string, pause: string | null, threadPause?: string | null][],
]

function toLink(userId: string, athleteId: string, stored: string): MemberSnapshot['link'] {
  const { linkedAt, locale } = JSON.parse(stored)
  return { userId, athleteId, linkedAt, locale }
}

/** Reads an athlete's member, and everything that decides where an activity is posted, in one command. */
export function createMemberSnapshots({ redis, encryption, now }: RepositoryOptions) {
  return {
    async read(athleteId: string, activityId: string): Promise<MemberSnapshot> {
      const scriptKeys = [keys.athlete(athleteId), keys.posts(athleteId), keys.pausedFeeds(), keys.pausedThreads()]
      scriptKeys.push(...postFieldsKeys(athleteId))
      const [posts, expiring, userId, link, preferences = [], mapChoice = null, feeds = []] = (await redis.eval(
        READ_SNAPSHOT,
        scriptKeys.length,
        ...scriptKeys,
        ...[athleteId, activityId, keys.link(''), keys.sharePreferences(''), keys.map(''), keys.feeds('')],
      )) as SnapshotReply
      const pausedForums = feeds.filter(([, , , threadPause]) => toActivePause(threadPause ?? null))
      return {
        link: userId && link ? toLink(userId, athleteId, link) : undefined,
        preferences: new Map(toPairs(preferences).map(([guildId, stored]) => [guildId, toSharePreference(stored)])),
        mapChoice: toMapChoice(mapChoice),
        feeds: feeds.map(([, feed, pause]) => toFeed(feed, toActivePause<PauseReason>(pause)?.detail, encryption)),
        pausedForums: new Set(pausedForums.map(([channelId]) => channelId)),
        posts: toPostsRead(posts, expiring, now()),
      }
    },
  }
}

export type MemberSnapshots = ReturnType<typeof createMemberSnapshots>
