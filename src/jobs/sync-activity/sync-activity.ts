import * as z from 'zod'
import type { Post } from '../../core/post.ts'
import { defineBackgroundJob } from '../define-job.ts'
import type { JobContext } from '../job-context.ts'
import { recheckLater } from './recheck-activity.ts'
import { recordDecision } from './record-decision.ts'
import { placesOf, syncPosts } from './sync-posts.ts'

const payloadSchema = z.object({
  athleteId: z.string(),
  activityId: z.string(),
  isSecondLook: z.boolean().optional(),
  summaryHash: z.string().optional(),
  /** The activity may have been hidden, so it is read sooner. */
  visibilityMayHaveChanged: z.boolean().optional(),
  /** Its posts were deleted because of an event alone: this job checks whether they may come back. */
  withdrawn: z.boolean().optional(),
  /** When Strava's event was received, for the metrics. Epoch milliseconds. */
  eventAt: z.number().optional(),
})

type Payload = z.infer<typeof payloadSchema>

/** Strava's event may arrive before the activity can be read: it is read again after this time. Milliseconds. */
const SECOND_LOOK_DELAY_MS = 60_000

/**
 * An activity that Strava cannot deliver is left alone until Strava lists it differently or sends an event; otherwise
 * every catch-up would read it again. Its posts stay as they are.
 */
async function markUnreadable({ athleteId, activityId, summaryHash }: Payload, context: JobContext): Promise<void> {
  if (summaryHash === undefined) return
  const snapshot = await context.snapshots.read(athleteId, activityId)
  if (!snapshot.link) return
  for (const { feed, post } of placesOf(snapshot)) {
    const { guildId, channelId } = feed
    const unreadable: Post = {
      state: 'ignored',
      contentHash: '',
      generation: 1,
      endedAt: context.now(),
      ...post,
      guildId,
      summaryHash,
    }
    await context.posts.write(athleteId, activityId, channelId, unreadable)
  }
}

/** Whether a post is still deleted: a later event may have brought it back. */
const isWithdrawn = async ({ athleteId, activityId }: Payload, context: JobContext): Promise<boolean> =>
  Object.values(await context.posts.read(athleteId, activityId)).some(
    ({ state }) => state === 'withdrawn' || state === 'deleting',
  )

/**
 * Makes every channel agree with Strava about one activity. The event is a hint: the activity is read once, and its
 * state decides. `summaryHash`: the hash of the activity in the list that the catch-up read.
 */
export const syncActivity = defineBackgroundJob({
  name: 'sync-activity',
  payload: payloadSchema,
  // A job that may delete posts does not wait for a delayed job of the same activity.
  id: ({ activityId, isSecondLook, visibilityMayHaveChanged, withdrawn }) =>
    `sync-${activityId}${isSecondLook ? '-again' : ''}${visibilityMayHaveChanged ? '-hide' : ''}${withdrawn ? '-withdrawn' : ''}`,
  deduplication: 'while-pending',
  attempts: 8,
  onFailed: async (payload, context, { kind }): Promise<void> => {
    if (kind === 'activity-broken')
      await context.withActivityLock(payload.activityId, () => markUnreadable(payload, context))
    await context.openEvents.close(payload.athleteId, payload.activityId)
  },
  async execute(payload, context): Promise<void> {
    const { athleteId, activityId, isSecondLook, summaryHash, withdrawn, eventAt } = payload
    if (withdrawn && !(await isWithdrawn(payload, context))) return
    const result = await syncPosts(payload, context)
    // There is no post to delete, so this is an ordinary change.
    if (result.kind === 'nothing-shown')
      return context.queue.add(syncActivity.request({ athleteId, activityId, summaryHash, eventAt }))
    if (result.kind === 'not-there' && !isSecondLook) {
      return context.queue.add(
        syncActivity.request({ athleteId, activityId, isSecondLook: true, eventAt }, { delay: SECOND_LOOK_DELAY_MS }),
      )
    }
    if (result.kind === 'not-there') {
      const reason = 'deleted on Strava or visible only to the athlete'
      await recordDecision({ athleteId, activityId, outcome: 'not posted', reason }, context)
    }
    if (result.kind === 'synced' && result.isNewlyPosted) {
      if (eventAt !== undefined) context.metrics.messageSent(context.now() - eventAt)
      await recheckLater(payload, context)
    }
    await context.openEvents.close(athleteId, activityId)
  },
})
