import { sportTypesOf } from '../core/sport-groups.ts'
import { createTranslator, languages } from '../i18n/translator.ts'
import { feedAdd } from '../jobs/feed-add.ts'
import type { AutocompleteChoice, Command } from './define-command.ts'
import { MAX_SUGGESTIONS, namesIn, normalizeForSearch, suggestSportsOrGroups, toSportOrGroup } from './sport-search.ts'

/** What stands for every sport: not giving the option leaves the sports as they are. */
const ALL_SPORTS_VALUE = 'all'

/** Discord takes so many characters in a suggestion, in its name and in its value. */
const MAX_CHOICE_LENGTH = 100

/** Japanese keyboards have commas of their own. */
const COMMA_PATTERN = /[,、，]/

const itemsOf = (typed: string) =>
  typed
    .split(COMMA_PATTERN)
    .map((item) => item.trim())
    .filter(Boolean)

/** The sports of a list with commas, those of groups among them, each once; none: all of them. Throws `bad-input` for the first that nobody knows. */
function toSports(typed: string, locale: string): string[] {
  const items = itemsOf(typed)
  const every = [ALL_SPORTS_VALUE, ...namesIn(locale)((translator) => translator.t({ key: 'feed.allSports' }))]
  if (items.some((item) => every.includes(normalizeForSearch(item)))) return []
  return [...new Set(items.flatMap((item) => sportTypesOf(toSportOrGroup(item, locale))))]
}

/** Completes the last sport of a list with commas. */
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

export const feedAddCommand: Command = {
  name: ['strava-admin', 'feed', 'add'],
  description: 'command.feedAdd',
  options: [
    { name: 'channel', description: 'command.feedAdd_channel', required: true, kind: 'channel' },
    { name: 'sports', description: 'command.feedAdd_sports', kind: 'autocomplete', suggest: suggestSportList },
    {
      name: 'units',
      description: 'command.feedAdd_units',
      kind: 'choice',
      choices: [
        { value: 'metric', label: 'feed.metric' },
        { value: 'imperial', label: 'feed.imperial' },
      ],
    },
    {
      name: 'pool',
      description: 'command.feedAdd_pool',
      kind: 'choice',
      choices: [
        { value: 'metres', label: 'feed.metres' },
        { value: 'yards', label: 'feed.yards' },
      ],
    },
    {
      name: 'language',
      description: 'command.feedAdd_language',
      kind: 'choice',
      choices: languages().map((value) => ({ value, name: createTranslator(value).t({ key: 'language.name' }) })),
    },
    { name: 'min_distance', description: 'command.feedAdd_minDistance', kind: 'number', min: 0, max: 500 },
    { name: 'min_time', description: 'command.feedAdd_minTime', kind: 'integer', min: 0, max: 1440 },
    { name: 'indoor', description: 'command.feedAdd_indoor', kind: 'boolean' },
    { name: 'commutes', description: 'command.feedAdd_commutes', kind: 'boolean' },
  ],
  ephemeral: true,
  requiredPermission: 'ManageGuild',
  execute({ requester, options }) {
    const { channel, sports, units, pool, language, min_distance: distance, min_time: time, indoor, commutes } = options
    return {
      job: feedAdd.request({
        requester,
        channelId: String(channel),
        changes: {
          sports: typeof sports === 'string' ? toSports(sports, requester.locale) : undefined,
          units: units === 'metric' || units === 'imperial' ? units : undefined,
          pool: pool === 'metres' || pool === 'yards' ? pool : undefined,
          locale: typeof language === 'string' ? language : undefined,
          minDistance: typeof distance === 'number' ? distance : undefined,
          minMinutes: typeof time === 'number' ? time : undefined,
          indoor: typeof indoor === 'boolean' ? indoor : undefined,
          commutes: typeof commutes === 'boolean' ? commutes : undefined,
        },
      }),
    }
  },
}
