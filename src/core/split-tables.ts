import type { Activity, Split } from './activity.ts'
import { splitAmountsOf } from './amounts.ts'
import { areAutoLaps } from './auto-laps.ts'
import { distanceUnitOf, isPool, isShown, paceDistanceOf, showsPace } from './figures.ts'
import { isPlausibleRise } from './plausible.ts'
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

export const SPLIT_TABLE_KINDS = ['splits', 'laps', 'intervals'] as const

/** Splits or laps. Laps of a pool swim are called intervals. */
export interface SplitTable {
  kind: (typeof SPLIT_TABLE_KINDS)[number]
  rows: number
  columns: TableColumn[]
}

/** Watches end a kilometre a few metres early or late. */
const WHOLE_SPLIT_SHARE = 0.98

const hasCells = (column: TableColumn | undefined | false): column is TableColumn =>
  Boolean(column) && (column as TableColumn).cells.some((cell) => cell !== undefined)

/** A table row: plausible metres and seconds, and the sensor values. */
type Row = Pick<Split, 'distance' | 'elevationDifference' | 'heartRate' | 'power'> & { seconds: number | undefined }

/** A row's distance; undefined if it would read as zero. */
const rowDistance = (row: Pick<Row, 'distance'>, sport: Sport, units: Units): Quantity<DistanceUnit> | undefined =>
  toTruncatedDistance(row.distance, distanceUnitOf(sport, units), isPool(sport) ? 0 : 2)

function paceColumn(rows: readonly Row[], sport: Sport, units: Units): TableColumn | undefined {
  const per = paceDistanceOf(sport, units)
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

/** Undefined if there are fewer than two rows. */
function toTable(kind: 'split' | 'lap', splits: readonly Split[], activity: Activity, units: Units) {
  const sport = sportOf(activity.sportType)
  const isLaps = kind === 'lap'
  const rows = toRows(kind, splits, activity, units)
  if (rows.length < 2) return undefined
  const climbUnit = units.system === 'metric' ? 'metre' : 'foot'
  const columns = [
    isLaps ? distanceColumn(rows, sport, units) : splitColumn(rows, units),
    isLaps && { kind: 'time' as const, cells: rows.map(({ seconds }) => toDuration(seconds)) },
    paceColumn(rows, sport, units),
    !isLaps && {
      kind: 'climb' as const,
      unit: climbUnit as DistanceUnit,
      cells: rows.map(({ elevationDifference, distance }) =>
        isPlausibleRise(elevationDifference, distance) ? toMeasure(elevationDifference, climbUnit, 0) : undefined,
      ),
    },
    isShown(activity, 'heart_rate') && countColumn(rows, 'beat-per-minute'),
    isLaps && isShown(activity, 'power') && sport.extraFigures.includes('power') && countColumn(rows, 'watt'),
  ].filter(hasCells)
  return columns.length > 0 ? { rows: rows.length, columns } : undefined
}

/**
 * The tables of an activity, the most telling first. Sports with splits have laps only if they were made by hand, as in
 * a session of intervals. Times over known distances reveal the pace, so there is no table when the pace is hidden.
 */
export function toSplitTables(activity: Activity, units: Units): SplitTable[] {
  const { details, sportType } = activity
  const sport = sportOf(sportType)
  if (!details || !showsPace(activity)) return []
  const splits = sport.paceDisplay === 'pace' ? details.splits[units.system] : []
  const lapTable =
    splits.length > 0 && areAutoLaps(details.laps) ? undefined : toTable('lap', details.laps, activity, units)
  const splitTable = toTable('split', splits, activity, units)
  return [
    ...(lapTable ? [{ kind: isPool(sport) ? ('intervals' as const) : ('laps' as const), ...lapTable }] : []),
    ...(splitTable ? [{ kind: 'splits' as const, ...splitTable }] : []),
  ]
}
