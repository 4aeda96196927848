import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../bench/support/random.ts'
import { type LatLng, lineLength } from '../../../src/core/geo/projection.ts'
import { trimRoute } from '../../../src/core/geo/trim-route.ts'

const EARTH = 6_371_009
const RADIANS = Math.PI / 180
const HOME: LatLng = [48.2, 16.3]
const SEED = [0.4, 0.7] as const

/** Great-circle distance in metres. Deliberately not the formula under test. */
function greatCircle([latA, lngA]: LatLng, [latB, lngB]: LatLng): number {
  const half = (degrees: number) => Math.sin((degrees * RADIANS) / 2) ** 2
  const square = half(latB - latA) + Math.cos(latA * RADIANS) * Math.cos(latB * RADIANS) * half(lngB - lngA)
  return 2 * EARTH * Math.asin(Math.sqrt(square))
}

const normalizeLng = (lng: number) => ((((lng + 180) % 360) + 360) % 360) - 180

/** A point this many metres to the north and the east. */
const offset = ([lat, lng]: LatLng, north: number, east: number): LatLng => [
  lat + north / EARTH / RADIANS,
  normalizeLng(lng + east / EARTH / RADIANS / Math.cos(lat * RADIANS)),
]

/** Rounded as Strava does. */
const roundToStrava = ([lat, lng]: LatLng): LatLng => [Math.round(lat * 1e5) / 1e5, Math.round(lng * 1e5) / 1e5]

/** Points along all drawn lines, at the corners and between them. */
function* pointsAlong(lines: readonly LatLng[][]): Generator<LatLng> {
  for (const line of lines) {
    for (const [index, a] of line.entries()) {
      const b = line[index + 1] ?? a
      const deltaLng = normalizeLng(b[1] - a[1])
      for (let part = 0; part < 1; part += 1 / 6) yield [a[0] + (b[0] - a[0]) * part, a[1] + deltaLng * part]
    }
  }
}

function distanceToNearest(lines: readonly LatLng[][], places: readonly LatLng[]): number {
  let shortest = Infinity
  for (const point of pointsAlong(lines))
    for (const place of places) shortest = Math.min(shortest, greatCircle(point, place))
  return shortest
}

/** A winding route that sometimes comes back to its start, or close to it. */
function createRoute(home: LatLng, seed: number, count: number, stride: number, returnChance: number): LatLng[] {
  const random = createRandom(seed)
  const route = [home]
  let [north, east, heading] = [0, 0, random.between(0, 2 * Math.PI)]
  for (let i = 1; i < count; i++) {
    heading += random.between(-0.9, 0.9)
    if (random.chance(returnChance)) [north, east] = [random.between(-300, 300), random.between(-300, 300)]
    const step = random.chance(0.05) ? 0 : random.between(0, 2 * stride)
    north += Math.cos(heading) * step
    east += Math.sin(heading) * step
    route.push(offset(home, north, east))
  }
  return route
}

const SHAPES: Record<string, (route: LatLng[]) => LatLng[]> = {
  'there and back': (route) => [...route, ...route.toReversed()],
  'a loop': (route) => [...route, route[0] as LatLng],
  'from one place to another': (route) => route,
  'the same loop three times': (route) => [...route, ...route, ...route, route[0] as LatLng],
}

const home = fc.tuple(
  fc.oneof(
    { weight: 9, arbitrary: fc.double({ min: -72, max: 72, noNaN: true }) },
    fc.double({ min: -89.7, max: 89.7, noNaN: true }),
  ),
  fc.oneof(
    { weight: 3, arbitrary: fc.double({ min: -180, max: 180, noNaN: true }) },
    fc.double({ min: 179.97, max: 180, noNaN: true }),
  ),
)

const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })

const routes = fc.record({
  home,
  seed: fc.integer(),
  count: fc.integer({ min: 1, max: 30 }),
  stride: fc.constantFrom(15, 80, 300, 2000),
  returnChance: fc.constantFrom(0, 0.1),
  shape: fc.constantFrom(...Object.keys(SHAPES)),
  trimMeters: fc.constantFrom(1, 200, 400, 1000, 2500),
  /** How many points Strava has already cut off at each end. */
  hidden: fc.constantFrom(0, 0, 3),
  cutSeed: fc.tuple(unit, unit),
})

describe('trimming a route', () => {
  test('never draws anything near the real start or end, in ten thousand routes', () => {
    let shownCount = 0
    let splitCount = 0
    fc.assert(
      fc.property(routes, ({ home, seed, count, stride, returnChance, shape, trimMeters, hidden, cutSeed }) => {
        const fullRoute = (SHAPES[shape]?.(createRoute(home, seed, count, stride, returnChance)) ?? []).map(
          roundToStrava,
        )
        const ends = [fullRoute[0], fullRoute.at(-1)] as LatLng[]
        const points = hidden > 0 ? fullRoute.slice(hidden, -hidden) : fullRoute
        const lines = trimRoute({ points, ends: hidden > 0 ? ends : [], trimMeters, seed: cutSeed })
        if (lines.length > 0) shownCount++
        if (lines.length > 1) splitCount++
        const closest = distanceToNearest(lines, [...ends, ...points.slice(0, 1), ...points.slice(-1)])
        if (closest < Math.max(200, trimMeters)) throw new Error(`drawn ${closest} m from an end`)
      }),
      { numRuns: 10_000 },
    )
    // Makes sure that something is drawn at all.
    expect(shownCount).toBeGreaterThan(3000)
    expect(splitCount).toBeGreaterThan(500)
  })

  const straight = [0, 1, 2, 3, 4, 5].map((kilometre) => offset(HOME, 0, kilometre * 1000))

  test('removes between 400 and 800 metres from each end of a straight five-kilometre line', () => {
    fc.assert(
      fc.property(fc.tuple(unit, unit), (cutSeed) => {
        const [line, ...others] = trimRoute({ points: straight, ends: [], trimMeters: 400, seed: cutSeed })
        expect(others).toEqual([])
        const east = line?.map((point) => greatCircle(HOME, point)) ?? []
        expect(east[0]).toBeGreaterThanOrEqual(400)
        expect(east[0]).toBeLessThan(805)
        expect(east.at(-1)).toBeGreaterThan(4195)
        expect(east.at(-1)).toBeLessThanOrEqual(4600)
      }),
    )
  })

  test('always cuts the route of one activity the same way, and of another activity differently', () => {
    const trimWith = (cutSeed: readonly [number, number]) =>
      trimRoute({ points: straight, ends: [], trimMeters: 400, seed: cutSeed })
    expect(trimWith([0.1, 0.9])).toEqual(trimWith([0.1, 0.9]))
    expect(trimWith([0.1, 0.9])).not.toEqual(trimWith([0.1, 0.2]))
    expect(trimWith([0.1, 0.9])).not.toEqual(trimWith([0.5, 0.9]))
  })

  test('ends lines at different distances from a home, so one route does not reveal its center', () => {
    const flower = [0, 1, 2, 3, 4].flatMap((petal) => [
      HOME,
      offset(HOME, 2000 * Math.cos(petal), 2000 * Math.sin(petal)),
      offset(HOME, 2000 * Math.cos(petal + 0.5), 2000 * Math.sin(petal + 0.5)),
    ])
    const lines = trimRoute({ points: [...flower, HOME], ends: [], trimMeters: 400, seed: SEED })
    expect(lines).toHaveLength(5)
    const ends = lines.flatMap((line) => [line[0], line.at(-1)] as LatLng[]).map((end) => greatCircle(HOME, end))
    expect(new Set(ends.map((meters) => meters.toFixed(2))).size).toBe(10)
    expect(Math.max(...ends) - Math.min(...ends)).toBeGreaterThan(80)
  })

  test('cuts a long step across a home, even without a point near it', () => {
    const points = [
      HOME,
      offset(HOME, 0, 3000),
      offset(HOME, 3000, 3000),
      offset(HOME, 3000, -3000),
      offset(HOME, 50, -3000),
      offset(HOME, 50, 5000),
    ]
    const lines = trimRoute({ points, ends: [], trimMeters: 400, seed: SEED })
    expect(lines).toHaveLength(2)
    expect(distanceToNearest(lines, [HOME])).toBeGreaterThan(400)
  })

  test('hides the start that Strava reports, even if the line starts elsewhere', () => {
    const homePoint = offset(HOME, 300, 900)
    const points = straight
    const distanceToHome = (ends: LatLng[]) =>
      distanceToNearest(trimRoute({ points, ends, trimMeters: 400, seed: SEED }), [homePoint])
    expect(distanceToHome([])).toBeLessThan(400)
    expect(distanceToHome([homePoint])).toBeGreaterThan(400)
  })

  test('hides an end next to null island, even if the route passes another point there', () => {
    const round: LatLng[] = [
      [0, 0],
      [0.00003, 0.00005],
      [0.00119, 0.00071],
      [0.02711, 0.00849],
    ]
    const points = [...round.slice(3), ...round, ...round.slice(0, 2)]
    const hiddenEnds: LatLng[] = [[0, 0], ...points.slice(0, 1), ...points.slice(-1)]
    const asRecorded = trimRoute({ points, ends: [[0, 0]], trimMeters: 200, seed: [0, 0] })
    expect(asRecorded).toHaveLength(2)
    expect(distanceToNearest(asRecorded, hiddenEnds)).toBeGreaterThan(200)
    const backwards = trimRoute({ points: points.toReversed(), ends: [[0, 0]], trimMeters: 200, seed: [0, 0] })
    expect(backwards).toHaveLength(2)
    expect(distanceToNearest(backwards, hiddenEnds)).toBeGreaterThan(200)
  })

  test('hides at least 200 metres, or nothing', () => {
    const first = (trimMeters: number) => trimRoute({ points: straight, ends: [], trimMeters, seed: SEED })[0]?.[0]
    expect(first(50)).toEqual(first(200))
    expect(greatCircle(first(0) ?? [0, 0], HOME)).toBeLessThan(0.01)
  })

  test('draws nothing of laps on a track near the start', () => {
    const track = Array.from({ length: 200 }, (_, i) => offset(HOME, 60 * Math.sin(i / 4), 60 * Math.cos(i / 4)))
    expect(trimRoute({ points: track, ends: [], trimMeters: 400, seed: SEED })).toEqual([])
  })

  test('draws a route across the antimeridian as one line', () => {
    const points = [-4, -2, 0, 2, 4].map((kilometers) => offset([-17.5, 180], 0, kilometers * 1000))
    const lines = trimRoute({ points, ends: [], trimMeters: 200, seed: SEED })
    expect(lines).toHaveLength(1)
    expect(lineLength(lines[0] ?? [])).toBeGreaterThan(7000)
    expect(lineLength(lines[0] ?? [])).toBeLessThan(7600)
  })

  test('splits the line at a step half around the earth', () => {
    const points = [...straight, ...straight.map(([lat, lng]): LatLng => [lat, lng + 120])]
    expect(trimRoute({ points, ends: [], trimMeters: 0, seed: SEED })).toHaveLength(2)
  })

  test.each<[string, LatLng[]]>([
    ['no points', []],
    ['one point', [HOME]],
    ['the same point, many times', Array.from({ length: 50 }, () => HOME)],
    ['two ends that are close', [HOME, offset(HOME, 300, 0)]],
    ['a coordinate that is not a number', [HOME, [Number.NaN, 16], offset(HOME, 5000, 0)]],
    ['an infinite coordinate', [HOME, [48, Infinity], offset(HOME, 5000, 0)]],
    ['an invalid latitude', [HOME, [95, 16], offset(HOME, 5000, 0)]],
    ['a pole', [HOME, [90, 16], offset(HOME, 5000, 0)]],
  ])('draws nothing of a route with %s', (_, points) => {
    expect(trimRoute({ points, ends: [], trimMeters: 400, seed: SEED })).toEqual([])
  })

  test.each<[string, Partial<Parameters<typeof trimRoute>[0]>]>([
    ['a distance that is not a number', { trimMeters: Number.NaN }],
    ['a negative distance', { trimMeters: -400 }],
    ['an invalid end', { ends: [[Number.NaN, 0]] }],
    ['a seed that is not a number', { seed: [Number.NaN, 0.5] }],
    ['a seed of one', { seed: [0.5, 1] }],
    ['a distance longer than the route', { trimMeters: 1e9 }],
  ])('draws nothing with %s', (_, broken) => {
    expect(trimRoute({ points: straight, ends: [], trimMeters: 400, seed: SEED, ...broken })).toEqual([])
  })

  test('takes less than a second for a recording with a hundred thousand points', () => {
    const random = createRandom(7)
    const points = Array.from({ length: 100_000 }, (_, i) =>
      offset(HOME, 3000 * Math.sin(i / 40) + random.next(), 3000 * Math.cos(i / 41) + random.next()),
    )
    const before = process.cpuUsage()
    const lines = trimRoute({ points, ends: [], trimMeters: 400, seed: SEED })
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000)
    expect(lines.length).toBeGreaterThan(0)
  })
})
