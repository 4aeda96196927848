import { normalizeForSearch } from '../core/normalize-for-search.ts'
import { isSportType, SPORT_TYPES, type SportType } from '../core/sport.ts'
import { groupNamedAfter, isSportGroup, SPORT_GROUP_NAMES, type SportGroup } from '../core/sport-groups.ts'
import type { AutocompleteChoice } from '../discord/slash-command.ts'
import { sportWords } from '../i18n/sport-words.ts'
import { createTranslator, languageOf, languages } from '../i18n/translator.ts'
import { memoize } from '../memoize.ts'

/** Discord's limit. */
export const MAX_SUGGESTIONS = 25

const COMMON_SPORTS: readonly string[] = [
  'Run',
  'Ride',
  'Swim',
  'Walk',
  'Hike',
  'TrailRun',
  'VirtualRide',
  'WeightTraining',
  'Yoga',
]

/** Prefix of a `sport_type` whose name also means a group: selects only this sport. */
const EXACT_PREFIX = '='

export type SportFilter = SportType | SportGroup

const ALL_SPORTS: readonly SportFilter[] = [...SPORT_GROUP_NAMES, ...SPORT_TYPES]

/** The names of a sport or group in a language, normalized: ours, Strava's, and other words for it. */
const namesOf = memoize((language: string) => {
  const translator = createTranslator(language)
  const entries = ALL_SPORTS.map((sport): [SportFilter, string[]] => [
    sport,
    [translator.sport(sport), sport, ...sportWords(language, sport)].map(normalizeForSearch),
  ])
  return new Map(entries)
})

/** The sport or group of each word in a language. A name shared by both means the group. */
export const sportsByWord = memoize((language: string) => {
  const meanings = new Map<string, SportFilter>()
  for (const [sport, names] of namesOf(language)) {
    for (const name of names) if (!meanings.has(name)) meanings.set(name, groupNamedAfterName(sport, name, language))
  }
  for (const sportType of SPORT_TYPES) {
    if (groupNamedAfter(sportType)) meanings.set(normalizeForSearch(onlyName(sportType, language)), sportType)
  }
  return meanings
})

function groupNamedAfterName(sport: SportFilter, name: string, language: string): SportFilter {
  const group = groupNamedAfter(sport)
  return group &&
    [normalizeForSearch(sport), normalizeForSearch(createTranslator(language).sport(sport))].includes(name)
    ? group
    : sport
}

/** “Ride only”, where the name alone means the group. */
const onlyName = (sportType: string, locale: string): string =>
  createTranslator(locale).t({ key: 'feed.onlySport', values: { sport: { sport: sportType } } })

/** The reader's language, then English, then all others: members of a club use different languages. */
const languagesFor = (locale: string): string[] => [...new Set([languageOf(locale) ?? 'en', 'en', ...languages()])]

/** A text in the reader's language and in English, normalized. */
export function namesIn(
  locale: string,
): (name: (translator: ReturnType<typeof createTranslator>) => string) => string[] {
  const translators = [createTranslator(locale), createTranslator('en')]
  return (name) => translators.map((text) => normalizeForSearch(name(text)))
}

/**
 * How well a sport matches; lower is better. First names in the reader's language or English that start with the query,
 * then those that contain it, then names in other languages that start with it.
 */
function rankOf(sport: SportFilter, wanted: string, locale: string): number {
  const [own = 'en', ...others] = languagesFor(locale)
  const known = [own, 'en'].flatMap((language) => namesOf(language).get(sport) ?? [])
  if (known.some((name) => name.startsWith(wanted))) return isSportGroup(sport) ? 0 : 1
  if (known.some((name) => name.includes(wanted))) return 2
  const foreign = others.flatMap((language) => namesOf(language).get(sport) ?? [])
  return foreign.some((name) => name.startsWith(wanted)) ? 3 : Number.POSITIVE_INFINITY
}

/** Sports and groups by any of their names, groups first. Common sports come first if nothing is typed. */
export function suggestSports(typed: string, locale: string): AutocompleteChoice[] {
  const translator = createTranslator(locale)
  const wanted = normalizeForSearch(typed)
  const rank = (sport: SportFilter): number => {
    if (wanted !== '') return rankOf(sport, wanted, locale)
    return isSportGroup(sport) ? 0 : COMMON_SPORTS.includes(sport) ? 1 : 2
  }
  return ALL_SPORTS.map((sport) => ({ choice: { name: translator.sport(sport), value: sport }, rank: rank(sport) }))
    .filter(({ rank }) => Number.isFinite(rank))
    .sort(
      (a, b) => a.rank - b.rank || (a.rank === 0 ? 0 : a.choice.name.localeCompare(b.choice.name, translator.locale)),
    )
    .slice(0, MAX_SUGGESTIONS)
    .map(({ choice }) => choice)
}

/** Like `suggestSports`, for options where a sport's name means its group: the single sport is marked as such. */
export const suggestSportsOrGroups = (typed: string, locale: string): AutocompleteChoice[] =>
  suggestSports(typed, locale).map((choice) =>
    groupNamedAfter(choice.value)
      ? { name: onlyName(choice.value, locale), value: `${EXACT_PREFIX}${choice.value}` }
      : choice,
  )

/** Finds a sport or group by its name in any of our languages. */
export function findSportOrGroup(typed: string, locale: string): SportFilter | undefined {
  const trimmed = typed.trim()
  const exact = trimmed.startsWith(EXACT_PREFIX) ? trimmed.slice(EXACT_PREFIX.length).trim() : ''
  if (isSportType(exact)) return exact
  const wanted = normalizeForSearch(trimmed)
  for (const language of languagesFor(locale)) {
    const meaning = sportsByWord(language).get(wanted)
    if (meaning) return meaning
  }
  return undefined
}

/** Like `findSportOrGroup`, for an activity list: an exact `sport_type` means only that sport. */
export const findSport = (typed: string, locale: string): SportFilter | undefined =>
  isSportType(typed) ? typed : findSportOrGroup(typed, locale)
