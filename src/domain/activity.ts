/** Who may see an activity at Strava. `unknown` stands for a value that is missing or that we have not met: it is treated as hidden. */
export type Visibility = 'everyone' | 'followers_only' | 'only_me' | 'unknown'

/**
 * When an activity began. `instant` is epoch milliseconds (UTC). A start time that the athlete hides is only a day:
 * Strava then answers midnight plus one second for both of its dates.
 */
export type Start = { instant: number } | { day: string }

/** One activity as the bot knows it: SI units, ids as strings, `undefined` for everything that Strava left out. */
export interface Activity {
  id: string
  athleteId: string
  /** May be empty: Strava allows it. */
  name: string
  /** Strava's `sport_type`; may be one that is not in our table yet. */
  sportType: string
  start: Start
  /** Metres. */
  distance: number | undefined
  /** Seconds. */
  movingTime: number | undefined
  /** Seconds. */
  elapsedTime: number | undefined
  /** Metres climbed. */
  elevationGain: number | undefined
  visibility: Visibility
  /** When it ended, as near as is known; with a hidden start the latest it can have been. Epoch milliseconds. */
  endedAt: number
  /** When it ended at the earliest: the same, unless the start is hidden. Epoch milliseconds. */
  endedNotBefore: number
  /** Kept out of followers' feeds (`hide_from_home`); undefined where Strava does not say, as in lists. */
  muted: boolean | undefined
  /** On a trainer or treadmill. */
  indoor: boolean
  commute: boolean
  /** What the athlete hides of it; undefined where Strava does not say, as in lists. */
  hidden: ReadonlySet<Statistic> | undefined
}

/** What an athlete can hide of an activity, in Strava's words (`stats_visibility`). */
export const STATISTICS = ['heart_rate', 'pace', 'power', 'speed', 'calories', 'start_time'] as const
export type Statistic = (typeof STATISTICS)[number]

/** The time that orders activities: the start, or noon UTC of the day when only the day is known. Milliseconds. */
export function orderOf(activity: Activity): number {
  return 'instant' in activity.start ? activity.start.instant : Date.parse(`${activity.start.day}T12:00:00Z`)
}

/** Newest first, and stable for activities of the same moment. */
export function newestFirst(activities: readonly Activity[]): Activity[] {
  return [...activities].sort((a, b) => orderOf(b) - orderOf(a))
}
