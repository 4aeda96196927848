import { z } from 'zod'
import { defineBackgroundJob } from './define-job.ts'

/** How often finished and failed jobs are looked through. Milliseconds. */
export const REMOVE_EXPIRED_JOBS_INTERVAL_MS = 3600_000

/** Removes jobs from the queue that ended too long ago: the queue itself does so only when another one ends. */
export const removeExpiredJobs = defineBackgroundJob({
  name: 'remove-expired-jobs',
  payload: z.object({}),
  id: () => 'remove-expired-jobs',
  deduplication: 'while-pending',
  attempts: 3,
  priority: 'low',
  async execute(_, context) {
    await context.queue.removeExpired?.()
  },
})
