import polyline from '@mapbox/polyline'
import { describe, expect, test } from 'vitest'
import { createRandom, type Random } from '../../../bench/support/random.ts'
import type { LatLng } from '../../../src/core/geo/projection.ts'
import { trimRoute } from '../../../src/core/geo/trim-route.ts'

const EARTH = 6_371_009
const RADIANS = Math.PI / 180

/** Great-circle distance in metres. Deliberately not the formula under test. */
function greatCircle([latA, lngA]: LatLng, [latB, lngB]: LatLng): number {
  const half = (degrees: number) => Math.sin((degrees * RADIANS) / 2) ** 2
  const square = half(latB - latA) + Math.cos(latA * RADIANS) * Math.cos(latB * RADIANS) * half(lngB - lngA)
  return 2 * EARTH * Math.asin(Math.sqrt(square))
}

const offset = ([lat, lng]: LatLng, north: number, east: number): LatLng => [
  lat + north / EARTH / RADIANS,
  lng + east / EARTH / RADIANS / Math.cos(lat * RADIANS),
]

/** Rounded as Strava does. */
const roundToStrava = ([lat, lng]: LatLng): LatLng => [Math.round(lat * 1e5) / 1e5, Math.round(lng * 1e5) / 1e5]

/** Points along all drawn lines, at the corners and between them. */
function* pointsAlong(lines: readonly LatLng[][]): Generator<LatLng> {
  for (const line of lines) {
    for (const [index, a] of line.entries()) {
      const b = line[index + 1] ?? a
      const parts = Math.max(1, Math.min(40, Math.ceil(greatCircle(a, b) / 100)))
      for (let i = 0; i < parts; i++) yield [a[0] + ((b[0] - a[0]) * i) / parts, a[1] + ((b[1] - a[1]) * i) / parts]
    }
  }
}

/** A point on the unit sphere. */
const toVector = ([lat, lng]: LatLng) => {
  const [y, x] = [lat * RADIANS, lng * RADIANS]
  return { x: Math.cos(y) * Math.cos(x), y: Math.cos(y) * Math.sin(x), z: Math.sin(y) }
}

type Vector = ReturnType<typeof toVector>

/** The squared chord length: quick to compare. */
const squareBetween = (a: Vector, b: Vector) => (a.x - b.x) ** 2 + (a.y - b.y) ** 2 + (a.z - b.z) ** 2
const toMeters = (square: number) => 2 * EARTH * Math.asin(Math.sqrt(square) / 2)
const squaredChord = (meters: number) => (2 * Math.sin(meters / 2 / EARTH)) ** 2

/** The distance from the lines to the nearest place, in metres. Compares chords, and converts only the shortest. */
function distanceToNearest(lines: readonly LatLng[][], places: readonly LatLng[]): number {
  const vectors = places.map(toVector)
  let shortest = 4
  for (const point of pointsAlong(lines)) {
    const vector = toVector(point)
    for (const place of vectors) shortest = Math.min(shortest, squareBetween(vector, place))
  }
  return lines.length === 0 ? Infinity : toMeters(shortest)
}

/** Step lengths of a recording in metres, and the longest. */
const RECORDINGS = {
  'each second': { step: (random: Random) => random.between(8, 14), longest: 14, counts: [150, 500] },
  'a smart watch': { step: (random: Random) => random.between(5, 60), longest: 60, counts: [80, 300] },
  'a simplified line': {
    step: (random: Random) => (random.chance(0.15) ? random.between(150, 400) : random.between(20, 120)),
    longest: 400,
    counts: [60, 150],
  },
} as const

/** A winding route; a loop ends at home, and sometimes passes it halfway. */
function createRoute(random: Random, home: LatLng, recording: keyof typeof RECORDINGS): LatLng[] {
  const { step, counts } = RECORDINGS[recording]
  const count = Math.floor(random.between(counts[0], counts[1]))
  const shape = random.pick(['open', 'round', 'past home'])
  const homeIndexes = shape === 'open' ? [] : shape === 'round' ? [count] : [Math.floor(count / 2), count]
  const route = [home]
  let [north, east, heading] = [0, 0, random.between(0, 2 * Math.PI)]
  for (let i = 1; i < count; i++) {
    const length = step(random)
    const next = homeIndexes.find((homeIndex) => homeIndex >= i)
    const legStart = next === undefined ? 0 : (homeIndexes[homeIndexes.indexOf(next) - 1] ?? 0)
    const isTurningBack = next !== undefined && i - legStart > (next - legStart) / 2
    heading =
      isTurningBack && Math.hypot(north, east) > 1 ? Math.atan2(-east, -north) : heading + random.between(-0.3, 0.3)
    north += Math.cos(heading) * length
    east += Math.sin(heading) * length
    route.push(offset(home, north, east))
  }
  return route
}

/** A point at least this far away, in a random direction. */
function randomPointBeyond(random: Random, from: LatLng, minDistance: number): LatLng {
  const [angle, meters] = [random.between(0, 2 * Math.PI), minDistance * Math.exp(random.between(0, 4))]
  return offset(from, Math.cos(angle) * meters, Math.sin(angle) * meters)
}

/** A recording with stray points and gaps, and every place where it may have started or ended. */
function createRecording(seed: number) {
  const random = createRandom(seed * 2_654_435_761)
  const home: LatLng = [random.between(-65, 65), random.between(-175, 175)]
  const recording = random.pick(Object.keys(RECORDINGS) as (keyof typeof RECORDINGS)[])
  const route = createRoute(random, home, recording)
  const jumpDistance = Math.max(300, 5 * RECORDINGS[recording].longest)
  const createStrayPoints = (from: LatLng): LatLng[] => {
    const points: LatLng[] = []
    for (let remaining = Math.floor(random.between(0, 4)); remaining > 0; remaining--) {
      // One after another, or all around the real position.
      points.push(randomPointBeyond(random, random.chance(0.5) ? (points.at(-1) ?? from) : from, jumpDistance))
    }
    const all = [from, ...points]
    return all.every((a, i) => i === 0 || greatCircle(a, all[i - 1] as LatLng) >= jumpDistance)
      ? points
      : points.slice(0, 1)
  }
  const places: LatLng[] = []
  let mainRoute = route
  for (const end of ['start', 'finish']) {
    if (!random.chance(0.2)) continue
    const cutIndex = Math.floor(random.between(1, 9))
    const from = end === 'start' ? mainRoute.slice(0, cutIndex) : mainRoute.slice(0, -cutIndex)
    const to = end === 'start' ? mainRoute.slice(cutIndex) : mainRoute.slice(-cutIndex)
    const moved = randomPointBeyond(random, to[0] as LatLng, jumpDistance)
    const [north, east] = [moved[0] - (to[0] as LatLng)[0], moved[1] - (to[0] as LatLng)[1]]
    const shifted = to.map(([lat, lng]): LatLng => [lat + north, lng + east])
    if (greatCircle(from.at(-1) as LatLng, shifted[0] as LatLng) < jumpDistance) continue
    places.push(from.at(-1) as LatLng, shifted[0] as LatLng)
    mainRoute = [...from, ...shifted]
  }
  const [before, after] = [
    createStrayPoints(mainRoute[0] as LatLng).reverse(),
    createStrayPoints(mainRoute.at(-1) as LatLng),
  ]
  const points = [...before, ...mainRoute, ...after].map(roundToStrava)
  places.push(...before, ...after, mainRoute[0] as LatLng, mainRoute.at(-1) as LatLng)
  const reported = { nothing: [], 'the recorded ends': [points[0], points.at(-1)] as LatLng[] }
  const ends = reported[random.pick(['nothing', 'the recorded ends'] as const)]
  const trimMeters = random.pick([200, 400, 800])
  const cutSeed = [random.next(), random.next()] as const
  return { route: route.map(roundToStrava), points, places, ends, trimMeters, cutSeed }
}

const ROUTES = 10_000

/** A share of the routes needs fewer of them than a rule without exceptions. */
const SAMPLE = 2000

describe('a recording with stray points, or with gaps near its ends', () => {
  test('never shows a place where it may have started or ended, in ten thousand routes', () => {
    let shownCount = 0
    for (let seed = 0; seed < ROUTES; seed++) {
      const { points, places, ends, trimMeters, cutSeed } = createRecording(seed)
      const lines = trimRoute({ points, ends, trimMeters, seed: cutSeed })
      if (lines.length > 0) shownCount++
      const closest = distanceToNearest(lines, places)
      if (closest < trimMeters) throw new Error(`route ${seed} is drawn ${closest} m from an end, not ${trimMeters}`)
    }
    // Makes sure that something is drawn at all.
    expect(shownCount).toBeGreaterThan(ROUTES / 2)
  })
})

test('a recording without stray points keeps its map in nine of ten cases', () => {
  let usableCount = 0
  let lostCount = 0
  for (let seed = 0; seed < SAMPLE; seed++) {
    const { route, trimMeters, cutSeed } = createRecording(seed)
    const [start, finish] = [route[0], route.at(-1)] as [LatLng, LatLng]
    // This much of the route is far enough from both ends, whatever the random cut, so there must be a map.
    const places = route.map(toVector)
    const [first, last] = [toVector(start), toVector(finish)]
    const hiddenChord = squaredChord(1.51 * trimMeters)
    let [section, longest] = [0, 0]
    for (const [index, place] of places.entries()) {
      const isOutside = Math.min(squareBetween(place, first), squareBetween(place, last)) > hiddenChord
      section = isOutside ? section + toMeters(squareBetween(place, places[index - 1] ?? place)) : 0
      longest = Math.max(longest, section)
    }
    if (longest < 1.3 * trimMeters) continue
    usableCount++
    if (trimRoute({ points: route, ends: [start, finish], trimMeters, seed: cutSeed }).length === 0) lostCount++
  }
  expect(usableCount).toBeGreaterThan(SAMPLE / 2)
  expect(lostCount / usableCount).toBeLessThan(0.1)
})

/** A line to the north, 5.5 km long, with a point every 11 m. */
const HOME: LatLng = [47, 11]
const north = Array.from({ length: 510 }, (_, i) => offset(HOME, i * 11, 0))
const SEEDS = [
  [0, 0],
  [0.5, 0.5],
  [0.99, 0.01],
] as const

describe('one stray point', () => {
  test.each([
    [5000, 400],
    [700, 400],
    [300, 200],
    [100, 200],
    [25_000, 800],
  ])('%i m before the start or after the finish: neither is shown within %i m', (meters, trimMeters) => {
    for (const cutSeed of SEEDS) {
      const stray = offset(HOME, -meters, 0)
      for (const ends of [[], [stray]]) {
        const first = trimRoute({ points: [stray, ...north], ends, trimMeters, seed: cutSeed })
        const last = trimRoute({ points: [...north.toReversed(), stray], ends, trimMeters, seed: cutSeed })
        expect(first.length).toBe(1)
        expect(last.length).toBe(1)
        for (const lines of [first, last])
          expect(distanceToNearest(lines, [HOME, stray])).toBeGreaterThanOrEqual(trimMeters)
      }
    }
  })

  test('before a line of only four more points removes the map rather than showing the start', () => {
    const points = polyline.decode('w{q}G_mcbAgxG?o}@?o}@?o}@?o}@?')
    for (const some of [points, points.slice(0, 4)]) {
      const lines = trimRoute({ points: some, ends: [some[0] as LatLng], trimMeters: 400, seed: [0, 0] })
      expect(distanceToNearest(lines, [some[1] as LatLng])).toBeGreaterThanOrEqual(400)
    }
  })

  test('is not connected to the route', () => {
    const stray = offset(HOME, -5000, 0)
    const [line] = trimRoute({ points: [stray, ...north], ends: [], trimMeters: 400, seed: [0, 0] })
    expect(Math.min(...(line ?? []).map(([lat]) => lat))).toBeGreaterThan(HOME[0])
  })
})

test('a train ride in the middle is not drawn, and both of its ends are hidden', () => {
  const shifted = north.map((point) => offset(point, 30_000, 5000))
  const lines = trimRoute({ points: [...north, ...shifted], ends: [], trimMeters: 400, seed: [0, 0] })
  expect(lines).toHaveLength(2)
  expect(distanceToNearest(lines, [north.at(-1), shifted[0]] as LatLng[])).toBeGreaterThanOrEqual(400)
})

test.each([0, 1, 250, 509, 510])('a (0, 0) from a device without a position is ignored at index %i', (at) => {
  const points = north.toSpliced(at, 0, [0, 0])
  const trimWith = (some: LatLng[], ends: LatLng[], trimMeters: number) =>
    trimRoute({ points: some, ends, trimMeters, seed: [0.3, 0.3] })
  for (const trimMeters of [0, 400]) {
    expect(trimWith(points, [[0, 0]], trimMeters)).toEqual(trimWith(north, [], trimMeters))
  }
})

test('a route with long straight sections keeps its map', () => {
  // Village streets, with a straight road of three kilometres between two villages.
  const createVillage = (from: LatLng) => Array.from({ length: 30 }, (_, i) => offset(from, 60 * Math.sin(i), 70 * i))
  const villages = [0, 1, 2, 3].map((villageIndex) => createVillage(offset(HOME, 0, villageIndex * 5000)))
  const lines = trimRoute({ points: villages.flat(), ends: [], trimMeters: 400, seed: [0.5, 0.5] })
  expect(lines.length).toBeGreaterThan(0)
})
