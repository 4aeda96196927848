import { parseDate } from '../../core/parse-date.ts'
import { type DateRange, dayAt, type PeriodName, type PeriodSelection, rangeErrorOf } from '../../core/period.ts'
import { AppError } from '../../errors.ts'
import { dateWords, isDayFirst } from '../../i18n/date-words.ts'
import type { DayName, Message } from '../../i18n/message.ts'

export const datesError = (message: Message) =>
  new AppError('bad-input', 'the dates are invalid', { userMessage: message })

const RANGE_ERRORS = {
  order: (first, last) => ({ key: 'error.daysOrder', values: { first, last } }),
  length: (first, last) => ({ key: 'error.daysLength', values: { first, last } }),
} as const satisfies Record<string, (first: DayName, last: DayName) => Message>

/** The error for two dates as typed. */
const rangeError = (reason: 'order' | 'length', { first, last }: DateRange): AppError =>
  datesError(RANGE_ERRORS[reason]({ day: first }, { day: last }))

/** The last day of May cannot be mistaken for a month. */
const EXAMPLE_DAY = '2026-05-31'

/** The days that the requester typed. Throws `bad-input`. */
function toDays(typed: string, locale: string, today: string, notBefore?: string): DateRange {
  const context = { today, notBefore, isDayFirst: isDayFirst(locale), words: dateWords(locale) }
  const days = parseDate(typed, context)
  if (days) return days
  throw datesError({
    key: 'error.wrongDay',
    values: { day: typed.slice(0, 50), example: { day: EXAMPLE_DAY, style: 'numeric' } },
  })
}

/** The options as typed. */
export interface PeriodOptions {
  period?: PeriodName | undefined
  from?: string | undefined
  to?: string | undefined
}

/**
 * Dates override a period. A month, week or year alone means all of its days. The requester's time zone is unknown
 * before their activities are read, so “today” is the day in UTC. Throws `bad-input`.
 */
export function toSelection({ period, from, to }: PeriodOptions, locale: string, now: number): PeriodSelection {
  if (from === undefined) {
    if (to !== undefined) throw datesError({ key: 'error.dayWithoutFrom' })
    return { name: period ?? 'four-weeks' }
  }
  const today = dayAt(now, undefined)
  const start = toDays(from, locale, today)
  if (to === undefined) {
    const isPastPeriod = start.first < start.last && start.last < today
    return { from: start.first, to: isPastPeriod ? start.last : undefined, startsToday: start.first === today }
  }
  const range = { first: start.first, last: toDays(to, locale, today, start.first).last }
  const reason = rangeErrorOf(range)
  if (reason) throw rangeError(reason, range)
  return { from: range.first, to: range.last, startsToday: start.first === today }
}
