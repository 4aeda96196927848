import type { Post } from '../core/post.ts'
import type { PostStatus } from '../core/post-rules.ts'
import { keys } from './keys.ts'
import { type RedisClient, toPairs } from './redis-client.ts'
import {
  type ExpiringPostFields,
  NO_EXPIRING_FIELDS,
  postFieldsKeys,
  READ_POSTS,
  toExpiringFields,
  toStoredFields,
} from './stored-post-fields.ts'
import { weekKeysAt } from './week-keys.ts'

/** An activity's posts, by channel. */
export type PostsOfActivity = Record<string, Post>

/**
 * States that stay meaningful: a message that exists, existed or was removed, and an activity that the member declined.
 */
const PERMANENT_STATES: ReadonlySet<PostStatus['state']> = new Set([
  ...(['posting', 'posted', 'deleting', 'withdrawn', 'approved', 'deleted-by-user', 'declined'] as const),
])

/** A post as stored: values in this order, without names, which would double the size. Append new fields at the end. */
const FIELD_POSITIONS = {
  ...{ state: 0, guildId: 1, messageId: 2, generation: 3, isRestricted: 4 },
  ...{ messageChannelId: 5, startedAt: 6, approved: 7, isRemoved: 8 },
} satisfies Record<Exclude<keyof Post, keyof ExpiringPostFields>, number>

export const GUILD_ID_POSITION = FIELD_POSITIONS.guildId

const FIELDS = Object.keys(FIELD_POSITIONS) as (keyof typeof FIELD_POSITIONS)[]

/**
 * KEYS: posts, today's expiring fields, those of other days. ARGV: activity, channel, the post as JSON, or '' to delete
 * it, its expiring fields, how long they may stay.
 */
const WRITE_POST = `
local posts, field = cjson.decode(redis.call('HGET', KEYS[1], ARGV[1]) or '{}'), ARGV[1] .. ':' .. ARGV[2]
posts[ARGV[2]] = ARGV[3] ~= '' and cjson.decode(ARGV[3]) or nil
if next(posts) then redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(posts)) else redis.call('HDEL', KEYS[1], ARGV[1]) end
for i = 2, #KEYS do redis.call('HDEL', KEYS[i], field) end
if ARGV[3] == '' then return end
redis.call('HSET', KEYS[2], field, ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
`

/** KEYS: posts, expiring fields. ARGV: activity. */
const READ = `${READ_POSTS}
return { readPosts(KEYS[1], ARGV[1], { unpack(KEYS, 2) }) }
`

/**
 * KEYS: posts, expiring fields. ARGV: activity, the posts as they were read, the new ones, or ''. Deletes their
 * expiring fields. Does not overwrite a value that was changed or deleted meanwhile.
 */
const COMPACT = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return end
for channel in pairs(cjson.decode(ARGV[2])) do
  for i = 2, #KEYS do redis.call('HDEL', KEYS[i], ARGV[1] .. ':' .. channel) end
end
if ARGV[3] == '' then redis.call('HDEL', KEYS[1], ARGV[1]) else redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
`

function toValues(post: Post): unknown[] {
  const values = FIELDS.map((name) => post[name] ?? null)
  return values.slice(0, values.findLastIndex((value) => value !== null) + 1)
}

/** `expiringOf`: the expiring fields of the post in a channel, as stored. */
function toPosts(stored: string, expiringOf: (channelId: string) => string | undefined, now: number): PostsOfActivity {
  const bare = Object.entries(JSON.parse(stored) as Record<string, unknown[]>)
  const toPost = (channelId: string, values: unknown[]) => {
    const named = FIELDS.map((name, index) => [name, values[index] ?? null]).filter(([, value]) => value !== null)
    const expiring = expiringOf(channelId)
    const known = expiring === undefined ? undefined : toExpiringFields(expiring, now)
    return { ...Object.fromEntries(named), ...(known ?? NO_EXPIRING_FIELDS) } as unknown as Post
  }
  return Object.fromEntries(bare.map(([channelId, values]) => [channelId, toPost(channelId, values)]))
}

/** Posts as `READ_POSTS` gives them: as stored, then channel, expiring fields, channel, expiring fields. */
export function toPostsRead(stored: string | null, flat: readonly string[], now: number): PostsOfActivity {
  const expiring = new Map(toPairs(flat))
  return toPosts(stored ?? '{}', (channelId) => expiring.get(channelId), now)
}

/**
 * Which message shows which activity, and for a week what it shows. Hashes of an athlete, so that they can be deleted
 * at once.
 */
export function createPosts({ redis, now }: { redis: RedisClient; now: () => number }) {
  async function write(athleteId: string, activityId: string, channelId: string, post: Post | undefined) {
    const { today, others, ttlMs } = weekKeysAt(now(), keys.postFields, athleteId)
    const scriptKeys = [keys.posts(athleteId), today, ...others]
    const stored = post ? [JSON.stringify(toValues(post)), toStoredFields(post, now()), ttlMs] : ['']
    await redis.eval(WRITE_POST, scriptKeys.length, ...scriptKeys, activityId, channelId, ...stored)
  }

  /** All posts of an athlete, by activity, with what is stored. */
  async function readAll(athleteId: string) {
    const step = redis.multi().hgetall(keys.posts(athleteId))
    for (const key of postFieldsKeys(athleteId)) step.hgetall(key)
    const [stored = {}, ...days] = ((await step.exec()) ?? []).map(([error, hash]) => {
      if (error) throw error
      return hash as Record<string, string>
    })
    const expiring: Record<string, string> = Object.assign({}, ...days)
    return Object.entries(stored).map(([activityId, posts]) => {
      const expiringOf = (channelId: string) => expiring[`${activityId}:${channelId}`]
      return { activityId, stored: posts, posts: toPosts(posts, expiringOf, now()) }
    })
  }

  return {
    async read(athleteId: string, activityId: string): Promise<PostsOfActivity> {
      const scriptKeys = [keys.posts(athleteId), ...postFieldsKeys(athleteId)]
      const [stored, expiring] = (await redis.eval(READ, scriptKeys.length, ...scriptKeys, activityId)) as [
        string | null,
        string[],
      ]
      return toPostsRead(stored, expiring, now())
    },

    has: async (athleteId: string, activityId: string): Promise<boolean> =>
      (await redis.hexists(keys.posts(athleteId), activityId)) === 1,

    write: (athleteId: string, activityId: string, channelId: string, post: Post): Promise<void> =>
      write(athleteId, activityId, channelId, post),

    forget: (athleteId: string, activityId: string, channelId: string): Promise<void> =>
      write(athleteId, activityId, channelId, undefined),

    all: async (athleteId: string): Promise<[activityId: string, posts: PostsOfActivity][]> =>
      (await readAll(athleteId)).map(({ activityId, posts }) => [activityId, posts]),

    /**
     * Of posts that ended before this time, or without expiring fields, keeps only which message shows which activity.
     */
    async compact(athleteId: string, before: number): Promise<void> {
      const scriptKeys = [keys.posts(athleteId), ...postFieldsKeys(athleteId)]
      for (const { activityId, stored, posts } of await readAll(athleteId)) {
        const all = Object.entries(posts)
        const isBare = ({ contentHash, summaryHash, endedAt }: Post) => !contentHash && !summaryHash && !endedAt
        const isPermanent = ({ state }: Post) => PERMANENT_STATES.has(state)
        const isOld = all.every(([, post]) => (post.endedAt > 0 ? post.endedAt < before : isBare(post)))
        if (!isOld || all.every(([, post]) => isBare(post) && isPermanent(post))) continue
        const left = all.filter(([, post]) => isPermanent(post)).map(([channelId, post]) => [channelId, toValues(post)])
        const updated = left.length === 0 ? '' : JSON.stringify(Object.fromEntries(left))
        await redis.eval(COMPACT, scriptKeys.length, ...scriptKeys, activityId, stored, updated)
      }
    },
  }
}

export type Posts = ReturnType<typeof createPosts>
