import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  changeUnits,
  defaultUnits,
  IMPERIAL_UNITS,
  METRIC_UNITS,
  type Pace,
  type System,
  toClimb,
  toCount,
  toDistance,
  toDuration,
  toPace,
  toPoolDistance,
  toSpeed,
} from '../../src/core/units.ts'

const PACE_METERS: Record<Pace['per'], number> = {
  kilometre: 1000,
  mile: 1609.344,
  '100 metres': 100,
  '100 yards': 91.44,
  '500 metres': 500,
}
const PACE_UNITS = Object.keys(PACE_METERS) as Pace['per'][]

const INVALID_VALUES = [undefined, 0, -0, -1, -1e9, Number.NaN, Infinity, -Infinity]

const reads = (quantity: { value: number; unit: string; digits: number } | undefined) =>
  quantity && `${quantity.value.toFixed(quantity.digits)} ${quantity.unit}`
const clock = (pace: Pace | undefined) => pace && `${pace.minutes}:${String(pace.seconds).padStart(2, '0')}`

const units = fc.constantFrom<System>('metric', 'imperial')
const plausible = fc.double({ min: 0.001, max: 1e7, noNaN: true })

describe('distances', () => {
  test.each([
    [10_000, 'metric', '10.00 kilometre'],
    [42_310.6, 'metric', '42.31 kilometre'],
    [640, 'metric', '0.64 kilometre'],
    [600_400, 'metric', '600.4 kilometre'],
    [10_000, 'imperial', '6.21 mile'],
    [1609.344, 'imperial', '1.00 mile'],
    [160_934.4, 'imperial', '100.0 mile'],
    [9996, 'metric', '9.99 kilometre'],
    [9999.9, 'metric', '9.99 kilometre'],
    [99_999, 'metric', '99.99 kilometre'],
    [100_099, 'metric', '100.0 kilometre'],
    [21_097.5, 'metric', '21.09 kilometre'],
    [4350, 'metric', '4.35 kilometre'],
    [16_093, 'imperial', '9.99 mile'],
    [1609.3, 'imperial', '1.00 mile'],
    [16_093.4, 'imperial', '10.00 mile'],
    [42_195, 'imperial', '26.21 mile'],
    [10, 'metric', '0.01 kilometre'],
    [9.9, 'metric', undefined],
  ] as const)('%s m in %s units are %s, truncated as on Strava', (meters, system, expected) => {
    expect(reads(toDistance(meters, system))).toBe(expected)
  })

  test.each([
    [2500, 'metres', '2500 metre'],
    [1483.6, 'metres', '1483 metre'],
    [2500, 'yards', '2734 yard'],
    [91.44, 'yards', '100 yard'],
    [91.4, 'yards', '100 yard'],
    [1508.8, 'yards', '1650 yard'],
    [999.9, 'metres', '999 metre'],
  ] as const)('%s m of a swim in %s are %s', (meters, pool, expected) => {
    expect(reads(toPoolDistance(meters, pool))).toBe(expected)
  })

  test.each([
    [1312.4, 'metric', '1312 metre'],
    [0.5, 'metric', '1 metre'],
    [1312.4, 'imperial', '4306 foot'],
  ] as const)('%s m of climb in %s units are %s', (meters, system, expected) => {
    expect(reads(toClimb(meters, system))).toBe(expected)
  })
})

describe('pace and speed', () => {
  test.each([
    [10_000, 2999, 'kilometre', '5:00'],
    [10_000, 3000, 'kilometre', '5:00'],
    [10_000, 2994, 'kilometre', '4:59'],
    [10_000, 2995, 'kilometre', '5:00'],
    [42_195, 10_800, 'kilometre', '4:16'],
    [10_000, 2999, 'mile', '8:03'],
    [2500, 3120, '100 metres', '2:05'],
    [2500, 3120, '100 yards', '1:54'],
    [12_000, 3300, '500 metres', '2:18'],
    [1000, 3599, 'kilometre', '59:59'],
    [1000, 59.6, 'kilometre', '1:00'],
    [1000, 5, 'kilometre', '0:05'],
  ] as const)('%s m in %s s are a pace per %s of %s', (meters, seconds, per, expected) => {
    expect(clock(toPace(meters, seconds, per))).toBe(expected)
    expect(toPace(meters, seconds, per)?.per).toBe(per)
  })

  test.each([
    [42_310.6, 5520, 'metric', '27.6 kilometre-per-hour'],
    [42_310.6, 5520, 'imperial', '17.1 mile-per-hour'],
    [1000, 3600, 'metric', '1.0 kilometre-per-hour'],
  ] as const)('%s m in %s s in %s units are a speed of %s', (meters, seconds, system, expected) => {
    expect(reads(toSpeed(meters, seconds, system))).toBe(expected)
  })

  test('an hour per unit of distance is not a pace: the watch was not stopped', () => {
    expect(toPace(1000, 3600, 'kilometre')).toBeUndefined()
    expect(toPace(1, 86_400, '100 metres')).toBeUndefined()
  })

  test('a pace that rounds to zero is left out', () => {
    expect(toPace(1_000_000, 1, 'kilometre')).toBeUndefined()
  })

  test('the seconds of a pace are whole numbers from 0 to 59', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), fc.constantFrom(...PACE_UNITS), (meters, seconds, per) => {
        const pace = toPace(meters, seconds, per)
        if (!pace) return
        expect(Number.isInteger(pace.minutes)).toBe(true)
        expect([...Array(60).keys()]).toContain(pace.seconds)
        expect([...Array(60).keys()]).toContain(pace.minutes)
      }),
      { numRuns: 500 },
    )
  })

  test('a pace is within half a second of the exact one, and only left out if that is implausible', () => {
    fc.assert(
      fc.property(plausible, plausible, fc.constantFrom(...PACE_UNITS), (meters, seconds, per) => {
        const exactPace = (seconds * PACE_METERS[per]) / meters
        const pace = toPace(meters, seconds, per)
        if (pace) expect(Math.abs(pace.minutes * 60 + pace.seconds - exactPace)).toBeLessThanOrEqual(0.5 + 1e-6)
        else expect(exactPace < 0.51 || exactPace > 3599.49).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('a speed in miles per hour is the same speed', () => {
    fc.assert(
      fc.property(plausible, plausible, (meters, seconds) => {
        const [metric, imperial] = [toSpeed(meters, seconds, 'metric'), toSpeed(meters, seconds, 'imperial')]
        if (!metric || !imperial) return
        expect(imperial.value * 1.609344).toBeCloseTo(metric.value, 3 - Math.ceil(Math.log10(metric.value + 1)))
      }),
    )
  })
})

describe('durations', () => {
  test.each([
    [26 * 3600 + 20 * 60, { hours: 26, minutes: 20, seconds: 0 }],
    [24 * 3600, { hours: 24, minutes: 0, seconds: 0 }],
    [100 * 3600 + 1, { hours: 100, minutes: 0, seconds: 1 }],
    [2999, { hours: 0, minutes: 49, seconds: 59 }],
    [45, { hours: 0, minutes: 0, seconds: 45 }],
    [59.6, { hours: 0, minutes: 1, seconds: 0 }],
    [3599.5, { hours: 1, minutes: 0, seconds: 0 }],
  ])('%s s are %o, without days', (seconds, expected) => {
    expect(toDuration(seconds)).toEqual(expected)
  })

  test('less than half a second is left out', () => {
    expect(toDuration(0.4)).toBeUndefined()
  })

  test('hours, minutes and seconds add up to the time', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 1e9, noNaN: true }), (seconds) => {
        const { hours, minutes, seconds: rest } = toDuration(seconds) ?? { hours: -1, minutes: -1, seconds: -1 }
        expect(hours * 3600 + minutes * 60 + rest).toBe(Math.round(seconds))
        expect(minutes).toBeLessThan(60)
        expect(rest).toBeLessThan(60)
        expect(Math.min(hours, minutes, rest)).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

test('a distance is never rounded up, and loses less than its last digit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 5_000_000 }), units, (tenths, system) => {
      const meters = tenths / 10
      const quantity = toDistance(meters, system)
      const unit = system === 'metric' ? 1000 : 1609.344
      if (!quantity) throw new Error('twenty metres read as something')
      const read = Number(quantity.value.toFixed(quantity.digits)) * unit
      expect(read).toBeLessThanOrEqual(meters + 0.05 + 1e-6)
      expect(meters - read).toBeLessThan(unit / 10 ** quantity.digits)
    }),
    { numRuns: 1000 },
  )
})

describe('zero, missing and invalid values', () => {
  test.each(INVALID_VALUES)('%s metres or seconds give nothing', (value) => {
    for (const system of ['metric', 'imperial'] as const) {
      expect(toDistance(value, system)).toBeUndefined()
      expect(toPoolDistance(value, defaultUnits(system).pool)).toBeUndefined()
      expect(toClimb(value, system)).toBeUndefined()
      expect(toSpeed(value, 600, system)).toBeUndefined()
      expect(toSpeed(1000, value, system)).toBeUndefined()
    }
    for (const per of PACE_UNITS) {
      expect(toPace(value, 600, per)).toBeUndefined()
      expect(toPace(1000, value, per)).toBeUndefined()
    }
    expect(toDuration(value)).toBeUndefined()
  })

  test('any input gives a positive number or nothing', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), units, (meters, seconds, system) => {
        const quantities = [
          toDistance(meters, system),
          toPoolDistance(meters, defaultUnits(system).pool),
          toClimb(meters, system),
          toSpeed(meters, seconds, system),
        ]
        for (const quantity of quantities.filter((value) => value !== undefined)) {
          expect(quantity.value).toBeGreaterThan(0)
          expect(quantity.value).toBeLessThan(Infinity)
        }
      }),
      { numRuns: 1000, endOnFailure: true, examples: [[Number.MAX_VALUE, 1, 'metric']] },
    )
  })

  test.each([
    ['a distance', toDistance(9, 'metric')],
    ['a distance in miles', toDistance(16, 'imperial')],
    ['a swim', toPoolDistance(0.9, 'metres')],
    ['a swim in yards', toPoolDistance(0.8, 'yards')],
    ['a climb', toClimb(0.4, 'metric')],
    ['a climb in feet', toClimb(0.1, 'imperial')],
    ['a speed', toSpeed(10, 3600, 'metric')],
    ['a speed in miles per hour', toSpeed(10, 3600, 'imperial')],
  ])('%s that would read as zero is left out', (_, quantity) => {
    expect(reads(quantity)).toBeUndefined()
  })
})

describe('counts', () => {
  test.each([
    [152.5, 'beat-per-minute', '153 beat-per-minute'],
    [215.4, 'watt', '215 watt'],
    [1240.2, 'kilocalorie', '1240 kilocalorie'],
    [40, 'lap', '40 lap'],
  ] as const)('%s as %s is %s', (value, unit, expected) => {
    expect(reads(toCount(value, unit))).toBe(expected)
  })

  test.each([...INVALID_VALUES, 0.4, 3, 19, 250, 255, 300, 1e11])('a heart rate of %s is left out', (value) => {
    expect(toCount(value, 'beat-per-minute')).toBeUndefined()
  })
})

describe('the choice of units', () => {
  test('pools default to metres with kilometres, and to yards with miles', () => {
    expect(defaultUnits('metric')).toEqual({ system: 'metric', pool: 'metres' })
    expect(defaultUnits('imperial')).toEqual({ system: 'imperial', pool: 'yards' })
  })

  test.each([
    ['nothing changes nothing', METRIC_UNITS, {}, METRIC_UNITS],
    ['miles change the pool to yards', METRIC_UNITS, { system: 'imperial' }, IMPERIAL_UNITS],
    ['only the pool', METRIC_UNITS, { pool: 'yards' }, { system: 'metric', pool: 'yards' }],
    [
      'a pool chosen separately stays when the system changes',
      { system: 'metric', pool: 'yards' },
      { system: 'metric' },
      { system: 'metric', pool: 'yards' },
    ],
    ['both at once', METRIC_UNITS, { system: 'imperial', pool: 'metres' }, { system: 'imperial', pool: 'metres' }],
  ] as const)('%s', (_, before, changes, expected) => {
    expect(changeUnits(before, changes)).toEqual(expected)
  })
})
