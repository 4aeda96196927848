import { z } from 'zod'
import type { Post } from '../domain/post.ts'
import { defineBackgroundJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { lookAgainLater } from './look-again.ts'
import { placesOf, syncPosts } from './sync-posts.ts'

const hintSchema = z.object({
  athleteId: z.string(),
  activityId: z.string(),
  lookedBefore: z.boolean().optional(),
  listed: z.string().optional(),
  /** It may have been hidden: then what stands should not wait. It decides nothing but when Strava is asked. */
  mayHide: z.boolean().optional(),
  /** It was taken down because of an event alone: whether it may come back is what is looked at. */
  withdrawn: z.boolean().optional(),
})

type Hint = z.infer<typeof hintSchema>

/** Strava's event can come before the activity can be read: that is looked at once more after this long. Milliseconds. */
const NOT_YET = 60_000

/**
 * An activity that is broken at Strava is left alone until the list says something else of it, or an event comes: else the catch-up
 * would have it read for ever. What is posted of it stays as it is.
 */
async function leaveAlone({ athleteId, activityId, listed }: Hint, deps: JobDeps): Promise<void> {
  const userId = await deps.links.ownerOf(athleteId)
  if (userId === undefined || listed === undefined) return
  const posts = await deps.posts.read(athleteId, activityId)
  for (const { feed, post } of await placesOf(userId, posts, deps)) {
    const { guildId, channelId } = feed
    const looked: Post = { state: 'passed', shown: '', life: 1, endedAt: deps.now(), ...post, guildId, listed }
    await deps.posts.write(athleteId, activityId, channelId, looked)
  }
}

/** Whether it is still taken down somewhere: a later event may have brought it back. */
const isDown = async ({ athleteId, activityId }: Hint, deps: JobDeps): Promise<boolean> =>
  Object.values(await deps.posts.read(athleteId, activityId)).some(({ state }) => state === 'down' || state === 'going')

/**
 * Makes every channel agree with Strava about one activity. The event that asked for it is a hint: the activity is read once, and
 * what it is decides. `listed` is what the catch-up saw of it, as a short hash.
 */
export const syncActivity = defineBackgroundJob({
  name: 'sync-activity',
  payload: hintSchema,
  // What may have to come down does not wait behind a job of the same activity that was put off.
  id: ({ activityId, lookedBefore, mayHide, withdrawn }) =>
    `sync-${activityId}${lookedBefore ? '-again' : ''}${mayHide ? '-hide' : ''}${withdrawn ? '-withdrawn' : ''}`,
  same: 'unfinished',
  attempts: 8,
  onFailed: async (hint, deps, { kind }): Promise<void> => {
    if (kind === 'activity-broken') await deps.withActivity(hint.activityId, () => leaveAlone(hint, deps))
    await deps.openEvents.close(hint.athleteId, hint.activityId)
  },
  async run(hint, deps): Promise<void> {
    const { athleteId, activityId, lookedBefore, listed, withdrawn } = hint
    if (withdrawn && !(await isDown(hint, deps))) return
    const result = await syncPosts(hint, deps)
    // Nothing has to come down: it is one change among others, and is looked at with them.
    if (result.kind === 'nothing-shown') return deps.queue.add(syncActivity.request({ athleteId, activityId, listed }))
    if (result.kind === 'not-there' && !lookedBefore) {
      return deps.queue.add(syncActivity.request({ athleteId, activityId, lookedBefore: true }, { delay: NOT_YET }))
    }
    if (result.kind === 'synced') await lookAgainLater(hint, result, deps)
    await deps.openEvents.close(athleteId, activityId)
  },
})
