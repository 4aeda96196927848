import * as z from 'zod'
import type { MessageKey } from '../i18n/message.ts'
import { autocompleted, type CommandUse, type Option } from './options.ts'
import { findSport, type SportFilter, suggestSports } from './sport-search.ts'
import { unknownSportError } from './unknown-sport.ts'

/** A `sport_type`, or a group of them. */
export const sportSchema = z.string().max(100)

/**
 * A sport or a group of sports, by any of its names. If the sport is unknown, `retryId` gives the `custom_id` of the
 * buttons that run the command with a similar one and the other options as given.
 */
export const sportOption = (
  description: MessageKey,
  retryId: (sport: SportFilter, use: CommandUse) => string,
): Option<string> =>
  autocompleted(description, {
    autocomplete: (typed, { locale }) => suggestSports(typed, locale),
    parse: (typed, locale, use) => {
      const sport = findSport(typed, locale)
      if (sport === undefined) throw unknownSportError(typed, locale, (similar) => retryId(similar, use))
      return sport
    },
    schema: sportSchema,
  })
