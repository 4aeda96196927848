import type { Activity, Split } from './activity.ts'
import { amountsOf } from './amounts.ts'
import { type Figure, paceDistanceOf, showsPace } from './figures.ts'
import { isPlausibleDistance } from './plausible.ts'
import { sportOf } from './sport.ts'
import { isOfSport } from './sport-groups.ts'
import { toPace, toTemperature, type Units } from './units.ts'

/** Flatter runs have no grade-adjusted pace. Metres of climb per metre of distance. */
const MIN_CLIMB_SHARE = 0.01

/** A smaller difference from the pace isn't shown. */
const MIN_DIFFERENCE_SHARE = 0.02

/** Minimum share of the distance with a grade-adjusted speed: only the last few metres may lack it. */
const MIN_KNOWN_SHARE = 0.95

/** How much farther the same effort goes on flat ground. Undefined if too many splits have no grade-adjusted speed. */
function flatShareOf(splits: readonly Split[]): number | undefined {
  let [meters, knownMeters, flatMeters] = [0, 0, 0]
  for (const { distance = 0, movingTime, gradeAdjustedSpeed } of splits) {
    meters += distance
    if (movingTime === undefined || !gradeAdjustedSpeed) continue
    knownMeters += distance
    flatMeters += gradeAdjustedSpeed * movingTime
  }
  return knownMeters > 0 && knownMeters >= meters * MIN_KNOWN_SHARE ? flatMeters / knownMeters : undefined
}

/**
 * The grade-adjusted pace of a run with considerable climb, if it differs from the pace. Hidden if the pace is hidden.
 */
function gradeAdjustedPace(activity: Activity, units: Units): Figure | undefined {
  const { sportType, details } = activity
  const sport = sportOf(sportType)
  const { distance, paceSeconds, climb } = amountsOf(activity)
  const per = paceDistanceOf(sport, units)
  const share = flatShareOf(details?.splits.metric ?? [])
  if (!isOfSport('runs', sportType) || !showsPace(activity) || !per) return undefined
  if (distance === undefined || climb === undefined || share === undefined) return undefined
  if (climb < distance * MIN_CLIMB_SHARE || Math.abs(share - 1) < MIN_DIFFERENCE_SHARE) return undefined
  const flatDistance = distance * share
  if (!isPlausibleDistance(flatDistance, paceSeconds, sport.speedClass)) return undefined
  const pace = toPace(flatDistance, paceSeconds, per)
  return pace && { kind: 'gradeAdjustedPace', pace }
}

function temperature({ stats }: Activity, { system }: Units): Figure | undefined {
  const quantity = toTemperature(stats.temperature, system)
  return quantity && { kind: 'temperature', quantity }
}

/** The figures that only the details of an activity show. */
export const detailFigures = (activity: Activity, units: Units): Figure[] =>
  [gradeAdjustedPace(activity, units), temperature(activity, units)].filter((figure) => figure !== undefined)
