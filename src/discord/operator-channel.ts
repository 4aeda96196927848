import type { REST } from '@discordjs/rest'
import { MessageFlags, Routes } from 'discord-api-types/v10'
import { messageNonce } from './message-nonce.ts'
import { createRateLimitWaits } from './rate-limit-waits.ts'

/**
 * The channel in which the operator reads alerts. Plain text without mentions. For some minutes, Discord posts an
 * `id` only once. Throws the AppErrors of `discord-errors`.
 */
export function createOperatorChannel({ rest, channelId, now }: { rest: REST; channelId: string; now: () => number }) {
  const withRateLimitWaits = createRateLimitWaits(now)
  return {
    async send(content: string, id: string): Promise<void> {
      const body = {
        content,
        nonce: messageNonce(id),
        enforce_nonce: true,
        allowed_mentions: { parse: [] },
        flags: MessageFlags.SuppressEmbeds,
      }
      await withRateLimitWaits(() => rest.post(Routes.channelMessages(channelId), { body }))
    },
  }
}
