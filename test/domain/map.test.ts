import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleActivity } from '../../src/domain/example.ts'
import { MAP_CHOICES, type MapPlan, planMap, toChance, toRouteMap } from '../../src/domain/map.ts'
import { type LatLng, lengthOf } from '../../src/domain/plane.ts'
import { hasRoute, SPORT_TYPES } from '../../src/domain/sport.ts'
import { toRoute } from '../../src/strava/polyline.ts'
import { anActivity, NOW } from './builders.ts'

const route = { polyline: 'ab', summaryPolyline: 'a', start: [46, 7], end: [46, 7] } as const
const run = anActivity({ route })

describe('whether there is a map', () => {
  test.each(MAP_CHOICES)('with the choice %s', (choice) => {
    const plan = planMap(run, choice, 'metric')
    if (choice === 'none') return expect(plan).toBeUndefined()
    expect(plan).toMatchObject({ route, trimming: choice === 'off' ? 0 : Number(choice) })
  })

  test.each([
    ['that Strava knows no way of', { route: undefined }],
    ['that was indoors', { indoor: true }],
    ['of a sport that goes nowhere', { sportType: 'Yoga' }],
  ])('there is none of an activity %s', (_, fields) => {
    expect(planMap({ ...run, ...fields }, 'off', 'metric')).toBeUndefined()
  })

  test('sports that go somewhere have one, and so have those that nobody knows yet', () => {
    expect(SPORT_TYPES.filter((sport) => !hasRoute(sport))).toContain('WeightTraining')
    for (const sport of ['Run', 'Ride', 'Swim', 'Golf', 'Surfing', 'Sail', 'AlpineSki', 'QuantumSki']) {
      expect([sport, hasRoute(sport)]).toEqual([sport, true])
    }
  })
})

describe('a map', () => {
  const plan = planMap(run, '400', 'metric') as MapPlan
  /** To the east, along a parallel. */
  const points = Array.from({ length: 101 }, (_, index) => [46, 7 + index / 1000] as const)

  test('marks start and finish only where nothing is hidden', () => {
    expect(toRouteMap(plan, points, [0.5, 0.5])?.ends).toBe(false)
    expect(toRouteMap({ ...plan, trimming: 0 }, points, [0.5, 0.5])?.ends).toBe(true)
  })

  test('hides where Strava says that it began, also where its line begins elsewhere', () => {
    const middle = [46, 7.05] as const
    const whole = toRouteMap({ ...plan, route: { ...route, start: points[0], end: undefined } }, points, [0, 0])
    const hidden = toRouteMap({ ...plan, route: { ...route, start: middle, end: undefined } }, points, [0, 0])
    expect(whole?.lines).toHaveLength(1)
    expect(hidden?.lines).toHaveLength(2)
    const near = hidden?.lines.flat().filter((point) => lengthOf([point, middle]) < 400)
    expect(near).toEqual([])
  })

  test('is none when all of it is hidden', () => {
    expect(toRouteMap(plan, points.slice(0, 8), [0, 0])).toBeUndefined()
    expect(toRouteMap(plan, [], [0, 0])).toBeUndefined()
  })

  test.each<[string, LatLng[]]>([
    ['two equal points', [points[0], points[0]] as LatLng[]],
    ['one place, many times', Array.from({ length: 50 }, () => points[3] as LatLng)],
    [
      'a few metres',
      [
        [46, 7],
        [46.00003, 7],
        [46, 7.00002],
      ],
    ],
  ])('is none of %s, also when nothing is hidden', (_, some) => {
    expect(toRouteMap({ ...plan, trimming: 0 }, some, [0, 0])).toBeUndefined()
  })
})

test('a secret gives two numbers from 0 up to 1, which depend on different parts of it', () => {
  const bytes = fc.uint8Array({ minLength: 12, maxLength: 32 })
  fc.assert(
    fc.property(bytes, (secret) => {
      for (const number of toChance(secret)) {
        expect(number).toBeGreaterThanOrEqual(0)
        expect(number).toBeLessThan(1)
      }
    }),
    { examples: [[new Uint8Array(12).fill(255)]] },
  )
  expect(toChance(Uint8Array.of(128, 0, 0, 0, 0, 0, 64, 0, 0, 0, 0, 0))).toEqual([0.5, 0.25])
})

test.each([
  ['Run', 10_000],
  ['Ride', 42_000],
])('the example of a %s goes as far as it says, on a way that can be read', (sportType, metres) => {
  const { route } = exampleActivity({ name: 'Invented', sportType, now: NOW })
  const points = toRoute(route?.polyline)
  expect(points?.[0]).toEqual(points?.at(-1))
  expect(lengthOf(points ?? []) / metres).toBeCloseTo(1, 1)
})
