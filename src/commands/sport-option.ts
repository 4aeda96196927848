import { z } from 'zod'
import type { MessageKey } from '../i18n/message.ts'
import { autocompleted, type Option } from './options.ts'
import { suggestSports, toSport } from './sport-search.ts'

/** A `sport_type`, or a group of them. */
export const sportSchema = z.string().max(100)

/** A sport or a group of sports, by any of its names. */
export const sportOption = (description: MessageKey): Option<string> =>
  autocompleted(description, {
    autocomplete: (typed, { locale }) => suggestSports(typed, locale),
    parse: toSport,
    schema: sportSchema,
  })
