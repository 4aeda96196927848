import { type AxisRange, axisOf } from './axis.ts'
import { distanceUnitOf } from './figures.ts'
import type { Day } from './period.ts'
import { sportOf } from './sport.ts'
import type { StatsCard } from './stats-card.ts'
import type { WeekTotal } from './totals.ts'
import { type DistanceUnit, type Quantity, toMeasure, toRoughDistance, type Units } from './units.ts'

/** A bar per week, with axis ticks in a distance unit or hours. */
export interface WeeksChart {
  mondays: Day[]
  unit: DistanceUnit | 'hour'
  values: number[]
  /** Distance of the longest week; undefined if the chart shows hours. */
  longestDistance: Quantity<DistanceUnit> | undefined
  range: AxisRange
}

/** Approximate number of axis ticks. */
const TICK_COUNT = 4

const inHours = ({ time }: WeekTotal): number => time / 3600

/** Several sports are compared by time, a single one by distance. */
function measureOf(
  { sports, weeks }: StatsCard,
  units: Units,
): Pick<WeeksChart, 'unit' | 'values' | 'longestDistance'> {
  const [one, ...others] = sports
  const hours = { unit: 'hour' as const, values: weeks.map(inHours), longestDistance: undefined }
  if (!one || others.length > 0 || weeks.every(({ distance }) => distance === 0)) return hours
  const sport = sportOf(one.sportType)
  const unit = distanceUnitOf(sport, units)
  const most = Math.max(...weeks.map(({ distance }) => distance))
  const longestDistance = toRoughDistance(most, unit)
  return { unit, values: weeks.map(({ distance }) => toMeasure(distance, unit, 2)?.value ?? 0), longestDistance }
}

/** Undefined if there are fewer than two weeks, or nothing to show. */
export function toWeeksChart(card: StatsCard, units: Units): WeeksChart | undefined {
  const { unit, values, longestDistance } = measureOf(card, units)
  if (values.length < 2 || values.every((value) => value === 0)) return undefined
  const range = axisOf(values, { maxTicks: TICK_COUNT, zero: true })
  return { mondays: card.weeks.map(({ monday }) => monday), unit, values, longestDistance, range }
}
