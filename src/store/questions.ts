import type { Redis } from 'ioredis'
import { keys } from './keys.ts'

export interface WaitingQuestion {
  activityId: string
  channelId: string
}

/** Between two offers of the same questions. Seconds. */
const PROMPT_INTERVAL_SECONDS = 6 * 3600

/** Questions that could not be asked privately: they wait for the member's next command. */
export function createQuestions({ redis, now }: { redis: Redis; now: () => number }) {
  const entryOf = ({ activityId, channelId }: WaitingQuestion) => `${activityId}:${channelId}`

  return {
    /** `until` in epoch milliseconds. */
    async keep(userId: string, question: WaitingQuestion, until: number): Promise<void> {
      const key = keys.questions(userId)
      await redis
        .multi()
        .zadd(key, until, entryOf(question))
        .pexpire(key, Math.max(until - now(), 1))
        .exec()
    },

    async drop(userId: string, question: WaitingQuestion): Promise<void> {
      await redis.zrem(keys.questions(userId), entryOf(question))
    },

    /** Whether it is time to offer them (again); then it is not for some hours. */
    async mayOffer(userId: string): Promise<boolean> {
      return (await redis.set(keys.offered(userId), '1', 'EX', PROMPT_INTERVAL_SECONDS, 'NX')) === 'OK'
    },

    async waiting(userId: string): Promise<WaitingQuestion[]> {
      return (await redis.zrangebyscore(keys.questions(userId), now(), '+inf')).map((entry) => {
        const [activityId = '', channelId = ''] = entry.split(':')
        return { activityId, channelId }
      })
    },
  }
}
