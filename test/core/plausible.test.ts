import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Activity, Split } from '../../src/core/activity.ts'
import { toRecentCard } from '../../src/core/activity-card.ts'
import { toActivityDetailsCard } from '../../src/core/activity-details-card.ts'
import { toProfile } from '../../src/core/activity-profile.ts'
import type { Figure } from '../../src/core/figures.ts'
import { SPORT_TYPES, sportOf } from '../../src/core/sport.ts'
import { toDailyTotals } from '../../src/core/totals.ts'
import { IMPERIAL_UNITS, METRIC_UNITS, type Units } from '../../src/core/units.ts'
import { createActivity, createSegmentEffort } from './builders.ts'

/** Maximum kilometres per hour by pace display. */
const FASTEST: Record<string, number> = { pace: 46, speed: 261, pace100: 19, pace500: 61 }

const METERS = { kilometre: 1000, mile: 1609.344, '100 metres': 100, '100 yards': 91.44, '500 metres': 500 }

function expectPlausible(figure: Figure, sportType: string): void {
  switch (figure.kind) {
    case 'pace':
    case 'gradeAdjustedPace': {
      const seconds = figure.pace.minutes * 60 + figure.pace.seconds
      // Paces are rounded to the second.
      expect((METERS[figure.pace.per] / (seconds + 0.5)) * 3.6).toBeLessThan(
        FASTEST[sportOf(sportType).paceDisplay] ?? 0,
      )
      break
    }
    case 'speed':
    case 'topSpeed': {
      const { value, unit } = figure.quantity
      expect(value * (unit === 'mile-per-hour' ? 1.609344 : 1)).toBeLessThan(FASTEST.speed ?? 0)
      break
    }
    case 'climb':
      expect(figure.quantity.value * (figure.quantity.unit === 'foot' ? 0.3048 : 1)).toBeLessThanOrEqual(100_000)
      break
    case 'time':
      expect(figure.duration.hours).toBeLessThanOrEqual(366 * 24)
      break
    case 'count':
      if (figure.quantity.unit === 'beat-per-minute') {
        expect(figure.quantity.value).toBeGreaterThanOrEqual(20)
        expect(figure.quantity.value).toBeLessThan(250)
      }
      break
    case 'temperature': {
      const { value, unit } = figure.quantity
      expect(Math.abs(unit === 'degree-fahrenheit' ? (value - 32) / 1.8 : value)).toBeLessThan(61)
      break
    }
    case 'distance':
      break
  }
}

const anyValue = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: 0, max: 100_000, noNaN: true }) },
  { weight: 2, arbitrary: fc.double({ noNaN: false }) },
  { weight: 1, arbitrary: fc.constantFrom(undefined, 0, -1, Infinity) },
)
const anySplit: fc.Arbitrary<Split> = fc.record({
  distance: anyValue,
  movingTime: anyValue,
  elapsedTime: anyValue,
  elevationDifference: anyValue,
  heartRate: anyValue,
  power: anyValue,
  gradeAdjustedSpeed: anyValue,
})
const splits = fc.array(anySplit, { maxLength: 6 })
const anyActivity: fc.Arbitrary<Activity> = fc
  .record({
    sportType: fc.constantFrom<string>(...SPORT_TYPES, 'UnderwaterHockey'),
    distance: anyValue,
    movingTime: anyValue,
    elapsedTime: anyValue,
    elevationGain: anyValue,
    stats: fc.record({
      heartRate: anyValue,
      cadence: anyValue,
      power: anyValue,
      topSpeed: anyValue,
      calories: anyValue,
      temperature: anyValue,
      workoutType: fc.constantFrom(undefined, 1, 11),
    }),
    details: fc.record({
      splits: fc.record({ metric: splits, imperial: splits }),
      laps: splits,
      bestEfforts: fc.array(
        fc.record({
          name: fc.constant('1K'),
          seconds: anyValue.map((value) => value ?? 0),
          distance: anyValue,
          rank: fc.constant(1),
        }),
        { maxLength: 3 },
      ),
      segmentEfforts: fc.array(
        fc.record({ seconds: anyValue.map((value) => value ?? 0), distance: anyValue }).map(createSegmentEffort),
        { maxLength: 3 },
      ),
      gear: fc.constant(undefined),
    }),
  })
  .map((more) => createActivity(more as Partial<Activity>))
const anyUnits = fc.constantFrom<Units>(METRIC_UNITS, IMPERIAL_UNITS)

describe('whatever Strava sends, no implausible value is shown', () => {
  test('in a post, or in a list and its totals', () => {
    fc.assert(
      fc.property(anyActivity, anyUnits, (activity, units) => {
        const { card } = toActivityDetailsCard({ userId: '1', activity, units, audience: 'athlete' })
        const list = toRecentCard({ userId: '1', sportType: undefined, activities: [activity], units })
        const shown = [...card.item.figures, ...card.extraFigures, ...list.totals.figures]
        for (const figure of shown) expectPlausible(figure, activity.sportType)
        // Distance and time also imply a speed.
        const [totals] = toDailyTotals([activity])
        const { distance = 0, time = 0 } = totals ?? {}
        if (distance > 0 && time > 0) expect((distance / time) * 3.6).toBeLessThanOrEqual(150.1)
        expect(distance).toBeLessThanOrEqual(50_000_000)
      }),
      { numRuns: 2000 },
    )
  })

  test('in splits, laps, best efforts and segments', () => {
    let seen = 0
    fc.assert(
      fc.property(anyActivity, anyUnits, (activity, units) => {
        const { tables, bestEfforts, segments } = toActivityDetailsCard({
          userId: '1',
          activity,
          units,
          audience: 'athlete',
        })
        const columns = tables.flatMap((table) => table.columns)
        for (const column of columns) {
          if (column.kind === 'time' || column.kind === 'distance') continue
          for (const cell of column.cells) {
            if (cell === undefined) continue
            seen += 1
            if (column.kind === 'pace') expectPlausible({ kind: 'pace', pace: cell as never }, activity.sportType)
            if (column.kind === 'speed') expectPlausible({ kind: 'speed', quantity: cell as never }, activity.sportType)
            if (column.kind === 'count') expectPlausible({ kind: 'count', quantity: cell as never }, activity.sportType)
            if (column.kind === 'climb') expect(Math.abs((cell as { value: number }).value)).toBeLessThan(330_000)
          }
        }
        for (const column of columns) {
          if (column.kind !== 'distance') continue
          for (const cell of column.cells) if (cell) expect(Number(cell.value.toFixed(cell.digits))).toBeGreaterThan(0)
        }
        for (const { duration } of [...bestEfforts, ...segments])
          expect(Object.values(duration).some((part) => part > 0)).toBe(true)
      }),
      { numRuns: 2000 },
    )
    expect(seen).toBeGreaterThan(100)
  })

  test('in a profile', () => {
    const measurements = fc.array(
      fc.option(fc.oneof(fc.double(), fc.integer({ min: -1000, max: 10_000 })), { nil: null }),
      {
        minLength: 6,
        maxLength: 6,
      },
    )
    fc.assert(
      fc.property(anyActivity, measurements, measurements, measurements, (activity, altitude, heartRate, speed) => {
        const streams = { distance: [0, 100, 200, 300, 400, 500], altitude, heartRate, speed }
        const open = { ...activity, hidden: new Set<never>() }
        for (const { measure, values } of toProfile(open, streams, METRIC_UNITS)?.panels ?? [])
          for (const value of values) {
            if (value === null) continue
            if (measure.kind === 'elevation') expect(value >= -500 && value <= 9000).toBe(true)
            if (measure.kind === 'heartRate') expect(value >= 20 && value < 250).toBe(true)
            if (measure.kind === 'speed') expect(value).toBeLessThan(261)
            if (measure.kind === 'pace') expect(value).toBeGreaterThan(15)
          }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the top speed shown', () => {
  test.each([
    ['AlpineSki', 5000, undefined],
    ['AlpineSki', 25, 90],
    ['AlpineSki', 71, 255.6],
    ['AlpineSki', 75, undefined],
    ['Kitesurf', 29, 104.4],
    ['Kitesurf', 40, undefined],
    ['Sail', Number.NaN, undefined],
    ['Sail', -3, undefined],
  ])('for %s with %s m/s is plausible', (sportType, topSpeed, expected) => {
    const activity = createActivity({ sportType, stats: { topSpeed } })
    const { extraFigures } = toActivityDetailsCard({
      userId: '1',
      activity,
      units: METRIC_UNITS,
      audience: 'athlete',
    }).card
    const figure = extraFigures.find(({ kind }) => kind === 'topSpeed')
    if (expected === undefined) expect(figure).toBeUndefined()
    else expect(figure).toMatchObject({ quantity: { value: expect.closeTo(expected, 3) } })
  })
})

describe('the energy shown', () => {
  test.each([
    [600, 3600, true],
    [1390, 5396, true],
    [90_000, 3600, false],
    [200, 20, false],
  ])('for %s kcal in %s s is plausible', (calories, elapsedTime, isShown) => {
    const activity = createActivity({ movingTime: undefined, elapsedTime, stats: { calories } })
    const { extraFigures } = toActivityDetailsCard({
      userId: '1',
      activity,
      units: METRIC_UNITS,
      audience: 'athlete',
    }).card
    expect(extraFigures.some(({ kind }) => kind === 'count')).toBe(isShown)
  })
})
