/** A calendar day, `YYYY-MM-DD`, without time or zone. Compares correctly as a string. */
export type Day = string

/** Both days are included. */
export interface DateRange {
  first: Day
  last: Day
}

export const PERIODS = ['week', 'month', 'year', 'four-weeks'] as const
export type PeriodName = (typeof PERIODS)[number]

/**
 * The period given as options; `to` defaults to today. `startsToday`: `from` is today somewhere, but may be tomorrow
 * for the athlete.
 */
export type PeriodSelection = { name: PeriodName } | { from: Day; to?: Day | undefined; startsToday?: boolean }

/**
 * A range, and what it is compared with: the same number of days before, or the same part of the previous week, month
 * or year.
 */
export interface Period {
  name: PeriodName | 'dates'
  range: DateRange
  previous: DateRange
}

const DAY_MS = 24 * 3600_000

/** Midnight UTC in epoch milliseconds. Days are counted in UTC, where each has 24 hours. */
const utcMidnightOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`)

const toDay = (time: number): Day => new Date(time).toISOString().slice(0, 10)

export const addDays = (day: Day, days: number): Day => toDay(utcMidnightOf(day) + days * DAY_MS)

export const daysIn = ({ first, last }: DateRange): number =>
  Math.round((utcMidnightOf(last) - utcMidnightOf(first)) / DAY_MS) + 1

/** Whether a text is a valid calendar day. */
export function isDay(text: string): boolean {
  if (!/^[12]\d{3}-\d\d-\d\d$/.test(text)) return false
  const time = utcMidnightOf(text)
  return !Number.isNaN(time) && toDay(time) === text
}

/** The day of an instant in a zone such as `Europe/Paris`; in UTC if unknown. Epoch milliseconds. */
export function dayAt(moment: number, zone: string | undefined): Day {
  const dayIn = (timeZone: string) =>
    // The Swedish locale writes YYYY-MM-DD.
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(moment)
  try {
    return dayIn(zone ?? 'UTC')
  } catch (error) {
    // This machine doesn't know the zone.
    if (!(error instanceof RangeError)) throw error
    return dayIn('UTC')
  }
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** The range of UTC offsets on earth. */
export const ZONE_OFFSETS_MS = { earliest: -12 * HOUR_MS, latest: 14 * HOUR_MS }

/** When a day ends in a zone, to the minute; in UTC if unknown. Epoch milliseconds. */
export function endOfDay(day: Day, zone: string | undefined): number {
  const midnight = utcMidnightOf(addDays(day, 1))
  let [before, after] = [midnight - ZONE_OFFSETS_MS.latest, midnight - ZONE_OFFSETS_MS.earliest]
  while (after - before > MINUTE_MS) {
    const middle = (before + after) / 2
    if (dayAt(middle, zone) > day) after = middle
    else before = middle
  }
  return after
}

/**
 * Today for a person. If their zone is unknown, never later than it can be for them: a day that has begun everywhere,
 * or the day of their newest activity.
 */
export function todayOf(now: number, zone: string | undefined, newest: Day | undefined): Day {
  if (zone) return dayAt(now, zone)
  const everywhere = dayAt(now + ZONE_OFFSETS_MS.earliest, undefined)
  if (newest === undefined || newest <= everywhere) return everywhere
  return earlierOf(newest, dayAt(now + ZONE_OFFSETS_MS.latest, undefined))
}

const padTwoDigits = (value: number) => String(value).padStart(2, '0')

/** Clamped to the last day of shorter months. */
function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const firstOfMonth = toDay(Date.UTC(year, month - 1 + months, 1))
  const lastOfMonth = toDay(Date.UTC(year, month + months, 0))
  return `${firstOfMonth.slice(0, 8)}${padTwoDigits(Math.min(date, Number(lastOfMonth.slice(8))))}`
}

/** The month that is `months` after the day's month. */
export function monthAround(day: Day, months = 0): DateRange {
  const first = addMonths(`${day.slice(0, 8)}01`, months)
  return { first, last: addDays(addMonths(first, 1), -1) }
}

export const mondayOf = (day: Day): Day => addDays(day, -((new Date(utcMidnightOf(day)).getUTCDay() + 6) % 7))

/** The same number of days, directly before the range. */
const rangeBefore = (range: DateRange): DateRange => ({
  first: addDays(range.first, -daysIn(range)),
  last: addDays(range.first, -1),
})

const moveBackMonths = (range: DateRange, months: number): DateRange => ({
  first: addMonths(range.first, -months),
  last: addMonths(range.last, -months),
})

export const earlierOf = (a: Day, b: Day): Day => (a < b ? a : b)

/** Whether the dates are reversed, or more than a year and a day apart. */
export function rangeErrorOf({ first, last }: DateRange): 'order' | 'length' | undefined {
  if (first > last) return 'order'
  return last > addMonths(first, 12) ? 'length' : undefined
}

/** The days of a selection, cut off at today. Check dates with `rangeErrorOf`. */
export function toPeriod(selection: PeriodSelection, today: Day): Period {
  if ('from' in selection) {
    const first = selection.startsToday ? earlierOf(selection.from, today) : selection.from
    const range = { first, last: earlierOf(selection.to ?? today, today) }
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
