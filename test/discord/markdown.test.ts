import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseBlocks } from '../../sandbox/discord/markdown-blocks.ts'
import type { MarkdownNode } from '../../sandbox/discord/parse-markdown.ts'
import {
  escapeMarkdown,
  excerpt,
  sanitize,
  toSingleLine,
  truncate,
  truncateAtWord,
} from '../../src/discord/markdown.ts'
import { anyString } from '../support/strings.ts'

const FAMILY = '👩‍👩‍👧‍👦'
const FLAG = '🇩🇪'
const E_ACUTE = 'e\u0301'

/** Fragments of hostile input. */
const PIECES = [
  ...[
    '*',
    '**',
    '***',
    '_',
    '__',
    '~~',
    '||',
    '`',
    '```',
    '``',
    '\\',
    '\\\\',
    '[',
    ']',
    '(',
    ')',
    '](',
    '[x](',
    '<',
    '>',
  ],
  ...[
    'https://evil.example',
    '<https://evil.example>',
    '[x](https://evil.example)',
    'www.evil.example',
    'discord.gg/x',
  ],
  ...['@everyone', '@here', '<@123456789012345678>', '<@!123456789012345678>', '<@&123456789012345678>'],
  ...[
    '<#123456789012345678>',
    '</strava:123456789012345678>',
    '<:a:123456789012345678>',
    '<t:1700000000:R>',
    ':smile:',
  ],
  ...[
    '# ',
    '## ',
    '-# ',
    '> ',
    '>>> ',
    '- ',
    '* ',
    '+ ',
    '1. ',
    '1) ',
    '---',
    '===',
    '| a | b |',
    '&lt;',
    '$t(x)',
    '{{x}}',
  ],
  ...['\n', '\r\n', '\t', '\0', '\u0007', '\u001b[31m', '\u2028', '\u2029', '\u0085'],
  ...[
    '\u202e',
    '\u202a',
    '\u2066',
    '\u2069',
    '\u200e',
    '\u200f',
    'جولة',
    'שלום',
    FAMILY,
    FLAG,
    E_ACUTE,
    'a',
    'b',
    ' ',
    '9',
  ],
]

const anyText = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((pieces) => pieces.join('')),
  anyString({ maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'grapheme', maxLength: 5 })), { maxLength: 60 })
    .map((pieces) => pieces.join('')),
)

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
const graphemes = (text: string) => [...segmenter.segment(text)].map(({ segment }) => segment)

/** The Markdown that Discord's parser finds in a text. */
const live = (text: string) =>
  parseBlocks(text).flatMap((block) => [
    ...(block.kind === 'line' ? [] : [block.kind]),
    ...block.children.filter((node) => node.kind !== 'text').map(({ source }) => source),
  ])
const shown = (text: string) =>
  parseBlocks(text)
    .flatMap((block) => block.children)
    .map((node: MarkdownNode) => (node.kind === 'text' ? node.text : `<<${node.kind}>>`))
    .join('\n')

describe('user content in a message', () => {
  test.each(PIECES.filter((piece) => piece.trim() && !/[\p{Cc}\u2028\u2029\u200e-\u202e\u2066-\u2069]/u.test(piece)))(
    'the name “%s” is shown as written',
    (piece) => {
      for (const name of [piece.trim(), `a ${piece}b`, `${piece}a${piece}`.trim(), `${piece.repeat(3)}a`.trim()]) {
        expect(live(sanitize(name))).toEqual([])
        expect(shown(sanitize(name))).toBe(name.replace(/\s+/g, ' ').trim())
      }
    },
  )

  test('never contains Markdown, a link, a mention or a timestamp', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 300 }), (text, limit) => {
        expect(live(sanitize(text, limit))).toEqual([])
      }),
      { numRuns: 2000 },
    )
  })

  test('never opens or closes the formatting around it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const name = sanitize(text)
        if (name === '') return
        const [block] = parseBlocks(`🏃 **${name}** · [View on Strava](https://www.strava.com/activities/1)`)
        expect(block?.kind).toBe('line')
        const nodes = block?.children ?? []
        expect(nodes.map(({ kind }) => kind)).toEqual(['text', 'strong', 'text', 'link'])
        const [, strong] = nodes
        const children = strong && 'children' in strong ? strong.children : []
        expect(children.map(({ kind }) => kind)).toEqual(['text'])
        expect(children.map((node) => ('text' in node ? node.text : '')).join('')).toBe(
          truncate(toSingleLine(text), 100),
        )
      }),
      { numRuns: 2000 },
    )
  })

  test('is shown by Discord without the escapes, otherwise unchanged', () => {
    fc.assert(
      fc.property(anyString(), (text) => {
        expect(escapeMarkdown(text).replace(/\\([^0-9A-Za-z\s])/g, '$1')).toBe(text)
      }),
    )
  })

  test('needs no escapes for letters, digits, spaces, emoji and other scripts', () => {
    const harmless = 'Morning ride 42 km, über Zürich 東京 جولة 👩‍👩‍👧‍👦 & 50% “done”; yes?'
    expect(escapeMarkdown(harmless)).toBe(harmless)
  })
})

describe('a single line', () => {
  test.each([
    ['a\nb', 'a b'],
    ['a\r\n\r\nb', 'a b'],
    ['  a \t b  ', 'a b'],
    ['a\u0000\u0007b', 'a b'],
    ['a\u2028b\u2029c\u0085d', 'a b c d'],
    ['\n\n', ''],
    ['', ''],
  ])('turns %j into %j', (text, expected) => {
    expect(toSingleLine(text)).toBe(expected)
  })

  test.each([
    ['right-to-left override', '\u202e'],
    ['left-to-right override', '\u202d'],
    ['right-to-left embedding', '\u202b'],
    ['right-to-left isolate', '\u2067'],
    ['first strong isolate', '\u2068'],
    ['right-to-left mark', '\u200f'],
    ['left-to-right mark', '\u200e'],
    ['Arabic letter mark', '\u061c'],
  ])('has no %s that affects the text after it', (_, mark) => {
    expect(toSingleLine(`a${mark}b`)).toBe('a b')
    expect(toSingleLine(`${mark}جولة الصباح`)).toBe('جولة الصباح')
  })

  test('keeps Arabic and Hebrew words', () => {
    expect(toSingleLine('جولة الصباح')).toBe('جولة الصباح')
    expect(toSingleLine('שלום עולם')).toBe('שלום עולם')
  })

  test('keeps the joiners inside an emoji', () => {
    expect(toSingleLine(FAMILY)).toBe(FAMILY)
  })

  test.each([
    ['a family', FAMILY],
    ['a flag', FLAG],
    ['the flag of England', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['a keycap', '1️⃣'],
    ['a heart in colour', '❤️'],
    ['a runner with a skin tone', '🏃🏽‍♀️'],
    ['a Persian word with a non-joiner', 'می‌خواهم'],
    ['a Hindi conjunct with a joiner', 'क्‍ष'],
    ['a Thai word with marks', 'วิ่งที่นี่'],
    ['a letter with a combining accent', E_ACUTE],
    ['a German word with a soft hyphen', 'Donau\u00addampf'],
  ])('keeps %s unchanged', (_, text) => {
    expect(toSingleLine(text)).toBe(text)
    expect(toSingleLine(`a ${text} b`)).toBe(`a ${text} b`)
  })

  test.each([
    ['\u0301Run', 'Run'],
    ['\u2800\u2800Run', 'Run'],
    ['\u200d \ufe0fRun', 'Run'],
  ])('starts %j at the first visible character', (text, shown) => {
    expect(toSingleLine(text)).toBe(shown)
  })

  test('is either visible or empty, whatever the name', () => {
    const special = fc.constantFrom(
      '\u2800',
      '\u3164',
      '\u200d',
      '\u0301',
      ' ',
      '\ufe0f',
      '\u{e0041}',
      '\u00ad',
      'a',
      FAMILY,
      '*',
    )
    const runs = fc.array(fc.tuple(special, fc.constantFrom(1, 2, 30, 300)), { maxLength: 8 })
    const names = fc.oneof(
      runs.map((parts) => parts.map(([character, times]) => character.repeat(times)).join('')),
      anyText,
    )
    const seen =
      /[^\p{Default_Ignorable_Code_Point}\p{M}\p{White_Space}\p{Cc}\u2800\ufff9-\ufffb\u{13430}-\u{1343f}\u{1d159}]/u
    fc.assert(
      fc.property(names, fc.constantFrom(10, 25, 100), (name, limit) => {
        const line = sanitize(name, limit)
        if (line === '') expect(name.toWellFormed()).not.toMatch(seen)
        else expect(line).toMatch(seen)
      }),
      { numRuns: 1000 },
    )
  })

  test('keeps a letter with three hundred marks', () => {
    expect(sanitize(`a${'\u0301'.repeat(300)}`)).toMatch(/^a\u0301+$/)
  })

  test('never contains line breaks, control characters or outer spaces', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = toSingleLine(text)
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
        expect(line).toBe(line.trim())
      }),
    )
  })

  test.each(['\ud83d', 'Ride \ud83d', '\udeb4 Ride'])('removes half a surrogate pair (%j)', (text) => {
    expect(sanitize(text)).not.toMatch(/\p{Surrogate}/u)
  })
})

describe('truncating', () => {
  test.each([
    ['Round the lake', 14, 'Round the lake'],
    ['Round the lake', 13, 'Round the la…'],
    ['Round the lake', 11, 'Round the…'],
    ['Round the lake', 10, 'Round the…'],
    [`ab${FAMILY}`, 2 + FAMILY.length, `ab${FAMILY}`],
    [`ab${FAMILY}cd`, 2 + FAMILY.length, 'ab…'],
    [`${FLAG}${FLAG}`, 5, `${FLAG}…`],
    [`${E_ACUTE}${E_ACUTE}`, 3, `${E_ACUTE}…`],
    [`${FAMILY}${FAMILY}`, 5, '…'],
  ])('%s to %s units is %s', (text, limit, expected) => {
    expect(truncate(text, limit)).toBe(expected)
  })

  test('never exceeds the limit, ends in an ellipsis, and keeps whole characters from the start', () => {
    const words = fc
      .array(fc.oneof(fc.constantFrom(FAMILY, FLAG, E_ACUTE, '👍🏽', '1️⃣', 'a', ' '), fc.string({ unit: 'grapheme' })))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 60 }), (text, limit) => {
        const short = truncate(text, limit)
        expect(short.length).toBeLessThanOrEqual(limit)
        if (text.length <= limit) {
          expect(short).toBe(text)
          return
        }
        expect(short.endsWith('…')).toBe(true)
        const whole = graphemes(text)
        const starts = whole.map((_, index) => whole.slice(0, index).join('').trimEnd())
        expect(starts).toContain(short.slice(0, -1))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('an excerpt', () => {
  test.each([
    ['Round the lake', 14, 'Round the lake'],
    ['Round the lake', 13, 'Round the…'],
    ['Round the lake', 10, 'Round the…'],
    ['Round, the lake', 8, 'Round…'],
    ['A Donaudampfschifffahrt', 12, 'A Donaudamp…'],
    ['湖を一周した朝のランニング', 6, '湖を一周し…'],
  ])('of %s with %s units is %s', (text, limit, expected) => {
    expect(truncateAtWord(text, limit)).toBe(expected)
  })

  test.each<[string, string[]]>([
    ['', []],
    [' \n\u200b\r\n ', []],
    ['One.', ['One.']],
    ['One\r\n\r\n  two\u2028three', ['One', 'two', 'three']],
    ['One\ntwo\nthree.\nfour', ['One', 'two', 'three…']],
    ['twelve words', ['twelve words']],
    ['seven w\nand more than there is room for', ['seven w', 'and more than…']],
  ])('of %j is %j', (text, expected) => {
    expect(excerpt(text, { lines: 3, limit: 24 })).toEqual(expected)
  })

  test('never exceeds its limits', () => {
    fc.assert(
      fc.property(anyString({ maxLength: 400 }), fc.integer({ min: 2, max: 90 }), (text, limit) => {
        const lines = excerpt(text, { lines: 3, limit })
        expect(lines.length).toBeLessThanOrEqual(3)
        expect(lines.join('').length).toBeLessThanOrEqual(limit + 1)
        for (const line of lines) expect(line).toBe(toSingleLine(line))
      }),
      { numRuns: 500 },
    )
  })
})
