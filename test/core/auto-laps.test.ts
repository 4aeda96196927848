import fc from 'fast-check'
import { expect, test } from 'vitest'
import { areAutoLaps } from '../../src/core/auto-laps.ts'

const laps = (...meters: (number | undefined)[]) => meters.map((distance) => ({ distance }))

test.each<[string, (number | undefined)[]]>([
  ['kilometres, and the rest', [1000, 1000.4, 998.7, 440]],
  ['kilometres alone', [1000, 1000, 1000]],
  ['miles, and the rest', [1609.3, 1609.4, 1611, 20]],
  ['five kilometres each', [5000, 5000, 5000, 1200]],
  ['one lap', [8041.2]],
  ['no laps', []],
  ['laps of unknown length', [1000, undefined, 300]],
])('automatic laps: %s', (_, meters) => {
  expect(areAutoLaps(laps(...meters))).toBe(true)
})

test.each<[string, (number | undefined)[]]>([
  ['intervals with a warm-up and a cool-down', [2000, 400, 200, 400, 200, 1500]],
  ['rounds of a track', [400, 400, 400]],
  ['kilometre repeats with a jog in between', [1000, 400, 1000, 400, 1000]],
  ['a lap with no distance in between', [1000, 0, 1000, 0, 1000]],
  ['a last lap that is longer', [1000, 1000, 3500]],
  ['two halves', [10_550, 10_560]],
])('laps by hand: %s', (_, meters) => {
  expect(areAutoLaps(laps(...meters))).toBe(false)
})

test('equal laps of whole kilometres or miles are automatic, but not with a shorter one among them', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(1000, 1609.344),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 2, max: 40 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (unit, count, number, share) => {
        const fullLaps = Array.from({ length: number }, () => unit * count)
        expect(areAutoLaps(laps(...fullLaps, unit * count * share))).toBe(true)
        expect(areAutoLaps(laps(...fullLaps, unit * count * 0.9, unit * count))).toBe(false)
      },
    ),
  )
})
