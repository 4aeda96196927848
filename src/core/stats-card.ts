import { climbFigure, distanceFigure, type Figure, isPool, timeFigure } from './figures.ts'
import type { Day, Period } from './period.ts'
import type { Audience } from './sharing.ts'
import { sportOf } from './sport.ts'
import { isOfSport } from './sport-groups.ts'
import {
  type ActivityTotals,
  type DailyTotal,
  sumTotals,
  type Totals,
  totalsBy,
  totalsWithin,
  type WeekTotal,
  weeksOf,
} from './totals.ts'
import type { Units } from './units.ts'

/** A figure with its change in percent; undefined if there is nothing to compare with. */
export interface ComparedFigure {
  figure: Figure
  percent: number | undefined
}

export interface StatsLine {
  count: number
  /** Change in the number of activities; undefined if there is nothing to compare with. */
  countDifference: number | undefined
  figures: ComparedFigure[]
}

export interface SportLine extends StatsLine {
  sportType: string
  /** Only set for several activities. */
  longest: Figure | undefined
  /** Weekly totals in metres and seconds, for the chart. */
  weeks: WeekTotal[]
}

/** The reply to `/strava stats`: totals by sport and overall, compared with the period before. */
export interface StatsCard {
  userId: string
  /** The sport or group given as an option. */
  sportType: string | undefined
  /** Athletes see all activities that the bot can read; channels only public ones. */
  audience: Audience
  period: Period
  /** Sorted by time, longest first. */
  sports: SportLine[]
  total: StatsLine
  /** Weekly totals in metres and seconds, for the chart. */
  weeks: WeekTotal[]
  /** Totals are complete from this day on; undefined if nothing is missing. */
  knownFrom: Day | undefined
  /** `empty`: no activities before. `unknown`: not everything before could be counted. */
  comparison: 'made' | 'empty' | 'unknown'
}

const percentOf = (now: number, before: number | undefined): number | undefined =>
  before ? Math.round((now / before - 1) * 100) : undefined

/** Totals in display units. Pool units only if everything was in a pool. */
function toLine(now: Totals, before: Totals | undefined, pool: boolean, units: Units): StatsLine {
  const compared: [Figure | undefined, number | undefined][] = [
    [distanceFigure(now.distance, pool, units), percentOf(now.distance, before?.distance)],
    [timeFigure(now.time), percentOf(now.time, before?.time)],
    [climbFigure(now.climb, units), percentOf(now.climb, before?.climb)],
  ]
  return {
    count: now.count,
    countDifference: before && now.count - before.count,
    figures: compared.flatMap(([figure, percent]) => (figure ? [{ figure, percent }] : [])),
  }
}

interface StatsInput {
  userId: string
  sportType: string | undefined
  audience: Audience
  period: Period
  totals: ActivityTotals
  /** Activities that this server may not see. Each has its own entry in the totals. */
  excludedIds?: ReadonlySet<string> | undefined
  units: Units
}

/** The totals that an audience may see, for the requested sport. */
const filterTotals = ({ totals, sportType, audience, excludedIds }: StatsInput): DailyTotal[] =>
  totals.daily.filter(
    ({ open, activityId, ...one }) =>
      (audience === 'athlete' || open) &&
      !(activityId !== undefined && excludedIds?.has(activityId)) &&
      (!sportType || isOfSport(sportType, one.sportType)),
  )

export function toStatsCard(input: StatsInput): StatsCard {
  const { userId, sportType, audience, period, totals, units } = input
  const all = filterTotals(input)
  const [now, then] = [totalsWithin(all, period.range), totalsWithin(all, period.previous)]
  const before = sumTotals(then)
  const isKnown = totals.knownFrom <= period.previous.first
  const comparison = !isKnown ? 'unknown' : before.count === 0 ? 'empty' : 'made'
  const bySport = ({ sportType }: DailyTotal) => sportType
  const beforeBySport = totalsBy(then, bySport)
  const sports = [...totalsBy(now, bySport)]
    .sort(([, a], [, b]) => b.time - a.time || b.distance - a.distance || b.count - a.count)
    .map(([sport, sportTotals]): SportLine => {
      const pool = isPool(sportOf(sport))
      const earlier = comparison === 'made' ? beforeBySport.get(sport) : undefined
      const longest = sportTotals.count > 1 ? distanceFigure(sportTotals.longest, pool, units) : undefined
      const weeks = weeksOf(
        now.filter((one) => bySport(one) === sport),
        period.range,
      )
      return { sportType: sport, longest, weeks, ...toLine(sportTotals, earlier, pool, units) }
    })
  const isAllPool = sports.length > 0 && sports.every(({ sportType }) => isPool(sportOf(sportType)))
  return {
    userId,
    sportType,
    audience,
    period,
    sports,
    total: toLine(sumTotals(now), comparison === 'made' ? before : undefined, isAllPool, units),
    weeks: weeksOf(now, period.range),
    knownFrom: totals.knownFrom <= period.range.first ? undefined : totals.knownFrom,
    comparison,
  }
}
