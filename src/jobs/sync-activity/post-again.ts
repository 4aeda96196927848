import type { PostResult } from '../../core/next-post.ts'
import type { Post } from '../../core/post.ts'
import type { PlanReason } from '../../core/post-rules.ts'
import type { JobContext } from '../job-context.ts'
import { planFor } from './publish-post.ts'
import { recheckLater } from './recheck-activity.ts'
import { placesOf, syncAllPosts } from './sync-posts.ts'

export type PostAgainResult =
  /** `asked`: the member is asked first. `nothing-to-post`: there is nothing to post again. */
  { kind: 'posted' | 'asked' | 'nothing-to-post' } | { kind: 'not-posted'; reason: PlanReason }

interface PostAgainRequest {
  athleteId: string
  activityId: string
  channelId: string
  /** The post to continue with; undefined if this one can't be posted again. */
  reopen(post: Post): Post | undefined
}

function toResult(result: PostResult | undefined, reason: PlanReason): PostAgainResult {
  switch (result?.kind) {
    case 'posted':
    case 'asked':
      return { kind: result.kind }
    case 'declined':
    case 'deleted-by-user':
      return { kind: 'nothing-to-post' }
    case 'member-left':
      return { kind: 'not-posted', reason: 'the member does not share here' }
    case 'over-limit':
      return { kind: 'not-posted', reason: 'over the daily limit' }
    case 'inaccessible':
    case 'posting':
      return { kind: 'not-posted', reason: 'the feed is paused' }
    default:
      return { kind: 'not-posted', reason }
  }
}

/**
 * Posts an activity that was removed or skipped in one channel, if it may be posted there now. The activity is read
 * once; if it may not be posted, the stored post doesn't change. After an interruption, the next run continues.
 */
export const postAgain = (request: PostAgainRequest, context: JobContext): Promise<PostAgainResult> =>
  context.withActivityLock(request.activityId, () => postAgainLocked(request, context))

async function postAgainLocked(
  { athleteId, activityId, channelId, reopen }: PostAgainRequest,
  context: JobContext,
): Promise<PostAgainResult> {
  const before = await context.snapshots.read(athleteId, activityId)
  const stored = before.posts[channelId]
  const post = stored && reopen(stored)
  if (!before.link || !post) return { kind: 'nothing-to-post' }
  if (post.state === 'posted') return { kind: 'posted' }
  if (post.state === 'awaiting-approval') return { kind: 'asked' }
  const activity = await context.activities.find(athleteId, activityId, { withRoute: true })
  // Strava may have taken long, so the current settings of the member and the admins are read again.
  const snapshot = await context.snapshots.read(athleteId, activityId)
  const { link, mapChoice } = snapshot
  const found = placesOf(snapshot).find(
    ({ feed, decidedIn }) => feed.channelId === channelId || decidedIn === channelId,
  )
  if (!found || link?.userId !== before.link.userId) return { kind: 'nothing-to-post' }
  const place = { ...found, post }
  const target = { link, activityId, activity, summaryHash: undefined }
  const { action, reason } = planFor({ ...target, place, mapChoice }, context).plan
  if (action === 'nothing') return { kind: 'not-posted', reason }
  const [result] = await syncAllPosts([place], snapshot, target, context)
  if (result?.kind === 'posted') await recheckLater({ athleteId, activityId }, context)
  return toResult(result, reason)
}
