import type { DateRange, PeriodName } from '../domain/period.ts'
import type { ComparedFigure, StatsLine } from '../domain/stats.ts'
import { figureText } from './figures.ts'
import type { Text } from './index.ts'
import type { DayName, Say, TextKey } from './say.ts'

export const PERIOD_NAMES = {
  week: 'stats.week',
  month: 'stats.month',
  year: 'stats.year',
  'four-weeks': 'stats.fourWeeks',
  dates: 'stats.dates',
} as const satisfies Record<PeriodName | 'dates', TextKey>

/** Days as a sentence names them. */
export function daysSay({ first, last }: DateRange): Say | DayName {
  return first === last ? { day: first } : { key: 'stats.days', values: { first: { day: first }, last: { day: last } } }
}

/** So much more says only that it is a lot. Percent. */
const MOST = 999

function changeText(change: number, by: string, text: Text): string {
  if (change === 0) return text.say({ key: 'stats.same' })
  return text.say(change > 0 ? { key: 'stats.up', values: { by } } : { key: 'stats.down', values: { by } })
}

/** A figure, and how it compares with before. */
function comparedText({ figure, percent }: ComparedFigure, text: Text): string {
  if (percent === undefined) return figureText(figure, text)
  const size = Math.abs(percent)
  const amount = text.number(Math.min(size, MOST), 0)
  const by = text.say(
    size > MOST
      ? { key: 'stats.percentOver', values: { percent: amount } }
      : { key: 'stats.percent', values: { percent: amount } },
  )
  return `${figureText(figure, text)} ${changeText(percent, by, text)}`
}

/** How many activities, and how many more than before. */
export function countText({ count, countDifference: more }: StatsLine, text: Text): string {
  const activities = text.say({ key: 'recent.count', values: { count } })
  return more === undefined ? activities : `${activities} ${changeText(more, text.number(Math.abs(more), 0), text)}`
}

/** Figures in a row, so many of them with how they compare with before. */
export const comparedTexts = ({ figures }: StatsLine, text: Text, compared = figures.length): string[] =>
  figures.map((one, index) => (index < compared ? comparedText(one, text) : figureText(one.figure, text)))
