import type { Activity, Stretch } from './activity.ts'
import { isPlausibleClimb, isPlausibleDistance, isPlausibleTime } from './plausible.ts'
import { type CountedTime, isSportType, sportOf } from './sport.ts'
import { isOfSport } from './sport-groups.ts'

/** What counts of an activity. Metres and seconds; undefined: absent, zero, or nothing that anybody can do. */
export interface Amounts {
  distance: number | undefined
  seconds: number | undefined
  /** All of the time, with the stops. */
  elapsedSeconds: number | undefined
  /** The time over which it is said how fast it was. */
  tempoSeconds: number | undefined
  climb: number | undefined
}

type Times = Pick<Stretch, 'movingTime' | 'elapsedTime'>

/** Strava's numbers of `workout_type` for a race: of a run, of a ride. */
const RACES: readonly (number | undefined)[] = [1, 11]

export const isRace = ({ more }: Pick<Activity, 'more'>): boolean => RACES.includes(more.workoutType)

/** Of a run that was a race the stops count; of a ride, Strava leaves them out all the same. */
const countsStops = (activity: Activity): boolean => isRace(activity) && isOfSport('runs', activity.sportType)

/**
 * The time that counts, in seconds. A moving time that is absent, zero, below zero or longer than the elapsed time gives way to the elapsed
 * time; an elapsed time that makes no sense to the moving time.
 */
function secondsOf({ movingTime, elapsedTime }: Times, counts: CountedTime): number | undefined {
  const elapsed = isPlausibleTime(elapsedTime) ? elapsedTime : undefined
  const moving = isPlausibleTime(movingTime) ? movingTime : undefined
  if (elapsed === undefined || moving === undefined) return elapsed ?? moving
  return counts === 'elapsed' || moving > elapsed ? elapsed : moving
}

/**
 * What is shown of an activity, added up, and compared with what a feed wants. As Strava's pages show it: a run that was a race counts its
 * elapsed time, and is as fast as over that; a sport in which people rest much, or go nowhere, counts its elapsed time, and is as fast as
 * while moving; all others count their moving time.
 * https://support.strava.com/hc/en-us/articles/115001188684-Moving-Time-Speed-and-Pace-Calculations
 */
export function amountsOf(activity: Activity): Amounts {
  const { sportType, elevationGain } = activity
  const { moves, counts: usually, climbs } = sportOf(sportType)
  // A sport that is not in the table may be one or the other: its distance says which.
  const counts = isSportType(sportType) || (activity.distance ?? 0) > 0 ? usually : 'elapsed'
  const seconds = secondsOf(activity, countsStops(activity) ? 'elapsed' : counts)
  const elapsedSeconds = secondsOf(activity, 'elapsed')
  const tempoSeconds = secondsOf(activity, countsStops(activity) ? 'elapsed' : 'moving')
  const distance = isPlausibleDistance(activity.distance, tempoSeconds, moves) ? activity.distance : undefined
  const climb = climbs && isPlausibleClimb(elevationGain, distance, seconds) ? elevationGain : undefined
  return { distance, seconds, elapsedSeconds, tempoSeconds, climb }
}

/** The same of a split or a lap: a lap counts its elapsed time, a split what the activity counts. */
export function stretchAmountsOf(
  stretch: Stretch,
  kind: 'split' | 'lap',
  activity: Activity,
): Pick<Amounts, 'distance' | 'seconds'> {
  const { moves } = sportOf(activity.sportType)
  const seconds = secondsOf(stretch, kind === 'lap' || countsStops(activity) ? 'elapsed' : 'moving')
  const { distance } = stretch
  return { distance: isPlausibleDistance(distance, seconds, moves, 'top') ? distance : undefined, seconds }
}
