import { type PendingReply, REPLY_TOKEN_TTL_MS } from '../core/pending-reply.ts'
import { AppError } from '../errors.ts'
import { aad } from './aad.ts'
import { keys } from './keys.ts'
import type { RepositoryOptions } from './repository-options.ts'

/** The process that received the interaction has a different key. */
const missingKeyError = () =>
  new AppError('token-undecryptable', 'a pending reply is encrypted with a key that is not in ENCRYPTION_KEY', {
    userMessage: { key: 'error.keyMissing' },
  })

/** Interaction tokens of unanswered commands, encrypted. Deleted when answered, or after fifteen minutes. */
export function createPendingReplies({ redis, encryption, now }: RepositoryOptions) {
  return {
    async save(pending: PendingReply): Promise<void> {
      const ttlMs = pending.receivedAt + REPLY_TOKEN_TTL_MS - now()
      if (ttlMs <= 0) return
      const encrypted = encryption.encryptJson(pending, aad.pendingReply(pending.interactionId))
      await redis.set(keys.pendingReply(pending.interactionId), encrypted, 'PX', ttlMs)
    },

    /** `receivedAt` by the caller's clock: the remaining time is the same for all, even if clocks differ. */
    async find(interactionId: string): Promise<PendingReply | undefined> {
      const key = keys.pendingReply(interactionId)
      const [encrypted, left] = await Promise.all([redis.get(key), redis.pttl(key)])
      if (!encrypted || left <= 0) return undefined
      const pending = encryption.decryptJson<PendingReply>(encrypted, aad.pendingReply(interactionId))
      if (!pending) throw missingKeyError()
      return { ...pending, receivedAt: now() + left - REPLY_TOKEN_TTL_MS }
    },

    async forget(interactionId: string): Promise<void> {
      await redis.del(keys.pendingReply(interactionId))
    },
  }
}

export type PendingReplies = ReturnType<typeof createPendingReplies>
