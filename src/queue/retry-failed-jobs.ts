import type { Job } from 'bullmq'
import { type JobReaderOptions, openQueue } from './open-queue.ts'

/** A failed job. `at` in epoch milliseconds; `reason` is the kind of its last error. */
export interface FailedJob {
  id: string
  name: string
  /** Ids only; undefined if no key decrypts them. */
  data: unknown
  attempts: number
  at: number
  reason: string
}

const toFailedJob = ({ id, name, attemptsMade, finishedOn, failedReason }: Job, data: unknown): FailedJob => ({
  id: id ?? '',
  name,
  data,
  attempts: attemptsMade,
  at: finishedOn ?? 0,
  reason: failedReason,
})

/**
 * Background jobs that failed within seven days, on a connection that the caller owns. Command jobs are not
 * included: their requesters were told, and nobody waits for them.
 */
export function createFailedJobs({ redis, prefix, encryption }: JobReaderOptions) {
  const queue = openQueue('background', { redis, prefix })

  return {
    /** Newest first. */
    list: async (): Promise<FailedJob[]> =>
      (await queue.getFailed())
        .map((job) => toFailedJob(job, encryption.decrypt(job.name, job.data)))
        .sort((a, b) => b.at - a.at),

    /** Retries a job with all its attempts. False if there is no job with this id. */
    async replay(id: string): Promise<boolean> {
      const job = await queue.getJob(id)
      if (!job || !(await job.isFailed())) return false
      await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true })
      return true
    },

    close: () => queue.close(),
  }
}
