import type { Redis } from 'ioredis'
import type { Remembered } from '../domain/plan.ts'
import { keys } from './keys.ts'

/** What is remembered of one activity in one channel: identities and hashes, nothing of the activity itself. */
export interface Post extends Remembered {
  guildId: string
  /** Of the message in the channel, or of the private question. */
  messageId?: string
  /** Where the message stands, when that is not the feed's channel itself: a private channel or a thread. */
  placeId?: string
  /** Counts the lives of the post: one that was taken down and comes back is a new message. */
  life: number
  /** What Strava's list said of the activity, as a short hash: tells the catch-up whether anything changed. */
  listed: string
  /** When the activity ended. Epoch milliseconds. */
  endedAt: number
}

/** What is remembered of one activity, by channel. */
export type PostsOfActivity = Record<string, Post>

/** Which message tells of which activity. One hash per athlete, so that all of it goes at once. */
export function createPosts({ redis }: { redis: Redis }) {
  const read = async (athleteId: string, activityId: string): Promise<PostsOfActivity> =>
    JSON.parse((await redis.hget(keys.posts(athleteId), activityId)) ?? '{}')

  return {
    read,

    /** Callers hold the activity's lock: reading and writing are two steps. */
    async write(athleteId: string, activityId: string, channelId: string, post: Post): Promise<void> {
      const posts = await read(athleteId, activityId)
      await redis.hset(keys.posts(athleteId), activityId, JSON.stringify({ ...posts, [channelId]: post }))
    },

    async forget(athleteId: string, activityId: string, channelId: string): Promise<void> {
      const { [channelId]: _, ...others } = await read(athleteId, activityId)
      if (Object.keys(others).length === 0) await redis.hdel(keys.posts(athleteId), activityId)
      else await redis.hset(keys.posts(athleteId), activityId, JSON.stringify(others))
    },

    /** Everything that is remembered of an athlete's activities, by activity. */
    async all(athleteId: string): Promise<[activityId: string, posts: PostsOfActivity][]> {
      const stored = await redis.hgetall(keys.posts(athleteId))
      return Object.entries(stored).map(([activityId, posts]) => [activityId, JSON.parse(posts)])
    },

    async removeAll(athleteId: string): Promise<void> {
      await redis.del(keys.posts(athleteId))
    },
  }
}
