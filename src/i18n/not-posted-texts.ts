import type { PlanReason } from '../core/post-rules.ts'
import type { Message, MessageKey, MessageValue } from './message.ts'

const REASONS: Partial<Record<PlanReason, MessageKey>> = {
  'deleted on Strava or visible only to the athlete': 'notPosted.gone',
  'visible to the athlete only': 'notPosted.gone',
  'visibility unknown': 'notPosted.gone',
  'visible to followers only': 'notPosted.followers',
  'flagged on Strava': 'notPosted.flagged',
  'muted by the athlete': 'notPosted.muted',
  'filtered out by the feed': 'notPosted.filtered',
  'the member does not share here': 'notPosted.off',
  'over the daily limit': 'notPosted.limit',
  'too old to repost': 'notPosted.old',
  'ended before linking, sharing or the feed, or over two days ago': 'notPosted.old',
}

/** Other members don't learn why the athlete doesn't show it. */
const PRIVATE_REASONS = new Set<MessageKey>([
  'notPosted.gone',
  'notPosted.followers',
  'notPosted.flagged',
  'notPosted.muted',
  'notPosted.off',
])

/** Why an activity isn't posted in a channel. `memberId`: whose it is, if another member reads it. */
export function notPostedMessage(channel: MessageValue, reason: PlanReason, memberId?: string): Message {
  const key = REASONS[reason] ?? 'notPosted.now'
  return memberId !== undefined && PRIVATE_REASONS.has(key)
    ? { key: 'activityDetails.notShared', values: { member: { user: memberId } } }
    : { key: 'notPosted.text', values: { channel, reason: { key } } }
}
