import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseBlocks } from '../../sandbox/discord/markdown-blocks.ts'
import { findMarkdown } from '../../sandbox/discord/message-text.ts'
import { type Activity, type ActivityStats, STATISTICS } from '../../src/core/activity.ts'
import { toActivityCard } from '../../src/core/activity-card.ts'
import { SPORT_TYPES, sportOf } from '../../src/core/sport.ts'
import { IMPERIAL_UNITS, METRIC_UNITS, type Units } from '../../src/core/units.ts'
import { type ActivityMessage, activityReply } from '../../src/discord/components/activity-message.ts'
import { postPreview } from '../../src/discord/components/post-preview.ts'
import { render } from '../../src/discord/components/render-message.ts'
import { createTranslator } from '../../src/i18n/translator.ts'
import {
  anyName,
  anySport,
  anyStart,
  createActivity,
  expectInsideLimits,
  flattenNodes,
  linesOf,
  markdownKinds,
  partsOf,
  plausible,
  showNode,
  textsOf,
} from './message-helpers.ts'

const translator = createTranslator('en-GB')
const USER = '223456789012345678'
const AVATAR = 'https://cdn.discordapp.com/embed/avatars/3.png'
const URL_OF = 'https://www.strava.com/activities/15000000001'

/** A detailed activity without hidden statistics. */
const createOpenActivity = (overrides: Partial<Activity> = {}) => createActivity({ hidden: new Set(), ...overrides })
const cardOf = (
  item: Activity,
  units: Units = METRIC_UNITS,
  options: Partial<ActivityMessage> = {},
): ActivityMessage => ({
  ...toActivityCard({ userId: USER, activity: item, units }),
  ...options,
})
const post = (item: Activity, units: Units = METRIC_UNITS, options: Partial<ActivityMessage> = {}) =>
  render(activityReply(cardOf(item, units, options)), translator)

/** Every measurement, with distinct numbers. */
const MEASURED = {
  distance: 12_345.6,
  movingTime: 3725,
  elevationGain: 234.5,
  stats: { heartRate: 151.5, power: 203.4, cadence: 84.3, topSpeed: 12.5, calories: 812.3, laps: 14 },
}

describe('sports in every unit', () => {
  const FAMILIES: { sports: string; metric: [string, string]; imperial: [string, string] }[] = [
    {
      sports: 'Run TrailRun VirtualRun',
      metric: ['12.34 km · 1:02:05 · 5:02 /km · ↗ 235 m', '152 bpm · 203 W · 169 steps/min · 812 kcal'],
      imperial: ['7.67 mi · 1:02:05 · 8:06 /mi · ↗ 769 ft', '152 bpm · 203 W · 169 steps/min · 812 kcal'],
    },
    {
      sports: 'Walk Hike Snowshoe',
      metric: ['12.34 km · 1 h 2 min · 5:02 /km · ↗ 235 m', '152 bpm · 812 kcal'],
      imperial: ['7.67 mi · 1 h 2 min · 8:06 /mi · ↗ 769 ft', '152 bpm · 812 kcal'],
    },
    {
      sports: 'Ride GravelRide MountainBikeRide EBikeRide EMountainBikeRide Handcycle Velomobile VirtualRide',
      metric: ['12.34 km · 1 h 2 min · 11.9 km/h · ↗ 235 m', '152 bpm · 203 W · 84 rpm · 812 kcal'],
      imperial: ['7.67 mi · 1 h 2 min · 7.4 mph · ↗ 769 ft', '152 bpm · 203 W · 84 rpm · 812 kcal'],
    },
    {
      sports: 'InlineSkate Wheelchair BackcountrySki NordicSki RollerSki',
      metric: ['12.34 km · 1 h 2 min · 11.9 km/h · ↗ 235 m', '152 bpm · 812 kcal'],
      imperial: ['7.67 mi · 1 h 2 min · 7.4 mph · ↗ 769 ft', '152 bpm · 812 kcal'],
    },
    {
      sports: 'Canoeing Kayaking StandUpPaddling Skateboard',
      metric: ['12.34 km · 1 h 2 min · 11.9 km/h', '152 bpm · 812 kcal'],
      imperial: ['7.67 mi · 1 h 2 min · 7.4 mph', '152 bpm · 812 kcal'],
    },
    {
      sports: 'IceSkate',
      metric: ['12.34 km · 1 h 2 min · 11.9 km/h', '14 laps · 152 bpm · 812 kcal'],
      imperial: ['7.67 mi · 1 h 2 min · 7.4 mph', '14 laps · 152 bpm · 812 kcal'],
    },
    {
      sports: 'AlpineSki Snowboard Kitesurf Windsurf Sail',
      metric: ['12.34 km · 1 h 2 min · 11.9 km/h', 'max 45.0 km/h · 152 bpm · 812 kcal'],
      imperial: ['7.67 mi · 1 h 2 min · 7.4 mph', 'max 28.0 mph · 152 bpm · 812 kcal'],
    },
    {
      sports: 'Swim',
      metric: ['12,345 m · 1:02:05 · 0:30 /100 m', '152 bpm · 84 strokes/min · 14 intervals · 812 kcal'],
      imperial: ['13,501 yd · 1:02:05 · 0:28 /100 yd', '152 bpm · 84 strokes/min · 14 intervals · 812 kcal'],
    },
    {
      sports: 'Rowing VirtualRow',
      metric: ['12.34 km · 1:02:05 · 2:31 /500 m', '152 bpm · 203 W · 84 strokes/min · 812 kcal'],
      imperial: ['7.67 mi · 1:02:05 · 2:31 /500 m', '152 bpm · 203 W · 84 strokes/min · 812 kcal'],
    },
    {
      sports: `Badminton Basketball Cricket Crossfit Dance Elliptical Golf HighIntensityIntervalTraining Padel
        PhysicalTherapy Pickleball Pilates Racquetball RockClimbing Soccer Squash StairStepper Surfing TableTennis
        Tennis Volleyball WeightTraining Workout Yoga`,
      metric: ['12.34 km · 1 h 2 min', '152 bpm · 812 kcal'],
      imperial: ['7.67 mi · 1 h 2 min', '152 bpm · 812 kcal'],
    },
    {
      sports: 'UnderwaterHockey',
      metric: ['12.34 km · 1 h 2 min · ↗ 235 m', '152 bpm · 812 kcal'],
      imperial: ['7.67 mi · 1 h 2 min · ↗ 769 ft', '152 bpm · 812 kcal'],
    },
  ]
  const rows = FAMILIES.flatMap(({ sports, metric, imperial }) =>
    sports
      .split(/\s+/)
      .flatMap((sport) => [
        [sport, 'metric', METRIC_UNITS, metric] as const,
        [sport, 'imperial', IMPERIAL_UNITS, imperial] as const,
      ]),
  )

  test.each(rows)('%s in %s units shows the usual figures of that sport', (sportType, _, units, expected) => {
    const body = post(createOpenActivity({ ...MEASURED, sportType }), units)
    expect(linesOf(body).slice(2, 4)).toEqual(expected)
    expect(body.components[0]).toMatchObject({ type: 17, accent_color: sportOf(sportType).color })
    expectInsideLimits(body)
  })

  test('a pool in yards works with kilometres', () => {
    const units: Units = { system: 'metric', pool: 'yards' }
    const swim = createOpenActivity({ ...MEASURED, sportType: 'Swim' })
    expect(linesOf(post(swim, units))[2]).toBe('13,501 yd · 1:02:05 · 0:28 /100 yd')
    const run = createOpenActivity({ ...MEASURED, sportType: 'Run' })
    expect(linesOf(post(run, units))[2]).toBe('12.34 km · 1:02:05 · 5:02 /km · ↗ 235 m')
  })
})

describe('the text of a post', () => {
  const about = (sport: string) => `${sport} · <2026-11-22T07:30> · View on Strava <${URL_OF}>`
  const more = (measured: ActivityStats) => ({ stats: measured })
  test.each<[string, Partial<Activity>, string[]]>([
    [
      'a run whose pace rounds up to the full minute, in all parts',
      { name: 'Ten flat', distance: 10_000, movingTime: 2999, elevationGain: 84.4, ...more({ cadence: 86.2 }) },
      [
        `🏃 Ten flat <${URL_OF}>`,
        '10.00 km · 49:59 · 5:00 /km · ↗ 84 m',
        '172 steps/min',
        '(Profile picture)',
        about('Run'),
      ],
    ],
    [
      'a race with records',
      {
        name: 'Half',
        distance: 21_110,
        movingTime: 5399.6,
        ...more({ workoutType: 1, personalRecords: 1, achievements: 4 }),
      },
      [
        `🏃 Half <${URL_OF}>`,
        '21.11 km · 1:30:00 · 4:16 /km',
        '(Profile picture)',
        '🏁 Race · 🏅 1 personal record · 🏆 3 achievements',
        about('Run'),
      ],
    ],
    [
      'a long run from a Garmin, with a description',
      {
        name: 'Slow',
        distance: 30_000,
        movingTime: 11_100,
        ...more({ workoutType: 2, device: 'Garmin Forerunner 265', description: 'With Bo.\r\n\r\nNever *again*.' }),
      },
      [
        `🏃 Slow <${URL_OF}>`,
        '30.00 km · 3:05:00 · 6:10 /km',
        'Garmin Forerunner 265',
        '(Profile picture)',
        'Long run',
        'With Bo.',
        'Never *again*.',
        about('Run'),
      ],
    ],
    [
      'a ride from a device that needs no attribution',
      { name: 'Out', sportType: 'Ride', distance: 42_310.6, movingTime: 5520, ...more({ device: 'Wahoo ELEMNT' }) },
      [`🚴 Out <${URL_OF}>`, '42.31 km · 1 h 32 min · 27.6 km/h', '(Profile picture)', about('Ride')],
    ],
    [
      'an interval ride',
      { name: 'Sixes', sportType: 'VirtualRide', movingTime: 3599.7, ...more({ workoutType: 12, power: 225.5 }) },
      [`🚴 Sixes <${URL_OF}>`, '1 h 0 min', '226 W', '(Profile picture)', 'Workout', about('Virtual Ride')],
    ],
    [
      'a single lap is not counted',
      { name: 'Still', sportType: 'Swim', distance: 1500, movingTime: 1799.6, ...more({ laps: 1 }) },
      [`🏊 Still <${URL_OF}>`, '1,500 m · 30:00 · 2:00 /100 m', '(Profile picture)', about('Swim')],
    ],
    [
      'weight training with a workout type of its own',
      { name: 'Heavy', sportType: 'WeightTraining', movingTime: 2700, ...more({ workoutType: 30, calories: 1240 }) },
      [`🏋️ Heavy <${URL_OF}>`, '45 min 0 s', '1,240 kcal', '(Profile picture)', about('Weight Training')],
    ],
    [
      'only the required fields',
      { name: '', ...more({ heartRate: 0, personalRecords: 0, achievements: 0, description: ' ' }) },
      [`🏃 Untitled <${URL_OF}>`, '(Profile picture)', about('Run')],
    ],
    [
      'faulty sensors',
      { name: 'Odd', ...more({ heartRate: 1e9, power: -3, cadence: Number.NaN, calories: Infinity, laps: 2.5e9 }) },
      [`🏃 Odd <${URL_OF}>`, '(Profile picture)', about('Run')],
    ],
    [
      'a run on a treadmill',
      { name: 'Belt', distance: 6000, movingTime: 1980, indoor: true },
      [
        `🏃 Belt <${URL_OF}>`,
        '6.00 km · 33:00 · 5:30 /km',
        '(Profile picture)',
        `Run · indoors · <2026-11-22T07:30> · View on Strava <${URL_OF}>`,
      ],
    ],
    [
      'a virtual ride without an indoor label',
      { name: 'Island', sportType: 'VirtualRide', distance: 30_100, movingTime: 3600, indoor: true },
      [`🚴 Island <${URL_OF}>`, '30.10 km · 1 h 0 min · 30.1 km/h', '(Profile picture)', about('Virtual Ride')],
    ],
    [
      'a few steps without a pace',
      { name: 'Oops', distance: 4, movingTime: 5 },
      [`🏃 Oops <${URL_OF}>`, '0:05', '(Profile picture)', about('Run')],
    ],
    [
      'a run at an implausible speed',
      {
        name: 'Lift-off',
        sportType: 'AlpineSki',
        distance: 4e6,
        movingTime: 600,
        elapsedTime: 900,
        elevationGain: 74_386,
        ...more({ topSpeed: 5000, heartRate: 255 }),
      },
      [`⛷️ Lift-off <${URL_OF}>`, '15 min 0 s', '(Profile picture)', about('Alpine Ski')],
    ],
    [
      'a hidden start, shown as a day',
      { name: 'When', start: { day: '2026-11-20' } },
      [`🏃 When <${URL_OF}>`, '(Profile picture)', `Run · 20 November 2026 · View on Strava <${URL_OF}>`],
    ],
    [
      'a right-to-left name with an override mark',
      { name: 'جولة \u202eالصباح', sportType: 'Hike' },
      [`🥾 جولة الصباح <${URL_OF}>`, '(Profile picture)', about('Hike')],
    ],
    [
      'a name with a URL, which Discord would not show as a link',
      { name: 'see https://evil.example now' },
      ['🏃 see https://evil.example now', '(Profile picture)', about('Run')],
    ],
  ])('%s', (_, fields, expected) => {
    const body = post(createOpenActivity(fields), METRIC_UNITS, { displayName: 'Ana', avatar: AVATAR })
    expect(linesOf(body)).toEqual([`Ana · @${USER}`, ...expected])
    expectInsideLimits(body)
  })

  test('a member whose name is unknown is mentioned', () => {
    expect(linesOf(post(createOpenActivity()))[0]).toBe(`@${USER}`)
    expect(linesOf(post(createOpenActivity(), METRIC_UNITS, { displayName: '\u200b ' }))[0]).toBe(`@${USER}`)
  })

  test("a member's name is shown as written, on one line", () => {
    const name = '@everyone **Ana**\n# [K](https://evil.example)'
    expect(linesOf(post(createOpenActivity(), METRIC_UNITS, { displayName: name }))[0]).toBe(
      `@everyone **Ana** # [K](https://evil.example) · @${USER}`,
    )
  })

  test('without a profile picture there is only text', () => {
    const parts = partsOf(post(createOpenActivity({ name: 'Plain', movingTime: 60 })))
    expect(parts.map(({ type }) => type)).toEqual([17, 10, 10, 10, 10])
    const withPicture = partsOf(
      post(createOpenActivity({ name: 'Plain', movingTime: 60 }), METRIC_UNITS, { avatar: AVATAR }),
    )
    expect(withPicture.map(({ type }) => type)).toEqual([17, 9, 10, 10, 10, 11, 10])
    expect(withPicture[5]).toMatchObject({ media: { url: AVATAR }, description: 'Profile picture' })
  })

  test('images are above the footer, buttons below it', () => {
    const body = post(createOpenActivity({ name: 'Map' }), METRIC_UNITS, {
      images: [{ file: 'route.png', type: 'image/png', bytes: new Uint8Array(1), alt: { key: 'recent.untitled' } }],
      buttons: [{ label: 'button.skip', customId: 'details:1' }],
    })
    expect(linesOf(body).slice(2)).toEqual(['(Untitled)', about('Run'), '[Skip] details:1'])
    expect(partsOf(body).find(({ type }) => type === 12)?.items).toEqual([
      { media: { url: 'attachment://route.png' }, description: 'Untitled' },
    ])
    expectInsideLimits(body)
  })

  test('a long description is cut between words after at most three lines', () => {
    const [line = ''] = linesOf(post(createOpenActivity({ stats: { description: 'again and '.repeat(60) } }))).slice(
      2,
      3,
    )
    expect(line).toMatch(/^(again and )+(again|again and)…$/)
    expect(line.length).toBeLessThanOrEqual(280)
    const four = linesOf(post(createOpenActivity({ stats: { description: 'one\ntwo\n\nthree.\nfour' } })))
    expect(four.slice(2, -1)).toEqual(['one', 'two', 'three…'])
  })
})

describe('for any activity', () => {
  const anyStats: fc.Arbitrary<ActivityStats> = fc.record({
    heartRate: plausible,
    power: plausible,
    cadence: plausible,
    topSpeed: plausible,
    calories: plausible,
    laps: plausible,
    personalRecords: plausible,
    achievements: plausible,
    workoutType: fc.constantFrom(undefined, 0, 1, 2, 3, 10, 11, 12, 30, -1, 1e9),
    description: fc.oneof(
      fc.constant(undefined),
      anyName,
      fc.array(anyName, { maxLength: 6 }).map((all) => all.join('\n')),
    ),
    device: fc.oneof(
      fc.constantFrom(undefined, 'Garmin Edge 1040'),
      anyName.map((name) => `Garmin ${name}`),
    ),
  })
  const anyHidden = fc.option(
    fc.subarray([...STATISTICS]).map((hidden) => new Set(hidden)),
    { nil: undefined },
  )
  const anyActivity = fc
    .record({
      name: anyName,
      start: anyStart,
      sportType: anySport,
      distance: plausible,
      movingTime: plausible,
      elevationGain: plausible,
      hidden: anyHidden,
      stats: anyStats,
    })
    .map((more) => createActivity(more))
  const anyUnits = fc.constantFrom<Units>(METRIC_UNITS, IMPERIAL_UNITS, { system: 'imperial', pool: 'metres' })
  const anyExtras = fc.record<Partial<ActivityMessage>>({
    displayName: fc.option(anyName, { nil: undefined }),
    avatar: fc.constantFrom(undefined, AVATAR),
  })

  const questionOf = (card: ActivityMessage) =>
    postPreview({
      activity: card,
      message: { key: 'approval.text', values: { channel: { channel: '323456789012345678' } } },
      buttons: [
        { label: 'button.post', customId: 'approval-post:1:2' },
        { label: 'button.skip', customId: 'approval-skip:1:2' },
      ],
    })

  test('the post and the approval are within Discord’s limits and ping nobody', () => {
    fc.assert(
      fc.property(anyActivity, anyUnits, anyExtras, (item, units, extras) => {
        const card = cardOf(item, units, extras)
        expectInsideLimits(render(activityReply(card), translator))
        expectInsideLimits(render(questionOf(card), translator))
      }),
      { numRuns: 300, endOnFailure: true },
    )
  })

  test('the figures contain no invalid number', () => {
    fc.assert(
      fc.property(anyActivity, anyUnits, (item, units) => {
        const harmless = {
          ...item,
          name: 'n',
          sportType: 'Ride',
          stats: { ...item.stats, description: 'd', device: undefined },
        }
        expect(textsOf(post(harmless, units)).join('\n')).not.toMatch(/undefined|NaN|Infinity|∞|\{\{|\[object|:60|-\d/)
      }),
      { numRuns: 300, endOnFailure: true },
    )
  })

  test('the only Markdown is ours, and the only link is the activity on Strava', () => {
    fc.assert(
      fc.property(anyActivity, anyExtras, (item, extras) => {
        const body = post(item, METRIC_UNITS, extras)
        const texts = textsOf(body)
        const kinds = texts.flatMap((content) => markdownKinds(content))
        const allowed = ['heading', 'link', 'subtext', 'quote', 'mention', 'time', 'strong']
        expect(kinds.filter((kind) => !allowed.includes(kind))).toEqual([])
        expect(kinds.filter((kind) => kind === 'mention' || kind === 'strong')).toEqual(['mention', 'strong'])
        expect(kinds.filter((kind) => kind === 'heading')).toHaveLength(1)
        expect(kinds.filter((kind) => kind === 'link').length).toBeLessThanOrEqual(2)
        expect(kinds.filter((kind) => kind === 'quote').length).toBeLessThanOrEqual(3)
        const nodes = texts.flatMap((content) => parseBlocks(content).flatMap(({ children }) => flattenNodes(children)))
        const urls = nodes.flatMap((node) => ('url' in node ? [node.url] : []))
        expect(new Set(urls)).toEqual(new Set([URL_OF]))
        const components = JSON.parse(JSON.stringify(body.components))
        const expectedKinds =
          /^(### |-# |> |\*\*\[View on Strava\]|\[[\s\S]*\]\(https:\/\/www\.strava\.com\/activities\/\d+\)$|<@\d+>$|<t:\d+:f>$)/
        expect(
          findMarkdown({ content: '', components, embeds: [] }).filter((source) => !expectedKinds.test(source)),
        ).toEqual([])
        for (const content of texts)
          expect(content.replaceAll('\n', '')).not.toMatch(
            /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u,
          )
      }),
      { numRuns: 300, endOnFailure: true },
    )
  })

  test('the name is shown as written and links to the activity', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 60 }), (name) => {
        const written = name.replace(/\s+/g, ' ').trim()
        const [block] = parseBlocks(textsOf(post(createOpenActivity({ name })))[1] ?? '')
        const link = block?.children.find(({ kind }) => kind === 'link')
        const shown = link && 'children' in link ? link.children.map(showNode).join('') : undefined
        expect(shown).toBe(written || 'Untitled')
      }),
      { numRuns: 300 },
    )
  })

  test('no statistic that is hidden or of unknown visibility is in the message', () => {
    const WORDS = {
      heart_rate: /152 bpm/,
      power: /203 W/,
      calories: /812 kcal/,
      pace: /5:02 \/km|0:30 \/100 m|2:31 \/500 m|169 steps/,
      speed: /11\.9 km\/h|45\.0 km\/h|84 rpm/,
    }
    let seen = 0
    fc.assert(
      fc.property(fc.constantFrom(...SPORT_TYPES, 'UnderwaterHockey'), anyHidden, (sportType, hidden) => {
        const read = linesOf(post(createActivity({ ...MEASURED, name: 'x', sportType, hidden }))).join('\n')
        for (const [statistic, words] of Object.entries(WORDS)) {
          if (hidden?.has(statistic as keyof typeof WORDS) !== false) expect(read).not.toMatch(words)
          else if (words.test(read)) seen += 1
        }
      }),
      { numRuns: 1000 },
    )
    expect(seen).toBeGreaterThan(100)
  })
})
