import { DEFAULT_FEED_RULES, type Feed, formerFeed } from '../../core/feed.ts'
import type { PostResult } from '../../core/next-post.ts'
import type { Post } from '../../core/post.ts'
import { METRIC_UNITS } from '../../core/units.ts'
import { AppError } from '../../errors.ts'
import type { MapImage } from '../../images/types.ts'
import { memoize } from '../../memoize.ts'
import type { MemberSnapshot } from '../../redis/member-snapshot.ts'
import type { JobContext } from '../job-context.ts'
import { deleteRemainingPosts } from '../membership/delete-messages.ts'
import type { Place, PostTarget } from './post-target.ts'
import { syncPost } from './publish-post.ts'
import { recordDecision } from './record-decision.ts'

/** The result of making every channel agree with Strava about one activity. */
export type SyncResult =
  /** `isNewlyPosted`: there is a new message in at least one channel. */
  | { kind: 'synced'; isNewlyPosted: boolean }
  /** The activity may have been hidden, and no channel shows it. */
  | { kind: 'nothing-shown' }
  /** Strava doesn't have it (yet), and it has no posts. */
  | { kind: 'not-there' }
  /** The athlete is not linked, or there is no channel for the activity. */
  | { kind: 'nowhere' }

/** A feed that was removed: its posts may be deleted, and nothing else is done there. */
const removedFeed = (guildId: string, channelId: string): Feed => ({
  guildId,
  channelId,
  forum: false,
  sports: [],
  units: METRIC_UNITS,
  minDistance: 0,
  minTime: 0,
  indoor: true,
  commutes: true,
  ...DEFAULT_FEED_RULES,
  addedBy: undefined,
  since: Number.POSITIVE_INFINITY,
  pauseReason: 'no-channel',
})

/**
 * States of a post that stays in the old channel when its feed moves. Posts in other states continue in the new
 * channel.
 */
const STAYING_STATES: ReadonlySet<Post['state']> = new Set([
  'posting',
  'posted',
  'deleting',
  'awaiting-approval',
  'deleted-by-user',
])

/** The former channels of a feed in which the activity has a post, without those that have another feed now. */
function formerPlaces(feed: Feed, { posts }: MemberSnapshot, known: ReadonlySet<string>) {
  return (feed.movedFrom ?? []).flatMap((former) => {
    const post = known.has(former.channelId) ? undefined : posts[former.channelId]
    return post ? [{ feed: formerFeed(feed, former), post }] : []
  })
}

/** A feed's channel and its former channels: an activity that was posted in one of them isn't posted again. */
function placesOfFeed(feed: Feed, snapshot: MemberSnapshot, known: ReadonlySet<string>): Place[] {
  const { pausedForums, preferences, posts } = snapshot
  const { guildId, channelId } = feed
  const preference = preferences.get(guildId)
  const former = formerPlaces(feed, snapshot, known)
  const staying = former.filter(({ post }) => STAYING_STATES.has(post.state)).map((place) => ({ ...place, preference }))
  const own = posts[channelId]
  if (!own && staying.length > 0) return staying
  const pauseReason = feed.pauseReason ?? (pausedForums.has(channelId) ? 'no-permission' : undefined)
  const decided = own ? undefined : former.at(-1)
  const place = { feed: { ...feed, pauseReason }, preference, post: own ?? decided?.post }
  return [...staying, decided ? { ...place, decidedIn: decided.feed.channelId } : place]
}

/**
 * Every channel in which the activity is or may be posted: the feeds of the servers for which the member has a
 * preference, and all channels with a post.
 */
export function placesOf(snapshot: MemberSnapshot): Place[] {
  const { feeds, preferences, posts } = snapshot
  const known = new Set(feeds.map(({ channelId }) => channelId))
  const places = feeds.flatMap((feed) => placesOfFeed(feed, snapshot, known))
  const cared = new Set(places.flatMap(({ feed, decidedIn }) => [feed.channelId, decidedIn]))
  const moved = new Set(feeds.flatMap(({ movedFrom = [] }) => movedFrom.map(({ channelId }) => channelId)))
  const removed = Object.entries(posts).filter(([channelId]) => !cared.has(channelId) && !moved.has(channelId))
  return [
    ...places,
    ...removed.map(([channelId, post]) => {
      const feed = removedFeed(post.guildId, channelId)
      return { feed, preference: preferences.get(post.guildId), post }
    }),
  ]
}

/** Existing messages may have to be deleted: they come before new ones. */
export const mayHaveChannelMessage = (post: Post | undefined) =>
  post?.state === 'posted' || post?.state === 'posting' || post?.state === 'deleting'
const shownFirst = (a: Place, b: Place) => Number(mayHaveChannelMessage(b.post)) - Number(mayHaveChannelMessage(a.post))

/** Draws each map and fetches each photo once, even if several channels show it. */
function withSharedImages(context: JobContext): JobContext {
  const map = memoize((route: string) => context.images.map(JSON.parse(route)))
  const images = { ...context.images, map: (route: MapImage) => map(JSON.stringify(route)) }
  return { ...context, images, loadPhoto: memoize(context.loadPhoto) }
}

type Target = Omit<PostTarget, 'place' | 'mapChoice'>

/** Syncs each channel, even if another one fails. Then throws an error, preferably one that is worth a retry. */
async function syncEachPost(
  places: Place[],
  snapshot: MemberSnapshot,
  target: Target,
  context: JobContext,
): Promise<PostResult[]> {
  const { link, activityId } = target
  const results: PostResult[] = []
  const failures: AppError[] = []
  const contextWithSharedImages = withSharedImages(context)
  for (const [index, place] of places.toSorted(shownFirst).entries()) {
    try {
      // The member may have changed their mind while the posts before this one were sent.
      const current = index === 0 ? snapshot : await context.snapshots.read(link.athleteId, activityId)
      const preference = current.preferences.get(place.feed.guildId)
      const { mapChoice } = current
      results.push(await syncPost({ ...target, mapChoice, place: { ...place, preference } }, contextWithSharedImages))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      failures.push(error)
    }
  }
  const retryable = failures.find(({ retry }) => retry.kind !== 'never') ?? failures[0]
  if (retryable) throw retryable
  return results
}

/** Like `syncEachPost`. If the member left meanwhile, their new posts are deleted too. `snapshot` was read just now. */
export async function syncAllPosts(
  places: Place[],
  snapshot: MemberSnapshot,
  target: Target,
  context: JobContext,
): Promise<PostResult[]> {
  const { link } = target
  try {
    return await syncEachPost(places, snapshot, target, context)
  } finally {
    if (!(await context.links.isOwner(link.userId, link.athleteId))) await deleteRemainingPosts(link, context)
  }
}

/**
 * Makes every channel agree with Strava about one activity: it is read once, and its state decides. `summaryHash`: the
 * hash of the activity in the list that the catch-up read. `visibilityMayHaveChanged`: its posts may have to be
 * deleted, so it is read first.
 */
export const syncPosts = (
  input: {
    athleteId: string
    activityId: string
    summaryHash?: string | undefined
    visibilityMayHaveChanged?: boolean | undefined
  },
  context: JobContext,
): Promise<SyncResult> => context.withActivityLock(input.activityId, () => syncLocked(input, context))

async function syncLocked(
  { athleteId, activityId, summaryHash, visibilityMayHaveChanged = false }: Parameters<typeof syncPosts>[0],
  context: JobContext,
): Promise<SyncResult> {
  await context.activityCache.forget(athleteId)
  const before = await context.snapshots.read(athleteId, activityId)
  const hasPosts = Object.keys(before.posts).length > 0
  const nowhere = async (reason: string): Promise<SyncResult> => {
    await recordDecision({ athleteId, activityId, outcome: 'not posted', reason }, context)
    return { kind: 'nowhere' }
  }
  if (!before.link) {
    // The member left while the activity was posted.
    if (hasPosts) await deleteRemainingPosts({ athleteId }, context)
    return nowhere('the athlete is not linked')
  }
  if (placesOf(before).length === 0) return nowhere('no feed in a server in which the member chose')
  if (visibilityMayHaveChanged && !Object.values(before.posts).some(mayHaveChannelMessage))
    return { kind: 'nothing-shown' }
  const activity = await context.activities.find(athleteId, activityId, { isUrgent: visibilityMayHaveChanged })
  if (!activity && !hasPosts) {
    context.log.debug({ activityId }, 'not on Strava yet')
    return { kind: 'not-there' }
  }
  // Strava may have taken long, so the current settings of the member and the admins are read again.
  const snapshot = await context.snapshots.read(athleteId, activityId)
  const { link } = snapshot
  if (link?.userId !== before.link.userId) {
    await deleteRemainingPosts(before.link, context)
    return nowhere('the athlete is not linked')
  }
  const target = { link, activityId, activity, summaryHash }
  const results = await syncAllPosts(placesOf(snapshot), snapshot, target, context)
  return { kind: 'synced', isNewlyPosted: results.some(({ kind }) => kind === 'posted') }
}
