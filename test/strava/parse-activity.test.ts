import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Activity } from '../../src/core/activity.ts'
import { parseActivity } from '../../src/strava/parse-activity.ts'
import { anyString } from '../support/strings.ts'

/** One activity of a list as Strava sends it: all fields that are read, and some that are not. */
const SENT: Record<string, unknown> = {
  resource_state: 2,
  id: 16_195_505_756,
  athlete: { id: 4242, resource_state: 1 },
  name: 'Round the invented lake',
  distance: 42_310.6,
  moving_time: 5520,
  elapsed_time: 5900,
  total_elevation_gain: 512,
  type: 'Ride',
  sport_type: 'GravelRide',
  start_date: '2026-07-12T09:30:00Z',
  start_date_local: '2026-07-12T05:30:00Z',
  timezone: '(GMT-05:00) America/New_York',
  utc_offset: -14_400,
  visibility: 'everyone',
  private: false,
  map: { id: 'a1', summary_polyline: '' },
  start_latlng: [],
}
/** The expected result; this file ignores all other fields of an activity. */
const KNOWN = {
  id: '16195505756',
  athleteId: '4242',
  name: 'Round the invented lake',
  sportType: 'GravelRide',
  start: { instant: Date.UTC(2026, 6, 12, 9, 30) },
  day: '2026-07-12',
  zone: 'America/New_York',
  distance: 42_310.6,
  movingTime: 5520,
  elapsedTime: 5900,
  elevationGain: 512,
  visibility: 'everyone',
} as const satisfies Partial<Activity>
const parse = (overrides: Record<string, unknown> = {}) => parseActivity({ ...SENT, ...overrides }, '7')
const without = (field: string) =>
  parseActivity(Object.fromEntries(Object.entries(SENT).filter(([name]) => name !== field)), '7')

test('an activity from Strava is parsed with its units, and its id as a string', () => {
  expect(parse()).toMatchObject(KNOWN)
})

describe('a field that is missing, null, new or of another type', () => {
  test.each<[string, unknown, Partial<Activity>]>([
    ['name', undefined, { name: '' }],
    ['name', null, { name: '' }],
    ['name', '', { name: '' }],
    ['name', '  Lengths \n', { name: 'Lengths' }],
    ['name', 42, { name: '' }],
    ['distance', undefined, { distance: undefined }],
    ['distance', null, { distance: undefined }],
    ['distance', 0, { distance: 0 }],
    ['distance', '42310.6', { distance: undefined }],
    ['distance', Number.NaN, { distance: undefined }],
    ['distance', Infinity, { distance: undefined }],
    ['moving_time', null, { movingTime: undefined }],
    ['moving_time', 5520.5, { movingTime: 5520.5 }],
    ['moving_time', {}, { movingTime: undefined }],
    ['elapsed_time', null, { elapsedTime: undefined }],
    ['elapsed_time', [], { elapsedTime: undefined }],
    ['total_elevation_gain', null, { elevationGain: undefined }],
    ['total_elevation_gain', 'high', { elevationGain: undefined }],
    ['athlete', undefined, { athleteId: '7' }],
    ['athlete', null, { athleteId: '7' }],
    ['athlete', {}, { athleteId: '7' }],
    ['athlete', { id: '99' }, { athleteId: '99' }],
    ['athlete', 4242, { athleteId: '7' }],
    ['sport_type', undefined, { sportType: 'Ride' }],
    ['sport_type', null, { sportType: 'Ride' }],
    ['sport_type', '', { sportType: 'Ride' }],
    ['sport_type', 7, { sportType: 'Ride' }],
    ['sport_type', 'UnderwaterHockey', { sportType: 'UnderwaterHockey' }],
    ['start_date_local', null, {}],
    ['start_date_local', '2026-07-11T23:30:00Z', { day: '2026-07-11' }],
    ['start_date_local', 'noon', { day: '2026-07-12' }],
    ['timezone', null, { zone: undefined }],
    ['timezone', '', { zone: undefined }],
    ['timezone', '(GMT+05:30) Asia/Kolkata', { zone: 'Asia/Kolkata' }],
    ['timezone', 'Asia/Kolkata', { zone: undefined }],
    ['timezone', 5, { zone: undefined }],
    ['start_date_local', 7, {}],
    ['id', '16195505756', {}],
    ['id', 9_007_199_254_740_991, { id: '9007199254740991' }],
    ['brand_new_field', { anything: [1] }, {}],
  ])('%s as %j does not invalidate the activity', (field, value, expected) => {
    expect(parse({ [field]: value })).toMatchObject({ ...KNOWN, ...expected })
  })

  test('an activity with neither sport nor type is a workout', () => {
    expect(parse({ sport_type: null, type: null })?.sportType).toBe('Workout')
  })

  test.each(['id', 'start_date'])('without %s it is not an activity', (field) => {
    expect(without(field)).toBeUndefined()
    expect(parse({ [field]: null })).toBeUndefined()
  })

  test.each<[string, unknown]>([
    ['id', ''],
    ['id', {}],
    ['id', Number.NaN],
    ['start_date', ''],
    ['start_date', 'yesterday'],
    ['start_date', '2026-13-45T99:99:99Z'],
    ['start_date', 1_763_800_000],
    ['start_date', '2026-07-12'],
  ])('with %s as %j it is not an activity', (field, value) => {
    expect(parse({ [field]: value })).toBeUndefined()
  })

  test.each([undefined, null, 'text', 42, true, [], {}, [SENT]])('%j is not an activity', (answer) => {
    expect(parseActivity(answer, '7')).toBeUndefined()
  })
})

describe('indoors', () => {
  test.each<[string, unknown, boolean]>([
    ['Ride', true, true],
    ['Run', true, true],
    ['Walk', true, true],
    ['Rowing', true, true],
    ['WeightTraining', true, true],
    ['Ride', false, false],
    ['Ride', undefined, false],
    ['Ride', 'true', false],
    ['VirtualRide', false, true],
    ['VirtualRun', false, true],
    ['VirtualRow', undefined, true],
    ['VirtualSki', false, true],
    ['Swim', true, false],
    ['Swim', false, false],
  ])('%s with %s as trainer is indoors: %s', (sport_type, trainer, indoor) => {
    expect(parse({ sport_type, trainer })?.indoor).toBe(indoor)
  })
})

describe('a flagged activity', () => {
  test.each<[unknown, boolean]>([
    [true, true],
    [false, false],
    [undefined, false],
    [null, false],
    ['true', false],
  ])('flagged as %j is %s', (flagged, expected) => {
    expect(parse({ flagged })?.flagged).toBe(expected)
  })
})

describe('the start', () => {
  test.each([
    [
      'the local time ends in a false Z and is not used',
      '2026-07-12T09:30:00Z',
      '2026-07-12T05:30:00Z',
      '2026-07-12T09:30:00Z',
    ],
    [
      'a start with an offset is an instant too',
      '2026-07-12T11:30:00+02:00',
      '2026-07-12T11:30:00Z',
      '2026-07-12T09:30:00Z',
    ],
    ['midnight is an ordinary time', '2026-07-12T00:00:00Z', '2026-07-12T00:00:00Z', '2026-07-12T00:00:00Z'],
    [
      'one second past midnight UTC alone hides nothing',
      '2026-07-12T00:00:01Z',
      '2026-07-11T20:00:01Z',
      '2026-07-12T00:00:01Z',
    ],
    [
      'one second past local midnight alone hides nothing',
      '2026-07-12T04:00:01Z',
      '2026-07-12T00:00:01Z',
      '2026-07-12T04:00:01Z',
    ],
  ])('%s', (_, start_date, start_date_local, instant) => {
    expect(parse({ start_date, start_date_local })?.start).toEqual({ instant: Date.parse(instant) })
  })

  test('one second past midnight in both dates is a hidden time: only the day is known', () => {
    const start = parse({ start_date: '2026-07-12T00:00:01Z', start_date_local: '2026-07-12T00:00:01Z' })?.start
    expect(start).toEqual({ day: '2026-07-12' })
  })

  test.each([
    ['2026-11-27T00:00:01Z', '2026-11-27T00:00:01'],
    ['2026-11-27T00:00:01.000Z', '2026-11-27T00:00:01.000Z'],
    ['2026-11-27T00:00:01+00:00', '2026-11-27T00:00:01+00:00'],
    ['2026-11-27T09:00:01+09:00', '2026-11-27T00:00:01+09:00'],
    ['2026-11-27T00:00:01Z', '2026-11-27 00:00:01'],
    ['2026-11-27T00:00:01.5Z', '2026-11-27T00:00:01Z'],
    ['2026-11-27T00:00:01-00:00', undefined],
    ['2026-11-27T00:00:01Z', 'noon'],
  ])('%s with %s is the same hidden time in another format', (start_date, start_date_local) => {
    expect(parse({ start_date, start_date_local })?.start).toEqual({ day: '2026-11-27' })
  })

  test('the day of a hidden time is the athlete’s local day', () => {
    const start = parse({ start_date: '2026-07-13T00:00:01Z', start_date_local: '2026-07-12T00:00:01Z' })?.start
    expect(start).toEqual({ day: '2026-07-12' })
  })

  test('a hidden time without a local date is still hidden', () => {
    expect(parse({ start_date: '2026-07-12T00:00:01Z', start_date_local: null })?.start).toEqual({
      day: '2026-07-12',
    })
  })

  test.each([
    ['of the zone', '(GMT+09:00) Asia/Tokyo', undefined, '2026-11-28'],
    ['of the zone, whatever the offset says', '(GMT+09:00) Asia/Tokyo', 0, '2026-11-28'],
    ['of a zone behind UTC', '(GMT-05:00) America/New_York', undefined, '2026-11-27'],
    ['of the offset if the zone is missing', undefined, 32_400, '2026-11-28'],
    ['of the offset if the zone is unknown', '(GMT+09:00) Nowhere/Else', 32_400, '2026-11-28'],
    ['in UTC if nothing else is known', undefined, undefined, '2026-11-27'],
    ['in UTC if the offset is implausible', undefined, 1e9, '2026-11-27'],
  ])('without a local date, the day is that %s', (_, timezone, utc_offset, day) => {
    const start_date = '2026-11-27T20:30:00Z'
    for (const start_date_local of [undefined, 'noon', '2026-11-27T25:00:00Z']) {
      expect(parse({ start_date, start_date_local, timezone, utc_offset })?.day).toBe(day)
    }
  })

  test('a hidden time without a local date keeps its day in every zone', () => {
    const hidden = { start_date: '2026-11-27T00:00:01Z', start_date_local: undefined, utc_offset: -18_000 }
    expect(parse({ ...hidden, timezone: '(GMT-05:00) America/New_York' })?.day).toBe('2026-11-27')
  })

  test('the wrong prefix of the time zone and the offset are ignored', () => {
    expect(parse({ timezone: '(GMT+13:00) Nowhere/Else', utc_offset: 46_800 })?.start).toEqual(KNOWN.start)
  })

  test.each(['T00:00:01Z', 'someday-T00:00:01Z', '2026-99-99T00:00:01Z'])(
    'a hidden time with an invalid local date (%s) has the day of the other date',
    (start_date_local) => {
      expect(parse({ start_date: '2026-07-12T00:00:01Z', start_date_local })?.start).toEqual({ day: '2026-07-12' })
    },
  )
})

describe('what the athlete hides', () => {
  /** Strava lists these five, and never the start time. */
  const LISTED = ['heart_rate', 'pace', 'power', 'speed', 'calories']
  const open = (...types: string[]) => types.map((type) => ({ type, visibility: 'everyone' }))
  const hiddenBy = (stats_visibility: unknown) => parse({ stats_visibility })
  const hiddenOf = (stats: unknown) => [...(hiddenBy(stats)?.hidden ?? ['unknown'])]

  test('is nothing if Strava lists all five for everyone, and the start is known', () => {
    expect(hiddenOf(open(...LISTED))).toEqual([])
    expect(hiddenBy(open(...LISTED))?.start).toEqual(KNOWN.start)
  })

  test.each(LISTED)('is %s if it is listed as private, with an unknown value, or not at all', (type) => {
    const others = open(...LISTED.filter((other) => other !== type))
    for (const visibility of ['only_me', 'followers_only', 'Everyone', '', null, 7, undefined])
      expect(hiddenOf([...others, { type, visibility }])).toEqual([type])
    expect(hiddenOf(others)).toEqual([type])
    expect(hiddenOf([...others, ...open(type), { type, visibility: 'only_me' }])).toEqual([type])
    expect(hiddenBy(others)?.start).toEqual(KNOWN.start)
  })

  test.each(['only_me', 'followers_only', '', null, 7, undefined])(
    'is the start time if it is listed as %j: others only see the day',
    (visibility) => {
      const activity = hiddenBy([...open(...LISTED), { type: 'start_time', visibility }])
      expect([...(activity?.hidden ?? [])]).toEqual(['start_time'])
      expect(activity?.start).toEqual({ day: '2026-07-12' })
      expect(activity?.ownStart).toEqual(KNOWN.start)
    },
  )

  test('is not the start time if it is listed for everyone', () => {
    expect(hiddenOf(open(...LISTED, 'start_time'))).toEqual([])
    expect(hiddenBy(open(...LISTED, 'start_time'))?.start).toEqual(KNOWN.start)
  })

  test.each([
    [{ type: 'weight_lifted', visibility: 'everyone' }],
    [{ type: 'weight_lifted', visibility: 'only_me' }],
    [{ type: 'weight_lifted', visibility: null }],
    [{ type: 'weight_lifted' }],
    [{ type: 7, visibility: 'everyone' }],
    [null],
    ['pace'],
  ])('depends only on the five, and ignores %j', (invalid) => {
    expect(hiddenOf([...open(...LISTED), invalid])).toEqual([])
    expect(hiddenOf([invalid, ...open('pace')])).toEqual(['heart_rate', 'power', 'speed', 'calories'])
  })

  test('is unknown if Strava sends no settings', () => {
    for (const invalid of [undefined, null, 'everyone', {}, 7]) expect(hiddenBy(invalid)?.hidden).toBeUndefined()
    expect(hiddenOf([])).toEqual(LISTED)
    expect(hiddenBy([])?.start).toEqual(KNOWN.start)
  })
})

describe('who may see it', () => {
  test.each<[unknown, unknown, Activity['visibility']]>([
    ['everyone', false, 'everyone'],
    ['followers_only', false, 'followers_only'],
    ['only_me', true, 'only_me'],
    ['only_me', false, 'only_me'],
    ['everyone', true, 'only_me'],
    ['followers_only', true, 'only_me'],
    [undefined, true, 'only_me'],
    [undefined, false, 'unknown'],
    [undefined, undefined, 'unknown'],
    [null, null, 'unknown'],
    ['', false, 'unknown'],
    ['club_only', false, 'unknown'],
    ['Everyone', false, 'unknown'],
    ['unknown', false, 'unknown'],
    [7, false, 'unknown'],
    ['everyone', undefined, 'everyone'],
    ['everyone', null, 'everyone'],
  ])('visibility %j and private %j is %s', (visibility, isPrivate, expected) => {
    expect(parse({ visibility, private: isPrivate })?.visibility).toBe(expected)
  })

  test.each(['true', 1, 'yes', {}])('an unexpected value of private (%j) is never taken for public', (isPrivate) => {
    expect(parse({ visibility: 'everyone', private: isPrivate })?.visibility).not.toBe('everyone')
  })
})

describe('whatever Strava sends', () => {
  const nonsense = fc.oneof(
    fc.jsonValue() as fc.Arbitrary<unknown>,
    fc.constantFrom(Number.NaN, Infinity, -0, undefined),
  )
  const field = (validValue: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 2, arbitrary: validValue }, { weight: 1, arbitrary: nonsense })
  const date = fc.oneof(
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString()),
    fc.constantFrom('2026-07-12T00:00:01Z', '2026-02-30T00:00:00Z', '2026-07-12T25:00:00Z', '2026-07-12'),
  )
  const sentObject = fc.record(
    {
      id: field(fc.oneof(fc.nat(), fc.string())),
      athlete: field(fc.record({ id: fc.nat() })),
      name: field(anyString()),
      distance: field(fc.double()),
      moving_time: field(fc.double()),
      elapsed_time: field(fc.integer()),
      total_elevation_gain: field(fc.double()),
      type: field(fc.string()),
      sport_type: field(fc.constantFrom('Run', 'Ride', 'Swim', 'New')),
      start_date: field(date),
      start_date_local: field(date),
      visibility: field(fc.constantFrom('everyone', 'followers_only', 'only_me', 'new')),
      private: field(fc.boolean()),
    },
    { requiredKeys: [] },
  )
  const plausibleActivity = sentObject.map((sent) => ({ ...SENT, ...sent }))

  test('the result is undefined, or an activity with an id, a start time or day, and finite or absent numbers', () => {
    let activities = 0
    fc.assert(
      fc.property(fc.oneof(nonsense, sentObject, plausibleActivity), (answer) => {
        const activity = parseActivity(answer, '7')
        if (!activity) return
        activities += 1
        expect(activity.id).toMatch(/./su)
        expect(activity.athleteId).toMatch(/./su)
        expect(typeof activity.name).toBe('string')
        expect(activity.sportType.length).toBeGreaterThan(0)
        const { distance, movingTime, elapsedTime, elevationGain } = activity
        for (const value of [distance, movingTime, elapsedTime, elevationGain])
          expect(value === undefined || Number.isFinite(value)).toBe(true)
        const moment =
          'instant' in activity.start ? activity.start.instant : Date.parse(`${activity.start.day}T12:00:00Z`)
        expect(Number.isFinite(moment)).toBe(true)
        expect(['everyone', 'followers_only', 'only_me', 'unknown']).toContain(activity.visibility)
      }),
      { numRuns: 2000, endOnFailure: true },
    )
    expect(activities).toBeGreaterThan(100)
  })

  test('an activity without the visibility “everyone” is never public', () => {
    fc.assert(
      fc.property(plausibleActivity, (answer: Record<string, unknown>) => {
        const activity = parseActivity(answer, '7')
        if (activity?.visibility !== 'everyone') return
        expect(answer.visibility).toBe('everyone')
        expect(answer.private).not.toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('other statistics', () => {
  const DETAIL = {
    average_heartrate: 138.7,
    average_watts: 212.4,
    device_watts: true,
    average_cadence: 83.6,
    max_speed: 12.4,
    calories: 612.5,
    laps: [{}, {}],
    pr_count: 2,
    achievement_count: 3,
    workout_type: 12,
    description: ' Windy.\n',
    device_name: 'Garmin Edge 1040',
  }

  test('are read unchanged', () => {
    expect(parse(DETAIL)?.stats).toEqual({
      heartRate: 138.7,
      power: 212.4,
      cadence: 83.6,
      topSpeed: 12.4,
      calories: 612.5,
      laps: 2,
      personalRecords: 2,
      achievements: 3,
      workoutType: 12,
      description: 'Windy.',
      device: 'Garmin Edge 1040',
    })
  })

  test('are absent if Strava sends none', () => {
    expect(Object.values(parse()?.stats ?? { none: true }).filter((value) => value !== undefined)).toEqual([])
  })

  test.each(Object.keys(DETAIL).filter((field) => field !== 'device_watts'))(
    '%s of another type is ignored',
    (field) => {
      const before = Object.values(parse(DETAIL)?.stats ?? {}).filter((value) => value !== undefined).length
      for (const value of [null, { not: 'this' }, Number.NaN, true]) {
        const after = Object.values(parse({ ...DETAIL, [field]: value })?.stats ?? {})
        expect(after.filter((value) => value !== undefined)).toHaveLength(before - 1)
      }
    },
  )

  test('watts that Strava estimated are ignored', () => {
    expect(parse({ ...DETAIL, device_watts: false })?.stats.power).toBeUndefined()
    expect(parse({ ...DETAIL, device_watts: undefined })?.stats.power).toBeUndefined()
  })

  test('a heart rate that the athlete hides is not read', () => {
    expect(parse({ ...DETAIL, heartrate_opt_out: true })?.stats.heartRate).toBeUndefined()
  })

  test('the route keeps Strava’s encoding, with its start and end', () => {
    const sent = {
      map: { id: 'a1', polyline: '_p~iF~ps|U_ulLnnqC', summary_polyline: '_p~iF~ps|U' },
      start_latlng: [38.5, -120.2],
      end_latlng: [40.7, -120.95],
    }
    expect(parse(sent)?.route).toEqual({
      polyline: '_p~iF~ps|U_ulLnnqC',
      summaryPolyline: '_p~iF~ps|U',
      start: [38.5, -120.2],
      end: [40.7, -120.95],
    })
    expect(parse({ ...sent, start_latlng: [], end_latlng: [91, 0] })?.route).toMatchObject({
      start: undefined,
      end: undefined,
    })
  })

  test.each([[undefined], [null], [{ summary_polyline: '' }], [{ polyline: null }], ['line']])(
    'with %j as the map there is no route, whatever else is known',
    (map) => {
      expect(parse({ map, start_latlng: [38.5, -120.2] })?.route).toBeUndefined()
    },
  )
})
