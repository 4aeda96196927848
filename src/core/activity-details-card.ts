import type { Activity, Split } from './activity.ts'
import { type ActivityCard, toActivityCard } from './activity-card.ts'
import { splitAmountsOf } from './amounts.ts'
import { distanceUnitOf, isPool, isShown, paceOf, showsPace } from './figures.ts'
import { isPlausibleDistance, isPlausibleRise } from './plausible.ts'
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
  toTruncatedDistance,
  type Units,
} from './units.ts'

/** A table column: its unit, and one cell per row. */
export type TableColumn =
  | { kind: 'distance'; unit: DistanceUnit; cells: (Quantity<DistanceUnit> | undefined)[] }
  /** Elevation difference between start and end, signed. */
  | { kind: 'climb'; unit: DistanceUnit; cells: (Quantity<DistanceUnit> | undefined)[] }
  | { kind: 'time'; cells: (Duration | undefined)[] }
  | { kind: 'pace'; per: Pace['per']; cells: (Pace | undefined)[] }
  | { kind: 'speed'; unit: SpeedUnit; cells: (Quantity<SpeedUnit> | undefined)[] }
  | { kind: 'count'; unit: CountUnit; cells: (Quantity<CountUnit> | undefined)[] }

/** Splits or laps. Laps of a pool swim are called intervals. */
export interface SplitTable {
  kind: 'splits' | 'laps' | 'intervals'
  rows: number
  columns: TableColumn[]
}

/** Best time over a distance. `rank` 1 to 3 is among all of the athlete's efforts. */
export interface BestEffortItem {
  name: string
  duration: Duration
  rank: 1 | 2 | 3 | undefined
}

/** An activity with its splits, best efforts and gear. */
export interface ActivityDetailsCard {
  card: ActivityCard
  table: SplitTable | undefined
  bestEfforts: BestEffortItem[]
  gear: string | undefined
}

/** Strava has about a dozen distances. */
const MAX_BEST_EFFORTS = 14

/** Watches end a kilometre a few metres early or late. */
const WHOLE_SPLIT_SHARE = 0.98

const hasCells = (column: TableColumn | undefined | false): column is TableColumn =>
  Boolean(column) && (column as TableColumn).cells.some((cell) => cell !== undefined)

/** A table row: plausible metres and seconds, and the sensor values. */
type Row = Pick<Split, 'distance' | 'climb' | 'heartRate' | 'power'> & { seconds: number | undefined }

/** A row's distance; undefined if it would read as zero. */
const rowDistance = (row: Pick<Row, 'distance'>, sport: Sport, units: Units): Quantity<DistanceUnit> | undefined =>
  toTruncatedDistance(row.distance, distanceUnitOf(sport, units), isPool(sport) ? 0 : 2)

function paceColumn(rows: readonly Row[], sport: Sport, units: Units): TableColumn | undefined {
  const per = paceOf(sport, units)
  const distanceOf = (row: Row) => (rowDistance(row, sport, units) ? row.distance : undefined)
  if (per) {
    return { kind: 'pace', per, cells: rows.map((row) => toPace(distanceOf(row), row.seconds, per)) }
  }
  if (sport.paceDisplay !== 'speed') return undefined
  const unit = units.system === 'metric' ? 'kilometre-per-hour' : 'mile-per-hour'
  return { kind: 'speed', unit, cells: rows.map((row) => toSpeed(distanceOf(row), row.seconds, units.system)) }
}

const distanceColumn = (rows: readonly Row[], sport: Sport, units: Units): TableColumn => ({
  kind: 'distance',
  unit: distanceUnitOf(sport, units),
  cells: rows.map((row) => rowDistance(row, sport, units)),
})

/** Splits are numbered by whole kilometre or mile; a partial last split shows its distance. */
function splitColumn(rows: readonly Row[], { system }: Units): TableColumn {
  const unit: DistanceUnit = system === 'metric' ? 'kilometre' : 'mile'
  const cells = rows.map(({ distance }, index): Quantity<DistanceUnit> => {
    const length = toTruncatedDistance(distance, unit, 2)
    const isPart = index === rows.length - 1 && length !== undefined && length.value < WHOLE_SPLIT_SHARE
    return isPart ? length : { value: index + 1, unit, digits: 0 }
  })
  return { kind: 'distance', unit, cells }
}

function countColumn(rows: readonly Row[], unit: 'beat-per-minute' | 'watt'): TableColumn {
  const of = ({ heartRate, power }: Row) => (unit === 'watt' ? power : heartRate)
  return { kind: 'count', unit, cells: rows.map((row) => toCount(of(row), unit)) }
}

/** Pressing the stop button takes less than this. */
const MIN_REMAINDER_SECONDS = 10

/**
 * Splits or laps as rows. Watches record a last row between the final lap and the stop button; a metre in a second is
 * not a row. A lap without distance is a row if it took time.
 */
function toRows(kind: 'split' | 'lap', splits: readonly Split[], activity: Activity, units: Units): Row[] {
  const sport = sportOf(activity.sportType)
  const rows = splits.map((split) => ({ ...split, ...splitAmountsOf(split, kind, activity) }))
  const { distance } = splits.at(-1) ?? {}
  const isNothing = distance !== undefined && !rowDistance({ distance }, sport, units)
  const isRemainder = isNothing && (kind === 'split' || (rows.at(-1)?.seconds ?? 0) < MIN_REMAINDER_SECONDS)
  return isRemainder ? rows.slice(0, -1) : rows
}

/**
 * Uses splits where the sport has them, otherwise laps if there is more than one. Times over known distances reveal the
 * pace, so there is no table when the pace is hidden.
 */
function toTable(activity: Activity, units: Units): SplitTable | undefined {
  const { details, sportType } = activity
  const sport = sportOf(sportType)
  if (!details || !showsPace(activity)) return undefined
  const splits = sport.paceDisplay === 'pace' ? details.splits[units.system] : []
  const hasSplits = splits.length > 0
  const rows = toRows(hasSplits ? 'split' : 'lap', hasSplits ? splits : details.laps, activity, units)
  if (rows.length < 2) return undefined
  const climbUnit = units.system === 'metric' ? 'metre' : 'foot'
  const columns = [
    hasSplits ? splitColumn(rows, units) : distanceColumn(rows, sport, units),
    !hasSplits && { kind: 'time' as const, cells: rows.map(({ seconds }) => toDuration(seconds)) },
    paceColumn(rows, sport, units),
    hasSplits && {
      kind: 'climb' as const,
      unit: climbUnit as DistanceUnit,
      cells: rows.map(({ climb, distance }) =>
        isPlausibleRise(climb, distance) ? toMeasure(climb, climbUnit, 0) : undefined,
      ),
    },
    isShown(activity, 'heart_rate') && countColumn(rows, 'beat-per-minute'),
    !hasSplits && isShown(activity, 'power') && sport.extraFigures.includes('power') && countColumn(rows, 'watt'),
  ].filter(hasCells)
  const kind = hasSplits ? 'splits' : isPool(sport) ? 'intervals' : 'laps'
  return columns.length > 0 ? { kind, rows: rows.length, columns } : undefined
}

const toRank = (rank: number | undefined): BestEffortItem['rank'] =>
  rank === 1 || rank === 2 || rank === 3 ? rank : undefined

function toBestEfforts(activity: Activity): BestEffortItem[] {
  if (!activity.details || !showsPace(activity)) return []
  const { speedClass } = sportOf(activity.sportType)
  return activity.details.bestEfforts
    .flatMap(({ name, seconds, distance, rank }) => {
      const duration = toDuration(seconds)
      const isPlausible = distance === undefined || isPlausibleDistance(distance, seconds, speedClass, 'top')
      return duration && isPlausible && name.trim() ? [{ name, duration, rank: toRank(rank) }] : []
    })
    .slice(0, MAX_BEST_EFFORTS)
}

/** Athletes see everything of their own. For others, statistics of unknown visibility are hidden. */
export function asSeenBy(audience: Audience, activity: Activity): Activity {
  const { start, ownStart = start } = activity
  return audience === 'athlete' ? { ...activity, start: ownStart, hidden: new Set<never>() } : activity
}

export function toActivityDetailsCard(input: {
  userId: string
  activity: Activity
  units: Units
  audience: Audience
}): ActivityDetailsCard {
  const { userId, units, audience } = input
  const activity = asSeenBy(audience, input.activity)
  return {
    card: toActivityCard({ userId, activity, units }),
    table: toTable(activity, units),
    bestEfforts: toBestEfforts(activity),
    gear: activity.details?.gear,
  }
}
