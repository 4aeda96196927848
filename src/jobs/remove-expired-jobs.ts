import * as z from 'zod'
import { defineBackgroundJob } from './define-job.ts'

/** How often expired jobs are removed. Milliseconds. */
export const REMOVE_EXPIRED_JOBS_INTERVAL_MS = 3600_000

/** Removes expired completed and failed jobs: BullMQ itself does so only when another job ends. */
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
