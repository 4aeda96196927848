import * as z from 'zod'
import { normalizeForSearch } from '../../core/normalize-for-search.ts'
import { sportTypesOf } from '../../core/sport-groups.ts'
import type { AutocompleteChoice } from '../../discord/slash-command.ts'
import type { MessageKey } from '../../i18n/message.ts'
import { createTranslator } from '../../i18n/translator.ts'
import { autocompleted, type Option } from '../options.ts'
import { findSportOrGroup, MAX_SUGGESTIONS, namesIn, suggestSportsOrGroups } from '../sport-search.ts'
import { unknownSportError } from '../unknown-sport.ts'

/** Means all sports. Omitting the option keeps the current sports. */
const ALL_SPORTS_VALUE = 'all'

/** Discord's limit, for both name and value. */
const MAX_CHOICE_LENGTH = 100

/** Includes Japanese commas. */
const COMMA_PATTERN = /[,、，]/

const itemsOf = (typed: string) =>
  typed
    .split(COMMA_PATTERN)
    .map((item) => item.trim())
    .filter(Boolean)

/**
 * The sports of a comma-separated list, groups expanded, without duplicates; empty means all. Throws `bad-input` for an
 * unknown sport.
 */
function toSports(typed: string, locale: string): string[] {
  const items = itemsOf(typed)
  const every = [ALL_SPORTS_VALUE, ...namesIn(locale)((translator) => translator.t({ key: 'feed.allSports' }))]
  if (items.some((item) => every.includes(normalizeForSearch(item)))) return []
  const sportsOf = (item: string) => {
    const sport = findSportOrGroup(item, locale)
    if (sport === undefined) throw unknownSportError(item, locale)
    return sportTypesOf(sport)
  }
  return [...new Set(items.flatMap(sportsOf))]
}

/** Completes the last sport of a comma-separated list. */
function suggestSportList(typed: string, locale: string): AutocompleteChoice[] {
  const comma = typed.length - (typed.split(COMMA_PATTERN).at(-1) ?? '').length
  const [before, last] = [itemsOf(typed.slice(0, comma)), typed.slice(comma)]
  const found = suggestSportsOrGroups(last, locale)
  if (before.length === 0) {
    const all = createTranslator(locale).t({ key: 'feed.allSports' })
    const isMeant = [ALL_SPORTS_VALUE, normalizeForSearch(all)].some((name) =>
      name.startsWith(normalizeForSearch(last)),
    )
    return isMeant ? [{ name: all, value: ALL_SPORTS_VALUE }, ...found].slice(0, MAX_SUGGESTIONS) : found
  }
  return found
    .filter(
      ({ name, value }) =>
        !before.some(
          (item) =>
            normalizeForSearch(item) === normalizeForSearch(value) ||
            normalizeForSearch(item) === normalizeForSearch(name),
        ),
    )
    .map(({ name, value }) => ({ name: [...before, name].join(', '), value: [...before, value].join(', ') }))
    .filter(({ name, value }) => name.length <= MAX_CHOICE_LENGTH && value.length <= MAX_CHOICE_LENGTH)
}

/** Comma-separated sports or groups. Empty means all. */
export const sportListOption = (description: MessageKey): Option<string[]> =>
  autocompleted(description, {
    autocomplete: (typed, { locale }) => suggestSportList(typed, locale),
    parse: toSports,
    schema: z.array(z.string()),
  })
