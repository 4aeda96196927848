import * as z from 'zod'
import { defineBackgroundJob } from '../define-job.ts'
import type { JobContext } from '../job-context.ts'
import { syncPosts } from './sync-posts.ts'

/** How long after a post its activity is read again. Milliseconds. */
const DELAYS_MS = { hour: 3600_000, day: 24 * 3600_000 }

/**
 * Reads the activity of a post once more, if the rate limit leaves a read to spare: Strava sends no event when a
 * description changes, statistics are hidden or an activity is muted.
 */
export const recheckActivity = defineBackgroundJob({
  name: 'recheck-activity',
  payload: z.object({ athleteId: z.string(), activityId: z.string(), after: z.enum(['hour', 'day']) }),
  id: ({ activityId, after }) => `recheck-activity-${activityId}-${after}`,
  deduplication: 'while-pending',
  attempts: 4,
  priority: 'low',
  async execute({ athleteId, activityId }, context) {
    const posts = Object.values(await context.posts.read(athleteId, activityId))
    if (posts.some(({ state }) => state === 'posted')) await syncPosts({ athleteId, activityId }, context)
  },
})

/** Queues the later reads of the activity of a new post. */
export async function recheckLater(
  { athleteId, activityId }: { athleteId: string; activityId: string },
  context: JobContext,
): Promise<void> {
  for (const after of ['hour', 'day'] as const) {
    await context.queue.add(recheckActivity.request({ athleteId, activityId, after }, { delay: DELAYS_MS[after] }))
  }
}
