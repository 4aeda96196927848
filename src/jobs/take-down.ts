import { z } from 'zod'
import { AppError } from '../errors.ts'
import { defineBackgroundJob } from './define.ts'

/**
 * Takes down what a member who left has standing in channels: posts, open questions, and public answers of the last seven days. A
 * message that cannot be reached any more is left.
 */
export const takeDown = defineBackgroundJob({
  name: 'take-down',
  payload: z.object({ athleteId: z.string() }),
  id: ({ athleteId }) => `take-down-${athleteId}`,
  same: 'unfinished',
  attempts: 12,
  async run({ athleteId }, deps) {
    for (const message of await deps.departures.messages(athleteId)) {
      await deps.channels.remove(message.channelId, message.messageId).catch((error) => {
        if (!(error instanceof AppError) || error.kind !== 'discord-forbidden') throw error
      })
      await deps.departures.removed(athleteId, message)
    }
  },
})
