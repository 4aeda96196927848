/** A day of somebody's calendar, `YYYY-MM-DD`: earlier ones are smaller as texts, too. It has no time and no zone. */
export type Day = string

/** Both days included. */
export interface DateRange {
  first: Day
  last: Day
}

export const PERIODS = ['week', 'month', 'year', 'four-weeks'] as const
export type PeriodName = (typeof PERIODS)[number]

/** What somebody asked for; without `to`, until today. */
export type PeriodSelection = { name: PeriodName } | { from: Day; to?: Day | undefined }

/** What is counted, and what it is compared with: as many days before, or the same part of the week, month or year before. */
export interface Period {
  name: PeriodName | 'dates'
  range: DateRange
  previous: DateRange
}

const DAY_MS = 24 * 3600_000

/** Midnight UTC of a day, in milliseconds: days are counted there, where each has 24 hours. */
const utcMidnightOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`)

const toDay = (time: number): Day => new Date(time).toISOString().slice(0, 10)

export const addDays = (day: Day, days: number): Day => toDay(utcMidnightOf(day) + days * DAY_MS)

export const daysIn = ({ first, last }: DateRange): number =>
  Math.round((utcMidnightOf(last) - utcMidnightOf(first)) / DAY_MS) + 1

/** Whether a text is a day that the calendar has. */
export function isDay(text: string): boolean {
  if (!/^[12]\d{3}-\d\d-\d\d$/.test(text)) return false
  const time = utcMidnightOf(text)
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

const HOUR_MS = 3600_000

/** How far clocks on earth are behind UTC, and before it. Milliseconds. */
export const ZONE_OFFSETS_MS = { earliest: -12 * HOUR_MS, latest: 14 * HOUR_MS }

/**
 * Which day it is for somebody. Where their zone is not known, never a later one than it can be for them: it has begun everywhere, or one of
 * their activities, of which the newest is on day `newest`, was on it.
 */
export function todayOf(now: number, zone: string | undefined, newest: Day | undefined): Day {
  if (zone) return dayAt(now, zone)
  const everywhere = dayAt(now + ZONE_OFFSETS_MS.earliest, undefined)
  if (newest === undefined || newest <= everywhere) return everywhere
  return earlierOf(newest, dayAt(now + ZONE_OFFSETS_MS.latest, undefined))
}

const padTwoDigits = (value: number) => String(value).padStart(2, '0')

/** The day so many months earlier or later; the last one of that month, where it is shorter. */
function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const firstOfMonth = toDay(Date.UTC(year, month - 1 + months, 1))
  const lastOfMonth = toDay(Date.UTC(year, month + months, 0))
  return `${firstOfMonth.slice(0, 8)}${padTwoDigits(Math.min(date, Number(lastOfMonth.slice(8))))}`
}

/** The Monday of a day's week. */
export const mondayOf = (day: Day): Day => addDays(day, -((new Date(utcMidnightOf(day)).getUTCDay() + 6) % 7))

/** As many days, ending where this one begins. */
const rangeBefore = (range: DateRange): DateRange => ({
  first: addDays(range.first, -daysIn(range)),
  last: addDays(range.first, -1),
})

const moveBackMonths = (range: DateRange, months: number): DateRange => ({
  first: addMonths(range.first, -months),
  last: addMonths(range.last, -months),
})

export const earlierOf = (a: Day, b: Day): Day => (a < b ? a : b)

/** What is wrong with two dates: that one is after the other, or that they are more than a year and a day apart. */
export function rangeErrorOf({ first, last }: DateRange): 'order' | 'length' | undefined {
  if (first > last) return 'order'
  return last > addMonths(first, 12) ? 'length' : undefined
}

/** The days that somebody means today. Days to come are left out; whether two dates make sense is for `mistakeIn` to say. */
export function toPeriod(selection: PeriodSelection, today: Day): Period {
  if ('from' in selection) {
    const range = { first: selection.from, last: earlierOf(selection.to ?? today, today) }
    return { name: 'dates', range, previous: rangeBefore(range) }
  }
  const { name } = selection
  switch (name) {
    case 'week': {
      const range = { first: mondayOf(today), last: today }
      return { name, range, previous: { first: addDays(range.first, -7), last: addDays(today, -7) } }
    }
    case 'month': {
      const range = { first: `${today.slice(0, 8)}01`, last: today }
      return { name, range, previous: moveBackMonths(range, 1) }
    }
    case 'year': {
      const range = { first: `${today.slice(0, 5)}01-01`, last: today }
      return { name, range, previous: moveBackMonths(range, 12) }
    }
    case 'four-weeks': {
      const range = { first: addDays(today, -27), last: today }
      return { name, range, previous: rangeBefore(range) }
    }
  }
}
