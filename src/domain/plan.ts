import type { Activity } from './activity.ts'
import { type Feed, wants } from './feed.ts'
import type { Choice } from './sharing.ts'

/** What is remembered of one activity in one channel. */
export interface Remembered {
  /**
   * `posting`: begun, and not known to have come there. `up`: there. `going`: we began to take it down. `down`: taken down by us, may
   * come back. `asked`: the member
   * was asked. `approved`: the member said yes. `skipped`: the member said no. `removed`: somebody deleted it by hand. `passed`: it
   * was looked at, and nothing was to be done.
   */
  state: 'posting' | 'up' | 'going' | 'down' | 'asked' | 'approved' | 'skipped' | 'removed' | 'passed'
  /** What the message shows, as a short hash; with a map, as `withMap` says it. */
  shown: string
  /** The member said yes to this one. */
  approved?: boolean
}

export type Plan = { do: 'post' | 'ask' | 'edit' | 'delete'; because: string } | { do: 'nothing'; because: string }

export interface PlanInput {
  /** As Strava has it now; undefined: Strava has it no longer, or not for us. */
  activity: Activity | undefined
  remembered: Remembered | undefined
  choice: Choice | undefined
  feed: Feed
  /** What the message would show now, as a short hash. */
  shows: string
  /** Epoch milliseconds. */
  linkedAt: number
  now: number
}

/** What is older is history: it is not posted, whenever it arrives. Milliseconds. */
const NEWS = 48 * 3600_000

/** What was taken down comes back when it is visible again, but not after this long: it would be news to nobody. Milliseconds. */
const RETURN = 7 * 24 * 3600_000

/** Strava's times are whole seconds, and clocks differ a little. Milliseconds. */
const SLACK = 5_000

/** What a message shows, as a short hash, and what its map does, as another. */
export const withMap = (shown: string, map: string): string => `${shown}~${map}`

const mapIn = (shown: string) => shown.split('~')[1]

const plan = (what: Plan['do'], because: string): Plan => ({ do: what, because })

/** Why an activity may not be in a channel at all, whatever the feed wants; undefined when it may. */
export function hiddenBecause(activity: Activity | undefined, choice: Choice | undefined): string | undefined {
  if (!activity) return 'deleted on Strava'
  switch (activity.visibility) {
    case 'only_me':
      return 'only the athlete may see it'
    case 'unknown':
      return 'who may see it is unknown'
    case 'followers_only':
      if (!choice?.followers) return 'only followers may see it'
      break
    case 'everyone':
      break
  }
  if (activity.flagged) return 'flagged on Strava'
  if (activity.muted !== false && !choice?.muted) return 'the athlete muted it'
  return undefined
}

/**
 * Whether an activity ended after all of these moments, and not longer ago than news lasts. Where the start is hidden, it counts as
 * ended as early as it can have. Epoch milliseconds.
 */
export const isNews = ({ endedAt, endedNotBefore }: Activity, now: number, ...begins: number[]): boolean =>
  endedAt + SLACK >= now - NEWS && endedNotBefore + SLACK >= Math.max(...begins)

/**
 * What makes one channel agree with Strava about one activity. This is the only place that decides what is shown to whom: privacy
 * first, then what people did by hand, then what the member and the admins chose.
 */
export function planPost(input: PlanInput): Plan {
  const { activity, remembered, choice, feed, shows } = input
  const state = remembered?.state
  if (state === 'going') return plan('delete', 'deletion was not finished')
  const mayStand = state === 'up' || state === 'posting'

  const hidden = hiddenBecause(activity, choice)
  if (hidden !== undefined || !activity) {
    const because = hidden ?? 'deleted on Strava'
    return mayStand || state === 'asked' ? plan('delete', because) : plan('nothing', because)
  }
  if (state === 'removed') return plan('nothing', 'the post was deleted in Discord')
  if (state === 'skipped') return plan('nothing', 'the member skipped it')
  if (!wants(feed, activity)) {
    return mayStand || state === 'asked'
      ? plan('delete', 'filtered out by the feed')
      : plan('nothing', 'filtered out by the feed')
  }
  if (feed.paused) return plan('nothing', 'the feed is paused')
  const shares = choice !== undefined && choice.mode !== 'off'
  const mayPost = shares && (choice.mode === 'auto' || remembered?.approved === true)
  if (state === 'up') {
    if (remembered?.shown === shows) return plan('nothing', 'unchanged')
    if (shares) return plan('edit', 'changed on Strava')
    // A map perhaps shows somebody's home: of one who does not share, the post is left as it is, but not that.
    const map = mapIn(remembered?.shown ?? '')
    if (map !== undefined && map !== mapIn(shows)) return plan('edit', 'the member hides more of the map')
    return plan('nothing', 'the member does not share here any more')
  }
  if (state === 'posting')
    return mayPost ? plan('post', 'posting was not finished') : plan('delete', 'no longer shared')
  if (!shares) return plan('nothing', 'the member does not share here')
  if (state === 'approved') return plan('post', 'the member said yes')
  if (state === 'asked') return plan('nothing', 'the member was asked')
  if (state === 'down') {
    if (activity.endedAt + RETURN < input.now) return plan('nothing', 'taken down too long ago')
    return mayPost ? plan('post', 'visible again') : plan('ask', 'visible again, and the member wants to be asked')
  }
  if (!isNews(activity, input.now, input.linkedAt, feed.since, choice.since))
    return plan('nothing', 'ended before linking, sharing or the feed, or over two days ago')
  return mayPost ? plan('post', 'new') : plan('ask', 'new, and the member wants to be asked')
}
