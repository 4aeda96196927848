import { z } from 'zod'
import type { Feed } from '../domain/feed.ts'
import type { Choice } from '../domain/sharing.ts'
import { defineBackgroundJob } from './define.ts'
import type { JobDeps, Post } from './deps.ts'
import { takeDownRest } from './leave.ts'
import { bringToAgree } from './post.ts'
import type { Place } from './subject.ts'

const MINUTE = 60_000

/** Strava's event can come before the activity can be read: that is looked at once more after this long. Milliseconds. */
const NOT_YET = MINUTE

/** A feed that is gone: what it shows may be taken down, and nothing more. */
const removedFeed = (guildId: string, channelId: string): Feed => ({
  guildId,
  channelId,
  forum: false,
  sports: [],
  units: 'metric',
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

/**
 * Makes every channel agree with Strava about one activity. The event that asked for it is a hint: the activity is read once, and
 * what it is decides.
 */
export const syncActivity = defineBackgroundJob({
  name: 'sync-activity',
  payload: z.object({ athleteId: z.string(), activityId: z.string(), lookedBefore: z.boolean().optional() }),
  id: ({ activityId, lookedBefore }) => `sync-${activityId}${lookedBefore ? '-again' : ''}`,
  same: 'unfinished',
  attempts: 8,
  async run({ athleteId, activityId, lookedBefore }, deps) {
    const userId = await deps.links.ownerOf(athleteId)
    const link = userId === undefined ? undefined : await deps.links.find(userId)
    if (!link) return
    await deps.withActivity(activityId, async () => {
      const posts = await deps.posts.read(athleteId, activityId)
      const places = await placesOf(link.userId, posts, deps)
      if (places.length === 0) return
      const activity = await deps.activities.find(athleteId, activityId)
      if (!activity && Object.keys(posts).length === 0 && !lookedBefore) {
        const again = syncActivity.request({ athleteId, activityId, lookedBefore: true }, { delay: NOT_YET })
        await deps.queue.add(again)
        return
      }
      for (const place of places) await bringToAgree({ link, activityId, activity, place }, deps)
      // The member may have left while this ran.
      if ((await deps.links.ownerOf(athleteId)) !== link.userId) await takeDownRest(link, deps)
    })
  },
})
