import * as z from 'zod'
import { defineBackgroundJob } from '../define-job.ts'
import { catchUp } from './catch-up.ts'

/** How often every athlete is caught up. Milliseconds. */
export const CATCH_UP_INTERVAL_MS = 30 * 60_000

/** Catch-ups start this far apart, or closer if there are too many athletes. Milliseconds. */
const MAX_SPACING_MS = 5_000

/** Queues a catch-up for every linked athlete, spread over the interval. */
export const scheduleCatchUps = defineBackgroundJob({
  name: 'schedule-catch-ups',
  payload: z.object({}),
  id: () => 'schedule-catch-ups',
  deduplication: 'while-pending',
  attempts: 3,
  priority: 'low',
  async execute(_, context) {
    const athletes = await context.links.athletes()
    const apart = Math.min(MAX_SPACING_MS, CATCH_UP_INTERVAL_MS / Math.max(athletes.length, 1))
    for (const [index, athleteId] of athletes.entries()) {
      await context.queue.add(catchUp.request({ athleteId }, { delay: Math.floor(index * apart) }))
    }
  },
})
