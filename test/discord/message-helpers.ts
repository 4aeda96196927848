import fc from 'fast-check'
import { expect } from 'vitest'
import { parseBlocks } from '../../sandbox/discord/markdown-blocks.ts'
import type { MarkdownNode } from '../../sandbox/discord/parse-markdown.ts'
import { readDraft } from '../../sandbox/discord/rules/message-draft.ts'
import type { Activity, Start } from '../../src/core/activity.ts'
import { SPORT_TYPES } from '../../src/core/sport.ts'
import type { System } from '../../src/core/units.ts'
import type { MessageBody } from '../../src/discord/components/render-message.ts'
import { parseActivity } from '../../src/strava/parse-activity.ts'
import { anyString } from '../support/strings.ts'

/** 2026-11-22 07:30 UTC. */
export const MORNING = Date.UTC(2026, 10, 22, 7, 30)

/** An activity with only the required fields. */
const MINIMAL_ACTIVITY = parseActivity(
  { id: 15_000_000_001, start_date: new Date(MORNING).toISOString(), sport_type: 'Run', name: 'Invented' },
  '7',
) as Activity
/** An activity from Strava's list or, with `hidden`, a detailed one. */
export const createActivity = (overrides: Partial<Activity> = {}): Activity => ({ ...MINIMAL_ACTIVITY, ...overrides })

export interface ComponentPart {
  type: number
  content?: string
  components?: ComponentPart[]
  accessory?: ComponentPart
  items?: { media: { url: string }; description?: string }[]
  media?: { url: string }
  description?: string
  label?: string
  url?: string
  custom_id?: string
}
const allParts = (parts: readonly ComponentPart[]): ComponentPart[] =>
  parts.flatMap((part) => [
    part,
    ...allParts(part.components ?? []),
    ...(part.accessory ? allParts([part.accessory]) : []),
  ])
export const partsOf = (body: MessageBody) => allParts(body.components as ComponentPart[])
export const textsOf = (body: MessageBody) =>
  partsOf(body).flatMap(({ type, content }) => (type === 10 ? [content ?? ''] : []))

export const flattenNodes = (nodes: readonly MarkdownNode[]): MarkdownNode[] =>
  nodes.flatMap((node) => [node, ...('children' in node ? flattenNodes(node.children) : [])])
/** The kinds of Markdown in a text, in order. */
export const markdownKinds = (content: string): string[] =>
  parseBlocks(content).flatMap((block) => [
    ...(block.kind === 'line' ? [] : [block.kind]),
    ...flattenNodes(block.children)
      .map(({ kind }) => kind)
      .filter((kind) => kind !== 'text'),
  ])

export const showNode = (node: MarkdownNode): string => {
  if (node.kind === 'text' || node.kind === 'code') return node.text.replaceAll('\u00a0', ' ')
  if (node.kind === 'link') return `${node.children.map(showNode).join('')} <${node.url}>`
  if (node.kind === 'time') return `<${new Date(node.unix * 1000).toISOString().slice(0, 16)}>`
  if (node.kind === 'mention') return `@${node.id}`
  return 'children' in node ? node.children.map(showNode).join('') : node.source
}
/** A message as lines without formatting; times in UTC. */
export const linesOf = (body: MessageBody): string[] =>
  partsOf(body).flatMap(({ type, content = '', label, url, custom_id, description, items = [] }) => {
    if (type === 10)
      return parseBlocks(content)
        .map(({ children }) => children.map(showNode).join(''))
        .join('\n')
        .split('\n')
    if (type === 14) return ['────']
    if (type === 11) return [`(${description})`]
    if (type === 12) return items.map((item) => `(${item.description})`)
    return type === 2 ? [`[${label}] ${url ?? custom_id}`] : []
  })

/** Checks Discord's message limits, here and with the sandbox. */
export function expectInsideLimits(body: MessageBody): void {
  expect(() => readDraft({ json: JSON.parse(JSON.stringify(body)), files: [] })).not.toThrow()
  const parts = partsOf(body)
  expect(parts.length).toBeLessThanOrEqual(40)
  expect(textsOf(body).join('').length).toBeLessThanOrEqual(4000)
  for (const { type, content, label, url, custom_id } of parts) {
    if (type === 10) expect(content?.trim().length).toBeGreaterThan(0)
    if (type !== 2) continue
    expect(label?.length).toBeGreaterThan(0)
    expect(label?.length).toBeLessThanOrEqual(80)
    if (url !== undefined) expect(url.length).toBeLessThanOrEqual(512)
    if (custom_id !== undefined) expect(custom_id.length).toBeLessThanOrEqual(100)
    expect((url === undefined) !== (custom_id === undefined)).toBe(true)
  }
  const ids = parts.flatMap(({ custom_id }) => custom_id ?? [])
  expect(new Set(ids).size).toBe(ids.length)
  expect(body.allowed_mentions).toEqual({ parse: [] })
  expect(body.flags).toBe(1 << 15)
}

const PIECES = [
  ...[
    '*',
    '**',
    '_',
    '__',
    '~~',
    '||',
    '`',
    '```',
    '\\',
    '[',
    ']',
    '(',
    ')',
    '](',
    '<',
    '>',
    '\n',
    '\r',
    '\0',
    '\u001b[31m',
  ],
  ...['https://evil.example', '[x](https://evil.example)', 'www.evil.example', '@everyone', '@here'],
  ...['<@123456789012345678>', '<@&123456789012345678>', '<#123456789012345678>', '<t:0:R>', '</x:123456789012345678>'],
  ...[
    '# ',
    '-# ',
    '> ',
    '- ',
    '1. ',
    '\u202e',
    '\u2066',
    '\u200f',
    '\u2028',
    'جولة',
    'שלום',
    '👩‍👩‍👧‍👦',
    '🇩🇪',
    'e\u0301',
  ],
  ...['undefined', 'NaN', '{{member}}', '$t(help.text)', ' ', 'a'],
]
export const anyName = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 80 }).map((pieces) => pieces.join('')),
  anyString({ maxLength: 600 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constantFrom('', ' ', '*'.repeat(300), '\\'.repeat(301), '👩‍👩‍👧‍👦'.repeat(60), `${'_'.repeat(99)}\\`),
)
export const anyStart: fc.Arbitrary<Start> = fc.oneof(
  fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2100, 0) }).map((instant) => ({ instant })),
  fc
    .integer({ min: Date.UTC(1990, 0), max: Date.UTC(2100, 0) })
    .map((time) => ({ day: new Date(time).toISOString().slice(0, 10) })),
)
export const anySport = fc.oneof(
  fc.constantFrom<string>(...SPORT_TYPES),
  fc.constantFrom('UnderwaterHockey', '**Bold**', '@everyone', 'constructor', 'x'.repeat(500)),
)
/** Any value that could arrive: missing, zero, negative, large, not a number. */
export const plausible = fc.oneof(
  fc.constantFrom(undefined, 0, -0, -1, Number.NaN, Infinity, -Infinity),
  fc.double({ min: -1e6, max: 1e9, noNaN: true }),
)
export const anyActivities = (value: fc.Arbitrary<number | undefined>) =>
  fc
    .array(
      fc.record({
        name: anyName,
        start: anyStart,
        sportType: anySport,
        distance: value,
        movingTime: value,
        elapsedTime: value,
        elevationGain: value,
        stats: fc.record({
          device: fc.oneof(
            fc.constant(undefined),
            anyName.map((name) => `Garmin ${name}`),
          ),
        }),
      }),
      { minLength: 1, maxLength: 10 },
    )
    .map((all) => all.map((more, index) => createActivity({ id: `${16_195_505_756 + index}`, ...more })))
export const anyUnits = fc.constantFrom<System>('metric', 'imperial')
