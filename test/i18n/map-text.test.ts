import { expect, test } from 'vitest'
import type { System } from '../../src/core/units.ts'
import { mapChoiceMessage, mapMessage } from '../../src/i18n/map-texts.ts'
import { createTranslator, languages } from '../../src/i18n/translator.ts'

const facts = { length: 9123, width: 2400, height: 3010, isLoop: true }
const altText = (locale: string, overrides: Partial<typeof facts> = {}, ends = false, system: System = 'metric') =>
  createTranslator(locale).t(mapMessage({ facts: { ...facts, ...overrides }, ends }, system))

test('the alt text of a map describes the drawn part', () => {
  expect(altText('en')).toBe('Route map without start and finish: 9.1 km of a loop, 3.0 km across')
  expect(altText('en', { isLoop: false })).toBe('Route map without start and finish: 9.1 km, 3.0 km across')
  expect(altText('en', {}, true)).toBe('Route map: 9.1 km loop, 3.0 km across')
  expect(altText('en', { isLoop: false }, true)).toBe('Route map: 9.1 km one way, 3.0 km across')
})

test.each<[number, System, string]>([
  [123_456, 'metric', '123 km'],
  [9_960, 'metric', '10 km'],
  [9_940, 'metric', '9.9 km'],
  [1_000, 'metric', '1.0 km'],
  [996, 'metric', '1,000 m'],
  [444, 'metric', '440 m'],
  [16_100, 'imperial', '10 mi'],
  [805, 'imperial', '0.5 mi'],
  [300, 'imperial', '1,000 ft'],
])('%i metres, %s, are %s', (length, system, words) => {
  expect(altText('en', { length }, true, system)).toContain(`Route map: ${words} loop,`)
})

test('numbers use the format of the language', () => {
  expect(altText('de')).toContain('9,1 km')
  expect(altText('pl')).toContain('9,1 km')
})

test.each(languages())('every choice has a text in %s', (language) => {
  const translator = createTranslator(language)
  const choices = [mapChoiceMessage('200'), mapChoiceMessage('1600'), mapChoiceMessage('off'), mapChoiceMessage('none')]
  const words = choices.map((message) => translator.t(message))
  expect(words[0]).toMatch(/200\sm/)
  expect(words[1]).toMatch(/1[.,\s]?600\sm/)
  expect(new Set(words).size).toBe(4)
})
