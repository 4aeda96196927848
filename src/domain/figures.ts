import type { Activity, Statistic } from './activity.ts'
import { type Amounts, amountsOf, isRace } from './amounts.ts'
import { isPlausibleEnergy, isPlausibleSpeed } from './plausible.ts'
import { type Further, type Sport, sportOf, type Tempo } from './sport.ts'
import {
  type CountUnit,
  type DistanceUnit,
  type Duration,
  type Pace,
  type Quantity,
  type SpeedUnit,
  toClimb,
  toCount,
  toDistance,
  toDuration,
  toPace,
  toPoolDistance,
  toSpeed,
  type Units,
} from './units.ts'

/** One figure of an activity, in people's units and without words. */
export type Figure =
  | { kind: 'distance'; quantity: Quantity<DistanceUnit> }
  /** The time that counts; of a race to the second, however long it is. */
  | { kind: 'movingTime'; duration: Duration; exact?: true }
  | { kind: 'pace'; pace: Pace }
  | { kind: 'speed'; quantity: Quantity<SpeedUnit> }
  | { kind: 'climb'; quantity: Quantity<DistanceUnit> }
  | { kind: 'topSpeed'; quantity: Quantity<SpeedUnit> }
  | { kind: 'count'; quantity: Quantity<CountUnit> }

type Make = (activity: Activity, units: Units) => Figure | undefined

/** What is shorter says nothing about how fast somebody was. Metres; in a pool it is a length. */
const SHORTEST = { inPool: 15, elsewhere: 100 }

/** How far and how long it was, where that is enough to say how fast. */
function forTempo(activity: Activity): Pick<Amounts, 'distance' | 'tempoSeconds'> {
  const { distance, tempoSeconds } = amountsOf(activity)
  const shortest = isPool(sportOf(activity.sportType)) ? SHORTEST.inPool : SHORTEST.elsewhere
  return { distance: distance !== undefined && distance >= shortest ? distance : undefined, tempoSeconds }
}

const pace: Make = (activity, units) => {
  const per = paceOf(sportOf(activity.sportType), units)
  const { distance, tempoSeconds } = forTempo(activity)
  const value = per && toPace(distance, tempoSeconds, per)
  return value && { kind: 'pace', pace: value }
}

const speed: Make = (activity, { system }) => {
  const { distance, tempoSeconds } = forTempo(activity)
  const quantity = toSpeed(distance, tempoSeconds, system)
  return quantity && { kind: 'speed', quantity }
}

/** How fast, by how a sport says it, and what an athlete hides when they hide that. */
const TEMPOS: Record<Tempo, { make: Make; statistic: Statistic | undefined }> = {
  pace: { make: pace, statistic: 'pace' },
  pace100: { make: pace, statistic: 'pace' },
  pace500: { make: pace, statistic: 'pace' },
  speed: { make: speed, statistic: 'speed' },
  none: { make: () => undefined, statistic: undefined },
}

const count =
  (unit: CountUnit, of: (activity: Activity) => number | undefined): Make =>
  (activity) => {
    const quantity = toCount(of(activity), unit)
    return quantity && { kind: 'count', quantity }
  }

const doubled = (value: number | undefined) => value && value * 2

/** One lap is the whole, and says nothing. */
const several = (value: number | undefined) => (value !== undefined && value > 1 ? value : undefined)

/**
 * What a sport can show beside, and which statistic of Strava's hides it. Cadence has none of its own: it tells how fast somebody was,
 * and goes with that.
 */
const FURTHER: Record<Further, { make: Make; statistic: Statistic | 'tempo' | undefined }> = {
  heartRate: { make: count('beat-per-minute', ({ more }) => more.heartRate), statistic: 'heart_rate' },
  power: { make: count('watt', ({ more }) => more.power), statistic: 'power' },
  steps: { make: count('step-per-minute', ({ more }) => doubled(more.cadence)), statistic: 'tempo' },
  revolutions: { make: count('revolution-per-minute', ({ more }) => more.cadence), statistic: 'tempo' },
  strokes: { make: count('stroke-per-minute', ({ more }) => more.cadence), statistic: 'tempo' },
  topSpeed: {
    make: ({ sportType, more: { topSpeed } }, { system }) => {
      const isPlausible = isPlausibleSpeed(topSpeed, sportOf(sportType).moves, 'top')
      const quantity = isPlausible ? toSpeed(topSpeed, 1, system) : undefined
      return quantity && { kind: 'topSpeed', quantity }
    },
    statistic: 'speed',
  },
  laps: { make: count('lap', ({ more }) => several(more.laps)), statistic: undefined },
  intervals: { make: count('interval', ({ more }) => several(more.laps)), statistic: undefined },
  calories: {
    make: count('kilocalorie', (activity) =>
      isPlausibleEnergy(activity.more.calories, amountsOf(activity).elapsedSeconds)
        ? activity.more.calories
        : undefined,
    ),
    statistic: 'calories',
  },
}

const there = (figures: readonly (Figure | undefined)[]): Figure[] => figures.filter((figure) => figure !== undefined)

export const isPool = ({ tempo }: Sport): boolean => tempo === 'pace100'

/** Metres as a sport counts them: in a pool, or elsewhere. */
export function distanceFigure(metres: number | undefined, pool: boolean, units: Units): Figure | undefined {
  const quantity = pool ? toPoolDistance(metres, units.pool) : toDistance(metres, units.system)
  return quantity && { kind: 'distance', quantity }
}

export function timeFigure(seconds: number | undefined): (Figure & { kind: 'movingTime' }) | undefined {
  const duration = toDuration(seconds)
  return duration && { kind: 'movingTime', duration }
}

export function climbFigure(metres: number | undefined, { system }: Units): Figure | undefined {
  const quantity = toClimb(metres, system)
  return quantity && { kind: 'climb', quantity }
}

/** How far, how long, how fast, how high, whatever is hidden. What is zero or absent is left out. */
export function figuresOf(activity: Activity, units: Units): Figure[] {
  const sport = sportOf(activity.sportType)
  const { distance, seconds, climb } = amountsOf(activity)
  const time = timeFigure(seconds)
  return there([
    distanceFigure(distance, isPool(sport), units),
    time && isRace(activity) ? { ...time, exact: true } : time,
    TEMPOS[sport.tempo].make(activity, units),
    climbFigure(climb, units),
  ])
}

/** Whether a statistic may be seen: what is not known to be shown is hidden. */
export const isShown = ({ hidden }: Activity, statistic: Statistic): boolean => hidden?.has(statistic) === false

/** Whether it may be seen how fast somebody was; of a sport that has neither pace nor speed, whether both may. */
export function showsTempo(activity: Activity): boolean {
  const { statistic } = TEMPOS[sportOf(activity.sportType).tempo]
  return statistic ? isShown(activity, statistic) : isShown(activity, 'pace') && isShown(activity, 'speed')
}

/** In what people count how far they went in this sport. */
export function distanceUnitOf(sport: Sport, { system, pool }: Units): DistanceUnit {
  if (isPool(sport)) return pool === 'metres' ? 'metre' : 'yard'
  return system === 'metric' ? 'kilometre' : 'mile'
}

/** What a pace of this sport is for in these units; undefined where it has none. */
export function paceOf({ tempo }: Sport, { system, pool }: Units): Pace['per'] | undefined {
  if (tempo === 'pace') return system === 'metric' ? 'kilometre' : 'mile'
  if (tempo === 'pace100') return pool === 'metres' ? '100 metres' : '100 yards'
  return tempo === 'pace500' ? '500 metres' : undefined
}

/**
 * The two lines of a post: how far, how long, how fast, how high; and what the sport shows beside. Without the statistics that the
 * athlete hides, and what is not known to be shown is hidden.
 */
export function shownFigures(activity: Activity, units: Units): { first: Figure[]; second: Figure[] } {
  const sport = sportOf(activity.sportType)
  const isOpen = (statistic: Statistic | undefined) => statistic === undefined || isShown(activity, statistic)
  const tempo = TEMPOS[sport.tempo].statistic
  const first = figuresOf(activity, units).filter(({ kind }) => (kind !== 'pace' && kind !== 'speed') || isOpen(tempo))
  const second = sport.further.map((name) => {
    const { make, statistic } = FURTHER[name]
    return isOpen(statistic === 'tempo' ? tempo : statistic) ? make(activity, units) : undefined
  })
  return { first, second: there(second) }
}
