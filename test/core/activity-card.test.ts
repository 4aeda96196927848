import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Activity, type Start, sortTimeOf } from '../../src/core/activity.ts'
import { toRecentCard } from '../../src/core/activity-card.ts'
import { type Figure, figuresOf } from '../../src/core/figures.ts'
import { SPORT_TYPES } from '../../src/core/sport.ts'
import { defaultUnits, METRIC_UNITS, type System } from '../../src/core/units.ts'
import { parseActivity } from '../../src/strava/parse-activity.ts'

const noon = Date.parse('2026-11-22T12:00:00Z')
const hour = 3600

/** An activity with only the required fields. */
const MINIMAL_ACTIVITY = parseActivity(
  { id: 1, start_date: '2026-11-22T12:00:00Z', sport_type: 'Run', name: 'Invented', visibility: 'everyone' },
  '7',
) as Activity
const createActivity = (overrides: Partial<Activity> = {}): Activity => ({ ...MINIMAL_ACTIVITY, ...overrides })

const padTwo = (value: number) => String(value).padStart(2, '0')

/** A figure as a line, independent of language. */
function line(figure: Figure): string {
  switch (figure.kind) {
    case 'time': {
      const { hours, minutes, seconds } = figure.duration
      return `time ${hours}:${padTwo(minutes)}:${padTwo(seconds)}`
    }
    case 'pace':
    case 'gradeAdjustedPace':
      return `${figure.kind} ${figure.pace.minutes}:${padTwo(figure.pace.seconds)} per ${figure.pace.per}`
    default: {
      const { value, unit, digits } = figure.quantity
      return `${figure.kind} ${value.toFixed(digits)} ${unit}`
    }
  }
}

const card = (activities: readonly Activity[], system: System = 'metric') =>
  toRecentCard({ userId: '42', sportType: undefined, activities, units: defaultUnits(system) })
const totalsOf = (activities: readonly Activity[], system: System = 'metric') =>
  card(activities, system).totals.figures.map(line)

describe('the figures of an activity', () => {
  const run = { sportType: 'Run', distance: 10_000, movingTime: 2999, elevationGain: 84.4 }
  const swim = { sportType: 'Swim', distance: 2500, movingTime: 3120, elevationGain: 3 }
  const ride = { sportType: 'Ride', distance: 42_310.6, movingTime: 5520, elevationGain: 512 }
  test.each<[string, System, Partial<Activity>, string[]]>([
    [
      'a run has a pace per kilometre',
      'metric',
      run,
      ['distance 10.00 kilometre', 'time 0:49:59', 'pace 5:00 per kilometre', 'climb 84 metre'],
    ],
    [
      'a run in imperial units has a pace per mile',
      'imperial',
      run,
      ['distance 6.21 mile', 'time 0:49:59', 'pace 8:03 per mile', 'climb 277 foot'],
    ],
    [
      'a ride has a speed',
      'metric',
      ride,
      ['distance 42.31 kilometre', 'time 1:32:00', 'speed 27.6 kilometre-per-hour', 'climb 512 metre'],
    ],
    [
      'a ride in imperial units has a speed in miles per hour',
      'imperial',
      ride,
      ['distance 26.29 mile', 'time 1:32:00', 'speed 17.1 mile-per-hour', 'climb 1680 foot'],
    ],
    [
      'a ride of more than a day keeps all of its hours',
      'metric',
      { sportType: 'Ride', distance: 600_400, movingTime: 26 * hour + 1200, elevationGain: 5480 },
      ['distance 600.4 kilometre', 'time 26:20:00', 'speed 22.8 kilometre-per-hour', 'climb 5480 metre'],
    ],
    [
      'a swim has metres and a pace per 100 m, and no climb',
      'metric',
      swim,
      ['distance 2500 metre', 'time 0:52:00', 'pace 2:05 per 100 metres'],
    ],
    [
      'a swim in imperial units has yards and a pace per 100 yd',
      'imperial',
      swim,
      ['distance 2734 yard', 'time 0:52:00', 'pace 1:54 per 100 yards'],
    ],
    [
      'rowing has a pace per 500 m',
      'metric',
      { sportType: 'Rowing', distance: 12_000, movingTime: 3300 },
      ['distance 12.00 kilometre', 'time 0:55:00', 'pace 2:18 per 500 metres'],
    ],
    [
      'rowing has a pace per 500 m in imperial units too',
      'imperial',
      { sportType: 'VirtualRow', distance: 12_000, movingTime: 3300 },
      ['distance 7.45 mile', 'time 0:55:00', 'pace 2:18 per 500 metres'],
    ],
    [
      'yoga has neither pace nor speed',
      'metric',
      { sportType: 'Yoga', distance: 0, movingTime: hour, elevationGain: 0 },
      ['time 1:00:00'],
    ],
    [
      'yoga with metres from a watch still has neither',
      'metric',
      { sportType: 'Yoga', distance: 120, movingTime: hour, elevationGain: 4 },
      ['distance 0.12 kilometre', 'time 1:00:00'],
    ],
    [
      'alpine skiing shows no climb, because lifts do it',
      'metric',
      { sportType: 'AlpineSki', distance: 38_600, movingTime: 2 * hour, elevationGain: 900 },
      ['distance 38.60 kilometre', 'time 2:00:00', 'speed 19.3 kilometre-per-hour'],
    ],
    [
      'a walk without distance shows its time',
      'metric',
      { sportType: 'Walk', distance: 0, movingTime: 900, elevationGain: 0 },
      ['time 0:15:00'],
    ],
    [
      'a run without a time shows its distance',
      'metric',
      { sportType: 'Run', distance: 5000 },
      ['distance 5.00 kilometre'],
    ],
    [
      'an unknown sport shows what every activity has',
      'metric',
      { sportType: 'UnderwaterHockey', distance: 640, movingTime: 2400, elevationGain: 12 },
      ['distance 0.64 kilometre', 'time 0:40:00', 'climb 12 metre'],
    ],
    ['an activity without amounts shows nothing', 'metric', {}, []],
    [
      'invalid values show nothing',
      'metric',
      { distance: Number.NaN, movingTime: -5, elapsedTime: -10, elevationGain: Infinity },
      [],
    ],
  ])('%s (%s)', (_, system, more, expected) => {
    expect(figuresOf(createActivity(more), defaultUnits(system)).map(line)).toEqual(expected)
  })

  test('the time is the moving time, or the elapsed time if there is none', () => {
    expect(figuresOf(createActivity({ movingTime: 60, elapsedTime: 999 }), METRIC_UNITS).map(line)).toEqual([
      'time 0:01:00',
    ])
    expect(figuresOf(createActivity({ elapsedTime: 999 }), METRIC_UNITS).map(line)).toEqual(['time 0:16:39'])
  })
})

describe('the totals', () => {
  test('distance, time and climb add up over all sports', () => {
    const activities = [
      createActivity({ sportType: 'Run', distance: 10_000, movingTime: 2999, elevationGain: 84 }),
      createActivity({ sportType: 'Ride', distance: 42_000, movingTime: 5520, elevationGain: 512 }),
      createActivity({ sportType: 'Yoga', distance: 0, movingTime: hour }),
    ]
    expect(totalsOf(activities)).toEqual(['distance 52.00 kilometre', 'time 3:21:59', 'climb 596 metre'])
    expect(card(activities).totals.count).toBe(3)
  })

  test('only swims add up in metres or yards, mixed sports in kilometres', () => {
    const swims = [
      createActivity({ sportType: 'Swim', distance: 2500, movingTime: 3120 }),
      createActivity({ sportType: 'Swim', distance: 1500, movingTime: 1800 }),
    ]
    expect(totalsOf(swims)).toEqual(['distance 4000 metre', 'time 1:22:00'])
    expect(totalsOf(swims, 'imperial')).toEqual(['distance 4374 yard', 'time 1:22:00'])
    expect(totalsOf([...swims, createActivity({ distance: 1000, movingTime: 300 })])).toEqual([
      'distance 5.00 kilometre',
      'time 1:27:00',
    ])
  })

  test('climb that no activity shows is not in the total either', () => {
    const liftRide = createActivity({ sportType: 'AlpineSki', distance: 10_000, movingTime: hour, elevationGain: 3000 })
    expect(totalsOf([liftRide, createActivity({ elevationGain: 200 })])).toEqual([
      'distance 10.00 kilometre',
      'time 1:00:00',
      'climb 200 metre',
    ])
  })

  test('without activities there are none', () => {
    expect(card([]).totals).toEqual({ count: 0, figures: [] })
  })

  const amount = fc.option(fc.integer({ min: 0, max: 500_000 }), { nil: undefined })
  /** Reads as more than zero in every unit. */
  const visibleAmount = fc.option(fc.integer({ min: 10, max: 500_000 }), { nil: undefined })
  const anySport = fc.constantFrom(...SPORT_TYPES, 'UnderwaterHockey')
  const start: fc.Arbitrary<Start> = fc.oneof(
    fc.integer({ min: noon - 1e10, max: noon }).map((instant) => ({ instant })),
    fc.constantFrom({ day: '2026-11-01' }, { day: '2026-02-28' }),
  )
  const activities = (value: fc.Arbitrary<number | undefined>) =>
    fc
      .array(fc.record({ sportType: anySport, start, distance: value, movingTime: value, elevationGain: value }), {
        maxLength: 12,
      })
      .map((all) => all.map((more, index) => createActivity({ id: String(index), ...more })))

  const METERS = { kilometre: 1000, mile: 1609.344, metre: 1, foot: 0.3048, yard: 0.9144 }
  /** The figure of a kind, in metres or seconds. */
  function amountOf(figure: Figure, kind: 'distance' | 'time' | 'climb'): number {
    if (figure.kind !== kind) return 0
    if (figure.kind === 'time') {
      const { hours, minutes, seconds } = figure.duration
      return hours * 3600 + minutes * 60 + seconds
    }
    return figure.kind === 'distance' || figure.kind === 'climb'
      ? figure.quantity.value * METERS[figure.quantity.unit]
      : 0
  }
  /** The most that truncating a distance can take off. Metres. */
  const truncationOf = (figures: readonly Figure[]) =>
    figures.reduce((total, figure) => {
      if (figure.kind !== 'distance') return total
      return total + METERS[figure.quantity.unit] / 10 ** figure.quantity.digits
    }, 0)
  const sumOf = (figures: readonly Figure[], kind: 'distance' | 'time' | 'climb') =>
    figures.reduce((total, figure) => total + amountOf(figure, kind), 0)

  test('match the figures and the number of the activities', () => {
    fc.assert(
      fc.property(activities(visibleAmount), fc.constantFrom<System>('metric', 'imperial'), (all, units) => {
        const { items, totals } = card(all, units)
        const shown = items.flatMap(({ figures }) => figures)
        expect(totals.count).toBe(all.length)
        const difference = sumOf(totals.figures, 'distance') - sumOf(shown, 'distance')
        const uncounted = 17 * all.filter(({ distance }) => distance !== undefined && distance < 17).length
        expect(difference).toBeGreaterThanOrEqual(-truncationOf(totals.figures))
        expect(difference).toBeLessThan(truncationOf(shown) + uncounted + 1)
        expect(sumOf(totals.figures, 'time')).toBe(sumOf(shown, 'time'))
        expect(sumOf(totals.figures, 'climb')).toBeCloseTo(sumOf(shown, 'climb'), 3)
      }),
    )
  })

  test.each([Number.NaN, -4000, Infinity, -Infinity])('ignore an activity with an invalid value (%s)', (invalid) => {
    const broken = createActivity({ distance: invalid, movingTime: invalid, elevationGain: invalid })
    const validActivity = createActivity({ distance: 10_000, movingTime: 3000, elevationGain: 100 })
    expect(totalsOf([broken, validActivity])).toEqual(['distance 10.00 kilometre', 'time 0:50:00', 'climb 100 metre'])
  })

  test('activities are listed once, newest first', () => {
    fc.assert(
      fc.property(activities(amount), (all) => {
        const byId = new Map(all.map((activity) => [activity.id, sortTimeOf(activity)]))
        const order = card(all).items.map(({ id }) => byId.get(id) ?? Number.NaN)
        expect(new Set(card(all).items.map(({ id }) => id)).size).toBe(all.length)
        expect(order).toEqual([...order].sort((a, b) => b - a))
      }),
    )
  })
})

test('the card has the member, the requested sport and the list items', () => {
  const ride = createActivity({ id: '99', name: 'Round the lake', sportType: 'Ride', start: { day: '2026-11-20' } })
  expect(toRecentCard({ userId: '42', sportType: 'Ride', activities: [ride], units: METRIC_UNITS })).toEqual({
    userId: '42',
    sportType: 'Ride',
    items: [{ id: '99', sportType: 'Ride', name: 'Round the lake', start: { day: '2026-11-20' }, figures: [] }],
    totals: { count: 1, figures: [] },
  })
})
