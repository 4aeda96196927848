import * as z from 'zod'
import type { Activity } from '../../core/activity.ts'
import { channelIdsOf, type Feed } from '../../core/feed.ts'
import type { Post } from '../../core/post.ts'
import { isRecentEnough } from '../../core/post-rules.ts'
import type { Link } from '../../redis/links.ts'
import { defineBackgroundJob } from '../define-job.ts'
import type { JobContext } from '../job-context.ts'
import { deleteMemberData } from '../membership/delete-member-data.ts'
import { handleInvalidLink, isInvalidLinkError, removalTimeOf } from '../membership/invalid-link.ts'
import { finishDeletion } from '../sync-activity/finish-deletion.ts'
import { summaryHashOf } from '../sync-activity/post-content.ts'
import { syncActivity } from '../sync-activity/sync-activity.ts'

const HOUR_MS = 3600_000

/** Strava allows data to be stored for a week. Milliseconds. */
const RETENTION_MS = 7 * 24 * HOUR_MS

/**
 * How far back an athlete's list is compared. Activities are posted for 48 hours; the rest is for hidden start times
 * and long activities. Milliseconds.
 */
const LOOK_BACK_MS = 96 * HOUR_MS

/**
 * An activity that ended within this time certainly started within the listed time, even if it was long or its start is
 * hidden. Milliseconds.
 */
const SURELY_LISTED_MS = 60 * HOUR_MS

/** Strava's maximum: one call for more activities in four days than anyone records. */
const PAGE_SIZE = 200

/** States of a post that has to be finished. */
const UNFINISHED_STATES: ReadonlySet<Post['state']> = new Set(['approved', 'posting', 'deleting'])

/** States in which a message may exist that has to be deleted if the activity becomes private. */
const STATES_WITH_MESSAGE: ReadonlySet<Post['state']> = new Set(['posted', 'awaiting-approval', 'posting', 'deleting'])

/**
 * Whether any recorded post of an activity differs from the list: in channels where it may appear, and wherever it was
 * posted, even if the member shares nothing new there.
 */
const isOutOfDate = (posts: Record<string, Post>, activity: Activity, { open, closed }: MemberChannels) => {
  const summaryHash = summaryHashOf(activity)
  return (
    // In a closed channel nothing can be finished.
    Object.entries(posts).some(
      ([channelId, { state }]) => UNFINISHED_STATES.has(state) && !closed.includes(channelId),
    ) ||
    Object.values(posts).some((post) => STATES_WITH_MESSAGE.has(post.state) && post.summaryHash !== summaryHash) ||
    open.some((channelIds) => channelIds.every((channelId) => posts[channelId]?.summaryHash !== summaryHash))
  )
}

/** Where a member's activities may appear, and where they could if the feed were not paused. */
interface MemberChannels {
  /** For each feed: its channel and its former channels. */
  open: string[][]
  closed: string[]
  /** Those of `closed` to which the bot has no access: nothing can be deleted there either. */
  inaccessible: string[]
}

async function channelsOf(userId: string, context: JobContext): Promise<MemberChannels> {
  const shares = (await context.sharePreferences.all(userId)).filter(([, { mode }]) => mode !== 'off')
  const feeds = (await Promise.all(shares.map(([guildId]) => context.feeds.list(guildId)))).flat()
  const forums = feeds.filter(({ forum }) => forum).map(({ guildId, channelId }) => ({ guildId, forumId: channelId }))
  const closedForums = await context.heldBack.pausedThreadsIn(userId, forums)
  const isInaccessible = ({ pauseReason, channelId }: Feed) => Boolean(pauseReason) || closedForums.has(channelId)
  const isClosed = (feed: Feed) => feed.pausedByAdmin || isInaccessible(feed)
  const idsOf = (some: Feed[]) => some.map(channelIdsOf)
  return {
    open: idsOf(feeds.filter((feed) => !isClosed(feed))),
    closed: idsOf(feeds.filter(isClosed)).flat(),
    inaccessible: idsOf(feeds.filter(isInaccessible)).flat(),
  }
}

const mayHaveMessage = ({ state }: Post) => STATES_WITH_MESSAGE.has(state)

/**
 * The athlete's recent list; undefined if the member has to link again. If they do not within a day, they are removed.
 */
async function listActivities(link: Link, afterSeconds: number, context: JobContext): Promise<Activity[] | undefined> {
  try {
    const { activities } = await context.activities.page(link.athleteId, { page: 1, perPage: PAGE_SIZE, afterSeconds })
    if (link.invalidSince !== undefined) await context.links.markValid(link.userId)
    return activities
  } catch (error) {
    if (!isInvalidLinkError(error)) throw error
    const since = await handleInvalidLink(link, context)
    if (context.now() > (await removalTimeOf(since, context)))
      await deleteMemberData(link, context, { keepsPosts: false, reason: 'refused by Strava for too long' })
    return undefined
  }
}

/**
 * Compares an athlete's recent list with the recorded posts, with one call, in case an event was lost. Differences are
 * synced as after an event.
 */
async function catchUpWith({ athleteId }: { athleteId: string }, context: JobContext): Promise<void> {
  const userId = await context.links.ownerOf(athleteId)
  const link = userId === undefined ? undefined : await context.links.find(userId)
  if (!link) return
  await context.posts.compact(athleteId, context.now() - RETENTION_MS)
  const channels = await channelsOf(link.userId, context)
  const known = new Map(await context.posts.all(athleteId))
  const isUnfinished = ([channelId, { state }]: [string, Post]) =>
    state === 'deleting' && !channels.inaccessible.includes(channelId)
  // Regardless of age: an old activity may have been hidden.
  for (const [activityId, posts] of known)
    if (Object.entries(posts).some(isUnfinished))
      await context.queue.add(finishDeletion.request({ athleteId, activityId }))
  const listedSince = context.now() - LOOK_BACK_MS
  const surelyListedSince = context.now() - SURELY_LISTED_MS
  const recent = [...known].filter(([, posts]) =>
    Object.values(posts).some(({ endedAt }) => endedAt > surelyListedSince),
  )
  // Even without channels, a member with an invalid link is checked: they were told when their data will be deleted.
  if (channels.open.length === 0 && recent.length === 0 && link.invalidSince === undefined) return

  const afterSeconds = Math.floor(listedSince / 1000)
  const activities = await listActivities(link, afterSeconds, context)
  if (!activities) return
  const changed = activities
    .filter((activity) => known.has(activity.id) || isRecentEnough(activity, context.now(), link.linkedAt))
    .filter((activity) => isOutOfDate(known.get(activity.id) ?? {}, activity, channels))
  const listedIds = new Set(activities.map(({ id }) => id))
  const missing = recent.filter(([id, posts]) => !listedIds.has(id) && Object.values(posts).some(mayHaveMessage))
  for (const activity of changed) {
    const request = { athleteId, activityId: activity.id, summaryHash: summaryHashOf(activity) }
    await context.queue.add(syncActivity.request(request))
  }
  for (const [activityId] of missing) await context.queue.add(syncActivity.request({ athleteId, activityId }))
}

const payload = z.object({ athleteId: z.string() })

/** The scheduled catch-up. */
export const catchUp = defineBackgroundJob({
  name: 'catch-up',
  payload,
  id: ({ athleteId }) => `catch-up-${athleteId}`,
  deduplication: 'while-pending',
  attempts: 8,
  priority: 'low',
  execute: catchUpWith,
})

/** The catch-up after many events of one athlete: reads only the activities that the list shows as new or changed. */
export const checkActivities = defineBackgroundJob({
  name: 'check-activities',
  payload,
  id: ({ athleteId }) => `check-activities-${athleteId}`,
  deduplication: 'while-pending',
  attempts: 8,
  execute: catchUpWith,
})
