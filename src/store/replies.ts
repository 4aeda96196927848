import type { Redis } from 'ioredis'
import { keys } from './keys.ts'
import type { Sealing } from './sealing.ts'

/** What it takes to answer a deferred interaction. `createdAt` in epoch milliseconds. */
export interface Reply {
  interactionId: string
  applicationId: string
  token: string
  /** The asker's name as Discord shows it. */
  askerName: string
  /** Whether only the asker sees the answer: fixed when the interaction was deferred. */
  ephemeral: boolean
  createdAt: number
}

/** How long Discord takes answers to an interaction. Milliseconds. */
export const REPLY_LIFE = 15 * 60_000

/** The interaction tokens of questions that are not answered yet, sealed; gone when answered, and after fifteen minutes at the latest. */
export function createReplies({ redis, sealing, now }: { redis: Redis; sealing: Sealing; now: () => number }) {
  const context = (interactionId: string) => `reply:${interactionId}`

  return {
    async keep(reply: Reply): Promise<void> {
      const life = reply.createdAt + REPLY_LIFE - now()
      if (life <= 0) return
      const sealed = sealing.seal(JSON.stringify(reply), context(reply.interactionId))
      await redis.set(keys.reply(reply.interactionId), sealed, 'PX', life)
    },

    async find(interactionId: string): Promise<Reply | undefined> {
      const sealed = await redis.get(keys.reply(interactionId))
      if (!sealed) return undefined
      const reply: Reply = JSON.parse(sealing.open(sealed, context(interactionId)))
      return now() < reply.createdAt + REPLY_LIFE ? reply : undefined
    },

    async forget(interactionId: string): Promise<void> {
      await redis.del(keys.reply(interactionId))
    },
  }
}
