import type { Post } from '../core/post.ts'
import type { Encryption } from './encryption.ts'
import type { ForumThreads } from './forum-threads.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'
import { postFieldsKeys } from './stored-post-fields.ts'

/** A message in a channel. Without a message id it may exist and is found by its activity. */
export type MessageLocation = { channelId: string } & ({ messageId: string } | { activityId: string })

/** Precedes an activity's id: the message is unknown and has to be searched for. */
const ACTIVITY_ID_PREFIX = '~'

const toEntry = (place: MessageLocation): string =>
  `${place.channelId}:${'messageId' in place ? place.messageId : `${ACTIVITY_ID_PREFIX}${place.activityId}`}`

function toLocation(entry: string): MessageLocation {
  const [channelId = '', id = ''] = entry.split(':')
  return id.startsWith(ACTIVITY_ID_PREFIX)
    ? { channelId, activityId: id.slice(ACTIVITY_ID_PREFIX.length) }
    : { channelId, messageId: id }
}

/** Messages that cannot be deleted within this time stay. Seconds. */
const RETENTION_SECONDS = 30 * 24 * 3600

/** Messages of members who left, until they are deleted from the channels. */
export function createPendingDeletions(options: {
  redis: RedisClient
  encryption: Pick<Encryption, 'hashId' | 'hashesOf'>
  posts: { all(athleteId: string): Promise<[string, Record<string, Post>][]> }
  forumThreads: Pick<ForumThreads, 'find'>
  heldBack: { forget(userId: string | undefined, athleteId: string): Promise<void> }
  dailyPosts: { forget(athleteId: string): Promise<void> }
  publicReplies: { all(userId: string): Promise<{ channelId: string; messageId: string }[]> }
}) {
  const { redis, encryption, posts, forumThreads, heldBack, dailyPosts, publicReplies } = options
  /** Includes entries saved under an older key. */
  const allOf = (athleteId: string) => encryption.hashesOf(athleteId).map(keys.pendingDeletions)
  const postKeys = (athleteId: string) => [keys.posts(athleteId), ...postFieldsKeys(athleteId)]
  const remembered = (userId: string, athleteId: string) => [
    ...postKeys(athleteId),
    keys.publicReplies(userId),
    keys.approvals(userId),
    keys.approvalPrompt(userId),
    keys.forumThreads(userId),
  ]

  async function forgetUnposted(userId: string | undefined, athleteId: string): Promise<void> {
    await heldBack.forget(userId, athleteId)
    await dailyPosts.forget(athleteId)
  }

  /** Posted messages, possibly posted ones, and open approvals. In a forum, a message is in the member's own thread. */
  async function locationsOf(athleteId: string, userId: string | undefined): Promise<MessageLocation[]> {
    const placeIn = async (channelId: string) => {
      const thread = userId === undefined ? undefined : await forumThreads.find(userId, channelId)
      return thread && 'threadId' in thread ? thread.threadId : channelId
    }
    const all = (await posts.all(athleteId)).flatMap(([activityId, byChannel]) =>
      Object.entries(byChannel).map(async ([channelId, { state, messageId, messageChannelId }]) => {
        if (messageId) return { channelId: messageChannelId ?? channelId, messageId }
        return state === 'posting' ? { channelId: await placeIn(channelId), activityId } : undefined
      }),
    )
    return (await Promise.all(all)).filter((place) => place !== undefined)
  }

  async function enqueue(athleteId: string, places: MessageLocation[], forgotten: string[]): Promise<void> {
    const step = redis.multi()
    const key = keys.pendingDeletions(encryption.hashId(athleteId))
    if (places.length > 0) step.sadd(key, ...places.map(toEntry)).expire(key, RETENTION_SECONDS)
    await step.del(...forgotten).exec()
  }

  return {
    /** Queues the messages for deletion and forgets everything else. Idempotent. */
    async enqueue(userId: string, athleteId: string): Promise<void> {
      const places = [...(await locationsOf(athleteId, userId)), ...(await publicReplies.all(userId))]
      await enqueue(athleteId, places, remembered(userId, athleteId))
      await forgetUnposted(userId, athleteId)
    },

    /** Like `enqueue`, for an athlete who is not linked anymore. */
    async enqueuePosts(athleteId: string, userId?: string): Promise<void> {
      // Also deletes what a running job recorded about the member meanwhile.
      const ofUser =
        userId === undefined ? [] : [keys.forumThreads(userId), keys.approvals(userId), keys.approvalPrompt(userId)]
      await enqueue(athleteId, await locationsOf(athleteId, userId), [...postKeys(athleteId), ...ofUser])
      await forgetUnposted(userId, athleteId)
    },

    async forget(userId: string, athleteId: string): Promise<void> {
      await redis.del(...remembered(userId, athleteId))
      await forgetUnposted(userId, athleteId)
    },

    async messages(athleteId: string): Promise<MessageLocation[]> {
      return (await redis.sunion(allOf(athleteId))).map(toLocation)
    },

    async markDeleted(athleteId: string, place: MessageLocation): Promise<void> {
      for (const key of allOf(athleteId)) await redis.srem(key, toEntry(place))
    },
  }
}

export type PendingDeletions = ReturnType<typeof createPendingDeletions>
