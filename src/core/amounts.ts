import type { Activity, Split } from './activity.ts'
import { isPlausibleClimb, isPlausibleDistance, isPlausibleTime } from './plausible.ts'
import { isSportType, sportOf, type TimeBasis } from './sport.ts'
import { isOfSport } from './sport-groups.ts'

/** What counts for an activity, in metres and seconds. Undefined: missing, zero or implausible. */
export interface Amounts {
  distance: number | undefined
  seconds: number | undefined
  /** Including stops. */
  elapsedSeconds: number | undefined
  /** The time that pace and speed are based on. */
  paceSeconds: number | undefined
  climb: number | undefined
}

type Times = Pick<Split, 'movingTime' | 'elapsedTime'>

/** Strava's `workout_type` for races: of a run, of a ride. */
const RACE_WORKOUT_TYPES: readonly (number | undefined)[] = [1, 11]

export const isRace = ({ stats }: Pick<Activity, 'stats'>): boolean => RACE_WORKOUT_TYPES.includes(stats.workoutType)

/** Strava counts stops in a running race but not in a cycling race. */
const countsStops = (activity: Activity): boolean => isRace(activity) && isOfSport('runs', activity.sportType)

/**
 * The time that counts, in seconds. Falls back to the elapsed time if the moving time is missing, not positive or
 * longer than the elapsed time. Falls back to the moving time if the elapsed time is implausible.
 */
function secondsOf({ movingTime, elapsedTime }: Times, timeBasis: TimeBasis): number | undefined {
  const elapsed = isPlausibleTime(elapsedTime) ? elapsedTime : undefined
  const moving = isPlausibleTime(movingTime) ? movingTime : undefined
  if (elapsed === undefined || moving === undefined) return elapsed ?? moving
  return timeBasis === 'elapsed' || moving > elapsed ? elapsed : moving
}

/**
 * The amounts used in posts, in totals and by a feed's filters; they match Strava's own pages. A running race uses the
 * elapsed time, for pace too. Sports with long rests or no distance use the elapsed time, but the moving time for pace.
 * All others use the moving time.
 * https://support.strava.com/hc/en-us/articles/115001188684-Moving-Time-Speed-and-Pace-Calculations
 */
export function amountsOf(activity: Activity): Amounts {
  const { sportType, elevationGain } = activity
  const { speedClass, timeBasis: defaultBasis, showsElevation } = sportOf(sportType)
  // The time basis of an unknown sport depends on whether it has a distance.
  const timeBasis = isSportType(sportType) || (activity.distance ?? 0) > 0 ? defaultBasis : 'elapsed'
  const seconds = secondsOf(activity, countsStops(activity) ? 'elapsed' : timeBasis)
  const elapsedSeconds = secondsOf(activity, 'elapsed')
  const paceSeconds = secondsOf(activity, countsStops(activity) ? 'elapsed' : 'moving')
  const distance = isPlausibleDistance(activity.distance, paceSeconds, speedClass) ? activity.distance : undefined
  const climb = showsElevation && isPlausibleClimb(elevationGain, distance, seconds) ? elevationGain : undefined
  return { distance, seconds, elapsedSeconds, paceSeconds, climb }
}

/** Laps count their elapsed time; splits count the same time as their activity. */
export function splitAmountsOf(
  split: Split,
  kind: 'split' | 'lap',
  activity: Activity,
): Pick<Amounts, 'distance' | 'seconds'> {
  const { speedClass } = sportOf(activity.sportType)
  const seconds = secondsOf(split, kind === 'lap' || countsStops(activity) ? 'elapsed' : 'moving')
  const { distance } = split
  return { distance: isPlausibleDistance(distance, seconds, speedClass, 'top') ? distance : undefined, seconds }
}
