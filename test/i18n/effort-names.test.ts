import { expect, test } from 'vitest'
import { effortName } from '../../src/i18n/effort-names.ts'
import { createTranslator } from '../../src/i18n/translator.ts'

test.each([
  ['de', 'Half-Marathon', 'Halbmarathon'],
  ['de', '1 mile', '1 mi'],
  ['de', '1/2 mile', '1/2 mi'],
  ['ja', 'Marathon', 'マラソン'],
  ['ja', '10 mile', '10マイル'],
  ['fr', '5K', '5K'],
  ['en', '2 mile', '2 mile'],
  ['it', 'toString', 'toString'],
])('in %s, the best effort “%s” of Strava is called “%s”', (language, name, shown) => {
  expect(effortName(name, createTranslator(language))).toBe(shown)
})
