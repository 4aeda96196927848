import type { Activity } from '../../core/activity.ts'
import type { Feed } from '../../core/feed.ts'
import type { Post } from '../../core/post.ts'
import type { SharePreference } from '../../core/sharing.ts'
import { METRIC_UNITS } from '../../core/units.ts'
import { AppError } from '../../errors.ts'
import { memoize } from '../../memoize.ts'
import type { PostsOfActivity } from '../../redis/posts.ts'
import type { JobContext } from '../job-context.ts'
import { deleteRemainingPosts } from '../membership/remove-member.ts'
import type { Place, PostTarget } from './post-target.ts'
import { syncPost } from './publish-post.ts'

/** What came of bringing channels to agree with Strava about one activity. */
export type SyncResult =
  /** By channel what was remembered before, and what is now. */
  | { kind: 'synced'; before: PostsOfActivity; now: PostsOfActivity }
  /** The activity may have been hidden, and no channel shows it. */
  | { kind: 'nothing-shown' }
  /** Strava does not have it, or not yet, and nothing is remembered of it. */
  | { kind: 'not-there' }
  /** Its member is not linked, or there is no channel for it. */
  | { kind: 'nowhere' }

/** A feed that is gone: what it shows may be taken down, and nothing more. */
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
  addedBy: undefined,
  since: Number.POSITIVE_INFINITY,
  paused: 'no-channel',
})

/** Every channel in which the activity may appear, or does: the feeds of the servers where the member chose, and what is remembered. */
export async function placesOf(userId: string, posts: Record<string, Post>, context: JobContext): Promise<Place[]> {
  const preferences = new Map<string, SharePreference>(await context.sharePreferences.all(userId))
  const guildIds = new Set([...preferences.keys(), ...Object.values(posts).map(({ guildId }) => guildId)])
  const feeds = (await Promise.all([...guildIds].map((guildId) => context.feeds.list(guildId)))).flat()
  const known = new Set(feeds.map(({ channelId }) => channelId))
  const left = Object.entries(posts)
    .filter(([channelId]) => !known.has(channelId))
    .map(([channelId, { guildId }]) => removedFeed(guildId, channelId))
  return [...feeds, ...left].map((feed) => ({
    feed,
    preference: preferences.get(feed.guildId),
    post: posts[feed.channelId],
  }))
}

/** Messages that stand may have to be taken down: that comes before anything new. */
export const isPublished = (post: Post | undefined) =>
  post?.state === 'posted' || post?.state === 'posting' || post?.state === 'deleting'
const publishedFirst = (a: Place, b: Place) => Number(isPublished(b.post)) - Number(isPublished(a.post))

/** The same, but what several channels show of an activity in the same way is drawn once. */
function withSharedMaps(context: JobContext): JobContext {
  const map = memoize((route: string) => context.images.map(JSON.parse(route)))
  return { ...context, images: { ...context.images, map: (route) => map(JSON.stringify(route)) } }
}

/** Does each place by itself: one that fails does not hold up the others. Throws afterwards what is worth another try. */
async function syncEachPost(places: Place[], target: Omit<PostTarget, 'place'>, context: JobContext): Promise<void> {
  const failures: AppError[] = []
  const depsWithSharedMaps = withSharedMaps(context)
  for (const place of places.sort(publishedFirst)) {
    const { guildId } = place.feed
    try {
      // What the member chose may have changed since the work began.
      const preference = await context.sharePreferences.find(target.link.userId, guildId)
      await syncPost({ ...target, place: { ...place, preference } }, depsWithSharedMaps)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      failures.push(error)
    }
  }
  const retryable = failures.find(({ retry }) => retry.kind !== 'never') ?? failures[0]
  if (retryable) throw retryable
}

/** The same; what is remembered afterwards of a member who left meanwhile goes as well. */
export async function syncAllPosts(
  places: Place[],
  target: Omit<PostTarget, 'place'>,
  context: JobContext,
): Promise<void> {
  const { link } = target
  try {
    await syncEachPost(places, target, context)
  } finally {
    if ((await context.links.ownerOf(link.athleteId)) !== link.userId) await deleteRemainingPosts(link, context)
  }
}

/**
 * Makes every channel agree with Strava about one activity: it is read once, and what it is decides. `summaryHash` is what the catch-up saw of
 * it, as a short hash. `visibilityMayHaveChanged`: what channels show of it may have to go, so that it is read before everything else.
 */
export const syncPosts = (
  input: {
    athleteId: string
    activityId: string
    summaryHash?: string | undefined
    visibilityMayHaveChanged?: boolean | undefined
  },
  context: JobContext,
): Promise<SyncResult> => context.withActivity(input.activityId, () => syncLocked(input, context))

async function syncLocked(
  { athleteId, activityId, summaryHash, visibilityMayHaveChanged = false }: Parameters<typeof syncPosts>[0],
  context: JobContext,
): Promise<SyncResult> {
  await context.totalsCache.forget(athleteId)
  const before = await context.posts.read(athleteId, activityId)
  const userId = await context.links.ownerOf(athleteId)
  const link = userId === undefined ? undefined : await context.links.find(userId)
  const notPosted = (reason: string) => context.log.info({ activityId, reason }, 'not posted')
  if (!link) {
    notPosted('the athlete is not linked')
    // The member left while something was under way.
    if (Object.keys(before).length > 0) await deleteRemainingPosts({ athleteId }, context)
    return { kind: 'nowhere' }
  }
  await context.activityCache.forget(athleteId)
  if ((await placesOf(link.userId, before, context)).length === 0) {
    notPosted('no feed in a server in which the member chose')
    return { kind: 'nowhere' }
  }
  if (visibilityMayHaveChanged && !Object.values(before).some(isPublished)) return { kind: 'nothing-shown' }
  const activity: Activity | undefined = await context.activities.find(athleteId, activityId, {
    isPublished: visibilityMayHaveChanged,
  })
  if (!activity && Object.keys(before).length === 0) {
    context.log.debug({ activityId }, 'not on Strava yet')
    return { kind: 'not-there' }
  }
  // Strava may have taken its time: what is remembered and wanted counts as it is now.
  const posts = await context.posts.read(athleteId, activityId)
  const places = await placesOf(link.userId, posts, context)
  await syncAllPosts(places, { link, activityId, activity, summaryHash }, context)
  return { kind: 'synced', before: posts, now: await context.posts.read(athleteId, activityId) }
}
