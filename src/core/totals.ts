import type { Activity } from './activity.ts'
import { amountsOf } from './amounts.ts'
import { addDays, type DateRange, type Day, earlierOf, mondayOf } from './period.ts'
import { mayShow } from './sharing.ts'

/** Totals in metres and seconds; `longest` is the longest single distance. */
export interface Totals {
  count: number
  distance: number
  time: number
  climb: number
  longest: number
}

/** Totals of one day and sport, split by visibility. */
export interface DailyTotal extends Totals {
  day: Day
  sportType: string
  /** Visible to everyone. */
  open: boolean
  /** Set if it is a single activity, which some servers may not see. */
  activityId?: string
}

export interface WeekTotal extends Totals {
  monday: Day
}

const NO_TOTALS: Totals = { count: 0, distance: 0, time: 0, climb: 0, longest: 0 }

const add = (a: Totals, b: Totals): Totals => ({
  count: a.count + b.count,
  distance: a.distance + b.distance,
  time: a.time + b.time,
  climb: a.climb + b.climb,
  longest: Math.max(a.longest, b.longest),
})

export const sumTotals = (parts: readonly Totals[]): Totals => parts.reduce(add, NO_TOTALS)

/** In order of first appearance. */
export function totalsBy<T extends Totals>(parts: readonly T[], of: (part: T) => string): Map<string, Totals> {
  const totals = new Map<string, Totals>()
  for (const part of parts) totals.set(of(part), add(totals.get(of(part)) ?? NO_TOTALS, part))
  return totals
}

const NO_ACTIVITIES: ReadonlySet<string> = new Set()

/**
 * Totals by day, sport and visibility, with the activities in `separateIds` on their own. Duplicates count once;
 * implausible amounts are ignored.
 */
export function toDailyTotals(activities: readonly Activity[], separateIds = NO_ACTIVITIES): DailyTotal[] {
  const seen = new Set<string>()
  const daily = new Map<string, DailyTotal>()
  for (const activity of activities) {
    const { id, day, sportType } = activity
    if (seen.has(id)) continue
    seen.add(id)
    const open = mayShow(activity, 'channel')
    const single = separateIds.has(id) ? { activityId: id } : {}
    const key = JSON.stringify([day, sportType, open, single])
    const { distance = 0, seconds: time = 0, climb = 0 } = amountsOf(activity)
    const one = { count: 1, distance, time, climb, longest: distance }
    daily.set(key, { day, sportType, open, ...single, ...add(daily.get(key) ?? NO_TOTALS, one) })
  }
  return [...daily.values()]
}

export const totalsWithin = (daily: readonly DailyTotal[], { first, last }: DateRange): DailyTotal[] =>
  daily.filter(({ day }) => first <= day && day <= last)

/** All weeks of a range, including empty ones. The first and last only count days inside the range. */
export function weeksOf(daily: readonly DailyTotal[], range: DateRange): WeekTotal[] {
  const totals = totalsBy(totalsWithin(daily, range), ({ day }) => mondayOf(day))
  const weeks: WeekTotal[] = []
  for (let monday = mondayOf(range.first); monday <= range.last; monday = addDays(monday, 7)) {
    weeks.push({ monday, ...(totals.get(monday) ?? NO_TOTALS) })
  }
  return weeks
}

/** How far a day can be out of order in a list: a hidden start is only a day, and zones differ by up to 26 hours. */
const MAX_DAY_SHIFT = 2

/**
 * The order and the range of a page of Strava's list. `isDescending`: newest to oldest, which Strava does but doesn't
 * document.
 */
export function pageOrder(page: readonly Activity[]): { isDescending: boolean; oldest: Day; newest: Day } | undefined {
  const [first, ...others] = page.map(({ day }) => day)
  if (first === undefined) return undefined
  let [oldest, newest, isDescending] = [first, first, true]
  for (const day of others) {
    if (day > addDays(oldest, MAX_DAY_SHIFT)) isDescending = false
    oldest = earlierOf(oldest, day)
    if (day > newest) newest = day
  }
  return { isDescending, oldest, newest }
}

/** Whether no later page can contain days of the range, given the oldest day of a descending page. */
export const isPastRange = (oldest: Day, { first }: Pick<DateRange, 'first'>): boolean =>
  addDays(oldest, MAX_DAY_SHIFT) < first

/** The first complete day, if there are more pages after `oldest`. */
export const knownFrom = (oldest: Day): Day => addDays(oldest, MAX_DAY_SHIFT)

/** Counted activities, and where the count is complete. */
export interface ActivityTotals {
  /** The requested days. */
  range: DateRange
  /** The first complete day. */
  knownFrom: Day
  /** The athlete's time zone, from their newest activity. */
  zone: string | undefined
  daily: DailyTotal[]
  /** The activities that are counted on their own (default: none). */
  separateIds?: readonly string[]
}

/** Whether cached totals answer for these days as well as a new count could. */
export const covers = ({ range, knownFrom }: ActivityTotals, days: DateRange): boolean =>
  days.last <= range.last && (days.first >= knownFrom || (days.first === range.first && days.last === range.last))
