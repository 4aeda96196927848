import { z } from 'zod'
import type { Post } from '../../core/post.ts'
import { defineBackgroundJob } from '../define-job.ts'
import type { JobContext } from '../job-context.ts'
import { lookAgainLater } from './second-look.ts'
import { placesOf, syncPosts } from './sync-posts.ts'

const payloadSchema = z.object({
  athleteId: z.string(),
  activityId: z.string(),
  isSecondLook: z.boolean().optional(),
  summaryHash: z.string().optional(),
  /** It may have been hidden: then what stands should not wait. It decides nothing but when Strava is asked. */
  visibilityMayHaveChanged: z.boolean().optional(),
  /** It was taken down because of an event alone: whether it may come back is what is looked at. */
  withdrawn: z.boolean().optional(),
})

type Payload = z.infer<typeof payloadSchema>

/** Strava's event can come before the activity can be read: that is looked at once more after this long. Milliseconds. */
const SECOND_LOOK_DELAY_MS = 60_000

/**
 * An activity that is broken at Strava is left alone until the list says something else of it, or an event comes: else the catch-up
 * would have it read for ever. What is posted of it stays as it is.
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

/** Whether it is still taken down somewhere: a later event may have brought it back. */
const isWithdrawn = async ({ athleteId, activityId }: Payload, context: JobContext): Promise<boolean> =>
  Object.values(await context.posts.read(athleteId, activityId)).some(
    ({ state }) => state === 'withdrawn' || state === 'deleting',
  )

/**
 * Makes every channel agree with Strava about one activity. The event that asked for it only says when to look: the activity is read once, and
 * what it is decides. `summaryHash` is what the catch-up saw of it, as a short hash.
 */
export const syncActivity = defineBackgroundJob({
  name: 'sync-activity',
  payload: payloadSchema,
  // What may have to come down does not wait behind a job of the same activity that was put off.
  id: ({ activityId, isSecondLook, visibilityMayHaveChanged, withdrawn }) =>
    `sync-${activityId}${isSecondLook ? '-again' : ''}${visibilityMayHaveChanged ? '-hide' : ''}${withdrawn ? '-withdrawn' : ''}`,
  deduplication: 'while-pending',
  attempts: 8,
  onFailed: async (payload, context, { kind }): Promise<void> => {
    if (kind === 'activity-broken')
      await context.withActivity(payload.activityId, () => markUnreadable(payload, context))
    await context.openEvents.close(payload.athleteId, payload.activityId)
  },
  async execute(payload, context): Promise<void> {
    const { athleteId, activityId, isSecondLook, summaryHash, withdrawn } = payload
    if (withdrawn && !(await isWithdrawn(payload, context))) return
    const result = await syncPosts(payload, context)
    // Nothing has to come down: it is one change among others, and is looked at with them.
    if (result.kind === 'nothing-shown')
      return context.queue.add(syncActivity.request({ athleteId, activityId, summaryHash }))
    if (result.kind === 'not-there' && !isSecondLook) {
      return context.queue.add(
        syncActivity.request({ athleteId, activityId, isSecondLook: true }, { delay: SECOND_LOOK_DELAY_MS }),
      )
    }
    if (result.kind === 'synced' && result.isNewlyPosted) await lookAgainLater(payload, context)
    await context.openEvents.close(athleteId, activityId)
  },
})
