import pRetry from 'p-retry'
import { withTimeout } from '../async.ts'
import type { PendingReply } from '../core/pending-reply.ts'
import { AppError } from '../errors.ts'
import type { JobRequest } from './job-request.ts'
import { type JobQueue, redisUnavailable } from './queue.ts'

/** After this long the requester is told that it failed: Discord's three seconds have to hold the deferral too. Milliseconds. */
const SUBMIT_TIMEOUT_MS = 2000

/** Forgetting a pending reply is retried for ten seconds, without keeping the process alive. */
const REMOVAL_RETRY = { retries: 39, minTimeout: 250, factor: 1, unref: true }

/**
 * Hands a command to the workers: first the job, then what it takes to answer, without which the job does nothing. When that is not
 * done in time the requester is told so, and nothing happens late: the means to answer were not given, or are taken back as soon as Redis
 * can be reached. Where they were sent and no answer came, nobody knows, and that is what the requester is told.
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
