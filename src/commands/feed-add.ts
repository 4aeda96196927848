import { feedAdd } from '../jobs/feed-add.ts'
import { createText } from '../text/index.ts'
import { always, type Choice, type Command } from './define.ts'
import { suggestSports, toSportType } from './recent.ts'

/** What stands for every sport: not giving the option leaves the sports as they are. */
const ALL = 'all'

/** Discord takes so many characters in a suggestion, in its name and in its value. */
const MAX_CHOICE = 100

const itemsOf = (typed: string) =>
  typed
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)

/** The sports of a list with commas, each once; none: all of them. Throws `bad-input` for the first that nobody knows. */
function toSports(typed: string, locale: string): string[] {
  const items = itemsOf(typed)
  const all = createText(locale).say({ key: 'feed.allSports' }).toLocaleLowerCase(locale)
  if (items.some((item) => item.toLowerCase() === ALL || item.toLocaleLowerCase(locale) === all)) return []
  return [...new Set(items.map((item) => toSportType(item, locale)))]
}

/** Completes the last sport of a list with commas. */
function suggestSportList(typed: string, locale: string): Choice[] {
  const comma = typed.lastIndexOf(',') + 1
  const [before, last] = [itemsOf(typed.slice(0, comma)), typed.slice(comma)]
  const found = suggestSports(last, locale)
  if (before.length === 0) {
    const all = createText(locale).say({ key: 'feed.allSports' })
    const isMeant = all.toLocaleLowerCase(locale).startsWith(last.trim().toLocaleLowerCase(locale))
    return isMeant ? [{ name: all, value: ALL }, ...found.slice(0, -1)] : found
  }
  return found
    .filter(({ name, value }) => !before.some((item) => item === value || item === name))
    .map(({ name, value }) => ({ name: [...before, name].join(', '), value: [...before, value].join(', ') }))
    .filter(({ name, value }) => name.length <= MAX_CHOICE && value.length <= MAX_CHOICE)
}

export const feedAddCommand: Command = {
  path: ['strava-admin', 'feed', 'add'],
  description: 'command.feedAdd',
  options: [
    { name: 'channel', description: 'command.feedAdd_channel', required: true, kind: 'channel' },
    { name: 'sports', description: 'command.feedAdd_sports', kind: 'search', suggest: suggestSportList },
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
    { name: 'min_distance', description: 'command.feedAdd_minDistance', kind: 'number', min: 0, max: 500 },
    { name: 'min_time', description: 'command.feedAdd_minTime', kind: 'integer', min: 0, max: 1440 },
    { name: 'indoor', description: 'command.feedAdd_indoor', kind: 'boolean' },
    { name: 'commutes', description: 'command.feedAdd_commutes', kind: 'boolean' },
  ],
  isPrivate: always,
  needs: 'ManageGuild',
  run({ identity, options }) {
    const { channel, sports, units, pool, min_distance: distance, min_time: time, indoor, commutes } = options
    return {
      job: feedAdd.request({
        ask: identity,
        channelId: String(channel),
        wish: {
          sports: typeof sports === 'string' ? toSports(sports, identity.locale) : undefined,
          units: units === 'metric' || units === 'imperial' ? units : undefined,
          pool: pool === 'metres' || pool === 'yards' ? pool : undefined,
          minDistance: typeof distance === 'number' ? distance : undefined,
          minMinutes: typeof time === 'number' ? time : undefined,
          indoor: typeof indoor === 'boolean' ? indoor : undefined,
          commutes: typeof commutes === 'boolean' ? commutes : undefined,
        },
      }),
    }
  },
}
