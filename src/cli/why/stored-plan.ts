import type { Activity } from '../../core/activity.ts'
import { exampleActivity } from '../../core/example-activity.ts'
import type { Feed } from '../../core/feed.ts'
import type { Plan, PlanReason } from '../../core/post-rules.ts'
import { planPost } from '../../core/post-rules.ts'
import type { Place } from '../../jobs/sync-activity/post-target.ts'
import type { MemberSnapshot } from '../../redis/member-snapshot.ts'

/** What is known of an activity without asking Strava. */
interface KnownOfActivity {
  /** Epoch milliseconds. */
  endedAt: number
  /** From its last read, at most a week ago. */
  muted: boolean | undefined
}

const acceptsEverything = (feed: Feed): Feed => ({
  ...feed,
  ...{ sports: [], minDistance: 0, minTime: 0, indoor: true, commutes: true },
})

/**
 * What would be done in a channel if everyone could see the activity on Strava and the feed accepted it. Whatever
 * prevents a post even then is certain.
 */
export function planFromStored(
  { feed, preference, post }: Place,
  { endedAt, muted = false }: KnownOfActivity,
  { linkedAt }: NonNullable<MemberSnapshot['link']>,
  now: number,
): Plan {
  const activity: Activity = { ...exampleActivity({ name: '', sportType: 'Run', now: endedAt }), muted }
  const contentHash = post?.contentHash ?? ''
  return planPost({ activity, post, preference, feed: acceptsEverything(feed), contentHash, linkedAt, now })
}

/** Whether a plan is right without reading the activity from Strava. */
export const isCertain = ({ action, reason }: { action: Plan['action']; reason: PlanReason }): boolean =>
  action === 'nothing' && reason !== 'unchanged'
