import { type DateRange, isDay, type PeriodName, type PeriodSelection, rangeErrorOf } from '../../core/period.ts'
import { AppError } from '../../errors.ts'
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

/** Throws `bad-input` if the text isn't a day. */
function toDay(day: string | undefined): string | undefined {
  if (day === undefined) return undefined
  if (!isDay(day)) throw datesError({ key: 'error.wrongDay', values: { day: day.slice(0, 50) } })
  return day
}

/** Dates override a period. Throws `bad-input`. */
export function toSelection(options: {
  period?: PeriodName | undefined
  from?: string | undefined
  to?: string | undefined
}): PeriodSelection {
  const [first, last] = [toDay(options.from), toDay(options.to)]
  if (first === undefined) {
    if (last !== undefined) throw datesError({ key: 'error.dayWithoutFrom' })
    return { name: options.period ?? 'four-weeks' }
  }
  const reason = last === undefined ? undefined : rangeErrorOf({ first, last })
  if (reason && last !== undefined) throw rangeError(reason, { first, last })
  return { from: first, to: last }
}
