import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { commandFormFor } from '../../sandbox/discord/rules/command-schema.ts'
import { feedAddCommand } from '../../src/commands/feeds/feed-add-command.ts'
import { feedsMessage } from '../../src/commands/feeds/feed-list-command.ts'
import { COMMAND_GROUPS, COMMANDS, MENU_COMMANDS } from '../../src/commands/index.ts'
import { recentReply } from '../../src/commands/recent/recent-message.ts'
import { findSport, suggestSports } from '../../src/commands/sport-search.ts'
import type { Activity } from '../../src/core/activity.ts'
import { toRecentCard } from '../../src/core/activity-card.ts'
import type { Figure } from '../../src/core/figures.ts'
import { SPORT_TYPES } from '../../src/core/sport.ts'
import { groupNamedAfter, isSportGroup, SPORT_GROUP_NAMES } from '../../src/core/sport-groups.ts'
import { defaultUnits } from '../../src/core/units.ts'
import { render } from '../../src/discord/components/render-message.ts'
import { toMenuCommandDefinitions, toSlashCommandDefinitions } from '../../src/discord/slash-command-definitions.ts'
import { figureText } from '../../src/i18n/figure-texts.ts'
import type { Message, MessageKey, MessageValue } from '../../src/i18n/message.ts'
import { sportWords } from '../../src/i18n/sport-words.ts'
import { createTranslator, languageOf, languages } from '../../src/i18n/translator.ts'
import { parseActivity } from '../../src/strava/parse-activity.ts'
import { createFeed } from '../core/builders.ts'

const FOLDER = new URL('../../src/i18n/locales/', import.meta.url)

type Texts = { [name: string]: string | Texts }
const flattenTexts = (texts: Texts, prefix = ''): [string, string][] =>
  Object.entries(texts).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${name}`, value]] : flattenTexts(value, `${prefix}${name}.`),
  )

const PLURAL = /_(zero|one|two|few|many|other)$/
const baseOf = (key: string) => key.replace(PLURAL, '')

/** The texts of a file by key and plural form. */
function textsOf(language: string): Map<string, Map<string, string>> {
  const file: Texts = JSON.parse(readFileSync(new URL(`${language}.json`, FOLDER), 'utf8'))
  const texts = new Map<string, Map<string, string>>()
  for (const [key, text] of flattenTexts(file)) {
    const forms = texts.get(baseOf(key)) ?? new Map<string, string>()
    texts.set(baseOf(key), forms.set(PLURAL.exec(key)?.[1] ?? '', text))
  }
  return texts
}

const LANGUAGES = languages()
const TEXTS_BY_LANGUAGE = new Map(LANGUAGES.map((language) => [language, textsOf(language)]))
const textsOfLanguage = (language: string) => TEXTS_BY_LANGUAGE.get(language) ?? new Map<string, Map<string, string>>()
const english = textsOfLanguage('en')
const OTHER_LANGUAGES = LANGUAGES.filter((language) => language !== 'en')

const matches = (text: string, pattern: RegExp) => (text.match(pattern) ?? []).sort()
const placeholdersOf = (text: string) => [...new Set(matches(text, /\{\{\w+\}\}/g))]

/** Texts that are the same as in English: names, and words that both languages have. */
const SAME_AS_ENGLISH: Record<string, readonly string[]> = {
  de: [
    '✅ **Feeds:** {{count}}',
    '- {{thread}}: {{member}} in {{channel}}',
    '**Tag:** {{tag}}',
    ...['Badminton', 'Basketball', 'Cricket', 'CrossFit', 'Golf', 'HIIT', 'Padel', 'Pickleball', 'Pilates'],
    ...['Racquetball', 'Squash', 'Tennis', 'Volleyball', 'Yoga', 'Marathon', '### Status\n{{lines}}', 'Details'],
  ],
  fr: [
    'Cadence',
    'Calories',
    'Description',
    'Badminton',
    'Basketball',
    'Cricket',
    'CrossFit',
    'Golf',
    'HIIT',
    'Kitesurf',
    'Marathon',
    'Padel',
    'Pickleball',
    'Pilates',
    'Racquetball',
    'Skateboard',
    'Snowboard',
    'Squash',
    'Tennis',
    'Volleyball',
    'Yoga',
    '{{count}} sport',
    '{{count}} sports',
    'miles',
    'yards',
    'page {{page}}',
    '🥇 record',
    'Segments',
  ],
  'es-ES': [
    '✅ **Feeds:** {{count}}',
    'CrossFit',
    'Golf',
    'HIIT',
    'Kitesurf',
    'Pickleball',
    'Pilates',
    'Snowboard',
    'Squash',
    'Windsurf',
    'Yoga',
  ],
  it: [
    '- {{thread}}: {{member}} in {{channel}}',
    '**Tag:** {{tag}}',
    'Privacy',
    'Badminton',
    'Cricket',
    'CrossFit',
    'Golf',
    'HIIT',
    'Kitesurf',
    'Padel',
    'Pickleball',
    'Pilates',
    'Racquetball',
    'Skateboard',
    'Snowboard',
    'Squash',
    'Tennis',
    'Velomobile',
    'Windsurf',
    'Yoga',
    '{{count}} sport',
    '🥇 record',
  ],
  nl: [
    '✅ **Feeds:** {{count}}',
    '- {{thread}}: {{member}} in {{channel}}',
    '**Tag:** {{tag}}',
    'Privacy',
    'Marathon',
    'Badminton',
    '{{count}} interval',
    'Cricket',
    'CrossFit',
    'Golf',
    'HIIT',
    'Hike',
    'Padel',
    'Pickleball',
    'Pilates',
    'Racquetball',
    'Squash',
    'Tennis',
    'Yoga',
    'yards',
    '{{count}} sport',
    '### Status\n{{lines}}',
    'Details',
    '🥇 record',
  ],
  'pt-BR': [
    '✅ **Feeds:** {{count}}',
    '**Tag:** {{tag}}',
    'Badminton',
    'CrossFit',
    'HIIT',
    'Kitesurf',
    'Padel',
    'Pickleball',
    'Pilates',
    'Snowboard',
    'Squash',
    'Windsurf',
    '### Status\n{{lines}}',
  ],
  pl: [
    '**Tag:** {{tag}}',
    'Badminton',
    'CrossFit',
    'Golf',
    'HIIT',
    'Padel',
    'Pickleball',
    'Pilates',
    'Racquetball',
    'Snowboard',
    'Squash',
    'Surfing',
    '{{count}} sport',
    '### Status\n{{lines}}',
  ],
  ja: ['HIIT'],
}

/** Brand texts and unit symbols, which are international. */
const UNTRANSLATED = new Set(['View on Strava', 'Connect with Strava'])
const hasWords = (text: string) =>
  /\p{L}/u.test(text.replace(/\{\{\w+\}\}|\b(km|mi|m|ft|yd|h|min|s|mph|max|bpm|W|rpm|kcal|GAP)\b|°[CF]/g, ''))

describe('the languages', () => {
  test('match the files of the folder, each with its own name', () => {
    const files = readdirSync(FOLDER).flatMap((name) => /^(.+)\.json$/.exec(name)?.[1] ?? [])
    expect([...LANGUAGES].sort()).toEqual(files.sort())
    const names = LANGUAGES.map((language) => createTranslator(language).t({ key: 'language.name' }))
    expect(new Set(names).size).toBe(LANGUAGES.length)
  })

  test.each([
    ['en-US', 'en'],
    ['en-GB', 'en'],
    ['de', 'de'],
    ['de-AT', 'de'],
    ['es-419', 'es-ES'],
    ['es', 'es-ES'],
    ['fr-CA', 'fr'],
    ['pt', 'pt-BR'],
    ['PT-br', 'pt-BR'],
    ['sv-SE', undefined],
    ['', undefined],
    ['*', undefined],
    ['constructor', undefined],
  ])('for the locale %s: %s', (locale, language) => {
    expect(languageOf(locale)).toBe(language)
    expect(languageOf(createTranslator(locale).locale)).toBe(language ?? 'en')
  })
})

describe.each(OTHER_LANGUAGES)('%s', (language) => {
  const texts = textsOfLanguage(language)
  const each = [...texts].flatMap(([key, forms]) => [...forms.values()].map((text) => ({ key, text })))
  const isSame = ({ key, text }: { key: string; text: string }) =>
    [...(english.get(key)?.values() ?? [])].includes(text)
  const originalOf = (key: string) => [...(english.get(key)?.values() ?? [])].at(-1) ?? ''
  /** The texts that fail a check, with language and key. */
  const textsFailing = (holds: (text: string, original: string) => boolean) =>
    each
      .filter(({ key, text }) => !holds(text, originalOf(key)))
      .map(({ key, text }) => `${language}.json, ${key}: ${text}`)

  test('has every text of en.json', () => {
    const missing = [...english.keys()].filter((key) => !texts.has(key))
    expect(missing.map((key) => `${language}.json is missing ${key}`)).toEqual([])
  })

  test('has no text that en.json does not have', () => {
    const more = [...texts.keys()].filter((key) => !english.has(key))
    expect(more.map((key) => `${language}.json has ${key}, en.json does not`)).toEqual([])
  })

  test('has exactly the plural forms that its grammar needs', () => {
    const rules = new Intl.PluralRules(language)
    const neededForms = new Set(Array.from({ length: 1001 }, (_, count) => rules.select(count) as string))
    /** Some languages have extra forms for fractions and millions. */
    const allowed = rules.resolvedOptions().pluralCategories as string[]
    for (const [key, forms] of english) {
      const ownForms = [...(texts.get(key)?.keys() ?? [])]
      const [needed, possible] = forms.has('') ? [[''], ['']] : [[...neededForms], allowed]
      expect(ownForms, `${language}.json, ${key}`).toEqual(expect.arrayContaining(needed))
      expect(possible, `${language}.json, ${key}`).toEqual(expect.arrayContaining(ownForms))
    }
  })

  test('has the same placeholders as English', () => {
    expect(
      textsFailing((text, original) => {
        const [placeholders, originalPlaceholders] = [placeholdersOf(text), placeholdersOf(original)]
        // “One activity” needs no count.
        return (
          originalPlaceholders.every((name) => placeholders.includes(name) || name === '{{count}}') &&
          placeholders.every((n) => originalPlaceholders.includes(n))
        )
      }),
    ).toEqual([])
  })

  test('has the same commands, settings, timestamps and headings as English', () => {
    for (const pattern of [
      /`[^`]+`/g,
      /[A-Z]+_[A-Z_]+/g,
      /<t:[^>]+>/g,
      /^(### |-# |- )/gm,
      /\*\*/g,
      /\/strava [a-z]+/g,
    ]) {
      expect(
        textsFailing((text, original) => matches(text, pattern).join() === matches(original, pattern).join()),
      ).toEqual([])
    }
  })

  test('is not English', () => {
    const allowed = new Set([...UNTRANSLATED, ...(SAME_AS_ENGLISH[language] ?? [])])
    const english = each.filter((entry) => isSame(entry) && hasWords(entry.text) && !allowed.has(entry.text))
    expect(english.map(({ key, text }) => `${language}.json, ${key}: ${text}`)).toEqual([])
  })

  test('has no outdated exception for a text that is the same in English', () => {
    const same = new Set(each.filter(isSame).map(({ text }) => text))
    expect((SAME_AS_ENGLISH[language] ?? []).filter((text) => !same.has(text))).toEqual([])
  })

  test('keeps brand texts in English', () => {
    const words = (key: MessageKey) => createTranslator(language).t({ key })
    expect(words('recent.view')).toBe('View on Strava')
    expect([words('button.connect'), words('page.connect')]).toEqual(['Connect with Strava', 'Connect with Strava'])
  })

  test('has no outer or double spaces', () => {
    expect(textsFailing((text) => text.trim() === text && text !== '' && !/ {2}| \n|\n /.test(text))).toEqual([])
  })

  test('has a unique name without a comma for every sport and group', () => {
    const names = [...SPORT_TYPES, ...SPORT_GROUP_NAMES].map((sport) => createTranslator(language).sport(sport))
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
    expect(names.filter((name) => /[,、，]/.test(name))).toEqual([])
  })

  test('suggests and understands sports by its own names and the English ones', () => {
    const text = createTranslator(language)
    for (const sportType of SPORT_TYPES) {
      const name = text.sport(sportType)
      expect(suggestSports(name, language)).toContainEqual({ name, value: sportType })
      expect(findSport(name.toUpperCase(), language)).toBe(groupNamedAfter(sportType) ?? sportType)
      expect(findSport(sportType, language)).toBe(sportType)
    }
    const [first] = suggestSports('Backcountry', language)
    expect(first).toEqual({ name: text.sport('BackcountrySki'), value: 'BackcountrySki' })
    expect(findSport('trail run', language)).toBe('TrailRun')
  })

  test('has several words for every group of sports, each with one meaning', () => {
    const text = createTranslator(language)
    const meanings = new Map<string, string>()
    for (const sport of [...SPORT_TYPES, ...SPORT_GROUP_NAMES]) {
      const words = sportWords(language, sport)
      if (isSportGroup(sport)) expect(words.length, sport).toBeGreaterThan(1)
      for (const word of words) {
        expect([word, meanings.get(word)]).toEqual([word, undefined])
        meanings.set(word, sport)
        expect([word, findSport(word, language)]).toEqual([word, sport])
        expect(suggestSports(word, language)).toContainEqual({ name: text.sport(sport), value: sport })
      }
    }
  })
})

describe.each(LANGUAGES)("Discord's limits in %s", (language) => {
  const text = createTranslator(language)
  const lengths = (prefix: string) =>
    [...textsOfLanguage(language)]
      .filter(([key]) => key.startsWith(prefix))
      .flatMap(([key, forms]) => [...forms.values()].map((each) => [key, each.length] as const))

  test('descriptions and choices have at most 100 characters, buttons at most 80', () => {
    expect(lengths('command.').filter(([, length]) => length > 100)).toEqual([])
    expect(lengths('mode.').filter(([, length]) => length > 100)).toEqual([])
    expect(lengths('sport.').filter(([, length]) => length > 40)).toEqual([])
    expect(lengths('sportGroup.').filter(([, length]) => length > 40)).toEqual([])
    expect(lengths('button.').filter(([, length]) => length > 80)).toEqual([])
  })

  test('no message exceeds 4000 characters with its longest values', () => {
    const longText = 'x'.repeat(200)
    for (const [key, forms] of textsOfLanguage(language)) {
      const names = placeholdersOf([...forms.values()].join('')).map((name) => name.slice(2, -2))
      const values = Object.fromEntries(
        names.map((name): [string, MessageValue] => [name, name === 'count' ? 5 : longText]),
      )
      expect(text.t({ key, values } as Message).length, key).toBeLessThan(4000)
    }
  })

  test('ten activities with long names fit in a message', () => {
    const activities = Array.from({ length: 10 }, (_, index) =>
      parseActivity(
        {
          id: 15_000_000_000 + index,
          name: '*'.repeat(300),
          sport_type: 'EMountainBikeRide',
          start_date: '2026-09-30T07:30:00Z',
          start_date_local: '2026-09-30T00:00:01Z',
          distance: 123_456.7,
          moving_time: 99_999,
          total_elevation_gain: 12_345,
        },
        '7',
      ),
    ) as Activity[]
    const card = toRecentCard({
      userId: '2'.repeat(19),
      sportType: undefined,
      activities,
      units: defaultUnits('imperial'),
    })
    const contents = JSON.stringify(render(recentReply(card), text)).match(/"content":"((?:[^"\\]|\\.)*)"/g) ?? []
    expect(contents).toHaveLength(12)
    const length = contents.reduce((sum, each) => sum + JSON.parse(`{${each}}`).content.length, 0)
    expect(length).toBeLessThanOrEqual(4000)
  })

  test('the list of 25 feeds fits in a message', () => {
    const feeds = LANGUAGES.flatMap((locale) => Array.from({ length: 25 }, () => createFeed({ locale }))).slice(0, 25)
    const wide = feeds.map((feed) => ({
      ...feed,
      channelId: '3'.repeat(19),
      sports: [...SPORT_TYPES],
      minDistance: 12_345,
      minTime: 3600,
      indoor: false,
      commutes: false,
      pauseReason: 'no-permission' as const,
    }))
    expect(text.t(feedsMessage(wide, language)).length).toBeLessThan(4000)
  })
})

describe('the commands', () => {
  const definitions = toSlashCommandDefinitions(COMMANDS, COMMAND_GROUPS)

  test.each(definitions)('$name is valid for Discord in every language', (definition) => {
    const form = commandFormFor(definition).safeParse(definition)
    expect(form.error?.issues ?? []).toEqual([])
  })

  test('are described in every language, including both kinds of English', () => {
    const locales = [...OTHER_LANGUAGES, 'en-US', 'en-GB'].sort()
    const checkNode = (node: object): void => {
      if ('description' in node && 'description_localizations' in node) {
        const { description, description_localizations: localized } = node
        expect(Object.keys(localized as object).sort()).toEqual(locales)
        expect((localized as Record<string, string>)['en-GB']).toBe(description)
      } else expect(node).not.toHaveProperty('description')
      if ('options' in node) for (const option of node.options as object[]) checkNode(option)
    }
    for (const definition of definitions) checkNode(definition)
  })

  test('have the same names in every language', () => {
    const names = JSON.stringify(definitions, (key, value) => (key === 'choices' ? undefined : value))
    expect(names).not.toContain('name_localizations')
  })

  test.each(toMenuCommandDefinitions(MENU_COMMANDS))(
    '$name in the context menu has a name in every language',
    (definition) => {
      const { name, name_localizations: localized } = definition
      expect(commandFormFor(definition).safeParse(definition).error?.issues ?? []).toEqual([])
      expect(Object.keys(localized).sort()).toEqual([...OTHER_LANGUAGES, 'en-US', 'en-GB'].sort())
      expect([localized['en-US'], localized['en-GB']]).toEqual([name, name])
      expect(Object.values(localized).filter((value) => value === name)).toHaveLength(2)
    },
  )

  test('in the context menu have unique names in each language', () => {
    for (const locale of ['en-US', ...OTHER_LANGUAGES]) {
      const names = toMenuCommandDefinitions(MENU_COMMANDS).map(
        ({ name_localizations: localized }) => localized[locale],
      )
      expect(new Set(names).size).toBe(MENU_COMMANDS.length)
    }
  })

  test('offer every language for a feed, by its own name', () => {
    const option = feedAddCommand.options.language
    const choices = option?.type === 'string' ? (option.choices ?? []) : []
    expect(choices.map(({ value }) => value)).toEqual(LANGUAGES)
    expect(choices).toContainEqual({ value: 'de', name: 'Deutsch' })
  })
})

test.each([
  ['en', '12,345'],
  ['de', '12.345'],
  ['fr', '12\u202f345'],
  ['es-ES', '12.345'],
  ['it', '12.345'],
  ['nl', '12.345'],
  ['pt-BR', '12.345'],
  ['pl', '12\u00a0345'],
  ['ja', '12,345'],
])('a number in a sentence uses the format of %s: %s', (language, expected) => {
  const text = createTranslator(language)
  expect(text.t({ key: 'members.connected', values: { connected: 12_345 } })).toContain(expected)
  expect(text.t({ key: 'status.waiting', values: { count: 12_345 } })).toContain(expected)
})

describe('figures', () => {
  const FIGURES: Record<string, Figure> = {
    ride: { kind: 'distance', quantity: { value: 1234.56, unit: 'kilometre', digits: 1 } },
    pool: { kind: 'distance', quantity: { value: 12_500, unit: 'metre', digits: 0 } },
    speed: { kind: 'speed', quantity: { value: 27.594, unit: 'kilometre-per-hour', digits: 1 } },
    time: { kind: 'time', duration: { hours: 26, minutes: 20, seconds: 0 } },
    pace: { kind: 'pace', pace: { minutes: 5, seconds: 7, per: 'kilometre' } },
  }
  const EXPECTED: Record<string, [string, string, string, string, string, day: string, list: string]> = {
    en: ['1,234.6 km', '12,500 m', '27.6 km/h', '26 h 20 min', '5:07 /km', 'July 12, 2026', 'a, b, and c'],
    de: ['1.234,6 km', '12.500 m', '27,6 km/h', '26 h 20 min', '5:07 /km', '12. Juli 2026', 'a, b und c'],
    fr: ['1 234,6 km', '12 500 m', '27,6 km/h', '26 h 20 min', '5:07 /km', '12 juillet 2026', 'a, b et c'],
    'es-ES': ['1234,6 km', '12.500 m', '27,6 km/h', '26 h 20 min', '5:07 /km', '12 de julio de 2026', 'a, b y c'],
    it: ['1234,6 km', '12.500 m', '27,6 km/h', '26 h 20 min', '5:07 /km', '12 luglio 2026', 'a, b e c'],
    nl: ['1.234,6 km', '12.500 m', '27,6 km/u', '26 u 20 min', '5:07 /km', '12 juli 2026', 'a, b en c'],
    'pt-BR': ['1.234,6 km', '12.500 m', '27,6 km/h', '26 h 20 min', '5:07 /km', '12 de julho de 2026', 'a, b e c'],
    pl: ['1234,6 km', '12 500 m', '27,6 km/h', '26 godz. 20 min', '5:07 /km', '12 lipca 2026', 'a, b i c'],
    ja: ['1,234.6 km', '12,500 m', '27.6 km/h', '26時間20分', '5:07 /km', '2026年7月12日', 'a、b、c'],
  }

  test.each(LANGUAGES)('use the format of %s', (language) => {
    const text = createTranslator(language)
    const list = text.t({ key: 'feed.sports', values: { sports: { list: ['a', 'b', 'c'], as: 'words' } } })
    const examples = [...Object.values(FIGURES).map((figure) => figureText(figure, text)), text.day('2026-07-12'), list]
    // The kind of non-breaking space in a number depends on the ICU version.
    expect(examples.map((each) => each.replace(/[\u00a0\u202f]/g, ' '))).toEqual(EXPECTED[language])
  })

  test.each([
    [0, '0 aktywności'],
    [1, '1 aktywność'],
    [3, '3 aktywności'],
    [5, '5 aktywności'],
    [22, '22 aktywności'],
  ])('%s activities are “%s” in Polish', (count, expected) => {
    expect(createTranslator('pl').t({ key: 'recent.count', values: { count } })).toBe(expected)
  })

  test.each([
    [1, '1 sport'],
    [4, '4 sporty'],
    [12, '12 sportów'],
    [22, '22 sporty'],
  ])('%s sports have the right Polish plural: “%s”', (count, expected) => {
    expect(createTranslator('pl').t({ key: 'feed.someSports', values: { count } })).toBe(expected)
  })

  test('zero is singular in French, and Japanese has only one form', () => {
    const count = (locale: string, count: number) =>
      createTranslator(locale).t({ key: 'recent.count', values: { count } })
    expect([count('fr', 0), count('fr', 1), count('fr', 2)]).toEqual(['0 activité', '1 activité', '2 activités'])
    expect([count('ja', 1), count('ja', 2)]).toEqual(['アクティビティ1件', 'アクティビティ2件'])
  })

  test('Latin American Spanish uses our Spanish texts and its own number format', () => {
    const text = createTranslator('es-419')
    expect(text.t({ key: 'recent.untitled' })).toBe('Sin título')
    expect(text.number(1234.5, 1)).toBe(new Intl.NumberFormat('es-419', { minimumFractionDigits: 1 }).format(1234.5))
  })

  test('the minimum of a feed uses the format of the language', () => {
    const sentence = { key: 'feed.atLeast', values: { amount: { decimal: 3.106855 } } } as const
    expect(createTranslator('en').t(sentence)).toBe('at least 3.11')
    expect(createTranslator('de').t(sentence)).toBe('mindestens 3,11')
  })
})
