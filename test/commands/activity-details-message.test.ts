import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { activityDetailsReply } from '../../src/commands/activity/activity-details-message.ts'
import { suggestActivities } from '../../src/commands/activity/suggest-activities.ts'
import type { TableView } from '../../src/commands/activity/table-view.ts'
import { type Activity, type ActivityDetails, type Split, STATISTICS } from '../../src/core/activity.ts'
import { toActivityDetailsCard } from '../../src/core/activity-details-card.ts'
import type { Audience } from '../../src/core/sharing.ts'
import { SPORT_TYPES } from '../../src/core/sport.ts'
import { IMPERIAL_UNITS, METRIC_UNITS, type Units } from '../../src/core/units.ts'
import { render } from '../../src/discord/components/render-message.ts'
import { createTranslator } from '../../src/i18n/translator.ts'
import { parseActivity } from '../../src/strava/parse-activity.ts'
import { createSegmentEffort } from '../core/builders.ts'
import {
  anyName,
  anySport,
  anyStart,
  createActivity,
  expectInsideLimits,
  linesOf,
  markdownKinds,
  plausible,
  textsOf,
} from '../discord/message-helpers.ts'

const translator = createTranslator('en-GB')
const USER = '223456789012345678'

const createSplit = (distance: number, movingTime: number, overrides: Partial<Split> = {}): Split => ({
  distance,
  movingTime,
  elevationDifference: undefined,
  heartRate: undefined,
  power: undefined,
  ...overrides,
})
const createDetails = (overrides: Partial<ActivityDetails> = {}): ActivityDetails => ({
  splits: { metric: [], imperial: [] },
  laps: [],
  bestEfforts: [],
  segmentEfforts: [],
  gear: undefined,
  ...overrides,
})
const createOpenActivity = (overrides: Partial<Activity> = {}) => createActivity({ hidden: new Set(), ...overrides })
const bodyOf = (
  item: Activity,
  units: Units = METRIC_UNITS,
  audience: Audience = 'channel',
  view: TableView = { rows: 'all' },
) =>
  render(
    activityDetailsReply({
      detail: toActivityDetailsCard({ userId: USER, activity: item, units, audience, hiddenRadius: 400 }),
      member: { displayName: 'Ana' },
      profile: [],
      view,
      customId: ({ table, rows }) => `${table} ${rows}`,
    }),
    translator,
  )
const read = (...args: Parameters<typeof bodyOf>) => linesOf(bodyOf(...args))
/** The lines from this one on, without the footer and the buttons. */
const from = (title: string, lines: string[]) =>
  lines.slice(
    lines.indexOf(title),
    lines.findIndex((line) => line.includes('View on Strava')),
  )
/** The labels and custom_ids of the buttons. */
const buttonsOf = (...args: Parameters<typeof bodyOf>) => read(...args).filter((line) => line.startsWith('['))

const SPLITS = {
  metric: [
    createSplit(1001, 302, { elevationDifference: 12.4, heartRate: 138.4 }),
    createSplit(998, 299.6, { elevationDifference: -3.6, heartRate: 151 }),
    createSplit(440, 145, { elevationDifference: 0.2 }),
  ],
  imperial: [
    createSplit(1609.3, 484, { elevationDifference: 12.4, heartRate: 140 }),
    createSplit(829.7, 262, { elevationDifference: -3, heartRate: 150 }),
  ],
}

describe('the table of splits or laps', () => {
  test('shows kilometre splits of a run with the remainder, climb and heart rate', () => {
    expect(from('Splits', read(createOpenActivity({ details: createDetails({ splits: SPLITS }) })))).toEqual([
      'Splits',
      '  km   /km  ↗ m  bpm',
      '   1  5:02  +12  138',
      '   2  5:00   -4  151',
      '0.44  5:30    0    –',
    ])
  })

  test('shows mile splits of a run', () => {
    expect(
      from('Splits', read(createOpenActivity({ details: createDetails({ splits: SPLITS }) }), IMPERIAL_UNITS)),
    ).toEqual(['Splits', '  mi   /mi  ↗ ft  bpm', '   1  8:04   +41  140', '0.51  8:28   -10  150'])
  })

  test('shows a swim as intervals in metres or yards', () => {
    const laps = [createSplit(400, 480), createSplit(100, 95), createSplit(1000, 3725)]
    const swim = createOpenActivity({ sportType: 'Swim', details: createDetails({ laps }) })
    expect(from('Intervals', read(swim))).toEqual([
      'Intervals',
      '#      m     time  /100 m',
      '1    400     8:00    2:00',
      '2    100     1:35    1:35',
      '3  1,000  1:02:05    6:13',
    ])
    expect(from('Intervals', read(swim, IMPERIAL_UNITS))[2]).toBe('1    437     8:00     1:50')
  })

  test('uses the elapsed time for a race', () => {
    const splits = [1000, 1000].map((distance) => createSplit(distance, 290, { elapsedTime: 300 }))
    const race = createOpenActivity({
      stats: { workoutType: 1 },
      details: createDetails({ splits: { metric: splits, imperial: [] } }),
    })
    expect(from('Splits', read(race)).slice(2)).toEqual([' 1  5:00', ' 2  5:00'])
    const training = { ...race, stats: { workoutType: 3 } }
    expect(from('Splits', read(training)).slice(2)).toEqual([' 1  4:50', ' 2  4:50'])
  })

  test('drops a last row of one metre, recorded while the watch was stopped', () => {
    const fullSplits = [createSplit(1000, 300), createSplit(1000, 301)]
    const rest = createSplit(1.2, 1)
    const run = createOpenActivity({
      details: createDetails({ splits: { metric: [...fullSplits, rest], imperial: [] } }),
    })
    expect(from('Splits', read(run)).slice(2)).toEqual([' 1  5:00', ' 2  5:01'])
    const short = createOpenActivity({
      details: createDetails({ splits: { metric: [createSplit(1000, 300), rest], imperial: [] } }),
    })
    expect(read(short)).not.toContain('Splits')
    const ride = createOpenActivity({
      sportType: 'Ride',
      details: createDetails({ laps: [createSplit(5000, 600), createSplit(5000, 620), rest] }),
    })
    expect(from('Laps', read(ride)).slice(2)).toEqual(['1  5.00  10:00  30.0', '2  5.00  10:20  29.0'])
    const swim = createOpenActivity({
      sportType: 'Swim',
      details: createDetails({ laps: [createSplit(100, 95), createSplit(100, 96), createSplit(0.4, 1)] }),
    })
    expect(from('Intervals', read(swim)).slice(2)).toEqual(['1  100  1:35    1:35', '2  100  1:36    1:36'])
  })

  test('keeps a last lap without distance that took time', () => {
    const ride = createOpenActivity({
      sportType: 'Ride',
      details: createDetails({ laps: [createSplit(5000, 600), createSplit(3, 300)] }),
    })
    expect(from('Laps', read(ride)).slice(2)).toEqual(['1  5.00  10:00  30.0', '2     –   5:00     –'])
    const weights = createOpenActivity({
      sportType: 'WeightTraining',
      details: createDetails({ laps: [createSplit(0, 600), createSplit(4, 60)] }),
    })
    expect(from('Laps', read(weights)).slice(2)).toEqual(['1  10:00', '2   1:00'])
  })

  test('shows a dash instead of distance and pace for a lap without distance', () => {
    const laps = [
      createSplit(400, 90),
      createSplit(3, 60),
      createSplit(400, 92),
      createSplit(0, 60),
      createSplit(400, 91),
    ]
    const ride = createOpenActivity({ sportType: 'Ride', details: createDetails({ laps }) })
    expect(from('Laps', read(ride)).slice(2)).toEqual([
      '1  0.40  1:30  16.0',
      '2     –  1:00     –',
      '3  0.40  1:32  15.7',
      '4     –  1:00     –',
      '5  0.40  1:31  15.8',
    ])
  })

  test('leaves out implausible values', () => {
    const splits = [
      createSplit(1000, 2),
      createSplit(1000, 300, { elevationDifference: 6000, heartRate: 255 }),
      createSplit(1000, 301, { elevationDifference: 3 }),
    ]
    const run = createOpenActivity({ details: createDetails({ splits: { metric: splits, imperial: [] } }) })
    expect(from('Splits', read(run))).toEqual([
      'Splits',
      'km   /km  ↗ m',
      ' 1     –    –',
      ' 2  5:00    –',
      ' 3  5:01   +3',
    ])
    const laps = [createSplit(40_000, 60), createSplit(5000, 600, { power: 9000 })]
    const ride = createOpenActivity({ sportType: 'Ride', details: createDetails({ laps }) })
    expect(from('Laps', read(ride)).slice(2)).toEqual(['1     –   1:00     –', '2  5.00  10:00  30.0'])
  })

  test('uses the elapsed time for laps of a ride', () => {
    const laps = [createSplit(5000, 600, { elapsedTime: 720 }), createSplit(5000, 600, { elapsedTime: undefined })]
    expect(
      from('Laps', read(createOpenActivity({ sportType: 'Ride', details: createDetails({ laps }) }))).slice(2),
    ).toEqual(['1  5.00  12:00  25.0', '2  5.00  10:00  30.0'])
  })

  test('shows laps of a ride with speed, heart rate and power', () => {
    const laps = [createSplit(5000, 600, { heartRate: 141, power: 233.6 }), createSplit(12_500, 1800, { power: 198 })]
    expect(from('Laps', read(createOpenActivity({ sportType: 'Ride', details: createDetails({ laps }) })))).toEqual([
      'Laps',
      '#     km   time  km/h  bpm    W',
      '1   5.00  10:00  30.0  141  234',
      '2  12.50  30:00  25.0    –  198',
    ])
  })

  test('shows no watts in splits of a run, because Strava only has them for laps', () => {
    const metric = [
      createSplit(1000, 302, { elevationDifference: 12, power: 250 }),
      createSplit(1000, 300, { elevationDifference: -4, power: 260 }),
    ]
    expect(
      from('Splits', read(createOpenActivity({ details: createDetails({ splits: { metric, imperial: [] } }) })))[1],
    ).toBe('km   /km  ↗ m')
  })

  test('shows whatever is known about laps of a weight training', () => {
    const laps = [createSplit(0, 600, { heartRate: 101 }), createSplit(0, 60, { heartRate: 131 })]
    expect(
      from('Laps', read(createOpenActivity({ sportType: 'WeightTraining', details: createDetails({ laps }) }))),
    ).toEqual(['Laps', '#   time  bpm', '1  10:00  101', '2   1:00  131'])
  })

  test('is left out if there is only one row', () => {
    const ride = createOpenActivity({ sportType: 'Ride', details: createDetails({ laps: [createSplit(5000, 600)] }) })
    expect(read(ride)).not.toContain('Laps')
    expect(read(createOpenActivity())).not.toContain('Splits')
  })

  test('fits the width of a phone', () => {
    const laps = Array.from({ length: 120 }, () => createSplit(123_456, 36_000, { heartRate: 199, power: 1000 }))
    const rows = from(
      'Laps',
      read(createOpenActivity({ sportType: 'Ride', details: createDetails({ laps }) }), IMPERIAL_UNITS),
    ).slice(1, -1)
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(40)
  })

  test('has ten rows at first, and all of them on request', () => {
    const metric = Array.from({ length: 43 }, () => createSplit(1000, 420))
    const marathon = createOpenActivity({ details: createDetails({ splits: { metric, imperial: [] } }) })
    const first = read(marathon, METRIC_UNITS, 'channel', { rows: 'first' })
    expect(first).toContain('10  7:00')
    expect(first).not.toContain('11  7:00')
    expect(first.filter((line) => line.startsWith('['))).toEqual(['[Show all 43] splits all'])
    const all = read(marathon, METRIC_UNITS, 'channel', { table: 'splits', rows: 'all' })
    expect(all).toContain('43  7:00')
    expect(all.filter((line) => line.startsWith('['))).toEqual(['[Show fewer] splits first'])
  })

  test('of ten rows has no button', () => {
    const metric = Array.from({ length: 10 }, () => createSplit(1000, 420))
    expect(buttonsOf(createOpenActivity({ details: createDetails({ splits: { metric, imperial: [] } }) }))).toEqual([])
  })

  test('is truncated to fit a message, with a line for the rows left out', () => {
    const metric = Array.from({ length: 400 }, () => createSplit(1000, 420))
    const lines = read(createOpenActivity({ details: createDetails({ splits: { metric, imperial: [] } }) }))
    expect(lines).toContain('201  7:00')
    expect(lines).not.toContain('400  7:00')
    expect(lines).toContainEqual(expect.stringMatching(/^\d+ more on Strava\.$/))
  })
})

describe('a session of intervals', () => {
  const laps = [
    createSplit(2000, 660),
    createSplit(400, 76),
    createSplit(200, 90),
    createSplit(400, 77),
    createSplit(1500, 495),
  ]
  const session = createOpenActivity({ details: createDetails({ splits: SPLITS, laps }) })

  test('shows its laps, with a button for the splits', () => {
    const lines = read(session, METRIC_UNITS, 'channel', { rows: 'first' })
    expect(from('Laps', lines).slice(0, 4)).toEqual([
      'Laps',
      '#    km   time   /km',
      '1  2.00  11:00  5:30',
      '2  0.40   1:16  3:10',
    ])
    expect(lines).not.toContain('Splits')
    expect(lines.filter((line) => line.startsWith('['))).toEqual(['[Show splits] splits first'])
  })

  test('shows its splits on request, with a button for the laps', () => {
    const lines = read(session, METRIC_UNITS, 'channel', { table: 'splits', rows: 'first' })
    expect(lines).toContain('Splits')
    expect(lines).not.toContain('Laps')
    expect(lines.filter((line) => line.startsWith('['))).toEqual(['[Show laps] laps first'])
  })

  test('that now has only splits shows them, even if laps were requested', () => {
    const plain = createOpenActivity({ details: createDetails({ splits: SPLITS }) })
    expect(read(plain, METRIC_UNITS, 'channel', { table: 'laps', rows: 'first' })).toContain('Splits')
  })

  test('has neither table nor buttons for others if the pace is hidden', () => {
    const lines = read({ ...session, hidden: new Set(['pace']) })
    expect(lines.filter((line) => /Laps|Splits|\[/.test(line))).toEqual([])
  })
})

describe('below the table', () => {
  const RUN = createDetails({
    bestEfforts: [
      { name: '1K', seconds: 251, rank: 1 },
      { name: '1 mile', seconds: 419, rank: 2 },
      { name: '5K', seconds: 1402, rank: 3 },
      { name: 'Half-Marathon', seconds: 6301, rank: undefined },
    ],
    gear: { name: 'Old *faithful*', distance: 412_900 },
  })

  test('are the best efforts with their ranks, and the gear', () => {
    const lines = read(createOpenActivity({ details: RUN }))
    expect(from('Best efforts', lines)).toEqual([
      'Best efforts',
      '1K 4:11 🥇 record · 1 mile 6:59 🥈 second best · 5K 23:22 🥉 third best · Half-Marathon 1:45:01',
      'Gear: Old *faithful* · 412 km',
    ])
  })

  test('is the gear with its distance in the reader’s units, or without one', () => {
    const line = (gear: ActivityDetails['gear'], units = METRIC_UNITS) =>
      read(createOpenActivity({ details: createDetails({ gear }) }), units).find((text) => text.startsWith('Gear'))
    expect(line({ name: 'Wave', distance: 412_900 }, IMPERIAL_UNITS)).toBe('Gear: Wave · 256 mi')
    expect(line({ name: 'Wave', distance: undefined })).toBe('Gear: Wave')
    expect(line({ name: 'Wave', distance: 0 })).toBe('Gear: Wave')
    expect(line({ name: '\u200b', distance: 412_900 })).toBeUndefined()
  })

  test('are the segments with a record, each with its ranks', () => {
    const segmentEfforts = [
      createSegmentEffort({ name: 'Lake *loop*', seconds: 605, rank: 2 }),
      createSegmentEffort({ name: 'Mill climb', seconds: 192, rank: 1, overallRank: 4 }),
      createSegmentEffort({ name: '\u200b' }),
    ]
    expect(from('Segments', read(createOpenActivity({ details: createDetails({ segmentEfforts }) })))).toEqual([
      'Segments',
      'Mill climb 3:12 🏆 #4 overall 🥇 record',
      'Lake *loop* 10:05 🥈 second best',
    ])
  })

  test('are no implausible best efforts', () => {
    const bestEfforts = [
      { name: '1K', seconds: 2, distance: 1000, rank: 1 },
      { name: '5K', seconds: 1402, distance: 5000, rank: 1 },
    ]
    expect(from('Best efforts', read(createOpenActivity({ details: createDetails({ bestEfforts }) })))).toEqual([
      'Best efforts',
      '5K 23:22 🥇 record',
    ])
  })

  test('is a longer description than in a post', () => {
    const description = Array.from({ length: 12 }, (_, index) => `Line ${index + 1}`).join('\n')
    const lines = read(createOpenActivity({ stats: { description } }))
    expect(lines).toContain('Line 9')
    expect(lines).toContain('Line 10…')
  })
})

describe('details from Strava', () => {
  const parseSent = (fields: object) =>
    parseActivity(
      { id: 1, start_date: '2026-07-12T23:30:00Z', start_date_local: '2026-07-13T01:30:00Z', ...fields },
      '7',
    )

  test('are parsed', () => {
    const details = parseSent({
      splits_metric: [
        {
          ...{ distance: 1000.4, moving_time: 300, elevation_difference: -2.5, average_heartrate: 140.5 },
          average_grade_adjusted_speed: 3.4,
        },
      ],
      splits_standard: [],
      laps: [{ distance: 5000, moving_time: 900, elapsed_time: 960, average_watts: 210, device_watts: true }],
      best_efforts: [
        { name: '1K', elapsed_time: 299, distance: 1000, pr_rank: 1 },
        { name: '400m', elapsed_time: 110 },
      ],
      gear: { name: 'Brand Model', nickname: '', distance: 1_204_500 },
      average_temp: 14,
    })?.details
    expect(details).toEqual({
      splits: {
        metric: [createSplit(1000.4, 300, { elevationDifference: -2.5, heartRate: 140.5, gradeAdjustedSpeed: 3.4 })],
        imperial: [],
      },
      laps: [createSplit(5000, 900, { elapsedTime: 960, power: 210 })],
      bestEfforts: [
        { name: '1K', seconds: 299, distance: 1000, rank: 1 },
        { name: '400m', seconds: 110, rank: undefined },
      ],
      segmentEfforts: [],
      gear: { name: 'Brand Model', distance: 1_204_500 },
    })
  })

  test('are missing in a list, and ignored if they have the wrong type', () => {
    expect(parseSent({})?.details).toBeUndefined()
    for (const invalid of [null, 'x', 7, true, {}, [null], ['x'], [{ distance: 'x', moving_time: null }]]) {
      const details = parseSent({
        splits_metric: invalid,
        splits_standard: invalid,
        laps: invalid,
        best_efforts: invalid,
        gear: invalid,
      })
      expect(details).toBeDefined()
      expect(details?.details?.bestEfforts ?? []).toEqual([])
    }
  })

  test('only have watts from a power meter, and no heart rate if the athlete opted out', () => {
    const laps = [{ average_watts: 210, average_heartrate: 150 }]
    expect(parseSent({ laps, heartrate_opt_out: true })?.details?.laps).toEqual([
      {
        distance: undefined,
        movingTime: undefined,
        elevationDifference: undefined,
        heartRate: undefined,
        power: undefined,
      },
    ])
  })

  test('belong to the athlete’s local day', () => {
    expect(parseSent({})?.day).toBe('2026-07-13')
  })
})

const anySplit = fc.record({
  distance: plausible,
  movingTime: plausible,
  elevationDifference: plausible,
  heartRate: plausible,
  power: plausible,
})
const anySplits = fc.array(anySplit, { maxLength: 90 })
const anyDetails: fc.Arbitrary<ActivityDetails> = fc.record({
  splits: fc.record({ metric: anySplits, imperial: anySplits }),
  laps: anySplits,
  bestEfforts: fc.array(
    fc.record({
      name: anyName,
      seconds: plausible.map((value) => value ?? 0),
      rank: fc.constantFrom(undefined, 1, 2, 3, 9),
    }),
    { maxLength: 20 },
  ),
  segmentEfforts: fc.array(
    fc.record({
      name: anyName,
      seconds: plausible.map((value) => value ?? 0),
      distance: plausible,
      rank: fc.constantFrom(undefined, 1, 2, 3, 9),
      overallRank: fc.constantFrom(undefined, 0, 1, 10, 11, 2.5),
      isPublic: fc.boolean(),
      distanceFromEnds: plausible,
    }),
    { maxLength: 20 },
  ),
  gear: fc.oneof(fc.constant(undefined), fc.record({ name: anyName, distance: plausible })),
})
const anyActivity = fc
  .record({
    name: anyName,
    start: anyStart,
    sportType: anySport,
    distance: plausible,
    movingTime: plausible,
    elevationGain: plausible,
    details: anyDetails,
    hidden: fc.constantFrom<(typeof STATISTICS)[number][][]>([], [...STATISTICS]).map((all) => new Set(all)),
    stats: fc.record({
      heartRate: plausible,
      calories: plausible,
      description: anyName,
      device: anyName.map((name) => `Garmin ${name}`),
      personalRecords: fc.constantFrom(undefined, 9999),
      achievements: fc.constantFrom(undefined, 9999),
    }),
  })
  .map((more) => createActivity(more))

describe('for any activity', () => {
  test('the details are within Discord’s limits, ping nobody, and contain no user Markdown or links', () => {
    fc.assert(
      fc.property(
        anyActivity,
        fc.constantFrom(METRIC_UNITS, IMPERIAL_UNITS),
        fc.constantFrom<Audience>('channel', 'athlete'),
        (...args) => {
          const body = bodyOf(...args)
          expectInsideLimits(body)
          const kinds = textsOf(body).flatMap((content) => markdownKinds(content))
          const allowed = ['heading', 'link', 'subtext', 'quote', 'mention', 'time', 'strong', 'code']
          expect(kinds.filter((kind) => !allowed.includes(kind))).toEqual([])
          expect(kinds.filter((kind) => kind === 'mention')).toEqual(['mention'])
          expect(kinds.filter((kind) => kind === 'code').length).toBeLessThanOrEqual(1)
          expect(kinds.filter((kind) => kind === 'link').length).toBeLessThanOrEqual(2)
          for (const content of textsOf(body)) expect(content.match(/^.*```.*$/gm)?.length ?? 0).toBeLessThanOrEqual(2)
        },
      ),
      { numRuns: 300, endOnFailure: true },
    )
  })

  test('the table contains no invalid number', () => {
    fc.assert(
      fc.property(anyActivity, (item) => {
        const tables = textsOf(bodyOf(item, METRIC_UNITS, 'athlete')).filter((content) => content.includes('```'))
        for (const table of tables) expect(table).not.toMatch(/undefined|NaN|Infinity|∞|\{\{|:[6-9]\d/)
      }),
      { numRuns: 300, endOnFailure: true },
    )
  })

  test('others never see statistics that are hidden or of unknown visibility', () => {
    const measured = createSplit(1234.5, 372.5, { elevationDifference: 5, heartRate: 152, power: 203 })
    const all = [measured, measured, measured]
    const details = createDetails({
      splits: { metric: all, imperial: all },
      laps: all,
      bestEfforts: [{ name: '1K', seconds: 301, rank: 1 }],
      segmentEfforts: [createSegmentEffort()],
    })
    const anyHidden = fc.oneof(
      fc.constant(undefined),
      fc.subarray([...STATISTICS]).map((all) => new Set(all)),
    )
    const sports = fc.constantFrom(...SPORT_TYPES, 'UnderwaterHockey')
    let seen = 0
    fc.assert(
      fc.property(sports, anyHidden, (sportType, hidden) => {
        const item = createActivity({ name: 'x', sportType, hidden, details })
        const text = read(item).join('\n')
        if (hidden?.has('heart_rate') !== false) expect(text).not.toContain('152')
        if (hidden?.has('power') !== false) expect(text).not.toContain('203')
        if (hidden === undefined || (hidden.has('pace') && hidden.has('speed'))) {
          expect(text).not.toMatch(/Splits|Laps|Intervals|Best efforts|Segments|5:02|6:13/)
        }
        if (/Splits|Laps|Intervals/.test(text)) seen += 1
        expect(read(item, METRIC_UNITS, 'athlete').join('\n')).toMatch(/152/)
      }),
      { numRuns: 1000 },
    )
    expect(seen).toBeGreaterThan(100)
  })
})

describe('an activity in the suggestions', () => {
  const listed = { id: '17000000001', name: 'Round the pond', sportType: 'TrailRun', day: '2026-11-20' }

  test.each(['', 'POND', 'trail', 'pond trail', '2026-11', 'november', '20 nov', '17000000001'])(
    'is found by “%s”',
    (typed) => {
      expect(suggestActivities([listed], typed, translator)).toEqual([
        { name: '⛰️ Round the pond · 20 November 2026', value: '17000000001' },
      ])
    },
  )

  test.each(['lake', 'pond lake', 'ride'])('is not found by “%s”', (typed) => {
    expect(suggestActivities([listed], typed, translator)).toEqual([])
  })

  test('is within Discord’s limits, whatever its name', () => {
    fc.assert(
      fc.property(anyName, anySport, (name, sportType) => {
        const [found] = suggestActivities([{ ...listed, name, sportType }], '', translator)
        expect(found?.name.length).toBeGreaterThan(0)
        expect(found?.name.length).toBeLessThanOrEqual(100)
        expect(found?.name).toContain('20 November 2026')
      }),
    )
  })
})
