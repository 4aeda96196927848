import type { DateRange, PeriodName } from '../core/period.ts'
import type { ComparedFigure, StatsLine } from '../core/stats-card.ts'
import { figureText } from './figure-texts.ts'
import type { DayName, Message, MessageKey } from './message.ts'
import type { Translator } from './translator.ts'

export const PERIOD_CHOICES = {
  week: 'stats.week',
  month: 'stats.month',
  year: 'stats.year',
  'four-weeks': 'stats.fourWeeks',
} as const satisfies Record<PeriodName, MessageKey>

export const PERIOD_NAMES = { ...PERIOD_CHOICES, dates: 'stats.dates' } as const

export function daysMessage({ first, last }: DateRange): Message | DayName {
  return first === last ? { day: first } : { key: 'stats.days', values: { first: { day: first }, last: { day: last } } }
}

/** Larger changes are only shown as "over". */
const MAX_PERCENT = 999

/** A text with its change, which stays on the same line. */
function withChange(text: string, change: number, by: string, translator: Translator): string {
  const changed: Message =
    change === 0 ? { key: 'stats.same' } : { key: change > 0 ? 'stats.up' : 'stats.down', values: { by } }
  return `${text}\u00a0${translator.t(changed).replaceAll(' ', '\u00a0')}`
}

/** A figure and its change. */
function comparedText({ figure, percent }: ComparedFigure, translator: Translator): string {
  if (percent === undefined) return figureText(figure, translator)
  const size = Math.abs(percent)
  const amount = translator.number(Math.min(size, MAX_PERCENT), 0)
  const by = translator.t(
    size > MAX_PERCENT
      ? { key: 'stats.percentOver', values: { percent: amount } }
      : { key: 'stats.percent', values: { percent: amount } },
  )
  return withChange(figureText(figure, translator), percent, by, translator)
}

/** The number of activities and its change. */
export function countText({ count, countDifference: more }: StatsLine, translator: Translator): string {
  const activities = translator.t({ key: 'recent.count', values: { count } })
  return more === undefined
    ? activities
    : withChange(activities, more, translator.number(Math.abs(more), 0), translator)
}

/** Only the first `compared` figures show their change. */
export const comparedTexts = ({ figures }: StatsLine, translator: Translator, compared = figures.length): string[] =>
  figures.map((one, index) => (index < compared ? comparedText(one, translator) : figureText(one.figure, translator)))
