import type { Redis } from 'ioredis'
import { keys } from './keys.ts'

const PRIVATE = 'private'

/** Whether only the requester sees the answers to their commands. Only `private` is stored: the default is public. */
export function createAnswerPreferences({ redis }: { redis: Redis }) {
  return {
    isPrivate: async (userId: string): Promise<boolean> => (await redis.exists(keys.answers(userId))) === 1,

    async choose(userId: string, isPrivate: boolean): Promise<void> {
      if (isPrivate) await redis.set(keys.answers(userId), PRIVATE)
      else await redis.del(keys.answers(userId))
    },
  }
}

export type AnswerPreferences = ReturnType<typeof createAnswerPreferences>
