import { isSportType, SPORT_TYPES, type SportType } from '../core/sport.ts'
import { groupNamedAfter, isSportGroup, SPORT_GROUP_NAMES, type SportGroup } from '../core/sport-groups.ts'
import type { AutocompleteChoice } from '../discord/slash-command.ts'
import { AppError } from '../errors.ts'
import { sportWords } from '../i18n/sport-words.ts'
import { createTranslator, languageOf, languages } from '../i18n/translator.ts'
import { memoize } from '../memoize.ts'

/** Discord shows so many suggestions and no more. */
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

/** In front of a `sport_type` whose name stands for a group elsewhere: this sport alone. */
const EXACT_PREFIX = '='

/** Without case and accents, and with full-width letters as plain ones: as people type. */
export const normalizeForSearch = (typed: string): string =>
  typed
    .trim()
    .normalize('NFKD')
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
    // Upper case first: ß and ss are the same.
    .toUpperCase()
    .toLowerCase()

type SportFilter = SportType | SportGroup

const ALL_SPORTS: readonly SportFilter[] = [...SPORT_GROUP_NAMES, ...SPORT_TYPES]

/** What a sport or group is called in a language, folded: its name, Strava's own, and what people say. */
const namesOf = memoize((language: string) => {
  const translator = createTranslator(language)
  const entries = ALL_SPORTS.map((sport): [SportFilter, string[]] => [
    sport,
    [translator.sport(sport), sport, ...sportWords(language, sport)].map(normalizeForSearch),
  ])
  return new Map(entries)
})

/** What each word means in a language. Where it is the name of a sport and of its group, the group. */
const meaningsIn = memoize((language: string) => {
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

/** “Ride only”: where the plain name means the group. */
const onlyName = (sportType: string, locale: string): string =>
  createTranslator(locale).t({ key: 'feed.onlySport', values: { sport: { sport: sportType } } })

/** The reader's language, English, and then all others: a club's members set Discord to several. */
const languagesFor = (locale: string): string[] => [...new Set([languageOf(locale) ?? 'en', 'en', ...languages()])]

/** What something is called in the reader's language and in English, folded. */
export function namesIn(
  locale: string,
): (name: (translator: ReturnType<typeof createTranslator>) => string) => string[] {
  const translators = [createTranslator(locale), createTranslator('en')]
  return (name) => translators.map((text) => normalizeForSearch(name(text)))
}

/**
 * How well a sport fits what was typed; the lowest first. What begins with it, in the reader's language or in English; what holds it; what
 * begins with it in another language.
 */
function rankOf(sport: SportFilter, wanted: string, locale: string): number {
  const [own = 'en', ...others] = languagesFor(locale)
  const known = [own, 'en'].flatMap((language) => namesOf(language).get(sport) ?? [])
  if (known.some((name) => name.startsWith(wanted))) return isSportGroup(sport) ? 0 : 1
  if (known.some((name) => name.includes(wanted))) return 2
  const foreign = others.flatMap((language) => namesOf(language).get(sport) ?? [])
  return foreign.some((name) => name.startsWith(wanted)) ? 3 : Number.POSITIVE_INFINITY
}

/** Sports and groups by name and by what people call them, groups first; the common ones before anything is typed. */
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

/** The same where a plain name means its group: the single sport is said to be one. */
export const suggestSportsOrGroups = (typed: string, locale: string): AutocompleteChoice[] =>
  suggestSports(typed, locale).map((choice) =>
    groupNamedAfter(choice.value)
      ? { name: onlyName(choice.value, locale), value: `${EXACT_PREFIX}${choice.value}` }
      : choice,
  )

/** A sport or a group of them, as somebody typed it in any of our languages. Throws `bad-input` for what nobody knows. */
export function toSportOrGroup(typed: string, locale: string): string {
  const trimmed = typed.trim()
  const exact = trimmed.startsWith(EXACT_PREFIX) ? trimmed.slice(EXACT_PREFIX.length).trim() : ''
  if (isSportType(exact)) return exact
  const wanted = normalizeForSearch(trimmed)
  for (const language of languagesFor(locale)) {
    const meaning = meaningsIn(language).get(wanted)
    if (meaning) return meaning
  }
  throw new AppError('bad-input', 'an unknown sport was asked for', {
    userMessage: { key: 'error.unknownSport', values: { sport: typed.slice(0, 50) } },
  })
}

/** The same for one activity list: a `sport_type`, written exactly as Strava does, is that one. */
export const toSport = (typed: string, locale: string): string =>
  isSportType(typed) ? typed : toSportOrGroup(typed, locale)
