import * as z from 'zod'
import { defineBackgroundJob } from '../define-job.ts'
import { placesOf, syncAllPosts } from './sync-posts.ts'

/**
 * Deletes the posts of an activity whose deletion was begun and not completed: Discord was down until its job failed,
 * or the bot had no access. Strava isn't read: whether they come back is decided by the next catch-up.
 */
export const finishDeletion = defineBackgroundJob({
  name: 'finish-deletion',
  payload: z.object({ athleteId: z.string(), activityId: z.string() }),
  id: ({ activityId }) => `finish-deletion-${activityId}`,
  deduplication: 'while-pending',
  attempts: 8,
  priority: 'high',
  execute: ({ athleteId, activityId }, context) =>
    context.withActivityLock(activityId, async () => {
      const snapshot = await context.snapshots.read(athleteId, activityId)
      const { link } = snapshot
      if (!link) return
      const places = placesOf(snapshot).filter(({ post }) => post?.state === 'deleting')
      const target = { link, activityId, activity: undefined, summaryHash: undefined }
      await syncAllPosts(places, snapshot, target, context)
    }),
})
