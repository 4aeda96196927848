import pRetry from 'p-retry'
import { withTimeout } from '../async.ts'
import type { PendingReply } from '../core/pending-reply.ts'
import { AppError } from '../errors.ts'
import type { JobRequest } from './job-request.ts'
import { type JobQueue, redisUnavailable } from './queue.ts'

/**
 * The requester is told of the failure after this time: Discord's three seconds have to include the deferral.
 * Milliseconds.
 */
const SUBMIT_TIMEOUT_MS = 2000

/** Deleting a pending reply is retried for ten seconds, without keeping the process alive. */
const REMOVAL_RETRY = { retries: 39, minTimeout: 250, factor: 1, unref: true }

/**
 * Submits a command to the workers: first the job, then the pending reply, without which the job does nothing. If that
 * takes too long, the requester is told so and nothing happens late: the pending reply was not saved, or is deleted as
 * soon as Redis is available. If it was sent without a response, the outcome is unknown, and the requester is told
 * that.
 */
export function createCommandSubmitter(options: {
  queue: Pick<JobQueue, 'add'>
  pendingReplies: { save(pending: PendingReply): Promise<void>; forget(interactionId: string): Promise<void> }
}) {
  const { queue, pendingReplies } = options

  return async (pending: PendingReply, job: JobRequest): Promise<void> => {
    let isLate = false
    let isOutcomeUnknown = false
    const submitted = (async () => {
      await queue.add(job)
      if (isLate) return
      isOutcomeUnknown = true
      await pendingReplies.save(pending)
    })()
    try {
      await withTimeout(SUBMIT_TIMEOUT_MS, submitted)
    } catch (error) {
      isLate = true
      submitted.catch(() => {})
      pRetry(() => pendingReplies.forget(pending.interactionId), REMOVAL_RETRY).catch(() => {})
      throw error instanceof AppError ? error : redisUnavailable(error, { isOutcomeUnknown })
    }
  }
}
