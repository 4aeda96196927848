import type { Redis } from 'ioredis'
import { REPLY_LIFE, type Reply } from '../domain/reply.ts'
import { keys } from './keys.ts'
import type { Sealing } from './sealing.ts'

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
