import type { Activity, Stretch } from './activity.ts'
import { type ActivityCard, toActivityCard } from './card.ts'
import { distanceUnitOf, isPool, isShown, paceOf, showsTempo } from './figures.ts'
import type { Audience } from './sharing.ts'
import { type Sport, sportOf } from './sport.ts'
import {
  type CountUnit,
  type DistanceUnit,
  type Duration,
  type Pace,
  type Quantity,
  type SpeedUnit,
  toCount,
  toDuration,
  toMeasure,
  toPace,
  toSpeed,
  type Units,
} from './units.ts'

/** One column of a table: what it counts in, and a value for each row where there is one. */
export type Column =
  | { kind: 'distance'; unit: DistanceUnit; cells: (Quantity<DistanceUnit> | undefined)[] }
  /** How much higher it ends than it began, with a sign. */
  | { kind: 'climb'; unit: DistanceUnit; cells: (Quantity<DistanceUnit> | undefined)[] }
  | { kind: 'time'; cells: (Duration | undefined)[] }
  | { kind: 'pace'; per: Pace['per']; cells: (Pace | undefined)[] }
  | { kind: 'speed'; unit: SpeedUnit; cells: (Quantity<SpeedUnit> | undefined)[] }
  | { kind: 'count'; unit: CountUnit; cells: (Quantity<CountUnit> | undefined)[] }

/** Splits or laps. */
export interface StretchTable {
  kind: 'splits' | 'laps'
  /** How many rows there are. */
  rows: number
  columns: Column[]
}

/** A best time over a distance; `rank` 1 to 3 among all of the athlete's. */
export interface Effort {
  name: string
  duration: Duration
  rank: 1 | 2 | 3 | undefined
}

/** One activity with all that is known of it. */
export interface DetailCard {
  kind: 'detail'
  card: ActivityCard
  table: StretchTable | undefined
  efforts: Effort[]
  gear: string | undefined
}

/** So many best efforts; Strava has about a dozen distances. */
const MAX_EFFORTS = 14

/** Watches end a kilometre some metres early or late. */
const NEARLY_WHOLE = 0.98

const isThere = (column: Column | undefined | false): column is Column =>
  Boolean(column) && (column as Column).cells.some((cell) => cell !== undefined)

function tempoColumn(stretches: readonly Stretch[], sport: Sport, units: Units): Column | undefined {
  const per = paceOf(sport, units)
  if (per) {
    return { kind: 'pace', per, cells: stretches.map((one) => toPace(one.distance, one.movingTime, per)) }
  }
  if (sport.tempo !== 'speed') return undefined
  const unit = units.system === 'metric' ? 'kilometre-per-hour' : 'mile-per-hour'
  return { kind: 'speed', unit, cells: stretches.map((one) => toSpeed(one.distance, one.movingTime, units.system)) }
}

function distanceColumn(stretches: readonly Stretch[], sport: Sport, units: Units): Column {
  const unit = distanceUnitOf(sport, units)
  const digits = isPool(sport) ? 0 : 2
  const cells = stretches.map(({ distance }) => (distance ? toMeasure(distance, unit, digits) : undefined))
  return { kind: 'distance', unit, cells }
}

/** Whole kilometres or miles are counted; what is left at the end is measured. */
function splitColumn(stretches: readonly Stretch[], { system }: Units): Column {
  const unit: DistanceUnit = system === 'metric' ? 'kilometre' : 'mile'
  const cells = stretches.map(({ distance }, index): Quantity<DistanceUnit> => {
    const length = toMeasure(distance, unit, 2)
    const isPart = index === stretches.length - 1 && length !== undefined && length.value < NEARLY_WHOLE
    return isPart ? length : { value: index + 1, unit, digits: 0 }
  })
  return { kind: 'distance', unit, cells }
}

function countColumn(stretches: readonly Stretch[], unit: 'beat-per-minute' | 'watt'): Column {
  const of = ({ heartRate, power }: Stretch) => (unit === 'watt' ? power : heartRate)
  return { kind: 'count', unit, cells: stretches.map((one) => toCount(of(one), unit)) }
}

/**
 * Splits of what has them, else laps where there is more than one. How long a known distance took says how fast somebody was: where that is
 * hidden there is no table.
 */
function toTable(activity: Activity, units: Units): StretchTable | undefined {
  const { detail, sportType } = activity
  const sport = sportOf(sportType)
  if (!detail || !showsTempo(activity)) return undefined
  const splits = sport.tempo === 'pace' ? detail.splits[units.system] : []
  const kind = splits.length > 0 ? 'splits' : 'laps'
  const stretches = kind === 'splits' ? splits : detail.laps
  if (stretches.length < 2) return undefined
  const climbUnit = units.system === 'metric' ? 'metre' : 'foot'
  const columns = [
    kind === 'splits' ? splitColumn(stretches, units) : distanceColumn(stretches, sport, units),
    kind === 'laps' && { kind: 'time' as const, cells: stretches.map(({ movingTime }) => toDuration(movingTime)) },
    tempoColumn(stretches, sport, units),
    kind === 'splits' && {
      kind: 'climb' as const,
      unit: climbUnit as DistanceUnit,
      cells: stretches.map(({ climb }) => toMeasure(climb, climbUnit, 0)),
    },
    isShown(activity, 'heart_rate') && countColumn(stretches, 'beat-per-minute'),
    kind === 'laps' && isShown(activity, 'power') && sport.further.includes('power') && countColumn(stretches, 'watt'),
  ].filter(isThere)
  return columns.length > 0 ? { kind, rows: stretches.length, columns } : undefined
}

const toRank = (rank: number | undefined): Effort['rank'] => (rank === 1 || rank === 2 || rank === 3 ? rank : undefined)

function toEfforts(activity: Activity): Effort[] {
  if (!activity.detail || !showsTempo(activity)) return []
  return activity.detail.bestEfforts
    .flatMap(({ name, seconds, rank }) => {
      const duration = toDuration(seconds)
      return duration && name.trim() ? [{ name, duration, rank: toRank(rank) }] : []
    })
    .slice(0, MAX_EFFORTS)
}

/** The athlete alone sees what they hide at Strava; for everybody else, what is not known to be shown is hidden. */
export function asSeenBy(audience: Audience, activity: Activity): Activity {
  const { start, ownStart = start } = activity
  return audience === 'athlete' ? { ...activity, start: ownStart, hidden: new Set<never>() } : activity
}

/** An activity with its parts. */
export function toDetailCard(input: {
  userId: string
  activity: Activity
  units: Units
  audience: Audience
}): DetailCard {
  const { userId, units, audience } = input
  const activity = asSeenBy(audience, input.activity)
  return {
    kind: 'detail',
    card: toActivityCard({ userId, activity, units }),
    table: toTable(activity, units),
    efforts: toEfforts(activity),
    gear: activity.detail?.gear,
  }
}
