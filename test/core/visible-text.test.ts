import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasVisibleText, trimInvisibleStart } from '../../src/core/visible-text.ts'

describe('an invisible text', () => {
  test.each([
    ['nothing at all', ''],
    ['spaces', ' \u00a0\u3000\t\n'],
    ['a blank braille pattern', '\u2800'],
    ['a Hangul filler', '\u3164'],
    ['a halfwidth Hangul filler', '\uffa0'],
    ['Hangul jamo fillers', '\u115f\u1160'],
    ['a soft hyphen', '\u00ad'],
    ['a combining grapheme joiner', '\u034f'],
    ['joiners', '\u200c\u200d'],
    ['a word joiner and a byte order mark', '\u2060\ufeff'],
    ['Khmer inherent vowels', '\u17b4\u17b5'],
    ['a Mongolian vowel separator', '\u180e'],
    ['variation selectors', '\ufe0f\u{e0100}'],
    ['tags without a flag', '\u{e0067}\u{e0062}\u{e007f}'],
    ['a musical null notehead and beam controls', '\u{1d159}\u{1d173}'],
    ['shorthand controls', '\u{1bca0}'],
    ['annotation marks', '\ufff9\ufffb'],
    ['a lone accent', '\u0301'],
    ['a lone enclosing circle', '\u20dd'],
    ['a lone Devanagari vowel sign', '\u093f'],
    ['several of them', '\u2800 \u0301\u200d\u3164'],
  ])('can be %s', (_, text) => {
    expect(hasVisibleText(text)).toBe(false)
    expect(trimInvisibleStart(text)).toBe('')
  })

  test('consists only of invisible characters', () => {
    const unseen = fc.constantFrom('\u2800', '\u3164', '\u200d', '\u0301', ' ', '\ufe0f', '\u{e0041}', '\u00ad')
    fc.assert(
      fc.property(
        fc.array(unseen).map((parts) => parts.join('')),
        (text) => {
          expect(hasVisibleText(text)).toBe(false)
          expect(hasVisibleText(`${text}a`)).toBe(true)
          expect(trimInvisibleStart(`${text}Run${text}`)).toBe(`Run${text}`)
        },
      ),
    )
  })
})

test.each(['Run', '1', '.', '🏃', '🇩🇪', '1️⃣', '👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'می‌خواهم', 'क्‍ष', 'é', 'ß', '走', '\ue000'])(
  '%s is visible and stays unchanged',
  (text) => {
    expect(hasVisibleText(text)).toBe(true)
    expect(trimInvisibleStart(text)).toBe(text)
  },
)
