import { describe, expect, test } from 'vitest'
import type { RegisteredCommand } from '../../sandbox/discord/index.ts'
import { type CommandOption, findCommands, listCommands } from '../../sandbox/playground/client/composer/commands.ts'
import {
  addField,
  fillCommand,
  optionsLeft,
  readLine,
  startDraft,
} from '../../sandbox/playground/client/composer/draft.ts'
import {
  findFault,
  findValues,
  listValues,
  settleInput,
} from '../../sandbox/playground/client/composer/option-values.ts'

const COUNT = {
  ...{ type: 4, name: 'count', description: 'How many', min_value: 1, max_value: 10 },
  name_localizations: { de: 'anzahl' },
}
const COMMANDS: RegisteredCommand[] = [
  {
    ...{ id: '7', type: 1, name: 'strava', description: 'Rides and runs' },
    options: [
      { type: 1, name: 'link', description: 'Connect', description_localizations: { de: 'Verbinden' } },
      {
        ...{ type: 1, name: 'recent', description: 'Recent activities' },
        ...{ name_localizations: { de: 'neueste', 'en-GB': 'latest', 'es-ES': 'recientes' } },
        options: [COUNT, { type: 3, name: 'sport', description: 'Which' }],
      },
    ],
  },
  {
    ...{ id: '8', type: 1, name: 'strava-admin', description: 'For admins' },
    options: [
      {
        ...{ type: 2, name: 'feed', description: 'Feeds' },
        options: [
          {
            ...{ type: 1, name: 'add', description: 'Add a feed' },
            options: [{ type: 7, name: 'channel', description: 'Where', required: true, channel_types: [0, 5] }, COUNT],
          },
        ],
      },
    ],
  },
  { id: '9', type: 3, name: 'Share here', description: '' },
]
const entries = listCommands(COMMANDS, 'en-US')
const names = (found: { name: string }[]) => found.map(({ name }) => name)

describe('the list of commands', () => {
  test.each([
    ['fr', ['strava link', 'strava recent', 'strava-admin feed add']],
    ['de', ['strava link', 'strava neueste', 'strava-admin feed add']],
    ['en-US', ['strava link', 'strava latest', 'strava-admin feed add']],
    ['es-419', ['strava link', 'strava recientes', 'strava-admin feed add']],
  ])('has an entry for each subcommand, with its name in %s', (locale, expected) => {
    expect(names(listCommands(COMMANDS, locale))).toEqual(expected)
  })

  test('describes a command in the language of the member', () => {
    expect(listCommands(COMMANDS, 'de')[0]?.description).toBe('Verbinden')
    expect(listCommands(COMMANDS, 'pl')[0]?.description).toBe('Connect')
  })

  test.each([
    ['', ['strava link', 'strava latest', 'strava-admin feed add']],
    ['strava ', ['strava link', 'strava latest', 'strava-admin feed add']],
    ['LAT', ['strava latest']],
    ['recent', ['strava latest']],
    ['add', ['strava-admin feed add']],
    ['ink', ['strava link']],
    ['chess', []],
  ])('is filtered by typing %j', (typed, expected) => {
    expect(names(findCommands(entries, typed))).toEqual(expected)
  })
})

describe('a line that was typed, pasted or clicked', () => {
  test.each([
    ['/strava link', '7', ['link'], []],
    ['/strava recent', '7', ['recent'], []],
    ['/strava latest count:5 sport:Trail Run', '7', ['recent'], ['count=5', 'sport=Trail Run']],
    ['/strava recent sport:"Trail  Run"', '7', ['recent'], ['sport=Trail  Run']],
    ['/strava-admin feed add channel:#rides count:2', '8', ['feed', 'add'], ['channel=#rides', 'count=2']],
  ])('%s becomes a command', (line, commandId, path, options) => {
    const draft = readLine(entries, line, 'en-US')
    const filled = draft && fillCommand(draft)
    expect(filled).toMatchObject({ commandId, path })
    expect(filled?.options.map(({ name, value }) => `${name}=${value}`)).toEqual(options)
  })

  test.each(['/strava', '/strava lin', 'strava link', 'hello', '/strava linked', '/'])(
    '%s is not a command',
    (line) => {
      expect(readLine(entries, line, 'en-US')).toBeUndefined()
    },
  )
})

const [, recent, feedAdd] = entries
const draftOf = (entry = recent) => {
  if (!entry) throw new Error('There is no such command')
  return startDraft(entry)
}

test('required options have fields from the start, other options once they are added', () => {
  expect(names(draftOf(feedAdd).fields)).toEqual(['channel'])
  expect(names(optionsLeft(draftOf(feedAdd)))).toEqual(['count'])
  expect(names(optionsLeft(addField(draftOf(feedAdd), 'count')))).toEqual([])
})

test('a choice is sent as its value, typed text as it is, and empty options are left out', () => {
  const draft = addField(addField(draftOf(), 'sport', { text: 'Trail: "Run"', chosen: 'TrailRun' }), 'count')
  expect(fillCommand(draft)).toEqual({
    ...{ commandId: '7', path: ['recent'] },
    options: [{ name: 'sport', value: 'TrailRun' }],
  })
})

test('the option that autocomplete is requested for comes last, even if it is empty', () => {
  const draft = addField(addField(draftOf(), 'sport'), 'count', { text: '5' })
  expect(fillCommand(draft, 'sport').options).toEqual([
    { name: 'count', value: '5' },
    { name: 'sport', value: '' },
  ])
})

const SCOPE = {
  locale: 'de',
  people: [
    { id: '1', displayName: 'Mira', username: 'mira' },
    { id: '2', displayName: 'Joost', username: 'joost' },
  ],
  channels: [
    { id: '3', name: 'rides', type: 'text' as const },
    { id: '4', name: 'news', type: 'announcement' as const },
    { id: '5', name: 'log', type: 'forum' as const },
  ],
  roles: [{ id: '6', name: '@everyone' }],
}
const option = (fields: Partial<CommandOption>): CommandOption => ({
  ...{ type: 3, name: 'x', description: 'X' },
  ...fields,
})
const choices = [{ name: 'Run', value: 'Run', name_localizations: { de: 'Laufen' } }]

test.each<[string, Partial<CommandOption>, string[] | undefined]>([
  ['choices, in the language of the member', { choices }, ['Laufen']],
  ['true and false', { type: 5 }, ['True', 'False']],
  ['members', { type: 6 }, ['@Mira', '@Joost']],
  ['channels of the allowed types', { type: 7, channel_types: [0, 5] }, ['#rides', '#news']],
  ['all channels', { type: 7 }, ['#rides', '#news', '#log']],
  ['roles', { type: 8 }, ['@everyone']],
  ['members and roles', { type: 9 }, ['@Mira', '@Joost', '@everyone']],
  ['nothing for text', {}, undefined],
])('an option offers %s', (_, fields, labels) => {
  expect(listValues(option(fields), SCOPE)?.map(({ label }) => label)).toEqual(labels)
})

test('typing filters the values that an option offers', () => {
  const labels = (typed: string) => findValues(listValues(option({ type: 6 }), SCOPE) ?? [], typed)
  expect(labels('oo').map(({ value }) => value)).toEqual(['2'])
  expect(labels('nobody')).toEqual([])
})

test.each<[Partial<CommandOption>, string, string | undefined]>([
  [{ type: 6 }, '@mira', '1'],
  [{ type: 6 }, 'Joost', '2'],
  [{ type: 7 }, '#news', '4'],
  [{ type: 5 }, 'TRUE', 'true'],
  [{ choices }, 'laufen', 'Run'],
  [{ choices }, 'Schwimmen', undefined],
  [{}, 'anything', undefined],
])('for %j, typing %j is the same as choosing %s', (fields, text, chosen) => {
  expect(settleInput(option(fields), { text }, SCOPE).chosen).toBe(chosen)
})

test.each<[Partial<CommandOption>, string, string | undefined]>([
  [{ required: true }, '', 'This option is required. Specify a value.'],
  [{ type: 4 }, '', undefined],
  [{ type: 4 }, '5.5', 'Input a valid integer.'],
  [{ type: 4 }, 'many', 'Input a valid integer.'],
  [{ type: 4, min_value: 1 }, '0', 'Number must be greater than or equal to 1.'],
  [{ type: 4, max_value: 10 }, '11', 'Number must be less than or equal to 10.'],
  [{ type: 10 }, 'x', 'Input a valid number.'],
  [{ type: 10 }, '5.5', undefined],
  [{ type: 5 }, 'maybe', 'Select true or false.'],
  [{ type: 6 }, 'nobody', 'Input a valid user.'],
  [{ type: 7 }, 'nowhere', 'Input a valid channel.'],
  [{ type: 8 }, 'none', 'Input a valid role.'],
  [{ choices }, 'Chess', 'Input a valid choice.'],
  [{ min_length: 3 }, 'ab', 'Must be at least 3 characters long.'],
  [{ max_length: 3 }, 'abcd', 'Must be 3 characters or fewer.'],
  [{ type: 11 }, 'x', 'This page can’t fill in an option of this type.'],
])('for %j, Discord’s error for %j is: %s', (fields, text, fault) => {
  expect(findFault(option(fields), { text }, SCOPE)).toBe(fault)
})
