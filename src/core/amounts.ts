import type { Activity, Split } from './activity.ts'
import { isPlausibleClimb, isPlausibleDistance, isPlausibleTime } from './plausible.ts'
import { isSportType, sportOf, type TimeBasis } from './sport.ts'
import { isOfSport } from './sport-groups.ts'

/** What counts of an activity. Metres and seconds; undefined: absent, zero, or nothing that anybody can do. */
export interface Amounts {
  distance: number | undefined
  seconds: number | undefined
  /** All of the time, with the stops. */
  elapsedSeconds: number | undefined
  /** The time over which it is said how fast it was. */
  paceSeconds: number | undefined
  climb: number | undefined
}

type Times = Pick<Split, 'movingTime' | 'elapsedTime'>

/** Strava's numbers of `workout_type` for a race: of a run, of a ride. */
const RACE_WORKOUT_TYPES: readonly (number | undefined)[] = [1, 11]

export const isRace = ({ stats }: Pick<Activity, 'stats'>): boolean => RACE_WORKOUT_TYPES.includes(stats.workoutType)

/** Of a run that was a race the stops count; of a ride, Strava leaves them out all the same. */
const countsStops = (activity: Activity): boolean => isRace(activity) && isOfSport('runs', activity.sportType)

/**
 * The time that counts, in seconds. A moving time that is absent, zero, below zero or longer than the elapsed time gives way to the elapsed
 * time; an elapsed time that makes no sense to the moving time.
 */
function secondsOf({ movingTime, elapsedTime }: Times, timeBasis: TimeBasis): number | undefined {
  const elapsed = isPlausibleTime(elapsedTime) ? elapsedTime : undefined
  const moving = isPlausibleTime(movingTime) ? movingTime : undefined
  if (elapsed === undefined || moving === undefined) return elapsed ?? moving
  return timeBasis === 'elapsed' || moving > elapsed ? elapsed : moving
}

/**
 * What is shown of an activity, added up, and compared with what a feed wants. As Strava's pages show it: a run that was a race counts its
 * elapsed time, and is as fast as over that; a sport in which people rest much, or go nowhere, counts its elapsed time, and is as fast as
 * while moving; all others count their moving time.
 * https://support.strava.com/hc/en-us/articles/115001188684-Moving-Time-Speed-and-Pace-Calculations
 */
export function amountsOf(activity: Activity): Amounts {
  const { sportType, elevationGain } = activity
  const { speedClass, timeBasis: defaultBasis, showsElevation } = sportOf(sportType)
  // A sport that is not in the table may be one or the other: its distance says which.
  const timeBasis = isSportType(sportType) || (activity.distance ?? 0) > 0 ? defaultBasis : 'elapsed'
  const seconds = secondsOf(activity, countsStops(activity) ? 'elapsed' : timeBasis)
  const elapsedSeconds = secondsOf(activity, 'elapsed')
  const paceSeconds = secondsOf(activity, countsStops(activity) ? 'elapsed' : 'moving')
  const distance = isPlausibleDistance(activity.distance, paceSeconds, speedClass) ? activity.distance : undefined
  const climb = showsElevation && isPlausibleClimb(elevationGain, distance, seconds) ? elevationGain : undefined
  return { distance, seconds, elapsedSeconds, paceSeconds, climb }
}

/** The same of a split or a lap: a lap counts its elapsed time, a split what the activity counts. */
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
