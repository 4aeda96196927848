import type { Activity } from './activity.ts'
import { type Feed, feedAccepts } from './feed.ts'
import type { SharePreference } from './sharing.ts'

/** What is remembered of one activity in one channel. */
export interface PostStatus {
  /**
   * `posting`: begun, and not known to have come there. `posted`: there. `deleting`: we began to take it down. `withdrawn`: taken down by
   * us, may come back. `awaiting-approval`: the member was asked. `approved`: the member said yes. `declined`: the member said no.
   * `deleted-by-user`: somebody deleted it by hand. `ignored`: it was looked at, and nothing was to be done.
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
  /** What the message shows, as a short hash; with a map, as `combineHashes` says it. */
  contentHash: string
  /** The member said yes to this one. */
  approved?: boolean
}

export type Plan =
  | { action: 'post' | 'ask' | 'edit' | 'delete'; reason: string }
  | { action: 'nothing'; reason: string }

export interface PlanInput {
  /** As Strava has it now; undefined: Strava has it no longer, or not for us. */
  activity: Activity | undefined
  post: PostStatus | undefined
  preference: SharePreference | undefined
  feed: Feed
  /** What the message would show now, as a short hash. */
  contentHash: string
  /** Epoch milliseconds. */
  linkedAt: number
  now: number
}

/** What is older is history: it is not posted, whenever it arrives. Milliseconds. */
const MAX_NEW_AGE_MS = 48 * 3600_000

/** What was taken down comes back when it is visible again, but not after this long: it would be news to nobody. Milliseconds. */
const MAX_REPOST_AGE_MS = 7 * 24 * 3600_000

/** Strava's times are whole seconds, and clocks differ a little. Milliseconds. */
const CLOCK_TOLERANCE_MS = 5_000

/** What a message shows, as a short hash, and what its map does, as another. */
export const combineHashes = (contentHash: string, mapHash: string): string => `${contentHash}~${mapHash}`

const mapHashOf = (contentHash: string) => contentHash.split('~')[1]

const toPlan = (action: Plan['action'], reason: string): Plan => ({ action, reason })

/** Why an activity may not be in a channel at all, whatever the feed wants; undefined when it may. */
export function hiddenReason(
  activity: Activity | undefined,
  preference: SharePreference | undefined,
): string | undefined {
  if (!activity) return 'deleted on Strava'
  switch (activity.visibility) {
    case 'only_me':
      return 'only the athlete may see it'
    case 'unknown':
      return 'who may see it is unknown'
    case 'followers_only':
      if (!preference?.followers) return 'only followers may see it'
      break
    case 'everyone':
      break
  }
  if (activity.flagged) return 'flagged on Strava'
  if (activity.muted !== false && !preference?.muted) return 'the athlete muted it'
  return undefined
}

/**
 * Whether an activity ended after all of these moments, and not longer ago than news lasts. Where the start is hidden, it counts as
 * ended as early as it can have. Epoch milliseconds.
 */
export const isRecentEnough = ({ endedAt, earliestEnd }: Activity, now: number, ...begins: number[]): boolean =>
  endedAt + CLOCK_TOLERANCE_MS >= now - MAX_NEW_AGE_MS && earliestEnd + CLOCK_TOLERANCE_MS >= Math.max(...begins)

/**
 * What makes one channel agree with Strava about one activity. This is the only place that decides what is shown to whom: privacy
 * first, then what people did by hand, then what the member and the admins chose.
 */
export function planPost(input: PlanInput): Plan {
  const { activity, post, preference, feed, contentHash } = input
  const state = post?.state
  if (state === 'deleting') return toPlan('delete', 'deletion was not finished')
  const mayBePosted = state === 'posted' || state === 'posting'

  const hidden = hiddenReason(activity, preference)
  if (hidden !== undefined || !activity) {
    const reason = hidden ?? 'deleted on Strava'
    return mayBePosted || state === 'awaiting-approval' ? toPlan('delete', reason) : toPlan('nothing', reason)
  }
  if (state === 'deleted-by-user') return toPlan('nothing', 'the post was deleted in Discord')
  if (state === 'declined') return toPlan('nothing', 'the member skipped it')
  if (!feedAccepts(feed, activity)) {
    return mayBePosted || state === 'awaiting-approval'
      ? toPlan('delete', 'filtered out by the feed')
      : toPlan('nothing', 'filtered out by the feed')
  }
  if (feed.paused) return toPlan('nothing', 'the feed is paused')
  const shares = preference !== undefined && preference.mode !== 'off'
  const mayPost = shares && (preference.mode === 'auto' || post?.approved === true)
  if (state === 'posted') {
    if (post?.contentHash === contentHash) return toPlan('nothing', 'unchanged')
    if (shares) return toPlan('edit', 'changed on Strava')
    // A map perhaps shows somebody's home: of one who does not share, the post is left as it is, but not that.
    const mapHash = mapHashOf(post?.contentHash ?? '')
    if (mapHash !== undefined && mapHash !== mapHashOf(contentHash))
      return toPlan('edit', 'the member hides more of the map')
    return toPlan('nothing', 'the member does not share here any more')
  }
  if (state === 'posting')
    return mayPost ? toPlan('post', 'posting was not finished') : toPlan('delete', 'no longer shared')
  if (!shares) return toPlan('nothing', 'the member does not share here')
  if (state === 'approved') return toPlan('post', 'the member said yes')
  if (state === 'awaiting-approval') return toPlan('nothing', 'the member was asked')
  if (state === 'withdrawn') {
    if (activity.endedAt + MAX_REPOST_AGE_MS < input.now) return toPlan('nothing', 'taken down too long ago')
    return mayPost ? toPlan('post', 'visible again') : toPlan('ask', 'visible again, and the member wants to be asked')
  }
  if (!isRecentEnough(activity, input.now, input.linkedAt, feed.since, preference.since))
    return toPlan('nothing', 'ended before linking, sharing or the feed, or over two days ago')
  return mayPost ? toPlan('post', 'new') : toPlan('ask', 'new, and the member wants to be asked')
}
