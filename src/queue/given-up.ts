import { type Job, Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { EVENT_STREAM, type JobPrivacy } from './queue.ts'

/** A job that was given up. `at` in epoch milliseconds; `reason` is the kind of its last error. */
export interface GivenUp {
  id: string
  name: string
  /** Identities only; undefined where no key opens them. */
  data: unknown
  attempts: number
  at: number
  reason: string
}

const toGivenUp = ({ id, name, attemptsMade, finishedOn, failedReason }: Job, data: unknown): GivenUp => ({
  id: id ?? '',
  name,
  data,
  attempts: attemptsMade,
  at: finishedOn ?? 0,
  reason: failedReason,
})

/**
 * Background jobs that were given up within seven days, over a connection that stays the caller's. Those for which somebody waited
 * are not among them: their askers were told, and nobody waits any more.
 */
export function createGivenUp(options: { redis: Redis; prefix: string; privacy: Pick<JobPrivacy, 'open'> }) {
  const { redis, prefix, privacy } = options
  const queue = new Queue('sync', { connection: redis, prefix, streams: EVENT_STREAM })

  return {
    /** The latest first. */
    list: async (): Promise<GivenUp[]> =>
      (await queue.getFailed())
        .map((job) => toGivenUp(job, privacy.open(job.name, job.data)))
        .sort((a, b) => b.at - a.at),

    /** Runs one again with all its attempts; false when there is none with this id. */
    async replay(id: string): Promise<boolean> {
      const job = await queue.getJob(id)
      if (!job || !(await job.isFailed())) return false
      await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true })
      return true
    },

    close: () => queue.close(),
  }
}
