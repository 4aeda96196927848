import { axisOf, type Range } from './axis.ts'
import { distanceUnitOf } from './figures.ts'
import type { Day } from './period.ts'
import { sportOf } from './sport.ts'
import type { StatsCard } from './stats.ts'
import type { WeekTotal } from './totals.ts'
import { type DistanceUnit, type Quantity, toMeasure, toRoughDistance, type Units } from './units.ts'

/** A bar for each week, and beside them round numbers in what they count: lengths, or hours. */
export interface WeeksChart {
  mondays: Day[]
  unit: DistanceUnit | 'hour'
  values: number[]
  /** How far it was in the highest week; undefined where hours are counted. */
  farthest: Quantity<DistanceUnit> | undefined
  range: Range
}

/** So many numbers stand beside the bars, about. */
const TICKS = 4

const inHours = ({ time }: WeekTotal): number => time / 3600

/** What two sports have in common is how long they took; of one alone people count how far. */
function measureOf({ sports, weeks }: StatsCard, units: Units): Pick<WeeksChart, 'unit' | 'values' | 'farthest'> {
  const [one, ...others] = sports
  const hours = { unit: 'hour' as const, values: weeks.map(inHours), farthest: undefined }
  if (!one || others.length > 0 || weeks.every(({ distance }) => distance === 0)) return hours
  const sport = sportOf(one.sportType)
  const unit = distanceUnitOf(sport, units)
  const most = Math.max(...weeks.map(({ distance }) => distance))
  const farthest = toRoughDistance(most, unit)
  return { unit, values: weeks.map(({ distance }) => toMeasure(distance, unit, 2)?.value ?? 0), farthest }
}

/** The weeks of a time as bars; undefined where there are not even two, or nothing to show. */
export function toWeeksChart(card: StatsCard, units: Units): WeeksChart | undefined {
  const { unit, values, farthest } = measureOf(card, units)
  if (values.length < 2 || values.every((value) => value === 0)) return undefined
  const range = axisOf(values, { most: TICKS, zero: true })
  return { mondays: card.weeks.map(({ monday }) => monday), unit, values, farthest, range }
}
