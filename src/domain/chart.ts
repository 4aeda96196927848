import { axisOf, type Range } from './axis.ts'
import { distanceUnitOf } from './figures.ts'
import type { Day } from './period.ts'
import { sportOf } from './sport.ts'
import type { StatsCard } from './stats.ts'
import type { Week } from './tally.ts'
import { type DistanceUnit, toMeasure, type Units } from './units.ts'

/** A bar for each week, and beside them round numbers in what they count: lengths, or hours. */
export interface WeeksChart {
  mondays: Day[]
  unit: DistanceUnit | 'hour'
  values: number[]
  range: Range
}

/** So many numbers stand beside the bars, about. */
const TICKS = 4

const inHours = ({ time }: Week): number => time / 3600

/** What two sports have in common is how long they took; of one alone people count how far. */
function measureOf({ sports, weeks }: StatsCard, units: Units): Pick<WeeksChart, 'unit' | 'values'> {
  const [one, ...others] = sports
  const hours = { unit: 'hour' as const, values: weeks.map(inHours) }
  if (!one || others.length > 0 || weeks.every(({ distance }) => distance === 0)) return hours
  const unit = distanceUnitOf(sportOf(one.sportType), units)
  return { unit, values: weeks.map(({ distance }) => toMeasure(distance, unit, 1)?.value ?? 0) }
}

/** The weeks of a time as bars; undefined where there are not even two, or nothing to show. */
export function toWeeksChart(card: StatsCard, units: Units): WeeksChart | undefined {
  const { unit, values } = measureOf(card, units)
  if (values.length < 2 || values.every((value) => value === 0)) return undefined
  const range = axisOf(values, { most: TICKS, zero: true })
  return { mondays: card.weeks.map(({ monday }) => monday), unit, values, range }
}
