import { isDay, PERIODS, type PeriodName, type PeriodSelection, rangeErrorOf } from '../core/period.ts'
import { AppError } from '../errors.ts'
import type { Message } from '../i18n/message.ts'
import { PERIOD_NAMES } from '../i18n/stats-texts.ts'
import { daysError, stats } from '../jobs/stats.ts'
import type { Command, CommandInput } from './define-command.ts'
import { suggestSports, toSport } from './sport-search.ts'

const refusal = (message: Message) =>
  new AppError('bad-input', 'a time that is none was asked for', { userMessage: message })

/** A day as somebody typed it; nothing when they typed nothing. Throws `bad-input` for what is no day. */
function toDay(typed: unknown): string | undefined {
  const day = typeof typed === 'string' ? typed.trim() : ''
  if (day === '') return undefined
  if (!isDay(day)) throw refusal({ key: 'error.wrongDay', values: { day: day.slice(0, 50) } })
  return day
}

/** Dates go before a period. */
function toSelection({ period, from, to }: CommandInput['options']): PeriodSelection {
  const [first, last] = [toDay(from), toDay(to)]
  if (first === undefined) {
    if (last !== undefined) throw refusal({ key: 'error.dayWithoutFrom' })
    return { name: (period as PeriodName | undefined) ?? 'four-weeks' }
  }
  const mistake = last === undefined ? undefined : rangeErrorOf({ first, last })
  if (mistake && last !== undefined) throw daysError(mistake, { first, last })
  return { from: first, to: last }
}

export const statsCommand: Command = {
  name: ['strava', 'stats'],
  description: 'command.stats',
  options: [
    {
      name: 'period',
      description: 'command.stats_period',
      kind: 'choice',
      choices: PERIODS.map((name) => ({ value: name, label: PERIOD_NAMES[name] })),
    },
    { name: 'from', description: 'command.stats_from', kind: 'text' },
    { name: 'to', description: 'command.stats_to', kind: 'text' },
    { name: 'sport', description: 'command.stats_sport', kind: 'autocomplete', suggest: suggestSports },
    { name: 'private', description: 'command.stats_private', kind: 'boolean' },
  ],
  ephemeral: (options) => options.private === true,
  execute: ({ requester, options }) => ({
    job: stats.request({
      requester,
      period: toSelection(options),
      ...(typeof options.sport === 'string' && options.sport.trim()
        ? { sport: toSport(options.sport, requester.locale) }
        : {}),
    }),
  }),
}
