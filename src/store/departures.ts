import type { Redis } from 'ioredis'
import { keys } from './keys.ts'

interface Place {
  channelId: string
  messageId: string
}

interface Post {
  messageId?: string
  placeId?: string
}

/** What cannot be taken down in this time is given up. Seconds. */
const MONTH = 30 * 24 * 3600

/** What members who left still have standing in channels, until it is taken down. */
export function createDepartures(options: {
  redis: Redis
  posts: { all(athleteId: string): Promise<[string, Record<string, Post>][]> }
  answers: { all(userId: string): Promise<Place[]> }
}) {
  const { redis, posts, answers } = options
  const remembered = (userId: string, athleteId: string) => [
    keys.posts(athleteId),
    keys.answers(userId),
    keys.questions(userId),
    keys.forumPosts(userId),
  ]

  return {
    /** Sets the messages aside and forgets everything else. Can be done twice. */
    async setAside(userId: string, athleteId: string): Promise<void> {
      const ofPosts = (await posts.all(athleteId)).flatMap(([, byChannel]) =>
        Object.entries(byChannel).flatMap(([channelId, { messageId, placeId }]) =>
          messageId ? [`${placeId ?? channelId}:${messageId}`] : [],
        ),
      )
      const ofAnswers = (await answers.all(userId)).map(({ channelId, messageId }) => `${channelId}:${messageId}`)
      const messages = [...ofPosts, ...ofAnswers]
      const step = redis.multi()
      if (messages.length > 0) step.sadd(keys.leaving(athleteId), ...messages).expire(keys.leaving(athleteId), MONTH)
      await step.del(...remembered(userId, athleteId)).exec()
    },

    async forget(userId: string, athleteId: string): Promise<void> {
      await redis.del(...remembered(userId, athleteId))
    },

    async messages(athleteId: string): Promise<Place[]> {
      return (await redis.smembers(keys.leaving(athleteId))).map((entry) => {
        const [channelId = '', messageId = ''] = entry.split(':')
        return { channelId, messageId }
      })
    },

    async removed(athleteId: string, { channelId, messageId }: Place): Promise<void> {
      await redis.srem(keys.leaving(athleteId), `${channelId}:${messageId}`)
    },
  }
}
