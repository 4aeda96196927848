import type { Post } from '../../core/post.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { syncActivity } from '../../jobs/sync-activity/sync-activity.ts'

/** A post of the last days; `endedAt` isn't stored for older ones. */
export const isRecentPost = ({ state, endedAt }: Post) => (state === 'posted' || state === 'posting') && endedAt > 0

/** Queues the activities with such a post again, before other work: it may show too much. */
export async function syncMemberPosts(
  athleteId: string,
  isConcerned: (post: Post) => boolean,
  context: Pick<JobContext, 'posts' | 'queue'>,
): Promise<void> {
  for (const [activityId, posts] of await context.posts.all(athleteId)) {
    if (!Object.values(posts).some(isConcerned)) continue
    await context.queue.add(syncActivity.request({ athleteId, activityId, visibilityMayHaveChanged: true }))
  }
}
