import { createCanvas } from '@napi-rs/canvas'
import { expect, test } from 'vitest'
import { SPORT_TYPES } from '../../src/core/sport.ts'
import { SPORT_GROUP_NAMES } from '../../src/core/sport-groups.ts'
import { createTranslator, languages } from '../../src/i18n/translator.ts'
import { font, registerFonts, registerFontsFor } from '../../src/images/theme.ts'

registerFonts()

/** The pixels of a letter. */
function draw(letter: string, cssFont: string): string {
  const canvas = createCanvas(60, 60)
  const ctx = canvas.getContext('2d')
  ctx.font = cssFont
  ctx.fillText(letter, 4, 48)
  return canvas.data().toString('base64')
}

/** A letter that our fonts don't have is drawn in a system font, or as an empty box. */
const isMissing = (letter: string) => draw(letter, font(44)) === draw(letter, '500 44px "No such font"')

test.each(languages())('the fonts have every letter that a chart may show in %s', (language) => {
  const { t, sport, length, shortDay } = createTranslator(language)
  const units = ['kilometre', 'mile', 'metre', 'foot', 'yard'] as const
  const texts = [
    ...[...SPORT_TYPES, ...SPORT_GROUP_NAMES].map(sport),
    ...units.map((unit) => length({ value: 1234.5, unit, digits: 1 })),
    ...['2026-01-23', '2026-11-30'].map(shortDay),
    t({ key: 'chart.otherSports' }),
    t({ key: 'chart.hours', values: { hours: '1,5' } }),
  ]
  registerFontsFor(texts)
  const letters = [...new Set(texts.join(''))].filter((letter) => letter.trim() !== '')
  expect(letters.filter(isMissing)).toEqual([])
})
