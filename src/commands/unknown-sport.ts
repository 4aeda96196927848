import { isSportGroup } from '../core/sport-groups.ts'
import { AppError } from '../errors.ts'
import type { ReplyButton } from '../i18n/message.ts'
import { similarSports } from './similar-sports.ts'
import type { SportFilter } from './sport-search.ts'

/** The `custom_id` of a button that runs the same command with another sport. */
export type RetryId = (sport: SportFilter) => string

const labelOf = (sport: SportFilter) =>
  isSportGroup(sport) ? (`sportGroup.${sport}` as const) : (`sport.${sport}` as const)

/** Discord's limit. Typed options can exceed it. */
const MAX_CUSTOM_ID_LENGTH = 100

/** The error for an unknown sport, with similar ones, as buttons if the command can run again. */
export function unknownSportError(typed: string, locale: string, retryId?: RetryId): AppError {
  const similar = similarSports(typed, locale)
  const sport = typed.slice(0, 50)
  const buttons = similar
    .map((one): ReplyButton & { customId: string } => ({ label: labelOf(one), customId: retryId?.(one) ?? '' }))
    .filter(({ customId }) => customId !== '' && customId.length <= MAX_CUSTOM_ID_LENGTH)
  return new AppError('bad-input', 'the sport is unknown', {
    userMessage:
      similar.length > 0
        ? {
            key: 'error.similarSports',
            values: { sport, sports: { list: similar.map((one) => ({ sport: one })), as: 'alternatives' } },
          }
        : { key: 'error.unknownSport', values: { sport } },
    buttons,
  })
}
