import type { Activity, Statistic } from './activity.ts'
import { type Amounts, amountsOf, isRace } from './amounts.ts'
import type { FeedFigure } from './feed.ts'
import { isPlausibleEnergy, isPlausibleSpeed } from './plausible.ts'
import { type ExtraFigure, type PaceDisplay, type Sport, sportOf } from './sport.ts'
import {
  type CountUnit,
  type DistanceUnit,
  type Duration,
  type Pace,
  type Quantity,
  type SpeedUnit,
  type TemperatureUnit,
  toClimb,
  toCount,
  toDistance,
  toDuration,
  toPace,
  toPoolDistance,
  toSpeed,
  type Units,
} from './units.ts'

/** One figure of an activity, in display units and without words. */
export type Figure =
  | { kind: 'distance'; quantity: Quantity<DistanceUnit> }
  /** The time that counts. `exact`: always with seconds, as races are timed. */
  | { kind: 'time'; duration: Duration; format?: 'exact' | 'clock' }
  | { kind: 'pace'; pace: Pace }
  | { kind: 'speed'; quantity: Quantity<SpeedUnit> }
  | { kind: 'climb'; quantity: Quantity<DistanceUnit> }
  | { kind: 'topSpeed'; quantity: Quantity<SpeedUnit> }
  | { kind: 'count'; quantity: Quantity<CountUnit> }
  /** The pace on flat ground for the same effort. */
  | { kind: 'gradeAdjustedPace'; pace: Pace }
  | { kind: 'temperature'; quantity: Quantity<TemperatureUnit> }

type MakeFigure = (activity: Activity, units: Units) => Figure | undefined

/** Shorter distances give no meaningful pace. Metres; in a pool it is one length. */
const MIN_PACE_DISTANCE_METERS = { inPool: 15, elsewhere: 100 }

/** Distance and time, if they are enough for a pace. */
function paceAmountsOf(activity: Activity): Pick<Amounts, 'distance' | 'paceSeconds'> {
  const { distance, paceSeconds } = amountsOf(activity)
  const shortest = isPool(sportOf(activity.sportType))
    ? MIN_PACE_DISTANCE_METERS.inPool
    : MIN_PACE_DISTANCE_METERS.elsewhere
  return { distance: distance !== undefined && distance >= shortest ? distance : undefined, paceSeconds }
}

const pace: MakeFigure = (activity, units) => {
  const per = paceDistanceOf(sportOf(activity.sportType), units)
  const { distance, paceSeconds } = paceAmountsOf(activity)
  const value = per && toPace(distance, paceSeconds, per)
  return value && { kind: 'pace', pace: value }
}

const speed: MakeFigure = (activity, { system }) => {
  const { distance, paceSeconds } = paceAmountsOf(activity)
  const quantity = toSpeed(distance, paceSeconds, system)
  return quantity && { kind: 'speed', quantity }
}

/** The pace figure of a sport, and the statistic that hides it. */
const PACE_FIGURES: Record<PaceDisplay, { make: MakeFigure; statistic: Statistic | undefined }> = {
  pace: { make: pace, statistic: 'pace' },
  pace100: { make: pace, statistic: 'pace' },
  pace500: { make: pace, statistic: 'pace' },
  speed: { make: speed, statistic: 'speed' },
  none: { make: () => undefined, statistic: undefined },
}

const count =
  (unit: CountUnit, of: (activity: Activity) => number | undefined): MakeFigure =>
  (activity) => {
    const quantity = toCount(of(activity), unit)
    return quantity && { kind: 'count', quantity }
  }

const doubled = (value: number | undefined) => value && value * 2

/** A single lap is the whole activity, so it says nothing. */
const moreThanOne = (value: number | undefined) => (value !== undefined && value > 1 ? value : undefined)

/**
 * The additional figures, the Strava statistic that hides each, and its name in a feed's settings. Strava has no
 * visibility setting for cadence; it reveals the pace, so it is hidden with it.
 */
const EXTRA_FIGURES: Record<
  ExtraFigure,
  { make: MakeFigure; statistic: Statistic | 'pace-display' | undefined; feedFigure: FeedFigure }
> = {
  heartRate: {
    make: count('beat-per-minute', ({ stats }) => stats.heartRate),
    statistic: 'heart_rate',
    feedFigure: 'heartRate',
  },
  power: { make: count('watt', ({ stats }) => stats.power), statistic: 'power', feedFigure: 'power' },
  steps: {
    make: count('step-per-minute', ({ stats }) => doubled(stats.cadence)),
    statistic: 'pace-display',
    feedFigure: 'cadence',
  },
  revolutions: {
    make: count('revolution-per-minute', ({ stats }) => stats.cadence),
    statistic: 'pace-display',
    feedFigure: 'cadence',
  },
  strokes: {
    make: count('stroke-per-minute', ({ stats }) => stats.cadence),
    statistic: 'pace-display',
    feedFigure: 'cadence',
  },
  topSpeed: {
    make: ({ sportType, stats: { topSpeed } }, { system }) => {
      const isPlausible = isPlausibleSpeed(topSpeed, sportOf(sportType).speedClass, 'top')
      const quantity = isPlausible ? toSpeed(topSpeed, 1, system) : undefined
      return quantity && { kind: 'topSpeed', quantity }
    },
    statistic: 'speed',
    feedFigure: 'topSpeed',
  },
  laps: { make: count('lap', ({ stats }) => moreThanOne(stats.laps)), statistic: undefined, feedFigure: 'laps' },
  intervals: {
    make: count('interval', ({ stats }) => moreThanOne(stats.laps)),
    statistic: undefined,
    feedFigure: 'laps',
  },
  calories: {
    make: count('kilocalorie', (activity) =>
      isPlausibleEnergy(activity.stats.calories, amountsOf(activity).elapsedSeconds)
        ? activity.stats.calories
        : undefined,
    ),
    statistic: 'calories',
    feedFigure: 'calories',
  },
}

const defined = (figures: readonly (Figure | undefined)[]): Figure[] => figures.filter((figure) => figure !== undefined)

export const isPool = ({ paceDisplay }: Sport): boolean => paceDisplay === 'pace100'

/** Pool swims have their own unit. */
export function distanceFigure(meters: number | undefined, pool: boolean, units: Units): Figure | undefined {
  const quantity = pool ? toPoolDistance(meters, units.pool) : toDistance(meters, units.system)
  return quantity && { kind: 'distance', quantity }
}

export function timeFigure(seconds: number | undefined): (Figure & { kind: 'time' }) | undefined {
  const duration = toDuration(seconds)
  return duration && { kind: 'time', duration }
}

export function climbFigure(meters: number | undefined, { system }: Units): Figure | undefined {
  const quantity = toClimb(meters, system)
  return quantity && { kind: 'climb', quantity }
}

/** Distance, time, pace or speed, and climb, hidden or not. Zero or missing values are left out. */
export function figuresOf(activity: Activity, units: Units): Figure[] {
  const sport = sportOf(activity.sportType)
  const { distance, seconds, climb } = amountsOf(activity)
  const time = timeFigure(seconds)
  const format = sport.timeDisplay === 'clock' ? 'clock' : isRace(activity) ? 'exact' : undefined
  return defined([
    distanceFigure(distance, isPool(sport), units),
    time && format ? { ...time, format } : time,
    PACE_FIGURES[sport.paceDisplay].make(activity, units),
    climbFigure(climb, units),
  ])
}

/** Unknown visibility counts as hidden. */
export const isShown = ({ hidden }: Activity, statistic: Statistic): boolean => hidden?.has(statistic) === false

/** Whether pace or speed is visible. Sports that have neither need both to be visible. */
export function showsPace(activity: Activity): boolean {
  const { statistic } = PACE_FIGURES[sportOf(activity.sportType).paceDisplay]
  return statistic ? isShown(activity, statistic) : isShown(activity, 'pace') && isShown(activity, 'speed')
}

export function distanceUnitOf(sport: Sport, { system, pool }: Units): DistanceUnit {
  if (isPool(sport)) return pool === 'metres' ? 'metre' : 'yard'
  return system === 'metric' ? 'kilometre' : 'mile'
}

/** The distance that a pace refers to; undefined for sports without a pace. */
export function paceDistanceOf({ paceDisplay }: Sport, { system, pool }: Units): Pace['per'] | undefined {
  if (paceDisplay === 'pace') return system === 'metric' ? 'kilometre' : 'mile'
  if (paceDisplay === 'pace100') return pool === 'metres' ? '100 metres' : '100 yards'
  return paceDisplay === 'pace500' ? '500 metres' : undefined
}

/**
 * The two lines of a post: distance, time, pace and climb; then the sport's additional figures. Leaves out statistics
 * that the athlete hides, where unknown visibility counts as hidden, and the figures that a feed hides.
 */
export function shownFigures(
  activity: Activity,
  units: Units,
  hiddenFigures: readonly FeedFigure[] = [],
): { first: Figure[]; second: Figure[] } {
  const sport = sportOf(activity.sportType)
  const isVisible = (statistic: Statistic | undefined) => statistic === undefined || isShown(activity, statistic)
  const paceStatistic = PACE_FIGURES[sport.paceDisplay].statistic
  const first = figuresOf(activity, units).filter(({ kind }) => {
    if (kind === 'climb') return !hiddenFigures.includes(kind)
    return (kind !== 'pace' && kind !== 'speed') || isVisible(paceStatistic)
  })
  const second = sport.extraFigures.map((name) => {
    const { make, statistic, feedFigure } = EXTRA_FIGURES[name]
    if (hiddenFigures.includes(feedFigure)) return undefined
    return isVisible(statistic === 'pace-display' ? paceStatistic : statistic) ? make(activity, units) : undefined
  })
  return { first, second: defined(second) }
}
