import type { Redis } from 'ioredis'
import { REPLY_TOKEN_TTL_MS, type Reply } from '../domain/reply.ts'
import { AppError } from '../errors.ts'
import type { Encryption } from './encryption.ts'
import { keys } from './keys.ts'

/** The process that took the interaction has another key than this one. */
const missingKeyError = () =>
  new AppError('token-undecryptable', 'a reply is kept that ENCRYPTION_KEY does not open', {
    say: { key: 'error.keyMissing' },
  })

/** The interaction tokens of questions that are not answered yet, encrypted; gone when answered, and after fifteen minutes at the latest. */
export function createReplies({ redis, encryption, now }: { redis: Redis; encryption: Encryption; now: () => number }) {
  const aadOf = (interactionId: string) => `reply:${interactionId}`

  return {
    async keep(reply: Reply): Promise<void> {
      const life = reply.receivedAt + REPLY_TOKEN_TTL_MS - now()
      if (life <= 0) return
      const encrypted = encryption.encrypt(JSON.stringify(reply), aadOf(reply.interactionId))
      await redis.set(keys.reply(reply.interactionId), encrypted, 'PX', life)
    },

    /** `receivedAt` by the clock of whoever asks: what is left of its time is the same for all, however much clocks differ. */
    async find(interactionId: string): Promise<Reply | undefined> {
      const key = keys.reply(interactionId)
      const [encrypted, left] = await Promise.all([redis.get(key), redis.pttl(key)])
      if (!encrypted || left <= 0) return undefined
      const decrypted = encryption.tryDecrypt(encrypted, aadOf(interactionId))
      if (decrypted === undefined) throw missingKeyError()
      const reply: Reply = JSON.parse(decrypted)
      return { ...reply, receivedAt: now() + left - REPLY_TOKEN_TTL_MS }
    },

    async forget(interactionId: string): Promise<void> {
      await redis.del(keys.reply(interactionId))
    },
  }
}
