/** Who can see an activity on Strava. `unknown`: missing or not a value we know; treated as hidden. */
export type Visibility = 'everyone' | 'followers_only' | 'only_me' | 'unknown'

/**
 * When an activity started. `instant` is epoch milliseconds (UTC). If the athlete hides the start time, only the day is
 * known: Strava then sends midnight plus one second in both of its dates.
 */
export type Start = { instant: number } | { day: string }

/** An activity in SI units, with ids as strings. `undefined` means that Strava left the field out. */
export interface Activity {
  id: string
  athleteId: string
  /** May be empty; Strava allows it. */
  name: string
  /** Strava's `sport_type`; may be one that isn't in our table yet. */
  sportType: string
  start: Start
  /** The start shown only to the athlete, if they hide it from others and Strava sends it anyway. */
  ownStart?: Start | undefined
  /** Local day of the start, `YYYY-MM-DD`. */
  day: string
  /** Local time zone, such as `Europe/Paris`. */
  zone: string | undefined
  /** Metres. */
  distance: number | undefined
  /** Seconds, as Strava sends them. `amountsOf` decides which time counts and whether it is plausible. */
  movingTime: number | undefined
  /** Seconds. */
  elapsedTime: number | undefined
  /** Metres climbed. */
  elevationGain: number | undefined
  visibility: Visibility
  /** When it ended. With a hidden start: the latest possible end. Epoch milliseconds. */
  endedAt: number
  /** Same as `endedAt`, or the earliest possible end if the start is hidden. Epoch milliseconds. */
  earliestEnd: number
  /** Kept out of followers' feeds (`hide_from_home`); undefined in lists, where Strava doesn't send it. */
  muted: boolean | undefined
  /** On a trainer or treadmill, or virtual; never set for swims. */
  indoor: boolean
  /** Flagged on Strava, by a person or automatically. */
  flagged?: boolean | undefined
  commute: boolean
  /** Statistics that the athlete hides; undefined in lists, where Strava doesn't send them. */
  hidden: ReadonlySet<Statistic> | undefined
  /** Strava sends all of these to the application, even those that the athlete hides. */
  stats: ActivityStats
  /** Undefined in lists, where Strava doesn't send them. */
  details?: ActivityDetails | undefined
  /** Never shown untrimmed, and never stored. */
  route: Route | undefined
  /**
   * The address of its photo on Strava; of several, the one that the athlete put first. Undefined in lists. Never
   * stored.
   */
  photo?: string | undefined
}

/** Used to pick one of your own activities from a list. */
export type RecentActivity = Pick<Activity, 'id' | 'name' | 'sportType' | 'day'>

/** Optional statistics. Strava sends most of them only in the detailed activity. */
export interface ActivityStats {
  /** Average, in beats per minute. */
  heartRate?: number | undefined
  /** Average watts from a power meter; Strava's estimates are left out. */
  power?: number | undefined
  /** Average per minute. For runs Strava counts one leg: half of the steps. */
  cadence?: number | undefined
  /** Metres per second. */
  topSpeed?: number | undefined
  /** Kilocalories. */
  calories?: number | undefined
  laps?: number | undefined
  /** Average, in degrees Celsius, as the device measured it. */
  temperature?: number | undefined
  personalRecords?: number | undefined
  achievements?: number | undefined
  /** Strava's `workout_type`: the kind of run or ride. */
  workoutType?: number | undefined
  description?: string | undefined
  device?: string | undefined
}

/** A split or a lap, in metres, seconds, beats per minute and watts. Only laps have power. */
export interface Split {
  distance: number | undefined
  movingTime: number | undefined
  elapsedTime?: number | undefined
  /** Elevation difference between start and end, signed. */
  elevationDifference: number | undefined
  heartRate: number | undefined
  power: number | undefined
  /** Metres per second. Only splits of runs have it. */
  gradeAdjustedSpeed?: number | undefined
}

/** The best time over a distance within an activity. */
export interface BestEffort {
  /** Strava's name for the distance. */
  name: string
  /** Seconds. */
  seconds: number
  /** Metres; Strava doesn't always send them. */
  distance?: number | undefined
  /** 1 is the athlete's best of all time; 2 and 3 follow. */
  rank: number | undefined
}

/** A segment within an activity on which the athlete did well. */
export interface SegmentEffort {
  name: string
  /** Seconds. */
  seconds: number
  /** Metres. */
  distance: number | undefined
  /** 1 is the athlete's best of all time; 2 and 3 follow. */
  rank: number | undefined
  /** 1 to 10 among all athletes. */
  overallRank: number | undefined
  /** Whether everyone can see the effort and its segment on Strava. */
  isPublic: boolean
  /**
   * Straight-line metres between an end of the segment and an end of the activity, whichever two are closest. Undefined
   * if a position is unknown.
   */
  distanceFromEnds: number | undefined
}

/** Only the detailed activity has these. */
export interface ActivityDetails {
  /** Strava only sends splits for runs, walks, hikes and rides. */
  splits: { metric: Split[]; imperial: Split[] }
  laps: Split[]
  bestEfforts: BestEffort[]
  segmentEfforts: SegmentEffort[]
  gear: Gear | undefined
}

/** A bike or a pair of shoes, with the metres it has covered. */
export interface Gear {
  name: string
  distance: number | undefined
}

type Point = readonly [latitude: number, longitude: number]

/** The route as Strava sends it: encoded polylines, and the real start and end. */
export interface Route {
  /** Full resolution; lists only have the summary. */
  polyline: string | undefined
  summaryPolyline: string | undefined
  start: Point | undefined
  end: Point | undefined
}

/**
 * The statistics that an athlete can hide, by Strava's names (`stats_visibility`). Strava usually doesn't list the
 * start time: a hidden one is recognized by the dates.
 */
export const STATISTICS = ['heart_rate', 'pace', 'power', 'speed', 'calories', 'start_time'] as const
export type Statistic = (typeof STATISTICS)[number]

/** Sort key: the start, or noon UTC if only the day is known. Epoch milliseconds. */
export function sortTimeOf(activity: Activity): number {
  return 'instant' in activity.start ? activity.start.instant : Date.parse(`${activity.start.day}T12:00:00Z`)
}

/** Stable for activities with the same start. */
export function newestFirst(activities: readonly Activity[]): Activity[] {
  return [...activities].sort((a, b) => sortTimeOf(b) - sortTimeOf(a))
}
