import type { Activity } from './activity.ts'
import { amountsOf } from './amounts.ts'
import { addDays, type Day, earliest, mondayOf, type Span } from './period.ts'
import { mayShow } from './sharing.ts'

/** What activities come to: how many, metres, seconds, metres climbed, and the metres of the longest. */
export interface Sums {
  count: number
  distance: number
  time: number
  climb: number
  longest: number
}

/** The sums of one day, one sport, and those who may see it. */
export interface Tally extends Sums {
  day: Day
  sportType: string
  /** Whether everyone may see it. */
  open: boolean
}

/** A week's sums, by its Monday. */
export interface Week extends Sums {
  monday: Day
}

const NOTHING: Sums = { count: 0, distance: 0, time: 0, climb: 0, longest: 0 }

const add = (a: Sums, b: Sums): Sums => ({
  count: a.count + b.count,
  distance: a.distance + b.distance,
  time: a.time + b.time,
  climb: a.climb + b.climb,
  longest: Math.max(a.longest, b.longest),
})

export const addUp = (parts: readonly Sums[]): Sums => parts.reduce(add, NOTHING)

/** Sums by what the parts have in common, in the order in which it is met first. */
export function sumsBy<T extends Sums>(parts: readonly T[], of: (part: T) => string): Map<string, Sums> {
  const sums = new Map<string, Sums>()
  for (const part of parts) sums.set(of(part), add(sums.get(of(part)) ?? NOTHING, part))
  return sums
}

/** Counts activities by day, sport and who may see them. One that is listed twice counts once, and what makes no sense counts nothing. */
export function toTallies(activities: readonly Activity[]): Tally[] {
  const seen = new Set<string>()
  const tallies = new Map<string, Tally>()
  for (const activity of activities) {
    const { id, day, sportType } = activity
    if (seen.has(id)) continue
    seen.add(id)
    const open = mayShow(activity, 'channel')
    const key = JSON.stringify([day, sportType, open])
    const { distance = 0, seconds: time = 0, climb = 0 } = amountsOf(activity)
    const one = { count: 1, distance, time, climb, longest: distance }
    tallies.set(key, { day, sportType, open, ...add(tallies.get(key) ?? NOTHING, one) })
  }
  return [...tallies.values()]
}

export const within = (tallies: readonly Tally[], { first, last }: Span): Tally[] =>
  tallies.filter(({ day }) => first <= day && day <= last)

/** Every week that a span touches, also those without an activity; of the first and the last only what is inside. */
export function weeksOf(tallies: readonly Tally[], span: Span): Week[] {
  const sums = sumsBy(within(tallies, span), ({ day }) => mondayOf(day))
  const weeks: Week[] = []
  for (let monday = mondayOf(span.first); monday <= span.last; monday = addDays(monday, 7)) {
    weeks.push({ monday, ...(sums.get(monday) ?? NOTHING) })
  }
  return weeks
}

/** Days may lie so far from where they are listed: a hidden start is a day alone, and clocks differ by 26 hours over the earth. */
const SLACK = 2

/**
 * What a page of Strava's list says about those behind it. `down`: it goes from newer to older, as Strava does though its documents do
 * not promise it. `oldest` and `newest`: its first and last day.
 */
export function courseOf(page: readonly Activity[]): { down: boolean; oldest: Day; newest: Day } | undefined {
  const [first, ...others] = page.map(({ day }) => day)
  if (first === undefined) return undefined
  let [oldest, newest, down] = [first, first, true]
  for (const day of others) {
    if (day > addDays(oldest, SLACK)) down = false
    oldest = earliest(oldest, day)
    if (day > newest) newest = day
  }
  return { down, oldest, newest }
}

/** Whether nothing of a span, or later, can come behind a page that goes down to `oldest`. */
export const isBehind = (oldest: Day, { first }: Pick<Span, 'first'>): boolean => addDays(oldest, SLACK) < first

/** From which day on everything is known, when the pages read go down to `oldest` and there are more. */
export const knownFrom = (oldest: Day): Day => addDays(oldest, SLACK)

/** What was counted of an athlete's activities, and when nothing of it is missing. */
export interface Counted {
  /** The days that were asked for. */
  span: Span
  /** From which of them on nothing is missing. */
  knownFrom: Day
  /** Where the athlete is, as their newest activity says it. */
  zone: string | undefined
  tallies: Tally[]
}

/** Whether what was counted answers for these days as well as counting anew could. */
export const answersFor = ({ span, knownFrom }: Counted, days: Span): boolean =>
  days.last <= span.last && (days.first >= knownFrom || (days.first === span.first && days.last === span.last))
