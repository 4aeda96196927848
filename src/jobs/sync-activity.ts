import { z } from 'zod'
import type { Feed } from '../domain/feed.ts'
import type { Post } from '../domain/post.ts'
import type { Choice } from '../domain/sharing.ts'
import { METRIC } from '../domain/units.ts'
import { AppError } from '../errors.ts'
import { defineBackgroundJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { takeDownPosts } from './leave.ts'
import { bringToAgree } from './post.ts'
import type { Place, Subject } from './subject.ts'

const hintSchema = z.object({
  athleteId: z.string(),
  activityId: z.string(),
  lookedBefore: z.boolean().optional(),
  listed: z.string().optional(),
  /** It may have been hidden or deleted: then what stands should not wait. It decides nothing but when Strava is asked. */
  mayHide: z.boolean().optional(),
})

type Hint = z.infer<typeof hintSchema>

const MINUTE = 60_000

/** Strava's event can come before the activity can be read: that is looked at once more after this long. Milliseconds. */
const NOT_YET = MINUTE

/** A feed that is gone: what it shows may be taken down, and nothing more. */
const removedFeed = (guildId: string, channelId: string): Feed => ({
  guildId,
  channelId,
  forum: false,
  sports: [],
  units: METRIC,
  minDistance: 0,
  minTime: 0,
  indoor: true,
  commutes: true,
  addedBy: undefined,
  since: Number.POSITIVE_INFINITY,
  paused: 'no-channel',
})

/** Every channel in which the activity may appear, or does: the feeds of the servers where the member chose, and what is remembered. */
async function placesOf(userId: string, posts: Record<string, Post>, deps: JobDeps): Promise<Place[]> {
  const choices = new Map<string, Choice>(await deps.links.sharesOf(userId))
  const guildIds = new Set([...choices.keys(), ...Object.values(posts).map(({ guildId }) => guildId)])
  const feeds = (await Promise.all([...guildIds].map((guildId) => deps.feeds.list(guildId)))).flat()
  const known = new Set(feeds.map(({ channelId }) => channelId))
  const left = Object.entries(posts)
    .filter(([channelId]) => !known.has(channelId))
    .map(([channelId, { guildId }]) => removedFeed(guildId, channelId))
  return [...feeds, ...left].map((feed) => ({ feed, choice: choices.get(feed.guildId), post: posts[feed.channelId] }))
}

/** Messages that stand may have to be taken down: that comes before anything new. */
const isStanding = (post: Post | undefined) =>
  post?.state === 'up' || post?.state === 'posting' || post?.state === 'going'
const standsFirst = (a: Place, b: Place) => Number(isStanding(b.post)) - Number(isStanding(a.post))

/** Does each place by itself: one that fails does not hold up the others. Throws afterwards what is worth another try. */
async function bringAll(places: Place[], subject: Omit<Subject, 'place'>, deps: JobDeps): Promise<void> {
  const failures: AppError[] = []
  for (const place of places.sort(standsFirst)) {
    const { guildId } = place.feed
    try {
      // What the member chose may have changed since the work began.
      const choice = await deps.links.shareOf(subject.link.userId, guildId)
      await bringToAgree({ ...subject, place: { ...place, choice } }, deps)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      failures.push(error)
    }
  }
  const worth = failures.find(({ retry }) => retry.kind !== 'never') ?? failures[0]
  if (worth) throw worth
}

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

/**
 * Makes every channel agree with Strava about one activity. The event that asked for it is a hint: the activity is read once, and
 * what it is decides. `listed` is what the catch-up saw of it, as a short hash.
 */
export const syncActivity = defineBackgroundJob({
  name: 'sync-activity',
  payload: hintSchema,
  // What may have to come down does not wait behind a job of the same activity that was put off.
  id: ({ activityId, lookedBefore, mayHide }) =>
    `sync-${activityId}${lookedBefore ? '-again' : ''}${mayHide ? '-hide' : ''}`,
  same: 'unfinished',
  attempts: 8,
  gaveUp: async (hint, deps, { kind }) => {
    if (kind === 'activity-broken') await deps.withActivity(hint.activityId, () => leaveAlone(hint, deps))
  },
  run: ({ athleteId, activityId, lookedBefore, listed, mayHide }, deps) =>
    deps.withActivity(activityId, async () => {
      await deps.tallies.forget(athleteId)
      const before = await deps.posts.read(athleteId, activityId)
      const userId = await deps.links.ownerOf(athleteId)
      const link = userId === undefined ? undefined : await deps.links.find(userId)
      // The member left while something was under way.
      if (!link) return Object.keys(before).length > 0 ? takeDownPosts(athleteId, deps) : undefined
      if ((await placesOf(link.userId, before, deps)).length === 0) return
      const stands = mayHide === true && Object.values(before).some(isStanding)
      // Nothing has to come down: it is one change among others, and is looked at with them.
      if (mayHide && !stands) {
        await deps.queue.add(syncActivity.request({ athleteId, activityId, listed }))
        return
      }
      const activity = await deps.activities.find(athleteId, activityId, { stands })
      if (!activity && Object.keys(before).length === 0 && !lookedBefore) {
        const again = syncActivity.request({ athleteId, activityId, lookedBefore: true }, { delay: NOT_YET })
        await deps.queue.add(again)
        return
      }
      // Strava may have taken its time: what is remembered and wanted counts as it is now.
      const posts = await deps.posts.read(athleteId, activityId)
      const places = await placesOf(link.userId, posts, deps)
      try {
        await bringAll(places, { link, activityId, activity, listed }, deps)
      } finally {
        if ((await deps.links.ownerOf(athleteId)) !== link.userId) await takeDownPosts(athleteId, deps)
      }
    }),
})
