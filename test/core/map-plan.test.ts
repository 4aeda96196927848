import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleActivity } from '../../src/core/example-activity.ts'
import { lineLength } from '../../src/core/geo/projection.ts'
import { DEFAULT_MAP_CHOICE, MAP_CHOICES, planMap, toSeed } from '../../src/core/map-plan.ts'
import { hasRoute, SPORT_TYPES } from '../../src/core/sport.ts'
import { decodePolyline } from '../../src/images/decode-polyline.ts'
import { createActivity, createFeed, NOW } from './builders.ts'

const route = { polyline: 'ab', summaryPolyline: 'a', start: [46, 7], end: [46, 7] } as const
const run = createActivity({ route })

describe('the map of an activity', () => {
  test.each(MAP_CHOICES)('follows the choice %s', (choice) => {
    const plan = planMap(run, choice, createFeed())
    if (choice === 'none') return expect(plan).toBeUndefined()
    expect(plan).toMatchObject({ route, trimMeters: choice === 'off' ? 0 : Number(choice) })
  })

  test.each(MAP_CHOICES)('does not exist in a feed without maps, with the choice %s', (choice) => {
    expect(planMap(run, choice, createFeed({ maps: false }))).toBeUndefined()
  })

  test.each([
    ['without a route', { route: undefined }],
    ['indoors', { indoor: true }],
    ['of a sport without a route', { sportType: 'Yoga' }],
  ])('does not exist for one %s', (_, fields) => {
    expect(planMap({ ...run, ...fields }, 'off', createFeed())).toBeUndefined()
  })

  test('hides 400 metres by default', () => {
    expect(DEFAULT_MAP_CHOICE).toBe('400')
  })

  test('exists for sports with a route, and for unknown sports', () => {
    expect(SPORT_TYPES.filter((sport) => !hasRoute(sport))).toContain('WeightTraining')
    for (const sport of ['Run', 'Ride', 'Swim', 'Golf', 'Surfing', 'Sail', 'AlpineSki', 'QuantumSki']) {
      expect([sport, hasRoute(sport)]).toEqual([sport, true])
    }
  })
})

test('a secret gives two numbers in [0, 1) from different parts of it', () => {
  const bytes = fc.uint8Array({ minLength: 12, maxLength: 32 })
  fc.assert(
    fc.property(bytes, (secret) => {
      for (const number of toSeed(secret)) {
        expect(number).toBeGreaterThanOrEqual(0)
        expect(number).toBeLessThan(1)
      }
    }),
    { examples: [[new Uint8Array(12).fill(255)]] },
  )
  expect(toSeed(Uint8Array.of(128, 0, 0, 0, 0, 0, 64, 0, 0, 0, 0, 0))).toEqual([0.5, 0.25])
})

test.each([
  ['Run', 10_000],
  ['Ride', 42_000],
])('the sample %s has a valid route of the right length', (sportType, meters) => {
  const { route } = exampleActivity({ name: 'Invented', sportType, now: NOW })
  const points = decodePolyline(route?.polyline ?? '')
  expect(points?.[0]).toEqual(points?.at(-1))
  expect(lineLength(points ?? []) / meters).toBeCloseTo(1, 1)
})
