import type { Redis } from 'ioredis'
import { REPLY_LIFE, type Reply } from '../domain/reply.ts'
import { AppError } from '../errors.ts'
import { keys } from './keys.ts'
import type { Sealing } from './sealing.ts'

/** The process that took the interaction has another key than this one. */
const otherKey = () =>
  new AppError('grant-sealed', 'a reply is kept that ENCRYPTION_KEY does not open', {
    say: { key: 'error.keyMissing' },
  })

/** The interaction tokens of questions that are not answered yet, sealed; gone when answered, and after fifteen minutes at the latest. */
export function createReplies({ redis, sealing, now }: { redis: Redis; sealing: Sealing; now: () => number }) {
  const context = (interactionId: string) => `reply:${interactionId}`

  return {
    async keep(reply: Reply): Promise<void> {
      const life = reply.receivedAt + REPLY_LIFE - now()
      if (life <= 0) return
      const sealed = sealing.seal(JSON.stringify(reply), context(reply.interactionId))
      await redis.set(keys.reply(reply.interactionId), sealed, 'PX', life)
    },

    /** `receivedAt` by the clock of whoever asks: what is left of its time is the same for all, however much clocks differ. */
    async find(interactionId: string): Promise<Reply | undefined> {
      const key = keys.reply(interactionId)
      const [sealed, left] = await Promise.all([redis.get(key), redis.pttl(key)])
      if (!sealed || left <= 0) return undefined
      const opened = sealing.peek(sealed, context(interactionId))
      if (opened === undefined) throw otherKey()
      const reply: Reply = JSON.parse(opened)
      return { ...reply, receivedAt: now() + left - REPLY_LIFE }
    },

    async forget(interactionId: string): Promise<void> {
      await redis.del(keys.reply(interactionId))
    },
  }
}
