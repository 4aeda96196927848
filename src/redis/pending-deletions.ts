import type { Redis } from 'ioredis'
import type { Post } from '../core/post.ts'
import type { Encryption } from './encryption.ts'
import { keys } from './keys.ts'

/** A message in a channel; without an id it may be there, and is found by its activity. */
export type MessageLocation = { channelId: string } & ({ messageId: string } | { activityId: string })

/** Before an activity's id: the message is not known, it has to be looked for. */
const ACTIVITY_ID_PREFIX = '~'

const toEntry = (place: MessageLocation): string =>
  `${place.channelId}:${'messageId' in place ? place.messageId : `${ACTIVITY_ID_PREFIX}${place.activityId}`}`

function toLocation(entry: string): MessageLocation {
  const [channelId = '', id = ''] = entry.split(':')
  return id.startsWith(ACTIVITY_ID_PREFIX)
    ? { channelId, activityId: id.slice(ACTIVITY_ID_PREFIX.length) }
    : { channelId, messageId: id }
}

/** What cannot be taken down in this time is left. */
const RETENTION_SECONDS = 30 * 24 * 3600

/** What members who left still have standing in channels, until it is taken down. */
export function createPendingDeletions(options: {
  redis: Redis
  encryption: Pick<Encryption, 'hashId' | 'hashesOf'>
  posts: { all(athleteId: string): Promise<[string, Record<string, Post>][]> }
  heldBack: { forget(userId: string | undefined, athleteId: string): Promise<void> }
  publicReplies: { all(userId: string): Promise<{ channelId: string; messageId: string }[]> }
}) {
  const { redis, encryption, posts, heldBack, publicReplies } = options
  /** Also what was set aside with an older key. */
  const allOf = (athleteId: string) => encryption.hashesOf(athleteId).map(keys.pendingDeletions)
  const remembered = (userId: string, athleteId: string) => [
    keys.posts(athleteId),
    keys.publicReplies(userId),
    keys.approvals(userId),
    keys.approvalPrompt(userId),
    keys.forumPosts(userId),
  ]

  /** What stands in channels, what may, and open approvals. */
  async function locationsOf(athleteId: string): Promise<MessageLocation[]> {
    return (await posts.all(athleteId)).flatMap(([activityId, byChannel]) =>
      Object.entries(byChannel).flatMap(([channelId, { state, messageId, messageChannelId }]): MessageLocation[] => {
        if (messageId) return [{ channelId: messageChannelId ?? channelId, messageId }]
        return state === 'posting' ? [{ channelId, activityId }] : []
      }),
    )
  }

  async function enqueue(athleteId: string, places: MessageLocation[], forgotten: string[]): Promise<void> {
    const step = redis.multi()
    const key = keys.pendingDeletions(encryption.hashId(athleteId))
    if (places.length > 0) step.sadd(key, ...places.map(toEntry)).expire(key, RETENTION_SECONDS)
    await step.del(...forgotten).exec()
  }

  return {
    /** Sets the messages aside and forgets everything else. Can be done twice. */
    async enqueue(userId: string, athleteId: string): Promise<void> {
      const places = [...(await locationsOf(athleteId)), ...(await publicReplies.all(userId))]
      await enqueue(athleteId, places, remembered(userId, athleteId))
      await heldBack.forget(userId, athleteId)
    },

    /** The same, of an athlete who is not linked any more. */
    async enqueuePosts(athleteId: string, userId?: string): Promise<void> {
      // What a job that was under way remembered of its member meanwhile goes as well.
      const ofUser =
        userId === undefined ? [] : [keys.forumPosts(userId), keys.approvals(userId), keys.approvalPrompt(userId)]
      await enqueue(athleteId, await locationsOf(athleteId), [keys.posts(athleteId), ...ofUser])
      await heldBack.forget(userId, athleteId)
    },

    async forget(userId: string, athleteId: string): Promise<void> {
      await redis.del(...remembered(userId, athleteId))
      await heldBack.forget(userId, athleteId)
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
