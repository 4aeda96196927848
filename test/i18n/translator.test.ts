import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MENU_COMMANDS } from '../../src/commands/index.ts'
import { suggestSports } from '../../src/commands/sport-search.ts'
import type { Figure } from '../../src/core/figures.ts'
import { SPORT_TYPES } from '../../src/core/sport.ts'
import { SPORT_GROUP_NAMES } from '../../src/core/sport-groups.ts'
import type { CountUnit, DistanceUnit, Quantity } from '../../src/core/units.ts'
import { toMenuCommandDefinitions } from '../../src/discord/slash-command-definitions.ts'
import { figureText } from '../../src/i18n/figure-texts.ts'
import en from '../../src/i18n/locales/en.json' with { type: 'json' }
import type { Message, MessageValue, TextKey } from '../../src/i18n/message.ts'
import { createTranslator } from '../../src/i18n/translator.ts'
import { anyString } from '../support/strings.ts'

type Texts = { [name: string]: string | Texts }
const flattenTexts = (texts: Texts, prefix = ''): [string, string][] =>
  Object.entries(texts).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${name}`, value]] : flattenTexts(value, `${prefix}${name}.`),
  )

/** All texts by key; plural forms share one key. */
const TEXTS = new Map<string, string[]>()
for (const [name, template] of flattenTexts(en)) {
  const key = name.replace(/_(one|other)$/, '')
  TEXTS.set(key, [...(TEXTS.get(key) ?? []), template])
}
const KEYS = [...TEXTS.keys()] as TextKey[]

const placeholdersOf = (key: string) => [
  ...new Set(
    (TEXTS.get(key) ?? []).flatMap((template) =>
      [...template.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? ''),
    ),
  ),
]

const translator = createTranslator('en')
const messageOf = (key: TextKey, values: Record<string, MessageValue>) => ({ key, values }) as Message
const message = (key: TextKey, value: string): Message =>
  messageOf(key, Object.fromEntries(placeholdersOf(key).map((name) => [name, name === 'count' ? 2 : value])))

describe('the texts', () => {
  test('every sport has a name, and every name has a sport', () => {
    expect(Object.keys(en.sport).sort()).toEqual([...SPORT_TYPES].sort())
  })

  test('no placeholder is named like an option of i18next', () => {
    const settings = ['context', 'defaultValue', 'lng', 'lngs', 'ns', 'ordinal', 'nest', 'replace', 'interpolation']
    for (const key of KEYS) expect(placeholdersOf(key).filter((name) => settings.includes(name))).toEqual([])
  })
})

describe('a translated text', () => {
  test.each(KEYS)('%s has no placeholder left and nothing undefined', (key) => {
    const sentence = translator.t(message(key, 'Ana'))
    expect(sentence).not.toMatch(/\{\{|\}\}|undefined|null|NaN|\$t\(|\[object/)
    expect(sentence).not.toBe(key)
    expect(sentence.trim()).toBe(sentence)
    expect(sentence.length).toBeGreaterThan(0)
  })

  test('is exactly “View on Strava” for links to data, and “Connect with Strava” for the connect button', () => {
    expect(translator.t({ key: 'recent.view' })).toBe('View on Strava')
    expect(translator.t({ key: 'button.connect' })).toBe('Connect with Strava')
    expect(translator.t({ key: 'page.connect' })).toBe('Connect with Strava')
  })

  test.each([
    ['recent.count', 0, '0 activities'],
    ['recent.count', 1, '1 activity'],
    ['recent.count', 2, '2 activities'],
    ['recent.count', 10, '10 activities'],
  ] as const)('%s with %s is “%s”', (key, count, expected) => {
    expect(translator.t({ key, values: { count } })).toBe(expected)
  })

  test.each([
    [1, 'No Trail Run in your last activity.'],
    [30, 'No Trail Run in your last 30 activities.'],
  ])('for a sport that is not in the last activities (%s) uses the right plural', (count, expected) => {
    expect(translator.t({ key: 'recent.noneSport', values: { count, sport: { sport: 'TrailRun' } } })).toBe(expected)
  })

  test('contains members as mentions, sports by name, and nested messages', () => {
    expect(
      translator.t({ key: 'recent.titleSport', values: { member: { user: '42' }, sport: { sport: 'EBikeRide' } } }),
    ).toBe('Latest activities of <@42>: E-Bike Ride')
    const sharing: Message = { key: 'sharing.off' }
    expect(translator.t({ key: 'settings.saved', values: { what: sharing } })).toBe(
      `### Saved\n${translator.t(sharing)}`,
    )
  })

  test.each([
    ['Ride', 'Ride'],
    ['HighIntensityIntervalTraining', 'HIIT'],
    ['UnderwaterHockey', 'Underwater Hockey'],
    ['Chess', 'Chess'],
    ['constructor', 'constructor'],
    ['', ''],
  ])('calls the sport %s “%s”', (sportType, name) => {
    expect(translator.sport(sportType)).toBe(name)
  })

  test('shows the same day in every time zone', () => {
    expect(createTranslator('en-US').day('2026-07-12')).toBe('July 12, 2026')
    expect(createTranslator('en-GB').day('2026-07-12')).toBe('12 July 2026')
  })

  test.each(['sv-SE', 'zh-CN', 'ko', 'xx', '', '*', 'constructor', '__proto__'])(
    'is English for an unsupported locale (%s)',
    (locale) => {
      const other = createTranslator(locale)
      expect(other.t({ key: 'recent.view' })).toBe('View on Strava')
      expect(other.locale).toBe('en')
      expect(other.number(1234.5, 1)).toBe('1,234.5')
    },
  )

  test.each(['en-', 'en-*', 'en-!!', 'en-US-'])(
    'handles an invalid locale (%s), as a browser may send it',
    (locale) => {
      expect(createTranslator(locale).number(1234.5, 1)).toBe('1,234.5')
      expect(createTranslator(locale).day('2026-07-12')).toContain('2026')
    },
  )
})

describe('figures in words', () => {
  const distance = (value: number, unit: DistanceUnit, digits: number): Figure => ({
    kind: 'distance',
    quantity: { value, unit, digits },
  })
  const speed = (value: number, unit: 'kilometre-per-hour' | 'mile-per-hour'): Figure => ({
    kind: 'speed',
    quantity: { value, unit, digits: 1 },
  })
  const climb = (quantity: Quantity<DistanceUnit>): Figure => ({ kind: 'climb', quantity })
  const counted = (value: number, unit: CountUnit): Figure => ({ kind: 'count', quantity: { value, unit, digits: 0 } })
  const time = (hours: number, minutes: number, seconds: number): Figure => ({
    kind: 'time',
    duration: { hours, minutes, seconds },
  })
  const pace = (
    minutes: number,
    seconds: number,
    per: 'kilometre' | 'mile' | '100 metres' | '100 yards' | '500 metres',
  ): Figure => ({
    kind: 'pace',
    pace: { minutes, seconds, per },
  })

  test.each<[string, Figure]>([
    ['10.00 km', distance(10, 'kilometre', 2)],
    ['1,234.6 km', distance(1234.56, 'kilometre', 1)],
    ['6.21 mi', distance(6.2137, 'mile', 2)],
    ['2,500 m', distance(2500, 'metre', 0)],
    ['2,734 yd', distance(2734.03, 'yard', 0)],
    ['27.6 km/h', speed(27.594, 'kilometre-per-hour')],
    ['17.1 mph', speed(17.146, 'mile-per-hour')],
    ['↗ 512 m', climb({ value: 512.4, unit: 'metre', digits: 0 })],
    ['↗ 4,306 ft', climb({ value: 4305.8, unit: 'foot', digits: 0 })],
    ['26 h 20 min', time(26, 20, 0)],
    ['1 h 0 min', time(1, 0, 0)],
    ['1 h 59 min', time(1, 59, 59)],
    ['49 min 59 s', time(0, 49, 59)],
    ['15 min 0 s', time(0, 15, 0)],
    ['45 s', time(0, 0, 45)],
    ['5:00 /km', pace(5, 0, 'kilometre')],
    ['8:03 /mi', pace(8, 3, 'mile')],
    ['2:05 /100 m', pace(2, 5, '100 metres')],
    ['1:54 /100 yd', pace(1, 54, '100 yards')],
    ['2:18 /500 m', pace(2, 18, '500 metres')],
    ['max 62.4 km/h', { kind: 'topSpeed', quantity: { value: 62.41, unit: 'kilometre-per-hour', digits: 1 } }],
    ['152 bpm', counted(152.3, 'beat-per-minute')],
    ['215 W', counted(215, 'watt')],
    ['172 steps/min', counted(172, 'step-per-minute')],
    ['88 rpm', counted(88, 'revolution-per-minute')],
    ['28 strokes/min', counted(28, 'stroke-per-minute')],
    ['40 laps', counted(40, 'lap')],
    ['1,240 kcal', counted(1240, 'kilocalorie')],
  ])('“%s”', (expected, figure) => {
    expect(figureText(figure, translator)).toBe(expected.replaceAll(' ', '\u00a0'))
  })
})

describe('user content in a sentence', () => {
  const hostile = [
    '$t(help.text)',
    '$t(error.notLinked, {"count": 1})',
    '{{athlete}}',
    '{{user}}',
    '{{sharing}}',
    '{{since}}',
    '{{- athlete}}',
    '$&',
    '$1',
    "$'",
    '$$',
    '__proto__',
    '<b>&amp;</b>',
    '\\',
    'key.with.dots:and:colons',
  ]
  const open = KEYS.filter((key) => placeholdersOf(key).some((name) => name !== 'count'))
  /** The expected text, made without i18next. */
  const insert = (key: TextKey, values: Record<string, string>) =>
    (TEXTS.get(key)?.at(-1) ?? '').split(/(\{\{\w+\}\})/).map((part) => {
      const name = /^\{\{(\w+)\}\}$/.exec(part)?.[1]
      return name === undefined ? part : name === 'count' ? '2' : (values[name] ?? '')
    })

  test.each(hostile)('%s stays unchanged', (value) => {
    for (const key of open) {
      const values = Object.fromEntries(placeholdersOf(key).map((name) => [name, value]))
      expect(translator.t(messageOf(key, { ...values, count: 2 })), key).toBe(insert(key, values).join(''))
    }
  })

  test.each([
    ['page.linkedText', { athlete: '{{user}}', user: 'ana' }],
    ['page.linkedText', { athlete: '{{athlete}}', user: '{{athlete}}' }],
    ['link.done', { athlete: '{{sharing}}', sharing: 'x', map: 'y' }],
    ['privacy.linked', { athlete: '{{since}}', since: '1', servers: 'x', stored: 'y' }],
  ] as const)('%s with the values %o replaces each placeholder once', (key, values) => {
    expect(translator.t(messageOf(key, values))).toBe(insert(key, values).join(''))
  })

  test('any text stays unchanged', () => {
    const word = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(...hostile))
    const value = fc.array(word, { maxLength: 4 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(fc.constantFrom(...open), fc.array(value, { minLength: 4, maxLength: 4 }), (key, inserted) => {
        const values = Object.fromEntries(placeholdersOf(key).map((name, index) => [name, inserted[index] ?? '']))
        expect(translator.t(messageOf(key, { ...values, count: 2 }))).toBe(insert(key, values).join(''))
      }),
      { numRuns: 500, endOnFailure: true },
    )
  })

  test('texts and sports are escaped; numbers, mentions and our own texts are not', () => {
    const values = { athlete: 'ana', since: 1, servers: { key: 'sharing.off' }, stored: '' } as const
    const text = translator.t({ key: 'privacy.linked', values }, (value) => value.toUpperCase())
    expect(text).toContain('**Connected:** ANA, since <t:1:D>')
    expect(text).toContain('Only your own commands post here')
    const title: Message = { key: 'recent.titleSport', values: { member: { user: '42' }, sport: { sport: 'Ride' } } }
    expect(translator.t(title, (value) => `(${value})`)).toBe('Latest activities of <@42>: (Ride)')
  })

  test('a value in a nested message is escaped once', () => {
    const inner: Message = { key: 'error.unknownSport', values: { sport: '*' } }
    expect(translator.t({ key: 'settings.saved', values: { what: inner } }, (value) => `\\${value}`)).toContain('“\\*”')
  })
})

describe("Discord's limits for texts", () => {
  test('every context menu command has a valid name', () => {
    const names = toMenuCommandDefinitions(MENU_COMMANDS).map(({ name }) => name)
    expect(names.length).toBeGreaterThan(0)
    expect(names.length).toBeLessThanOrEqual(15)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^\S.{0,30}\S$/u)
  })

  test('there are at most 25 suggestions with at most 100 characters, whatever is typed', () => {
    fc.assert(
      fc.property(anyString({ maxLength: 100 }), (typed) => {
        const suggestions = suggestSports(typed, 'en-GB')
        expect(suggestions.length).toBeLessThanOrEqual(25)
        for (const { name, value } of suggestions) {
          expect(name.length).toBeLessThanOrEqual(100)
          expect([...SPORT_TYPES, ...SPORT_GROUP_NAMES]).toContain(value)
        }
      }),
    )
  })
})
