import { z } from 'zod'
import type { Activity } from '../domain/activity.ts'
import { isNews } from '../domain/plan.ts'
import { AppError } from '../errors.ts'
import { defineBackgroundJob } from './define.ts'
import type { JobDeps, Post } from './deps.ts'
import { listedHash } from './post.ts'
import { syncActivity } from './sync-activity.ts'

const HOUR = 3600_000

/** What Strava says of an activity may be kept for a week. Milliseconds. */
const KEPT = 7 * 24 * HOUR

/** How far back an athlete's list is compared. News lasts 48 hours; the rest is for starts that are hidden and long rides. Milliseconds. */
const LOOK_BACK = 96 * HOUR

/** The share of Strava's calls in each window that a catch-up does not touch. */
const LEFT_FOR_PEOPLE = 0.5

/** More activities in four days than anybody records; one page, one call. */
const PAGE = 100

/** Whether anything that is remembered of an activity differs from what the list says of it now. */
const differs = (posts: Record<string, Post>, activity: Activity, feeds: readonly string[]) => {
  const listed = listedHash(activity)
  const unfinished = Object.values(posts).some(({ state }) => state === 'approved' || state === 'posting')
  return unfinished || feeds.some((channelId) => posts[channelId]?.listed !== listed)
}

async function channelsOf(userId: string, deps: JobDeps): Promise<string[]> {
  const shares = (await deps.links.sharesOf(userId)).filter(([, { mode }]) => mode !== 'off')
  const feeds = (await Promise.all(shares.map(([guildId]) => deps.feeds.list(guildId)))).flat()
  return feeds.filter(({ paused }) => !paused).map(({ channelId }) => channelId)
}

/**
 * Compares an athlete's recent activities with what is remembered, with one call, so that an event that Strava sent in vain is not
 * lost. What differs is brought to agree like after an event.
 */
export const catchUp = defineBackgroundJob({
  name: 'catch-up',
  payload: z.object({ athleteId: z.string() }),
  id: ({ athleteId }) => `catch-up-${athleteId}`,
  same: 'unfinished',
  attempts: 3,
  last: true,
  async run({ athleteId }, deps) {
    const userId = await deps.links.ownerOf(athleteId)
    const link = userId === undefined ? undefined : await deps.links.find(userId)
    if (!link) return
    await deps.posts.age(athleteId, deps.now() - KEPT)
    const channels = await channelsOf(link.userId, deps)
    const remembered = new Map(await deps.posts.all(athleteId))
    const begins = deps.now() - LOOK_BACK
    const recent = [...remembered].filter(([, posts]) => Object.values(posts).some(({ endedAt }) => endedAt > begins))
    if (channels.length === 0 && recent.length === 0) return

    const later = deps.limits.pauseUntil(LEFT_FOR_PEOPLE)
    if (later !== undefined) {
      const retry = { kind: 'at', at: later } as const
      throw new AppError('rate-limited', 'the catch-up waits for people', { say: { key: 'error.stravaDown' }, retry })
    }
    const after = Math.floor(begins / 1000)
    const { activities } = await deps.activities.page(athleteId, { page: 1, perPage: PAGE, after })
    const changed = activities
      .filter((activity) => remembered.has(activity.id) || isNews(activity, deps.now(), link.linkedAt))
      .filter((activity) => differs(remembered.get(activity.id) ?? {}, activity, channels))
      .map(({ id }) => id)
    const listed = new Set(activities.map(({ id }) => id))
    const missing = recent
      .filter(
        ([id, posts]) =>
          !listed.has(id) && Object.values(posts).some(({ state }) => state === 'up' || state === 'asked'),
      )
      .map(([id]) => id)
    for (const activityId of [...changed, ...missing]) {
      await deps.queue.add(syncActivity.request({ athleteId, activityId }))
    }
  },
})
