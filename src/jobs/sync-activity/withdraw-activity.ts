import * as z from 'zod'
import type { Post } from '../../core/post.ts'
import { defineBackgroundJob } from '../define-job.ts'
import { deleteRemainingPosts } from '../membership/delete-messages.ts'
import { syncActivity } from './sync-activity.ts'
import { placesOf, syncAllPosts } from './sync-posts.ts'

/** The activity is read after this long: if it is visible, its posts come back. Milliseconds. */
const READ_DELAY_MS = 30_000

/** States in which a message about the activity exists or may exist, or in which a message counts it. */
const MENTIONED_STATES = new Set<Post['state']>(['posted', 'awaiting-approval', 'posting', 'deleting', 'over-limit'])

/**
 * Deletes the posts of an activity that an event calls deleted or private, at once and without a read. The read follows
 * when the rate limit allows it: if the activity is visible after all, it is posted again.
 */
export const withdrawActivity = defineBackgroundJob({
  name: 'withdraw-activity',
  payload: z.object({ athleteId: z.string(), activityId: z.string() }),
  id: ({ activityId }) => `withdraw-${activityId}`,
  deduplication: 'while-pending',
  attempts: 8,
  priority: 'high',
  execute: ({ athleteId, activityId }, context) =>
    context.withActivityLock(activityId, async () => {
      await context.activityCache.forget(athleteId)
      const snapshot = await context.snapshots.read(athleteId, activityId)
      const { link, posts } = snapshot
      if (Object.keys(posts).length === 0) return
      // The member left while the activity was posted.
      if (!link) return deleteRemainingPosts({ athleteId }, context)
      await context.queue.add(
        syncActivity.request({ athleteId, activityId, withdrawn: true }, { delay: READ_DELAY_MS }),
      )
      const places = placesOf(snapshot).filter(({ post }) => post && MENTIONED_STATES.has(post.state))
      const target = { link, activityId, activity: undefined, summaryHash: undefined }
      await syncAllPosts(places, snapshot, target, context)
    }),
})
