import type { Activity } from './activity.ts'
import { type Feed, feedAccepts } from './feed.ts'
import type { SharePreference } from './sharing.ts'

/** The status of one activity in one channel. */
export interface PostStatus {
  /**
   * `posting`: started, not confirmed. `posted`: confirmed. `deleting`: deletion started. `withdrawn`: deleted by the
   * bot, may come back. `awaiting-approval`: the member was asked. `approved`: the member said yes. `declined`: the
   * member said no. `deleted-by-user`: someone deleted the message by hand. `ignored`: checked, nothing to do.
   * `over-limit`: not posted, because the feed's daily limit was reached.
   */
  state:
    | 'posting'
    | 'posted'
    | 'deleting'
    | 'withdrawn'
    | 'awaiting-approval'
    | 'approved'
    | 'declined'
    | 'deleted-by-user'
    | 'ignored'
    | 'over-limit'
  /** Short hash of what the message shows; with images, see `combineHashes`. */
  contentHash: string
  /** The member approved this activity. */
  approved?: boolean
}

type HiddenReason =
  | 'deleted on Strava or visible only to the athlete'
  | 'visible to the athlete only'
  | 'visibility unknown'
  | 'visible to followers only'
  | 'flagged on Strava'
  | 'muted by the athlete'

/** Used in the log, and as the key of a text for people. */
export type PlanReason =
  | HiddenReason
  | 'deletion was interrupted'
  | 'the post was deleted in Discord'
  | 'the member skipped it'
  | 'filtered out by the feed'
  | 'the feed is paused'
  | 'an admin paused the feed'
  | 'over the daily limit'
  | 'unchanged'
  | 'changed on Strava'
  | 'the member hides more of the map or photos'
  | 'the member no longer shares here'
  | 'posting was interrupted'
  | 'no longer shared'
  | 'the member does not share here'
  | 'the member said yes'
  | 'the member was asked'
  | 'too old to repost'
  | 'visible again'
  | 'visible again, and the member wants to be asked'
  | 'ended before linking, sharing or the feed, or over two days ago'
  | 'new'
  | 'new, and the member wants to be asked'

export interface Plan {
  action: 'post' | 'ask' | 'edit' | 'delete' | 'nothing'
  reason: PlanReason
}

export interface PlanInput {
  /** As it is on Strava now; undefined if it is gone or not visible to us. */
  activity: Activity | undefined
  post: PostStatus | undefined
  preference: SharePreference | undefined
  feed: Feed
  /** Short hash of what the message would show now. */
  contentHash: string
  /** Epoch milliseconds. */
  linkedAt: number
  now: number
}

/** Older activities are never posted, whenever they arrive. */
const MAX_NEW_AGE_MS = 48 * 3600_000

/** A withdrawn post returns when it is visible again, unless it is too old to repost. */
const MAX_REPOST_AGE_MS = 7 * 24 * 3600_000

/** Strava's times are whole seconds, and clocks differ a little. */
const CLOCK_TOLERANCE_MS = 5_000

/** Joins the hash of the message with the hashes of its map and its photo. */
export const combineHashes = (contentHash: string, mapHash = '', photoHash = ''): string =>
  [contentHash, mapHash, photoHash].join('~').replace(/~+$/, '')

/** Whether a message shows a map or a photo that it would not show now. */
function hasOtherImages(shownHash: string, contentHash: string): boolean {
  const [[, ...shown], [, ...wanted]] = [shownHash.split('~'), contentHash.split('~')]
  return shown.some((hash, index) => hash !== '' && hash !== wanted[index])
}

const toPlan = (action: Plan['action'], reason: PlanReason): Plan => ({ action, reason })

/** Why an activity must not be shown in a channel, whatever the feed's settings; undefined if it may. */
export function hiddenReason(
  activity: Activity | undefined,
  preference: SharePreference | undefined,
): HiddenReason | undefined {
  if (!activity) return 'deleted on Strava or visible only to the athlete'
  switch (activity.visibility) {
    case 'only_me':
      return 'visible to the athlete only'
    case 'unknown':
      return 'visibility unknown'
    case 'followers_only':
      if (!preference?.followers) return 'visible to followers only'
      break
    case 'everyone':
      break
  }
  if (activity.flagged) return 'flagged on Strava'
  if (activity.muted !== false && !preference?.muted) return 'muted by the athlete'
  return undefined
}

/** The photo that a channel may see: only if the member turned photos on, of an activity that may be shown. */
export const shownPhoto = (
  activity: Activity | undefined,
  preference: SharePreference | undefined,
): string | undefined =>
  preference?.photos && hiddenReason(activity, preference) === undefined ? activity?.photo : undefined

/** Whether an activity that ended then may be posted as a new one. Epoch milliseconds. */
export const isNewEnough = (endedAt: number, now: number): boolean =>
  endedAt + CLOCK_TOLERANCE_MS >= now - MAX_NEW_AGE_MS

/** Whether a post about an activity that ended then may come back. Epoch milliseconds. */
export const mayRepost = (endedAt: number, now: number): boolean => endedAt + MAX_REPOST_AGE_MS >= now

/**
 * Whether an activity ended after all of these times and is recent enough to post. With a hidden start, the earliest
 * possible end counts. Epoch milliseconds.
 */
export const isRecentEnough = ({ endedAt, earliestEnd }: Activity, now: number, ...begins: number[]): boolean =>
  isNewEnough(endedAt, now) && earliestEnd + CLOCK_TOLERANCE_MS >= Math.max(...begins)

/**
 * Whether the activity was not posted or asked about in this channel yet: if it is posted now, it counts towards the
 * daily limit.
 */
export const isFirstPost = (post: PostStatus | undefined): boolean =>
  post === undefined || post.state === 'ignored' || post.state === 'over-limit'

/**
 * Decides what to do about one activity in one channel. This is the only place that decides who sees what: privacy
 * first, then manual actions, then the settings of member and admins.
 */
export function planPost(input: PlanInput): Plan {
  const { activity, post, preference, feed, contentHash } = input
  const state = post?.state
  if (state === 'deleting') return toPlan('delete', 'deletion was interrupted')
  const mayBePosted = state === 'posted' || state === 'posting'

  const hidden = hiddenReason(activity, preference)
  if (hidden !== undefined || !activity) {
    const reason = hidden ?? 'deleted on Strava or visible only to the athlete'
    return mayBePosted || state === 'awaiting-approval' ? toPlan('delete', reason) : toPlan('nothing', reason)
  }
  if (state === 'deleted-by-user') return toPlan('nothing', 'the post was deleted in Discord')
  if (state === 'declined') return toPlan('nothing', 'the member skipped it')
  if (!feedAccepts(feed, activity)) {
    return mayBePosted || state === 'awaiting-approval'
      ? toPlan('delete', 'filtered out by the feed')
      : toPlan('nothing', 'filtered out by the feed')
  }
  // A map or a photo can show a home, so both are updated even if nothing else is.
  const hiding = toPlan('edit', 'the member hides more of the map or photos')
  const hidesMore = state === 'posted' && hasOtherImages(post?.contentHash ?? '', contentHash)
  if (feed.pauseReason) return hidesMore ? hiding : toPlan('nothing', 'the feed is paused')
  // Edits and deletions still happen: they may hide something.
  const publish = (action: 'post' | 'ask', reason: PlanReason): Plan =>
    feed.pausedByAdmin ? toPlan('nothing', 'an admin paused the feed') : toPlan(action, reason)
  const shares = preference !== undefined && preference.mode !== 'off'
  const mayPost = shares && (preference.mode === 'auto' || post?.approved === true)
  if (state === 'posted') {
    if (post?.contentHash === contentHash) return toPlan('nothing', 'unchanged')
    if (shares) return toPlan('edit', 'changed on Strava')
    // Posts of members who no longer share stay.
    return hidesMore ? hiding : toPlan('nothing', 'the member no longer shares here')
  }
  if (state === 'posting')
    return mayPost ? publish('post', 'posting was interrupted') : toPlan('delete', 'no longer shared')
  if (!shares) return toPlan('nothing', 'the member does not share here')
  if (state === 'approved') return publish('post', 'the member said yes')
  if (state === 'awaiting-approval') return toPlan('nothing', 'the member was asked')
  if (state === 'withdrawn') {
    if (!mayRepost(activity.endedAt, input.now)) return toPlan('nothing', 'too old to repost')
    return mayPost
      ? publish('post', 'visible again')
      : publish('ask', 'visible again, and the member wants to be asked')
  }
  if (!isRecentEnough(activity, input.now, input.linkedAt, feed.since, preference.since))
    return toPlan('nothing', 'ended before linking, sharing or the feed, or over two days ago')
  return mayPost ? publish('post', 'new') : publish('ask', 'new, and the member wants to be asked')
}
