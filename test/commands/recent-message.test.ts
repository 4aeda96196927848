import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseBlocks } from '../../sandbox/discord/markdown-blocks.ts'
import { recentReply } from '../../src/commands/recent/recent-message.ts'
import type { Activity } from '../../src/core/activity.ts'
import { toRecentCard } from '../../src/core/activity-card.ts'
import { defaultUnits, type System } from '../../src/core/units.ts'
import { render } from '../../src/discord/components/render-message.ts'
import { textReply } from '../../src/discord/components/text-reply.ts'
import en from '../../src/i18n/locales/en.json' with { type: 'json' }
import type { Message, ReplyButton, TextKey } from '../../src/i18n/message.ts'
import { createTranslator } from '../../src/i18n/translator.ts'
import {
  anyActivities,
  anyName,
  anyUnits,
  createActivity,
  expectInsideLimits,
  flattenNodes,
  linesOf,
  MORNING,
  markdownKinds,
  partsOf,
  plausible,
  showNode,
  textsOf,
} from '../discord/message-helpers.ts'

const translator = createTranslator('en-GB')
const USER = '223456789012345678'
/** Without hidden statistics. */
const withNothingHidden = (activity: Activity): Activity => ({ ...activity, hidden: new Set() })
const recent = (activities: readonly Activity[], system: System = 'metric', sportType?: string) =>
  render(
    recentReply(
      toRecentCard({
        userId: USER,
        sportType,
        activities: activities.map(withNothingHidden),
        units: defaultUnits(system),
      }),
    ),
    translator,
  )

describe('the reply to /strava recent, for any activities', () => {
  test('is within Discord’s limits, pings nobody and shows nothing undefined', () => {
    const harmlessActivities = anyActivities(plausible).map((all) =>
      all.map((activity, index) => ({ ...activity, name: `${index}`, stats: {} })),
    )
    fc.assert(
      fc.property(anyActivities(plausible), anyUnits, (activities, units) => {
        expectInsideLimits(recent(activities, units))
      }),
      { numRuns: 200, endOnFailure: true },
    )
    fc.assert(
      fc.property(harmlessActivities, anyUnits, (activities, units) => {
        expect(textsOf(recent(activities, units)).join('\n')).not.toMatch(/undefined|NaN|Infinity|∞|\{\{|\[object/)
      }),
      {
        numRuns: 200,
        endOnFailure: true,
        examples: [
          [[createActivity({ name: 'Teleport', sportType: 'Ride', distance: 1e9, movingTime: 5e-324 })], 'metric'],
        ],
      },
    )
  })

  test('shows all of ten activities with the longest names in the widest characters', () => {
    const names = ['*'.repeat(300), '👩‍👩‍👧‍👦'.repeat(60), 'W'.repeat(300), '\\'.repeat(300)]
    const sports = ['EMountainBikeRide', '_'.repeat(60)]
    for (const [name, sportType] of names.flatMap((name) => sports.map((sport) => [name, sport] as const))) {
      const figures = { distance: 199_999.99, movingTime: 359_999, elevationGain: 12_345 }
      const more = { device: `Garmin ${'_'.repeat(80)}` }
      const activities = Array.from({ length: 10 }, (_, index) =>
        createActivity({ id: String(9_999_999_999_990 + index), name, sportType, ...figures, stats: more }),
      )
      const body = recent(activities, 'imperial')
      expectInsideLimits(body)
      expect(textsOf(body).filter((content) => content.includes('/activities/'))).toHaveLength(10)
    }
  })

  test('is not too long with implausible numbers', () => {
    const huge = fc.constantFrom(1e15, 1e100, 1e300, Number.MAX_VALUE)
    fc.assert(
      fc.property(anyActivities(huge), anyUnits, (activities, units) => {
        expectInsideLimits(recent(activities, units))
      }),
      { endOnFailure: true },
    )
  })

  test('only has our Markdown: bold name, small print, time and one link per activity', () => {
    fc.assert(
      fc.property(anyActivities(plausible), anyUnits, (activities, units) => {
        const [title = '', ...rest] = textsOf(recent(activities, units))
        const totals = rest.pop() ?? ''
        expect(markdownKinds(title)).toEqual(['heading', 'mention'])
        expect(markdownKinds(totals)).toEqual(['strong'])
        for (const content of rest) {
          const kinds = markdownKinds(content).filter((kind) => kind !== 'time')
          expect(kinds).toEqual(['strong', 'subtext', 'strong', 'link'])
        }
      }),
      { numRuns: 200 },
    )
  })

  test('only links to the activities on Strava, labelled “View on Strava”', () => {
    fc.assert(
      fc.property(anyActivities(plausible), (activities) => {
        const links = textsOf(recent(activities)).flatMap((content) =>
          parseBlocks(content)
            .flatMap(({ children }) => flattenNodes(children))
            .filter((node) => node.kind === 'link' || node.kind === 'url')
            .map(showNode),
        )
        const expected = activities.map(({ id }) => `View on Strava <https://www.strava.com/activities/${id}>`)
        expect([...links].sort()).toEqual(expected.sort())
      }),
    )
  })

  test('shows every name as written, truncated if there is no room', () => {
    const unseen = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u115f\u1160\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\u3164\uffa0\s]+/gu
    const blankStart = /^[\p{Default_Ignorable_Code_Point}\p{M}\s\u2800\ufff9-\ufffb\u{13430}-\u{1343f}\u{1d159}]+/u
    fc.assert(
      fc.property(anyName, fc.integer({ min: 1, max: 10 }), (name, count) => {
        const written = name.replace(unseen, ' ').replace(blankStart, '').trim()
        const body = recent(Array.from({ length: count }, (_, index) => createActivity({ id: `${index}`, name })))
        for (const content of textsOf(body).slice(1, -1)) {
          const [first] = parseBlocks(content)
          const strong = first?.children.find(({ kind }) => kind === 'strong')
          const shown = strong && 'children' in strong ? strong.children.map(showNode).join('') : ''
          if (written === '') expect(shown).toBe('Untitled')
          else if (written.length <= 25) expect(shown).toBe(written)
          else if (shown !== written) {
            expect(shown.endsWith('…')).toBe(true)
            expect(written.startsWith(shown.slice(0, -1))).toBe(true)
            expect(shown.length).toBeGreaterThan(1)
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  test('contains no bidirectional marks or control characters', () => {
    fc.assert(
      fc.property(anyActivities(plausible), (activities) => {
        for (const content of textsOf(recent(activities))) {
          expect(content.replaceAll('\n', '')).not.toMatch(
            /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u,
          )
          expect(content.split('\n').length).toBeLessThanOrEqual(3)
        }
      }),
    )
  })

  test('shows each activity with its own name, sport and link, in the order of the card', () => {
    const activities = ['Ride', 'Run', 'Yoga'].map((sportType, index) =>
      createActivity({ id: `${index}`, name: sportType.toUpperCase(), sportType, start: { instant: MORNING - index } }),
    )
    const items = textsOf(recent(activities)).slice(1, -1)
    expect(
      items.map((content) => /\*\*(\w+)\*\*[\s\S]*-# (\w+)\u00a0[\s\S]*activities\/(\d+)/.exec(content)?.slice(1)),
    ).toEqual([
      ['RIDE', 'Ride', '0'],
      ['RUN', 'Run', '1'],
      ['YOGA', 'Yoga', '2'],
    ])
  })
})

describe('the text of an activity in the list', () => {
  const start = '<2026-11-22T07:30>'
  const link = 'View on Strava <https://www.strava.com/activities/15000000001>'
  test.each<[string, Partial<Activity>, string[]]>([
    [
      'a run whose pace rounds up to the full minute',
      { name: 'Ten flat', distance: 10_000, movingTime: 2999, elevationGain: 84.4 },
      ['🏃 Ten flat', '10.00 km · 49:59 · 5:00 /km · ↗ 84 m', `Run · ${start} · ${link}`],
    ],
    [
      'a ride of more than a day',
      { name: 'The long way home', sportType: 'Ride', distance: 600_400, movingTime: 94_800, elevationGain: 5480 },
      ['🚴 The long way home', '600.4 km · 26 h 20 min · 22.8 km/h · ↗ 5,480 m', `Ride · ${start} · ${link}`],
    ],
    [
      'a swim',
      { name: 'Lengths', sportType: 'Swim', distance: 2500, movingTime: 3120 },
      ['🏊 Lengths', '2,500 m · 52:00 · 2:05 /100 m', `Swim · ${start} · ${link}`],
    ],
    [
      'an hour of yoga without distance',
      { name: 'One hour, no metres', sportType: 'Yoga', distance: 0, movingTime: 3600, elevationGain: 0 },
      ['🧘 One hour, no metres', '1 h 0 min', `Yoga · ${start} · ${link}`],
    ],
    [
      'rowing',
      { name: 'Steady state', sportType: 'Rowing', distance: 12_000, movingTime: 3300 },
      ['🚣 Steady state', '12.00 km · 55:00 · 2:18 /500 m', `Rowing · ${start} · ${link}`],
    ],
    ['an activity with only the required fields', { name: 'Something' }, ['🏃 Something', `Run · ${start} · ${link}`]],
    ['a missing name', { name: '', movingTime: 45 }, ['🏃 Untitled', '0:45', `Run · ${start} · ${link}`]],
    ['a blank name', { name: ' \n\t ' }, ['🏃 Untitled', `Run · ${start} · ${link}`]],
    [
      'a hidden start time, shown as a day',
      { name: 'Some time today', start: { day: '2026-11-20' }, distance: 7000, movingTime: 2200 },
      ['🏃 Some time today', '7.00 km · 36:40 · 5:14 /km', `Run · 20 November 2026 · ${link}`],
    ],
    [
      'a name that pings everyone',
      { name: '@everyone <@123456789012345678> @here' },
      ['🏃 @everyone <@123456789012345678> @here', `Run · ${start} · ${link}`],
    ],
    [
      'a name with Markdown and a link',
      { name: '**bold** [x](https://example.org) `tick` # >' },
      ['🏃 **bold** [x](https://example.org) `tick` # >', `Run · ${start} · ${link}`],
    ],
    [
      'a right-to-left name with an override mark',
      { name: 'جولة \u202eالصباح', sportType: 'Ride' },
      ['🚴 جولة الصباح', `Ride · ${start} · ${link}`],
    ],
    [
      'emoji',
      { name: '🏔️👩‍👩‍👧‍👦🥾', sportType: 'Hike', distance: 9100, movingTime: 9000 },
      ['🥾 🏔️👩‍👩‍👧‍👦🥾', '9.10 km · 2 h 30 min · 16:29 /km', `Hike · ${start} · ${link}`],
    ],
    [
      'a name of 300 characters',
      { name: 'Round '.repeat(50), sportType: 'Ride' },
      [`🚴 ${'Round '.repeat(16)}Rou…`, `Ride · ${start} · ${link}`],
    ],
    [
      'an unknown sport',
      { name: 'New', sportType: 'UnderwaterHockey', distance: 640, movingTime: 2400 },
      ['🏅 New', '0.64 km · 40 min 0 s', `Underwater Hockey · ${start} · ${link}`],
    ],
  ])('%s', (_, more, expected) => {
    expect(linesOf(recent([createActivity(more)])).slice(1, 1 + expected.length)).toEqual(expected)
    expect(linesOf(recent([createActivity(more)]))[1 + expected.length]).toBe('────')
  })

  test('the complete reply: member, activities and totals', () => {
    const activities = [
      createActivity({ id: '2', name: 'Before the milk', distance: 8041.2, movingTime: 2544, elevationGain: 60 }),
      createActivity({
        id: '1',
        name: 'Round the lake',
        sportType: 'Ride',
        start: { instant: MORNING - 86_400_000 },
        distance: 42_310.6,
        movingTime: 5520,
        elevationGain: 512,
      }),
    ]
    expect(linesOf(recent(activities))).toEqual([
      `Latest activities of @${USER}`,
      '🏃 Before the milk',
      '8.04 km · 42:24 · 5:16 /km · ↗ 60 m',
      'Run · <2026-11-22T07:30> · View on Strava <https://www.strava.com/activities/2>',
      '🚴 Round the lake',
      '42.31 km · 1 h 32 min · 27.6 km/h · ↗ 512 m',
      'Ride · <2026-11-21T07:30> · View on Strava <https://www.strava.com/activities/1>',
      '────',
      '2 activities · 50.35 km · 2 h 14 min · ↗ 572 m',
    ])
  })

  test('the complete reply for one sport, in imperial units', () => {
    const swim = createActivity({ id: '3', name: 'Lengths', sportType: 'Swim', distance: 2500, movingTime: 3120 })
    expect(linesOf(recent([swim], 'imperial', 'Swim'))).toEqual([
      `Latest activities of @${USER}: Swim`,
      '🏊 Lengths',
      '2,734 yd · 52:00 · 1:54 /100 yd',
      'Swim · <2026-11-22T07:30> · View on Strava <https://www.strava.com/activities/3>',
      '────',
      '1 activity · 2,734 yd · 52 min 0 s',
    ])
  })

  test('a start is a Discord timestamp, shown in the reader’s time zone', () => {
    const [, item] = textsOf(recent([createActivity()]))
    expect(item).toContain(`<t:${MORNING / 1000}:f>`)
  })
})

describe('notices', () => {
  type Texts = { [name: string]: string | Texts }
  const flattenTexts = (texts: Texts, prefix = ''): [string, string][] =>
    Object.entries(texts).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' ? [[`${prefix}${name}`, value]] : flattenTexts(value, `${prefix}${name}.`),
    )
  /** All notices in Discord, with their placeholders. */
  const notices = flattenTexts(en)
    .filter(([key]) => !/^(command|mode|button|page|sport|figure|badge|card)\./.test(key))
    .map(([key, template]) => ({
      key: key.replace(/_(one|other)$/, '') as TextKey,
      names: [...template.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? ''),
    }))
  /** Numbers where the code uses numbers; everything else could be user content. */
  const filled = (key: TextKey, names: readonly string[], value: string) =>
    ({
      key,
      values: Object.fromEntries(
        names.map((name) => [name, ['until', 'since', 'count'].includes(name) ? 1_763_800_000 : value]),
      ),
    }) as Message
  const show = (message: Message, buttons?: readonly ReplyButton[]) => render(textReply(message, buttons), translator)

  test.each(notices.map(({ key, names }) => [key, names] as const))('%s is a valid Discord message', (key, names) => {
    expectInsideLimits(show(filled(key, names, 'Ana')))
    expectInsideLimits(show(filled(key, names, '*'.repeat(500))))
  })

  test('user content never adds Markdown, a link or a mention to a notice', () => {
    const open = notices.filter(({ names }) => names.length > 0)
    fc.assert(
      fc.property(fc.constantFrom(...open), anyName, ({ key, names }, value) => {
        const word =
          value.replace(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\s]/gu, '') === '' ? 'x' : value
        const body = show(filled(key, names, word))
        expect(textsOf(body).flatMap(markdownKinds)).toEqual(
          textsOf(show(filled(key, names, 'x'))).flatMap(markdownKinds),
        )
        expectInsideLimits(body)
      }),
      { numRuns: 300, endOnFailure: true },
    )
  })

  test('an athlete without a name on Strava does not show as empty asterisks', () => {
    const sharing: Message = { key: 'sharing.off' }
    for (const message of [
      { key: 'link.done', values: { athlete: '', sharing } },
      { key: 'link.done', values: { athlete: '\u202e\n', sharing } },
    ] satisfies Message[])
      expect(linesOf(show(message)).join('\n')).not.toContain('**')
  })

  test('buttons are below the text: links have a URL, actions have an id', () => {
    const url = `https://bot.example.org/connect/${'s'.repeat(43)}`
    const offer = show({ key: 'link.offer', values: { until: 1_763_800_000 } }, [{ label: 'button.connect', url }])
    expectInsideLimits(offer)
    expect(linesOf(offer).at(-1)).toBe(`[Connect with Strava] ${url}`)
    expect(partsOf(offer).find(({ type }) => type === 2)).toMatchObject({ style: 5 })

    const ask = show({ key: 'unlink.ask' }, [
      { label: 'button.unlink', customId: 'unlink', style: 'danger' },
      { label: 'button.keep', customId: 'keep' },
    ])
    expectInsideLimits(ask)
    expect(linesOf(ask).slice(-2)).toEqual(['[Disconnect] unlink', '[Cancel] keep'])
    expect(partsOf(ask).filter(({ type }) => type === 2)).toMatchObject([{ style: 4 }, { style: 2 }])
  })

  test('a notice without buttons has no action row', () => {
    expect(partsOf(show({ key: 'help.text' })).map(({ type }) => type)).toEqual([17, 10])
  })

  test('a member in a notice is mentioned without a ping', () => {
    const body = show({ key: 'error.memberNotShared', values: { member: { user: USER } } })
    expect(linesOf(body)[0]).toMatch(new RegExp(`^@${USER} isn't sharing`))
    expect(body.allowed_mentions).toEqual({ parse: [] })
  })
})
