import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { axisOf } from '../../src/core/axis.ts'

describe('the axis of a chart', () => {
  test.each<[string, (number | null)[], Parameters<typeof axisOf>[1], number[]]>([
    ['heights', [199, 427], { maxTicks: 4 }, [100, 200, 300, 400, 500]],
    ['heights by the sea', [-3, 12], { maxTicks: 3 }, [-5, 0, 5, 10, 15]],
    ['a flat route', [120, 122], { maxTicks: 3, minSpan: 50 }, [120, 140, 160, 180]],
    ['totals', [12.4, 0, 44], { maxTicks: 4, zero: true }, [0, 20, 40, 60]],
    ['a flat route by the sea', [3, 5], { maxTicks: 3, minSpan: 50 }, [0, 20, 40, 60]],
    ['totals of zero', [0, 0], { maxTicks: 4, zero: true, minSpan: 10 }, [0, 2.5, 5, 7.5, 10]],
    ['a pace in seconds', [272, 331], { maxTicks: 3, kind: 'time' }, [270, 300, 330, 360]],
    ['hours in seconds', [7200, 28_800], { maxTicks: 4, kind: 'time', zero: true }, [0, 10_000, 20_000, 30_000]],
    ['small speeds', [0.31, 0.48], { maxTicks: 4 }, [0.3, 0.35, 0.4, 0.45, 0.5]],
    ['values with gaps', [null, 10, Number.NaN, 20, Infinity], { maxTicks: 2 }, [10, 15, 20]],
    ['no values', [], { maxTicks: 2 }, [0, 0.5, 1]],
  ])('of %s has round numbers', (_, values, options, ticks) => {
    expect(axisOf(values, options).ticks).toEqual(ticks)
  })

  test('is not stretched by a few outliers', () => {
    const pace = Array.from({ length: 300 }, (_, i) => (i === 100 ? 3000 : 300 + (i % 60)))
    expect(axisOf(pace, { maxTicks: 3, kind: 'time', outliers: 0.01 })).toEqual({
      low: 300,
      high: 360,
      ticks: [300, 330, 360],
    })
    expect(axisOf(pace, { maxTicks: 3, kind: 'time' }).high).toBeGreaterThanOrEqual(3000)
  })

  test('of a distance ends with the distance', () => {
    expect(axisOf([0, 21.1], { maxTicks: 5, exact: true })).toEqual({ low: 0, high: 21.1, ticks: [0, 5, 10, 15, 20] })
  })

  test('always contains all values, rises, and has a few ticks', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    const options = fc.record(
      {
        maxTicks: fc.integer({ min: 2, max: 8 }),
        kind: fc.constantFrom('number' as const, 'time' as const),
        minSpan: fc.integer({ min: 0, max: 500 }),
        zero: fc.boolean(),
        exact: fc.boolean(),
      },
      { requiredKeys: ['maxTicks'] },
    )
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), options, (values, options) => {
        const { low, high, ticks } = axisOf(values, options)
        expect(high).toBeGreaterThan(low)
        // Clock steps are at least a second, so a billionth of a step counts too.
        const tolerance = Math.max((high - low) / 1e6, options.kind === 'time' ? 2e-9 : 0)
        expect(Math.min(...values)).toBeGreaterThanOrEqual(low - tolerance)
        expect(Math.max(...values)).toBeLessThanOrEqual(high + tolerance)
        expect(ticks.length).toBeLessThanOrEqual(options.maxTicks + 3)
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(low - tolerance)
          expect(tick).toBeLessThanOrEqual(high + tolerance)
        }
      }),
    )
  })
})
