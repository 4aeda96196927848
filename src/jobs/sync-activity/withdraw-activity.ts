import { z } from 'zod'
import type { Post } from '../../core/post.ts'
import { defineBackgroundJob } from '../define-job.ts'
import { deleteRemainingPosts } from '../membership/remove-member.ts'
import { syncActivity } from './sync-activity.ts'
import { placesOf, syncAllPosts } from './sync-posts.ts'

/** Whether Strava hides it or not is read after this long: then it may come back. Milliseconds. */
const READ_DELAY_MS = 30_000

/** States in which a message shows the activity, or may. */
const PUBLISHED_STATES: ReadonlySet<Post['state']> = new Set(['posted', 'awaiting-approval', 'posting', 'deleting'])

/**
 * Takes down what channels show of an activity that an event calls deleted or private, at once and without a read. The read comes after
 * it, whenever Strava's limits allow: should it say otherwise, the activity is posted again.
 */
export const withdrawActivity = defineBackgroundJob({
  name: 'withdraw-activity',
  payload: z.object({ athleteId: z.string(), activityId: z.string() }),
  id: ({ activityId }) => `withdraw-${activityId}`,
  deduplication: 'while-pending',
  attempts: 8,
  priority: 'high',
  execute: ({ athleteId, activityId }, context) =>
    context.withActivity(activityId, async () => {
      await context.activityCache.forget(athleteId)
      const snapshot = await context.snapshots.read(athleteId, activityId)
      const { link, posts } = snapshot
      if (Object.keys(posts).length === 0) return
      // The member left while something was under way.
      if (!link) return deleteRemainingPosts({ athleteId }, context)
      await context.queue.add(
        syncActivity.request({ athleteId, activityId, withdrawn: true }, { delay: READ_DELAY_MS }),
      )
      const places = placesOf(snapshot).filter(({ post }) => post && PUBLISHED_STATES.has(post.state))
      const target = { link, activityId, activity: undefined, summaryHash: undefined }
      await syncAllPosts(places, snapshot, target, context)
    }),
})
