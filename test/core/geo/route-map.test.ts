import { describe, expect, test } from 'vitest'
import { type LatLng, lineLength } from '../../../src/core/geo/projection.ts'
import { toRouteMap } from '../../../src/core/geo/route-map.ts'

describe('a map', () => {
  const route = { ends: [] as LatLng[], trimMeters: 400, seed: [0.5, 0.5] } as const
  /** East along a parallel. */
  const points = Array.from({ length: 101 }, (_, index) => [46, 7 + index / 1000] as const)

  test('only marks start and finish if nothing is hidden', () => {
    expect(toRouteMap({ ...route, points })?.ends).toBe(false)
    expect(toRouteMap({ ...route, points, trimMeters: 0 })?.ends).toBe(true)
  })

  test('hides the start that Strava reports, even if the line starts elsewhere', () => {
    const middle = [46, 7.05] as const
    const whole = toRouteMap({ ...route, points, ends: [points[0] as LatLng], seed: [0, 0] })
    const hidden = toRouteMap({ ...route, points, ends: [middle], seed: [0, 0] })
    expect(whole?.lines).toHaveLength(1)
    expect(hidden?.lines).toHaveLength(2)
    const hiddenPoints = hidden?.lines.flat().filter((point) => lineLength([point, middle]) < 400)
    expect(hiddenPoints).toEqual([])
  })

  test('is undefined if everything is hidden', () => {
    expect(toRouteMap({ ...route, points: points.slice(0, 8) })).toBeUndefined()
    expect(toRouteMap({ ...route, points: [] })).toBeUndefined()
  })

  test.each<[string, LatLng[]]>([
    ['two equal points', [points[0], points[0]] as LatLng[]],
    ['one point, many times', Array.from({ length: 50 }, () => points[3] as LatLng)],
    [
      'a few metres',
      [
        [46, 7],
        [46.00003, 7],
        [46, 7.00002],
      ],
    ],
  ])('is undefined for %s, even if nothing is hidden', (_, some) => {
    expect(toRouteMap({ ...route, points: some, trimMeters: 0 })).toBeUndefined()
  })
})
