import {
  type DateRange,
  dayAt,
  isDay,
  type Period,
  type PeriodName,
  type PeriodSelection,
  rangeErrorOf,
  toPeriod,
  ZONE_OFFSETS_MS,
} from '../../core/period.ts'
import type { Audience } from '../../core/sharing.ts'
import { isSportGroup } from '../../core/sport-groups.ts'
import { toStatsCard } from '../../core/stats-card.ts'
import { AppError } from '../../errors.ts'
import type { DayName, Message } from '../../i18n/message.ts'
import { daysMessage, PERIOD_CHOICES, PERIOD_NAMES } from '../../i18n/stats-texts.ts'
import { requireLink } from '../../jobs/require-link.ts'
import { defineCommand } from '../define-command.ts'
import { boolean, choice, privateOption, text } from '../options.ts'
import { sportOption } from '../sport-option.ts'
import { loadTotals } from './load-totals.ts'
import { statsReply } from './stats-message.ts'
import { drawWeeks } from './weeks-image.ts'

const datesError = (message: Message) => new AppError('bad-input', 'the dates are invalid', { userMessage: message })

const RANGE_ERRORS = {
  order: (first, last) => ({ key: 'error.daysOrder', values: { first, last } }),
  length: (first, last) => ({ key: 'error.daysLength', values: { first, last } }),
} as const satisfies Record<string, (first: DayName, last: DayName) => Message>

/** Today isn't named, because it differs by time zone. */
const RANGE_ERRORS_UNTIL_TODAY = {
  order: (first) => ({ key: 'error.daysFuture', values: { first } }),
  length: (first) => ({ key: 'error.daysLengthToday', values: { first } }),
} as const satisfies Record<string, (first: DayName) => Message>

/** The error for two dates as typed. */
const rangeError = (reason: 'order' | 'length', { first, last }: DateRange): AppError =>
  datesError(RANGE_ERRORS[reason]({ day: first }, { day: last }))

const untilTodayError = (reason: 'order' | 'length', { first }: DateRange): AppError =>
  datesError(RANGE_ERRORS_UNTIL_TODAY[reason]({ day: first }))

/**
 * Rejects ranges that are wrong in every time zone, before any Strava request. The dates themselves are valid; the
 * error is in how they relate to today.
 */
function rejectImpossibleRange(selection: PeriodSelection, now: number): void {
  const ranges = [ZONE_OFFSETS_MS.earliest, ZONE_OFFSETS_MS.latest].map(
    (offset) => toPeriod(selection, dayAt(now + offset, undefined)).range,
  )
  const [reason, other] = ranges.map(rangeErrorOf)
  if (reason && other && ranges[1]) throw untilTodayError(other, ranges[1])
}

const isUntilToday = (selection: PeriodSelection): boolean => !('from' in selection && selection.to !== undefined)

/** A range until today, if the requester's time zone is unknown. */
const untilTodayMessage = ({ name, range }: Period): Message =>
  name === 'dates' ? { key: 'stats.untilToday', values: { first: { day: range.first } } } : { key: PERIOD_NAMES[name] }

/** Throws `bad-input` if the text isn't a day. */
function toDay(day: string | undefined): string | undefined {
  if (day === undefined) return undefined
  if (!isDay(day)) throw datesError({ key: 'error.wrongDay', values: { day: day.slice(0, 50) } })
  return day
}

/** Dates override a period. */
function toSelection(options: {
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

/** The requester's totals, added up from activities: Strava's own totals leave some out. */
export const statsCommand = defineCommand({
  name: 'strava stats',
  description: 'command.stats',
  options: {
    period: choice('command.stats_period', PERIOD_CHOICES),
    from: text('command.stats_from'),
    to: text('command.stats_to'),
    sport: sportOption('command.stats_sport'),
    private: boolean('command.stats_private'),
  },
  ephemeral: privateOption,
  attempts: 4,
  async execute({ requester, options }, context) {
    const { sport } = options
    const selection = toSelection(options)
    const link = await requireLink(requester, context)
    rejectImpossibleRange(selection, context.now())
    const [period, totals] = await loadTotals(link.athleteId, selection, context)
    const reason = rangeErrorOf(period.range)
    if (reason) throw untilTodayError(reason, period.range)
    const units = await context.units.of(requester.userId)
    const cardFor = (audience: Audience) =>
      toStatsCard({ userId: link.userId, sportType: sport, audience, period, totals, units })
    const card = cardFor(requester.ephemeral ? 'athlete' : 'channel')
    if (card.total.count > 0 || card.knownFrom !== undefined) {
      return statsReply(card, await drawWeeks(card, units, context, requester.locale))
    }
    const days =
      totals.zone === undefined && isUntilToday(selection) ? untilTodayMessage(period) : daysMessage(period.range)
    const isHidden = cardFor('athlete').total.count > 0
    const none: Message = sport
      ? { key: isSportGroup(sport) ? 'stats.noneGroup' : 'stats.noneSport', values: { sport: { sport }, days } }
      : { key: 'stats.none', values: { days } }
    const message: Message = isHidden ? { key: 'stats.hidden', values: { days } } : none
    throw new AppError('nothing-found', 'there are no activities to count', { userMessage: message })
  },
})
