/** A day of somebody's calendar, `YYYY-MM-DD`: earlier ones are smaller as texts, too. It has no time and no zone. */
export type Day = string

/** Both days included. */
export interface Span {
  first: Day
  last: Day
}

export const PERIODS = ['week', 'month', 'year', 'four-weeks'] as const
export type PeriodName = (typeof PERIODS)[number]

/** What somebody asked for; without `to`, until today. */
export type PeriodWish = { name: PeriodName } | { from: Day; to?: Day | undefined }

/** What is counted, and what it is compared with: as many days before, or the same part of the week, month or year before. */
export interface Period {
  name: PeriodName | 'dates'
  span: Span
  before: Span
}

const DAY = 24 * 3600_000

/** Midnight UTC of a day, in milliseconds: days are counted there, where each has 24 hours. */
const timeOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`)

const toDay = (time: number): Day => new Date(time).toISOString().slice(0, 10)

export const addDays = (day: Day, days: number): Day => toDay(timeOf(day) + days * DAY)

export const daysIn = ({ first, last }: Span): number => Math.round((timeOf(last) - timeOf(first)) / DAY) + 1

/** Whether a text is a day that the calendar has. */
export function isDay(text: string): boolean {
  if (!/^[12]\d{3}-\d\d-\d\d$/.test(text)) return false
  const time = timeOf(text)
  return !Number.isNaN(time) && toDay(time) === text
}

/** The day on which a moment falls somewhere; in UTC, where the zone is not known. Epoch milliseconds, and a name such as `Europe/Paris`. */
export function dayAt(moment: number, zone: string | undefined): Day {
  const dayIn = (timeZone: string) =>
    // The Swedish way of writing days is ours.
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(moment)
  try {
    return dayIn(zone ?? 'UTC')
  } catch (error) {
    // A zone that this machine does not know.
    if (!(error instanceof RangeError)) throw error
    return dayIn('UTC')
  }
}

const HOUR = 3600_000

/** How far clocks on earth are behind UTC, and before it. Milliseconds. */
export const ZONE_OFFSETS = { earliest: -12 * HOUR, latest: 14 * HOUR }

/**
 * Which day it is for somebody. Where their zone is not known, never a later one than it can be for them: it has begun everywhere, or one of
 * their activities, of which the newest is on day `newest`, was on it.
 */
export function todayOf(now: number, zone: string | undefined, newest: Day | undefined): Day {
  if (zone) return dayAt(now, zone)
  const everywhere = dayAt(now + ZONE_OFFSETS.earliest, undefined)
  if (newest === undefined || newest <= everywhere) return everywhere
  return earliest(newest, dayAt(now + ZONE_OFFSETS.latest, undefined))
}

const two = (value: number) => String(value).padStart(2, '0')

/** The day so many months earlier or later; the last one of that month, where it is shorter. */
function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const firstOfMonth = toDay(Date.UTC(year, month - 1 + months, 1))
  const lastOfMonth = toDay(Date.UTC(year, month + months, 0))
  return `${firstOfMonth.slice(0, 8)}${two(Math.min(date, Number(lastOfMonth.slice(8))))}`
}

/** The Monday of a day's week. */
export const mondayOf = (day: Day): Day => addDays(day, -((new Date(timeOf(day)).getUTCDay() + 6) % 7))

/** As many days, ending where this one begins. */
const justBefore = (span: Span): Span => ({ first: addDays(span.first, -daysIn(span)), last: addDays(span.first, -1) })

const earlier = (span: Span, months: number): Span => ({
  first: addMonths(span.first, -months),
  last: addMonths(span.last, -months),
})

export const earliest = (a: Day, b: Day): Day => (a < b ? a : b)

/** What is wrong with two dates: that one is after the other, or that they are more than a year and a day apart. */
export function mistakeIn({ first, last }: Span): 'order' | 'length' | undefined {
  if (first > last) return 'order'
  return last > addMonths(first, 12) ? 'length' : undefined
}

/** The days that somebody means today. Days to come are left out; whether two dates make sense is for `mistakeIn` to say. */
export function toPeriod(wish: PeriodWish, today: Day): Period {
  if ('from' in wish) {
    const span = { first: wish.from, last: earliest(wish.to ?? today, today) }
    return { name: 'dates', span, before: justBefore(span) }
  }
  const { name } = wish
  switch (name) {
    case 'week': {
      const span = { first: mondayOf(today), last: today }
      return { name, span, before: { first: addDays(span.first, -7), last: addDays(today, -7) } }
    }
    case 'month': {
      const span = { first: `${today.slice(0, 8)}01`, last: today }
      return { name, span, before: earlier(span, 1) }
    }
    case 'year': {
      const span = { first: `${today.slice(0, 5)}01-01`, last: today }
      return { name, span, before: earlier(span, 12) }
    }
    case 'four-weeks': {
      const span = { first: addDays(today, -27), last: today }
      return { name, span, before: justBefore(span) }
    }
  }
}
