import type { Activity } from './activity.ts'
import { amountsOf } from './amounts.ts'
import { addDays, type DateRange, type Day, earlierOf, mondayOf } from './period.ts'
import { mayShow } from './sharing.ts'

/** What activities come to: how many, metres, seconds, metres climbed, and the metres of the longest. */
export interface Totals {
  count: number
  distance: number
  time: number
  climb: number
  longest: number
}

/** The sums of one day, one sport, and those who may see it. */
export interface DailyTotal extends Totals {
  day: Day
  sportType: string
  /** Whether everyone may see it. */
  open: boolean
}

/** A week's sums, by its Monday. */
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

/** Sums by what the parts have in common, in the order in which it is met first. */
export function totalsBy<T extends Totals>(parts: readonly T[], of: (part: T) => string): Map<string, Totals> {
  const sums = new Map<string, Totals>()
  for (const part of parts) sums.set(of(part), add(sums.get(of(part)) ?? NO_TOTALS, part))
  return sums
}

/** Counts activities by day, sport and who may see them. One that is listed twice counts once, and what makes no sense counts nothing. */
export function toDailyTotals(activities: readonly Activity[]): DailyTotal[] {
  const seen = new Set<string>()
  const daily = new Map<string, DailyTotal>()
  for (const activity of activities) {
    const { id, day, sportType } = activity
    if (seen.has(id)) continue
    seen.add(id)
    const open = mayShow(activity, 'channel')
    const key = JSON.stringify([day, sportType, open])
    const { distance = 0, seconds: time = 0, climb = 0 } = amountsOf(activity)
    const one = { count: 1, distance, time, climb, longest: distance }
    daily.set(key, { day, sportType, open, ...add(daily.get(key) ?? NO_TOTALS, one) })
  }
  return [...daily.values()]
}

export const totalsWithin = (daily: readonly DailyTotal[], { first, last }: DateRange): DailyTotal[] =>
  daily.filter(({ day }) => first <= day && day <= last)

/** Every week that a range touches, also those without an activity; of the first and the last only what is inside. */
export function weeksOf(daily: readonly DailyTotal[], range: DateRange): WeekTotal[] {
  const sums = totalsBy(totalsWithin(daily, range), ({ day }) => mondayOf(day))
  const weeks: WeekTotal[] = []
  for (let monday = mondayOf(range.first); monday <= range.last; monday = addDays(monday, 7)) {
    weeks.push({ monday, ...(sums.get(monday) ?? NO_TOTALS) })
  }
  return weeks
}

/** Days may lie so far from where they are listed: a hidden start is a day alone, and clocks differ by 26 hours over the earth. */
const MAX_DAY_SHIFT = 2

/**
 * What a page of Strava's list says about those behind it. `down`: it goes from newer to older, as Strava does though its documents do
 * not promise it. `oldest` and `newest`: its first and last day.
 */
export function pageOrder(page: readonly Activity[]): { down: boolean; oldest: Day; newest: Day } | undefined {
  const [first, ...others] = page.map(({ day }) => day)
  if (first === undefined) return undefined
  let [oldest, newest, down] = [first, first, true]
  for (const day of others) {
    if (day > addDays(oldest, MAX_DAY_SHIFT)) down = false
    oldest = earlierOf(oldest, day)
    if (day > newest) newest = day
  }
  return { down, oldest, newest }
}

/** Whether nothing of a range, or later, can come behind a page that goes down to `oldest`. */
export const isPastRange = (oldest: Day, { first }: Pick<DateRange, 'first'>): boolean =>
  addDays(oldest, MAX_DAY_SHIFT) < first

/** From which day on everything is known, when the pages read go down to `oldest` and there are more. */
export const knownFrom = (oldest: Day): Day => addDays(oldest, MAX_DAY_SHIFT)

/** What was counted of an athlete's activities, and when nothing of it is missing. */
export interface ActivityTotals {
  /** The days that were asked for. */
  range: DateRange
  /** From which of them on nothing is missing. */
  knownFrom: Day
  /** Where the athlete is, as their newest activity says it. */
  zone: string | undefined
  daily: DailyTotal[]
}

/** Whether what was counted answers for these days as well as counting anew could. */
export const covers = ({ range, knownFrom }: ActivityTotals, days: DateRange): boolean =>
  days.last <= range.last && (days.first >= knownFrom || (days.first === range.first && days.last === range.last))
