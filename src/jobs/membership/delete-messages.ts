import * as z from 'zod'
import { activityUrl } from '../../core/activity-address.ts'
import { AppError } from '../../errors.ts'
import type { MessageLocation } from '../../redis/pending-deletions.ts'
import { defineBackgroundJob } from '../define-job.ts'
import type { JobContext } from '../job-context.ts'

/** Pause between two attempts to delete the remaining messages; given up after a month. Milliseconds. */
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
 * Deletes the messages of a member who left: posts, open approvals, and public replies of the last seven days. A
 * message that cannot be deleted does not block the others.
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
    const [failure] = failures
    if (!failure) return
    throw new AppError(failure.kind, failure.message, {
      userMessage: failure.userMessage,
      retry: { kind: 'at', at: context.now() + RETRY_INTERVAL_MS },
    })
  },
})

/**
 * Deletes the remaining posts of an athlete who is not linked anymore: they may have been posted while the member left.
 * `userId`: their owner, if known.
 */
export async function deleteRemainingPosts(
  { athleteId, userId }: { athleteId: string; userId?: string | undefined },
  context: JobContext,
): Promise<void> {
  await context.pendingDeletions.enqueuePosts(athleteId, userId)
  await context.queue.add(deleteMessages.request({ athleteId }))
}
