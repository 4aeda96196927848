import { type AxisRange, axisOf } from './axis.ts'
import { distanceUnitOf } from './figures.ts'
import type { Day } from './period.ts'
import { NEUTRAL_COLOR, sportOf } from './sport.ts'
import { groupOf, sportTypesOf } from './sport-groups.ts'
import type { SportLine, StatsCard } from './stats-card.ts'
import type { WeekTotal } from './totals.ts'
import { type DistanceUnit, type Quantity, toMeasure, toRoughDistance, type Units } from './units.ts'

/** The part of a sport or a group in each week. */
interface WeeksSeries {
  /** A `sport_type` or a group; undefined: all other sports together. */
  sport: string | undefined
  color: number
  values: number[]
}

/** A bar per week, with axis ticks in a distance unit or hours. */
export interface WeeksChart {
  mondays: Day[]
  unit: DistanceUnit | 'hour'
  /** Totals of the weeks. */
  values: number[]
  /** From bottom to top, the longest time first, the other sports last. */
  series: WeeksSeries[]
  /** Distance of the longest week; undefined if the chart shows hours. */
  longestDistance: Quantity<DistanceUnit> | undefined
  range: AxisRange
}

/** Approximate number of axis ticks. */
const TICK_COUNT = 4

/** More colours can't be told apart. */
const MAX_SERIES = 4

const inHours = ({ time }: WeekTotal): number => time / 3600

/** Several sports are compared by time, a single one by distance. */
function measureOf({ sports, weeks }: StatsCard, units: Units): Pick<WeeksChart, 'unit' | 'longestDistance'> {
  const [one, ...others] = sports
  if (!one || others.length > 0 || weeks.every(({ distance }) => distance === 0))
    return { unit: 'hour', longestDistance: undefined }
  const unit = distanceUnitOf(sportOf(one.sportType), units)
  return { unit, longestDistance: toRoughDistance(Math.max(...weeks.map(({ distance }) => distance)), unit) }
}

type SportWeeks = Pick<SportLine, 'sportType' | 'weeks'>

/**
 * Sports by group, unless all are of one group. A group with only one sport has that sport's name. Longest time first.
 */
function groupsOf(sports: readonly SportWeeks[]): { sport: string; lines: SportWeeks[]; hours: number }[] {
  const isOneGroup = new Set(sports.map(({ sportType }) => groupOf(sportType))).size === 1
  const nameOf = ({ sportType }: SportWeeks) => (isOneGroup ? sportType : (groupOf(sportType) ?? sportType))
  return [...new Set(sports.map(nameOf))]
    .map((name) => {
      const lines = sports.filter((line) => nameOf(line) === name)
      const hours = lines.flatMap(({ weeks }) => weeks.map(inHours)).reduce((sum, each) => sum + each, 0)
      return { sport: lines.length === 1 ? (lines[0]?.sportType ?? name) : name, lines, hours }
    })
    .toSorted((a, b) => b.hours - a.hours)
}

/** A group has the colour of its first sport. */
const colorOf = (sport: string): number => sportOf(sportTypesOf(sport)[0] ?? sport).color

function seriesOf({ sports, weeks }: StatsCard, amountOf: (week: WeekTotal) => number): WeeksSeries[] {
  const groups = groupsOf(sports)
  const shown = groups.length > MAX_SERIES ? groups.slice(0, MAX_SERIES - 1) : groups
  const others = groups.slice(shown.length).flatMap(({ lines }) => lines)
  const sumOf = (lines: readonly SportWeeks[]) =>
    weeks.map((_, index) => lines.reduce((sum, line) => sum + (line.weeks[index] ? amountOf(line.weeks[index]) : 0), 0))
  return [
    ...shown.map(({ sport, lines }) => ({ sport, color: colorOf(sport), values: sumOf(lines) })),
    ...(others.length > 0 ? [{ sport: undefined, color: NEUTRAL_COLOR, values: sumOf(others) }] : []),
  ]
}

/** Undefined if there are fewer than two weeks, or nothing to show. */
export function toWeeksChart(card: StatsCard, units: Units): WeeksChart | undefined {
  const { unit, longestDistance } = measureOf(card, units)
  const amountOf = (week: WeekTotal) =>
    unit === 'hour' ? inHours(week) : (toMeasure(week.distance, unit, 2)?.value ?? 0)
  const values = card.weeks.map(amountOf)
  if (values.length < 2 || values.every((value) => value === 0)) return undefined
  const range = axisOf(values, { maxTicks: TICK_COUNT, zero: true })
  const mondays = card.weeks.map(({ monday }) => monday)
  return { mondays, unit, values, series: seriesOf(card, amountOf), longestDistance, range }
}
