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
  /** The same for the athlete alone, where they hide it from others and Strava tells it all the same. */
  ownStart?: Start | undefined
  /** The day on which it began where it began, `YYYY-MM-DD`. */
  day: string
  /** The time zone there, such as `Europe/Paris`, as far as it is known. */
  zone: string | undefined
  /** Metres. */
  distance: number | undefined
  /** Seconds, as Strava sends them; which time counts, and what of it makes sense, `amountsOf` says. */
  movingTime: number | undefined
  /** Seconds. */
  elapsedTime: number | undefined
  /** Metres climbed. */
  elevationGain: number | undefined
  visibility: Visibility
  /** When it ended, as near as is known; with a hidden start the latest it can have been. Epoch milliseconds. */
  endedAt: number
  /** When it ended at the earliest: the same, unless the start is hidden. Epoch milliseconds. */
  earliestEnd: number
  /** Kept out of followers' feeds (`hide_from_home`); undefined where Strava does not say, as in lists. */
  muted: boolean | undefined
  /** On a trainer or treadmill, or in a simulator; never a swim. */
  indoor: boolean
  /** Strava, or somebody there, doubts it; absent: not flagged. */
  flagged?: boolean | undefined
  commute: boolean
  /** What the athlete hides of it; undefined where Strava does not say, as in lists. */
  hidden: ReadonlySet<Statistic> | undefined
  /** What may be known beside; Strava gives all of it to the application, whatever the athlete hides. */
  stats: ActivityStats
  /** Its parts and what is kept beside; undefined where Strava does not say, as in lists. */
  details?: ActivityDetails | undefined
  /** Where it went. Never shown as it is, and kept nowhere. */
  route: Route | undefined
}

/** What it takes to choose one of one's own activities from a list. */
export type RecentActivity = Pick<Activity, 'id' | 'name' | 'sportType' | 'day'>

/** What Strava tells of an activity beside what every one has; most of it in the detail alone. */
export interface ActivityStats {
  /** Beats per minute, on average. */
  heartRate?: number | undefined
  /** Watts on average, from a meter; what Strava estimates is left out. */
  power?: number | undefined
  /** A minute, on average. Of a run it is the turns of one leg: half of the steps. */
  cadence?: number | undefined
  /** Metres per second. */
  topSpeed?: number | undefined
  /** Kilocalories. */
  calories?: number | undefined
  laps?: number | undefined
  personalRecords?: number | undefined
  achievements?: number | undefined
  /** Strava's number for what kind of a run or ride it was. */
  workoutType?: number | undefined
  /** As the athlete wrote it. */
  description?: string | undefined
  /** As Strava names it. */
  device?: string | undefined
}

/** A split or a lap. Metres, seconds, beats a minute, watts from a meter: of laps alone. */
export interface Split {
  distance: number | undefined
  movingTime: number | undefined
  elapsedTime?: number | undefined
  /** How much higher it ends than it began. */
  climb: number | undefined
  heartRate: number | undefined
  power: number | undefined
}

/** The best time over a distance within an activity. */
export interface BestEffort {
  /** Strava's name of the distance. */
  name: string
  /** Seconds. */
  seconds: number
  /** Metres, where Strava tells them. */
  distance?: number | undefined
  /** 1: the best of all of the athlete's; 2 and 3 likewise. */
  rank: number | undefined
}

/** What only the detail of an activity tells. */
export interface ActivityDetails {
  /** By the kilometre and by the mile; of runs, walks, hikes and rides alone. */
  splits: { metric: Split[]; imperial: Split[] }
  laps: Split[]
  bestEfforts: BestEffort[]
  /** Its name, or what the athlete calls it. */
  gear: string | undefined
}

/** Latitude and longitude in degrees. */
type Point = readonly [latitude: number, longitude: number]

/** A way as Strava sends it: lines in the encoding of Google's polylines, and where it truly began and ended. */
export interface Route {
  /** The whole line; lists have only the summary. */
  polyline: string | undefined
  summaryPolyline: string | undefined
  start: Point | undefined
  end: Point | undefined
}

/**
 * What an athlete can hide of an activity, in Strava's words (`stats_visibility`). Strava mostly does not list the start time: one that
 * is hidden shows in the dates.
 */
export const STATISTICS = ['heart_rate', 'pace', 'power', 'speed', 'calories', 'start_time'] as const
export type Statistic = (typeof STATISTICS)[number]

/** The time that orders activities: the start, or noon UTC of the day when only the day is known. Milliseconds. */
export function sortTimeOf(activity: Activity): number {
  return 'instant' in activity.start ? activity.start.instant : Date.parse(`${activity.start.day}T12:00:00Z`)
}

/** Newest first, and stable for activities of the same moment. */
export function newestFirst(activities: readonly Activity[]): Activity[] {
  return [...activities].sort((a, b) => sortTimeOf(b) - sortTimeOf(a))
}
