import { ownChannelIds } from '../../core/feed.ts'
import { endOfDay } from '../../core/period.ts'
import { isFirstPost } from '../../core/post-rules.ts'
import { postOverLimit } from '../feeds/post-over-limit.ts'
import type { JobContext } from '../job-context.ts'
import type { PostTarget } from './post-target.ts'

/** Activities that arrive late often arrive together. Milliseconds. */
const MIN_DELAY_MS = 60_000

/**
 * Claims one of the day's posts for a new activity; false if the feed's daily limit is reached. Activities over the
 * limit are counted, and the number is posted in the channel at the end of the day.
 */
export async function claimDailyPost(
  { link, activityId, activity, place }: PostTarget,
  context: JobContext,
): Promise<boolean> {
  const { feed, post } = place
  const { guildId, channelId, maxPostsPerDay } = feed
  // If the limit was lifted, an activity that was over it is posted now and no longer counted.
  const isLimited = maxPostsPerDay > 0 || post?.state === 'over-limit'
  if (!activity || !isLimited || !isFirstPost(post)) return true
  const { day, zone } = activity
  const max = maxPostsPerDay || Number.MAX_SAFE_INTEGER
  const channelIds = ownChannelIds(feed, feed.movedFrom ? await context.feeds.list(guildId) : [])
  if (await context.dailyPosts.take({ athleteId: link.athleteId, activityId, channelIds, day }, max)) return true
  const delay = Math.max(endOfDay(day, zone) - context.now(), MIN_DELAY_MS)
  await context.queue.add(postOverLimit.request({ guildId, channelId, day }, { delay }))
  return false
}
