import type { Post } from '../core/post.ts'
import type { PostStatus } from '../core/post-rules.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/** An activity's posts, by channel. */
export type PostsOfActivity = Record<string, Post>

/**
 * States that stay meaningful: a message that exists, existed or was removed, and an activity that the member declined.
 */
const PERMANENT_STATES: ReadonlySet<PostStatus['state']> = new Set([
  ...(['posting', 'posted', 'deleting', 'withdrawn', 'approved', 'deleted-by-user', 'declined'] as const),
])

/**
 * KEYS: posts. ARGV: activity, the value read, the new value, or ''. Does not overwrite a value that was changed or
 * deleted meanwhile.
 */
const REPLACE_IF_UNCHANGED = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return end
if ARGV[3] == '' then redis.call('HDEL', KEYS[1], ARGV[1]) else redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
`

/** A post as stored: values in this order, without names, which would double the size. Append new fields at the end. */
const FIELD_POSITIONS = {
  ...{ state: 0, guildId: 1, messageId: 2, generation: 3, contentHash: 4, summaryHash: 5, endedAt: 6 },
  ...{ isRestricted: 7, messageChannelId: 8, startedAt: 9, approved: 10, isRemoved: 11 },
} satisfies Record<keyof Post, number>

/** The position of the server's id. */
export const GUILD_ID_POSITION = FIELD_POSITIONS.guildId

const FIELDS = Object.keys(FIELD_POSITIONS) as (keyof Post)[]

/** KEYS: posts. ARGV: activity, channel, the post as JSON, or '' to delete it. */
const WRITE_POST = `
local posts = cjson.decode(redis.call('HGET', KEYS[1], ARGV[1]) or '{}')
posts[ARGV[2]] = ARGV[3] ~= '' and cjson.decode(ARGV[3]) or nil
if next(posts) then redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(posts)) else redis.call('HDEL', KEYS[1], ARGV[1]) end
`

function toValues(post: Post): unknown[] {
  const values = FIELDS.map((name) => post[name] ?? null)
  return values.slice(0, values.findLastIndex((value) => value !== null) + 1)
}

const toStored = (posts: PostsOfActivity): string =>
  JSON.stringify(Object.fromEntries(Object.entries(posts).map(([channelId, post]) => [channelId, toValues(post)])))

export function toPosts(stored: string): PostsOfActivity {
  const bare = Object.entries(JSON.parse(stored) as Record<string, unknown[]>)
  const toPost = (values: unknown[]) => {
    const named = FIELDS.map((name, index) => [name, values[index] ?? null]).filter(([, value]) => value !== null)
    return Object.fromEntries(named) as unknown as Post
  }
  return Object.fromEntries(bare.map(([channelId, values]) => [channelId, toPost(values)]))
}

/** Which message shows which activity. One hash per athlete, so that it can be deleted at once. */
export function createPosts({ redis }: { redis: RedisClient }) {
  const read = async (athleteId: string, activityId: string): Promise<PostsOfActivity> =>
    toPosts((await redis.hget(keys.posts(athleteId), activityId)) ?? '{}')
  async function write(athleteId: string, activityId: string, channelId: string, stored: string): Promise<void> {
    await redis.eval(WRITE_POST, 1, keys.posts(athleteId), activityId, channelId, stored)
  }

  return {
    read,

    /** Whether anything is stored about the posts of an activity. */
    has: async (athleteId: string, activityId: string): Promise<boolean> =>
      (await redis.hexists(keys.posts(athleteId), activityId)) === 1,

    write: (athleteId: string, activityId: string, channelId: string, post: Post): Promise<void> =>
      write(athleteId, activityId, channelId, JSON.stringify(toValues(post))),

    forget: (athleteId: string, activityId: string, channelId: string): Promise<void> =>
      write(athleteId, activityId, channelId, ''),

    /** All recorded posts of an athlete, by activity. */
    async all(athleteId: string): Promise<[activityId: string, posts: PostsOfActivity][]> {
      const stored = await redis.hgetall(keys.posts(athleteId))
      return Object.entries(stored).map(([activityId, posts]) => [activityId, toPosts(posts)])
    },

    /** Of posts that ended before this time, keeps only which message shows which activity. */
    async compact(athleteId: string, before: number): Promise<void> {
      for (const [activityId, stored] of Object.entries(await redis.hgetall(keys.posts(athleteId)))) {
        const posts = toPosts(stored)
        const old = Object.values(posts).every(({ endedAt }) => endedAt < before)
        if (!old || Object.values(posts).every(({ endedAt }) => endedAt === 0)) continue
        const permanent = Object.entries(posts).filter(([, { state }]) => PERMANENT_STATES.has(state))
        const bare = permanent.map(([channelId, post]) => [
          channelId,
          { ...post, contentHash: '', summaryHash: '', endedAt: 0 },
        ])
        const left = permanent.length === 0 ? '' : toStored(Object.fromEntries(bare))
        await redis.eval(REPLACE_IF_UNCHANGED, 1, keys.posts(athleteId), activityId, stored, left)
      }
    },
  }
}

export type Posts = ReturnType<typeof createPosts>
