import { setTimeout as pause } from 'node:timers/promises'
import { withTimeout } from '../async.ts'
import type { PendingReply } from '../core/pending-reply.ts'
import { AppError } from '../errors.ts'
import type { JobRequest } from './job-request.ts'
import { type JobQueue, redisUnavailable } from './queue.ts'

/** After this long the requester is told that it failed: Discord's three seconds have to hold the deferral too. Milliseconds. */
const SUBMIT_TIMEOUT_MS = 2000

/** How long, and how often, it is tried to take back the means to answer. Milliseconds. */
const REMOVAL_RETRY = { tries: 40, pause: 250 }

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

  async function removePendingReply(interactionId: string): Promise<void> {
    for (let tries = 0; tries < REMOVAL_RETRY.tries; tries += 1) {
      const done = await pendingReplies.forget(interactionId).then(
        () => true,
        () => false,
      )
      if (done) return
      await pause(REMOVAL_RETRY.pause, undefined, { ref: false })
    }
  }

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
      void removePendingReply(pending.interactionId)
      throw error instanceof AppError ? error : redisUnavailable(error, { isOutcomeUnknown })
    }
  }
}
