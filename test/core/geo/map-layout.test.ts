import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createViewport, MAP_LAYOUT, mapSummaryOf, scaleFor, scalesOf } from '../../../src/core/geo/map-layout.ts'
import type { LatLng } from '../../../src/core/geo/projection.ts'
import type { System } from '../../../src/core/units.ts'

/** A line to the east along the equator, of this length. */
const east = (meters: number): LatLng[][] => [
  [
    [0, 10],
    [0, 10 + meters / 111_195],
  ],
]

describe('the scale of a map', () => {
  test.each<[number, System, string]>([
    [1000, 'metric', '200 metre'],
    [5000, 'metric', '1 kilometre'],
    [21_000, 'metric', '2 kilometre'],
    [100_000, 'metric', '20 kilometre'],
    [1000, 'imperial', '500 foot'],
    [3000, 'imperial', '0.2 mile'],
    [21_000, 'imperial', '2 mile'],
    [1, 'metric', '50 metre'],
  ])('of a route of %i metres, %s, is %s long', (meters, system, expected) => {
    const { quantity } = scaleFor(east(meters), scalesOf(system))
    expect(`${quantity.value.toFixed(quantity.digits)} ${quantity.unit}`).toBe(expected)
  })

  test('fits below the map and is never too short', () => {
    const meters = fc.double({ min: 0, max: 3e6, noNaN: true })
    fc.assert(
      fc.property(meters, fc.constantFrom<System>('metric', 'imperial'), (meters, system) => {
        const lines = east(meters)
        const pixels = scaleFor(lines, scalesOf(system)).meters * createViewport(lines).zoom
        expect(pixels).toBeGreaterThan(60)
        expect(pixels).toBeLessThan(MAP_LAYOUT.width / 3)
      }),
    )
  })
})

describe('the summary for an alt text', () => {
  test('of a route has its length, its extent, and whether it is a loop', () => {
    const degree = 1000 / 111_195
    const round: LatLng[] = [
      [0, 0],
      [degree, 0],
      [degree, 2 * degree],
      [0, 2 * degree],
      [0, 0],
    ]
    const facts = mapSummaryOf([round])
    expect(facts?.length).toBeCloseTo(6000, -1)
    expect(facts?.width).toBeCloseTo(2000, -1)
    expect(facts?.height).toBeCloseTo(1000, -1)
    expect(facts?.isLoop).toBe(true)
    expect(mapSummaryOf(east(5000))?.isLoop).toBe(false)
  })

  test('of two lines covers both, without the hidden part between them', () => {
    const [line] = east(1000)
    expect(mapSummaryOf([line ?? [], (line ?? []).map(([lat, lng]): LatLng => [lat, lng + 0.1])])?.length).toBeCloseTo(
      2000,
      0,
    )
  })

  test('of no lines is undefined', () => {
    expect(mapSummaryOf([])).toBeUndefined()
  })
})
