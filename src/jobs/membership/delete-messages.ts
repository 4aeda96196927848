import { z } from 'zod'
import { AppError } from '../../errors.ts'
import type { MessageLocation } from '../../redis/pending-deletions.ts'
import { defineBackgroundJob } from '../define-job.ts'
import type { JobContext } from '../job-context.ts'
import { activityUrl } from '../sync-activity/post-target.ts'

/** What cannot be taken down now is tried again after this long, for a month. Milliseconds. */
const RETRY_INTERVAL_MS = 6 * 3600_000

async function deleteMessage(message: MessageLocation, context: JobContext): Promise<void> {
  const { channelId } = message
  const known = 'messageId' in message ? message.messageId : undefined
  const messageId =
    known ??
    ('activityId' in message
      ? await context.channels.findActivityMessage(channelId, activityUrl(message.activityId), 0)
      : undefined)
  if (messageId) await context.channels.deleteMessage(channelId, messageId)
}

/**
 * Takes down what a member who left has standing in channels: posts, open approvals, and public answers of the last seven days. One
 * that cannot be taken down does not hold up the others.
 */
export const deleteMessages = defineBackgroundJob({
  name: 'delete-messages',
  payload: z.object({ athleteId: z.string(), later: z.boolean().optional() }),
  id: ({ athleteId, later }) => `delete-messages-${athleteId}${later ? '-later' : ''}`,
  deduplication: 'while-pending',
  attempts: 12,
  priority: 'high',
  async execute({ athleteId }, context) {
    const failures: AppError[] = []
    for (const message of await context.pendingDeletions.messages(athleteId)) {
      try {
        await deleteMessage(message, context)
        await context.pendingDeletions.markDeleted(athleteId, message)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        failures.push(error)
      }
    }
    const passing = failures.find(({ retry }) => retry.kind !== 'never')
    if (passing) throw passing
    const [shut] = failures
    if (!shut) return
    throw new AppError(shut.kind, shut.message, {
      userMessage: shut.userMessage,
      retry: { kind: 'at', at: context.now() + RETRY_INTERVAL_MS },
    })
  },
})
