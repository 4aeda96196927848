import { randomFrom } from './seeded-random.ts'
import type { TrackPoint } from './strava-types.ts'
import { type Leg, legsOf, type Point, type Terrain } from './terrain.ts'
import { toLatLng } from './track.ts'

type Random = () => number

/** How often the route between two points bends, and how far from the straight line. */
const BENDS: Record<Leg['kind'], { times: number; share: number }> = {
  street: { times: 0, share: 0 },
  path: { times: 3, share: 0.09 },
  road: { times: 4, share: 0.17 },
  water: { times: 1, share: 0.05 },
}

const distanceOf = ([east, north]: Point, [otherEast, otherNorth]: Point) =>
  Math.hypot(east - otherEast, north - otherNorth)

const between = ([east, north]: Point, [toEast, toNorth]: Point, share: number): Point => [
  east + (toEast - east) * share,
  north + (toNorth - north) * share,
]

/** Midpoint displacement: each half of a leg bends again by half as many metres. */
function bend(points: readonly Point[], kind: Leg['kind'], random: Random): readonly Point[] {
  const { times, share } = BENDS[kind]
  let line = points
  for (let time = 0; time < times; time += 1) {
    const bent = line.slice(0, 1)
    for (let index = 1; index < line.length; index += 1) {
      const [from, to] = [line[index - 1] as Point, line[index] as Point]
      const aside = (random() - 0.5) * 2 * share
      const [east, north] = between(from, to, 0.4 + 0.2 * random())
      bent.push([east - (to[1] - from[1]) * aside, north + (to[0] - from[0]) * aside], to)
    }
    line = bent
  }
  return line
}

/** Puts two points between each two, at these shares of the way, and keeps both ends, and the corners if wanted. */
function split(points: readonly Point[], shares: readonly [number, number], keepsCorners: boolean): Point[] {
  const line = points.slice(0, 1)
  for (let index = 1; index < points.length; index += 1) {
    const [from, to] = [points[index - 1] as Point, points[index] as Point]
    line.push(between(from, to, shares[0]), between(from, to, shares[1]))
    if (keepsCorners) line.push(to)
  }
  return keepsCorners ? line : [...line, ...points.slice(-1)]
}

/** Rounds corners step by step (Chaikin) and keeps both ends. */
function rounded(points: readonly Point[], times: number): readonly Point[] {
  let line = points
  for (let time = 0; time < times; time += 1) line = split(line, [0.25, 0.75], false)
  return line
}

/** Adds points close to each corner, so that rounding keeps the street between them straight. */
const straight = (points: readonly Point[]): Point[] => split(points, [0.06, 0.94], true)

/** Metres along the line, each step added up from the start. */
function lengthsOf(points: readonly Point[]): { steps: number[]; total: number } {
  const steps: number[] = []
  let total = 0
  for (let index = 1; index < points.length; index += 1) {
    const step = distanceOf(points[index - 1] as Point, points[index] as Point)
    steps.push(step)
    total += step
  }
  return { steps, total }
}

/** The same number of points at equal distances. */
function resampled(points: readonly Point[], count: number): Point[] {
  const { steps, total } = lengthsOf(points)
  const result: Point[] = points.slice(0, 1)
  let passed = 0
  for (const [index, length] of steps.entries()) {
    const [from, to] = [points[index] as Point, points[index + 1] as Point]
    for (let next = (result.length / count) * total; next <= passed + length && result.length < count; ) {
      result.push(between(from, to, length > 0 ? (next - passed) / length : 0))
      next = (result.length / count) * total
    }
    passed += length
  }
  return [...result, ...points.slice(-1)]
}

/** Rotated, mirrored and stretched, so that two activities seldom have the same route. */
function varied(random: Random): (point: Point) => Point {
  const [mirrorEast, mirrorNorth] = [random() < 0.5 ? -1 : 1, random() < 0.5 ? -1 : 1]
  const [turn, stretch] = [(random() - 0.5) * 0.7, 0.85 + 0.3 * random()]
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
  return ([east, north]) => {
    const [x, y] = [(east - 10) * mirrorEast, (north - 5) * mirrorNorth * stretch]
    return [x * cos - y * sin, x * sin + y * cos]
  }
}

/** The number of points for a recording of this many metres; real recordings have more. */
const countFor = (distance: number) => Math.max(120, Math.min(500, Math.round(distance / 25)))

/** An invented loop of `distance` metres; the seed decides its place and shape. */
export function routeOf(distance: number, terrain: Terrain, seed: number): TrackPoint[] {
  const random = randomFrom(seed)
  const place = varied(random)
  const moved = ([east, north]: Point): Point => [east + (random() - 0.5) * 0.4, north + (random() - 0.5) * 0.4]
  const drawn = legsOf(terrain).flatMap(({ kind, points }) =>
    kind === 'street' ? straight(points) : bend(points.map(moved), kind, random),
  )
  const line = resampled(rounded(drawn, 3), countFor(distance)).map(place)
  const { total: length } = lengthsOf(line)
  const centre: TrackPoint = [46.2 + (seed % 17) * 0.11, 7.4 + (seed % 23) * 0.13]
  return line.map(([east, north]) => toLatLng(centre, (east * distance) / length, (north * distance) / length))
}
