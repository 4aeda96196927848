import type { Post } from '../../core/post.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { syncActivity } from '../../jobs/sync-activity/sync-activity.ts'

/** Whether a post is from the last few days: `endedAt` isn't stored for older ones. */
export const isRecentPost = ({ state, endedAt }: Post) => (state === 'posted' || state === 'posting') && endedAt > 0

/** Queues every activity that has such a post again, ahead of other jobs: its post may show too much. */
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
