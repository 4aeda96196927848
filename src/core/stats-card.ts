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

/** A figure, and by how many percent it is more (or less, below zero) than before; undefined where there is nothing to compare with. */
export interface ComparedFigure {
  figure: Figure
  percent: number | undefined
}

export interface StatsLine {
  count: number
  /** How many more than before, or fewer, below zero; undefined where there is nothing to compare with. */
  countDifference: number | undefined
  figures: ComparedFigure[]
}

export interface SportLine extends StatsLine {
  sportType: string
  /** How far the longest was, where there are several. */
  longest: Figure | undefined
}

/** The answer to `/strava stats`: sums by sport and in all, and how they compare with the time before. */
export interface StatsCard {
  /** The Discord user whose sums these are. */
  userId: string
  /** The sport or group that was asked for, if one was. */
  sportType: string | undefined
  /** For the athlete all counts that the bot can read; for a channel what everyone may see. */
  audience: Audience
  period: Period
  /** What took most time first. */
  sports: SportLine[]
  total: StatsLine
  /** The sums of each week, metres and seconds: what a chart shows. */
  weeks: WeekTotal[]
  /** From this day on alone the sums are known; undefined when nothing is missing. */
  knownFrom: Day | undefined
  /** `empty`: there was nothing before. `unknown`: not all of it could be counted. */
  comparison: 'made' | 'empty' | 'unknown'
}

const percentOf = (now: number, before: number | undefined): number | undefined =>
  before ? Math.round((now / before - 1) * 100) : undefined

/** Sums as people read them; metres of a pool where all of it was swum. */
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

/** Those that somebody may see, of the sport that they asked for. */
const filterTallies = (daily: readonly DailyTotal[], sportType: string | undefined, audience: Audience): DailyTotal[] =>
  daily.filter((one) => (audience === 'athlete' || one.open) && (!sportType || isOfSport(sportType, one.sportType)))

/** What was counted to the card of `/strava stats`. */
export function toStatsCard(input: {
  userId: string
  sportType: string | undefined
  audience: Audience
  period: Period
  totals: ActivityTotals
  units: Units
}): StatsCard {
  const { userId, sportType, audience, period, totals, units } = input
  const all = filterTallies(totals.daily, sportType, audience)
  const [now, then] = [totalsWithin(all, period.range), totalsWithin(all, period.previous)]
  const before = sumTotals(then)
  const isKnown = totals.knownFrom <= period.previous.first
  const comparison = !isKnown ? 'unknown' : before.count === 0 ? 'empty' : 'made'
  const bySport = ({ sportType }: DailyTotal) => sportType
  const beforeBySport = totalsBy(then, bySport)
  const sports = [...totalsBy(now, bySport)]
    .sort(([, a], [, b]) => b.time - a.time || b.distance - a.distance || b.count - a.count)
    .map(([sport, sums]): SportLine => {
      const pool = isPool(sportOf(sport))
      const earlier = comparison === 'made' ? beforeBySport.get(sport) : undefined
      const longest = sums.count > 1 ? distanceFigure(sums.longest, pool, units) : undefined
      return { sportType: sport, longest, ...toLine(sums, earlier, pool, units) }
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
