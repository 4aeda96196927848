import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { datesForm } from '../../src/commands/stats/dates-form.ts'
import { statsReply } from '../../src/commands/stats/stats-message.ts'
import { statsControls } from '../../src/commands/stats/stats-query.ts'
import type { Activity } from '../../src/core/activity.ts'
import { addDays, PERIODS, type PeriodSelection, toPeriod } from '../../src/core/period.ts'
import { SPORT_TYPES, sportOf } from '../../src/core/sport.ts'
import { toStatsCard } from '../../src/core/stats-card.ts'
import { type ActivityTotals, toDailyTotals } from '../../src/core/totals.ts'
import { IMPERIAL_UNITS, METRIC_UNITS } from '../../src/core/units.ts'
import { render } from '../../src/discord/components/render-message.ts'
import type { SelectOption } from '../../src/i18n/message.ts'
import { createTranslator, languages } from '../../src/i18n/translator.ts'
import { createActivity } from '../core/builders.ts'
import { anySport, expectInsideLimits, linesOf, markdownKinds, plausible, textsOf } from '../discord/message-helpers.ts'

const TODAY = '2026-11-25'
const translator = createTranslator('en-GB')

const cardOf = (activities: readonly Activity[], options: Partial<Parameters<typeof toStatsCard>[0]> = {}) => {
  const period = options.period ?? toPeriod({ name: 'four-weeks' }, TODAY)
  const range = { first: period.previous.first, last: period.range.last }
  const totals: ActivityTotals = { range, knownFrom: range.first, zone: undefined, daily: toDailyTotals(activities) }
  return toStatsCard({
    userId: '223456789012345678',
    sportType: undefined,
    audience: 'channel',
    period,
    totals,
    units: METRIC_UNITS,
    ...options,
  })
}
const REQUESTER = { interactionId: '1', userId: '223456789012345678', guildId: '2', locale: 'en-GB', ephemeral: false }
const controlsOf = (
  { period }: ReturnType<typeof cardOf>,
  options: Partial<Parameters<typeof statsControls>[0]> = {},
) => statsControls({ requester: REQUESTER, selection: { name: 'four-weeks' }, ...options }, period)
const stats = (...args: Parameters<typeof cardOf>) => {
  const card = cardOf(...args)
  return render(statsReply(card, [], controlsOf(card)), translator)
}

let createdCount = 0
const createActivityOn = (day: string, overrides: Partial<Activity> = {}) => {
  createdCount += 1
  return createActivity({ id: `${createdCount}`, day, ...overrides })
}

test('the reply shows each sport, the overall totals and the comparison', () => {
  const before = addDays(TODAY, -30)
  const body = stats([
    createActivityOn(TODAY, { distance: 10_000, movingTime: 2999, elevationGain: 80 }),
    createActivityOn(addDays(TODAY, -5), { distance: 21_100, movingTime: 5400, elevationGain: 40 }),
    createActivityOn(TODAY, { sportType: 'Swim', distance: 2500, movingTime: 3120 }),
    createActivityOn(before, { distance: 28_000, movingTime: 9000, elevationGain: 240 }),
  ])
  expect(linesOf(body)).toEqual([
    'Last four weeks · @223456789012345678',
    '29 October 2026 – 25 November 2026',
    '🏃 Run · 2 activities (↑ 1)',
    '31.10 km (↑ 11%) · 2 h 19 min · ↗ 120 m · longest 21.10 km',
    '🏊 Swim · 1 activity',
    '2,500 m · 52 min 0 s',
    '────',
    '3 activities (↑ 2) · 33.60 km (↑ 20%) · 3 h 11 min (↑ 28%) · ↗ 120 m (↓ 50%)',
    'Public activities only',
    '↑ ↓ compared with 1 October 2026 – 28 October 2026',
    '[Dates…] dates:223456789012345678:::2026-10-29:2026-11-25',
    '[Only me] stats-only-me:223456789012345678::four-weeks',
  ])
})

describe('the small print', () => {
  const lines = (...args: Parameters<typeof cardOf>) => linesOf(stats(...args)).slice(-4, -2)

  test('says what is counted in a private reply', () => {
    expect(lines([createActivityOn(TODAY)], { audience: 'athlete' })[0]).toBe('Including followers-only activities')
  })

  test('says if there is nothing to compare with', () => {
    expect(lines([createActivityOn(TODAY)])[1]).toBe('Nothing to compare in 1 October 2026 – 28 October 2026')
  })

  test('names a single day once', () => {
    const period = toPeriod({ from: TODAY, to: TODAY }, TODAY)
    expect(lines([createActivityOn(TODAY)], { period })[1]).toContain('in 24 November 2026')
  })

  test('says which days could not be counted', () => {
    const activities = [createActivityOn(TODAY)]
    const totals = { range: { first: '2026-10-01', last: TODAY }, zone: undefined, daily: toDailyTotals(activities) }
    expect(lines(activities, { totals: { ...totals, knownFrom: '2026-10-20' } })[1]).toMatch(
      /^No comparison: too many activities in 1 October 2026 – 28 October 2026$/,
    )
    expect(lines(activities, { totals: { ...totals, knownFrom: '2026-11-10' } })[0]).toMatch(
      /^⚠️ Only counted from 10 November 2026 on\. /,
    )
    expect(lines(activities, { totals: { ...totals, knownFrom: addDays(TODAY, 2) } })[0]).toMatch(/^⚠️ Incomplete/)
  })
})

test.each([
  [10_000, 10_000, '(±0)'],
  [200_000, 10_000, '(↑ over 999%)'],
  [10, 10_000, '(↓ 100%)'],
])('%i metres compared with %i show %s', (now, then, expected) => {
  const run = (distance: number) => ({ distance, movingTime: Math.max(2999, distance / 3) })
  const body = stats([createActivityOn(TODAY, run(now)), createActivityOn(addDays(TODAY, -30), run(then))])
  expect(textsOf(body).join('\n').replaceAll('\u00a0', ' ')).toContain(expected)
})

test('one sport has its own colour, several have the bot’s', () => {
  const colorOf = (body: ReturnType<typeof stats>) => (body.components[0] as { accent_color: number }).accent_color
  expect(colorOf(stats([createActivityOn(TODAY, { sportType: 'Swim' })]))).toBe(sportOf('Swim').color)
  expect(colorOf(stats([createActivityOn(TODAY, { sportType: 'Swim' }), createActivityOn(TODAY)]))).toBe(0x2f6b4f)
})

describe('the reply fits Discord’s limits', () => {
  test('with all sports, or as many as fit and the number of the rest', () => {
    const all = [...SPORT_TYPES].flatMap((sportType) => [
      createActivityOn(TODAY, { sportType, distance: 123_456.7, movingTime: 360_000, elevationGain: 9876 }),
      createActivityOn(TODAY, { sportType, distance: 223_456.7, movingTime: 360_000, elevationGain: 9876 }),
      createActivityOn(addDays(TODAY, -40), { sportType, distance: 98_765, movingTime: 50_000, elevationGain: 50 }),
    ])
    for (const units of [METRIC_UNITS, IMPERIAL_UNITS]) {
      const body = stats(all, { units })
      expectInsideLimits(body)
      const lines = linesOf(body)
      const shown = lines.filter((line) => line.includes('longest')).length
      expect(shown).toBeGreaterThan(25)
      expect(lines).toContain(`and ${SPORT_TYPES.length - shown} more sports`)
      expect(lines.find((line) => line.startsWith(`${2 * SPORT_TYPES.length} activities`))).toBeDefined()
    }
  })

  test('for any activities, without user Markdown, pings or anything undefined', () => {
    const anyActivity = fc.record({
      day: fc.integer({ min: -70, max: 2 }).map((days) => addDays(TODAY, days)),
      sportType: anySport,
      distance: plausible,
      movingTime: plausible,
      elevationGain: plausible,
    })
    fc.assert(
      fc.property(
        fc.array(anyActivity, { maxLength: 60 }),
        fc.constantFrom(...PERIODS),
        fc.constantFrom(METRIC_UNITS, IMPERIAL_UNITS),
        fc.option(anySport, { nil: undefined }),
        (all, name, units, sportType) => {
          const body = stats(
            all.map(({ day, ...more }) => createActivityOn(day, more)),
            { period: toPeriod({ name }, TODAY), units, sportType },
          )
          expectInsideLimits(body)
          const read = textsOf(body).join('\n')
          expect(read).not.toMatch(/NaN|Infinity|∞|\{\{|\[object/)
          const live = new Set(textsOf(body).flatMap(markdownKinds))
          for (const kind of live) expect(['heading', 'mention', 'subtext', 'strong']).toContain(kind)
        },
      ),
      { numRuns: 200 },
    )
  })

  test.each(languages())('with the longest ids, sport and days in %s', (language) => {
    const longest = '18446744073709551615'
    const card = cardOf([createActivityOn(TODAY)], { period: toPeriod({ from: '2025-11-30', to: TODAY }, TODAY) })
    const sport = [...SPORT_TYPES].sort((a, b) => b.length - a.length)[0]
    const requester = { ...REQUESTER, userId: longest }
    const selection = { from: '2025-11-30', to: TODAY }
    for (const query of [{ memberId: longest }, {}, { requester: { ...requester, ephemeral: true } }]) {
      const controls = controlsOf(card, { requester, sport, selection, ...query })
      const body = render(statsReply(card, [], controls), createTranslator(language))
      expectInsideLimits(body)
      const selects = JSON.stringify(body.components).match(/"stats-period:[^"]*"/g) ?? []
      expect(selects.map((id) => id.length <= 102)).toEqual([true])
    }
    const form = datesForm('2025-11-30', TODAY)
    const texts = [form.title, ...form.fields.flatMap(({ label, description }) => [label, description ?? label])]
    const [title = '', ...others] = texts.map((key) => createTranslator(language).t({ key }))
    expect(title.length).toBeLessThanOrEqual(45)
    for (const text of others) expect(text.length).toBeLessThanOrEqual(45)
  })
})

test('the select shows the current period, and none for dates', () => {
  const chosen = (selection: PeriodSelection) => {
    const { periods } = controlsOf(cardOf([], { period: toPeriod(selection, TODAY) }), { selection })
    return (periods.options as SelectOption[]).filter(({ isChosen }) => isChosen).map(({ value }) => value)
  }
  for (const name of PERIODS) expect(chosen({ name })).toEqual([name])
  expect(chosen({ from: '2026-05-01', to: '2026-05-31' })).toEqual([])
})
