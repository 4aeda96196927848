import { clipOutsideCircles, interpolate } from './clip-line.ts'
import { distanceBetween, type LatLng, lineLength, longitudeDelta, project, simplify } from './projection.ts'
import { findJumps, longitudeJumps } from './route-jumps.ts'

/** At both ends at least so much of a route is hidden, unless nothing is, in metres. */
const MIN_TRIM_METRES = 200

export interface RouteToTrim {
  /** The whole route, in the order in which it was covered. */
  points: readonly LatLng[]
  /** Where it truly began and ended, as far as somebody says so: a line may have been shortened before it came here. */
  ends: readonly LatLng[]
  /** Metres; 0 hides nothing, anything else at least 200. */
  distance: number
  /** From 0 up to 1: always the same for an activity, and known to nobody, or the cut could be computed back. */
  seed: readonly [number, number]
}

/** So near to a pole east and west mean nothing any more. */
const MAX_LATITUDE = 89.9

/** An image shows less than this part of its diagonal not at all. */
const SIMPLIFY_TOLERANCE = 1 / 2000

/** So many points of a route are looked at: no recording may take longer than that. */
const MAX_POINTS = 10_000

/** A route with more jumps is so broken that nothing of it is drawn. */
const MAX_JUMPS = 64

/** Degrees: some metres. */
const NULL_ISLAND_DEGREES = 1e-4

/** Numbers from 0 up to 1 that follow from one (mulberry32). */
function createRandom(seed: number): () => number {
  let state = Math.floor(seed * 4_294_967_296) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A route in the parts between its jumps. */
function splitAtJumps(points: readonly LatLng[], jumps: ReadonlySet<number>): LatLng[][] {
  const legs: LatLng[][] = []
  for (const [index, point] of points.entries()) {
    if (index === 0 || jumps.has(index - 1)) legs.push([])
    legs.at(-1)?.push(point)
  }
  return legs
}

/** A line without its first metres. */
function shorten(line: readonly LatLng[], metres: number): LatLng[] {
  let left = metres
  for (const [index, a] of line.entries()) {
    const b = line[index + 1]
    if (!b) break
    const length = distanceBetween(a, b)
    if (length > left) return [interpolate(a, b, left / length), ...line.slice(index + 1)]
    left -= length
  }
  return []
}

/** The points that are enough for an image. */
function simplifyForImage(points: readonly LatLng[], stride: number): LatLng[] {
  const some = points.filter((_, index) => index % stride === 0 || index === points.length - 1)
  const { lines, width, height } = project([some])
  return simplify(lines[0] ?? [], Math.hypot(width, height) * SIMPLIFY_TOLERANCE).map((index) => some[index] as LatLng)
}

const isValidPoint = ([lat, lng]: LatLng) => Math.abs(lat) < MAX_LATITUDE && Math.abs(lng) <= 360
const isSeed = (value: number) => value >= 0 && value < 1

/** Where the equator meets the prime meridian nobody is: devices without a position say that they are there. */
const isNullIsland = ([lat, lng]: LatLng) =>
  Math.abs(lat) < NULL_ISLAND_DEGREES && Math.abs(longitudeDelta(0, lng)) < NULL_ISLAND_DEGREES

/**
 * The lines of a route that may be drawn; none when nothing may.
 *
 * Within `distance` of the places where the route began and ended, as the crow flies, there is nothing of it, however
 * often it passes there. Somebody who lays many routes over each other must not see a circle around a home, nor find its
 * middle from one route: so the circle that is cut out is larger, by another length for each activity, and every line
 * that ends at it is shortened along itself by yet another length. Where a route jumps, it may have begun or ended on
 * both sides, and the jump is not drawn. Of a route that is broken nothing is drawn: where it began cannot be known.
 */
export function trimRoute({ points: all, ends, distance, seed }: RouteToTrim): LatLng[][] {
  if (![...all, ...ends].every(isValidPoint) || !seed.every(isSeed) || !(distance >= 0)) return []
  const points = all.filter((point) => !isNullIsland(point))
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return []
  const stride = Math.ceil(points.length / MAX_POINTS)
  if (distance === 0) {
    return splitAtJumps(points, longitudeJumps(points)).flatMap((leg) =>
      clipOutsideCircles(simplifyForImage(leg, stride), [], 0),
    )
  }
  const hidden = Math.max(MIN_TRIM_METRES, distance)
  const jumps = findJumps(points, hidden)
  if (jumps.size > MAX_JUMPS) return []
  const sides = [...jumps].flatMap((index) => [points[index], points[index + 1]] as LatLng[])
  // A route may really start or end near null island, so its own first and last points there are hidden.
  const atNullIsland = all.filter(isNullIsland)
  const centers = [first, last, ...ends, ...atNullIsland.slice(0, 1), ...atNullIsland.slice(-1), ...sides]
  const radius = hidden * (1 + seed[0] / 2)
  const random = createRandom(seed[1])
  const shortened = (line: readonly LatLng[]) => shorten(line, (hidden / 2) * random()).reverse()
  return splitAtJumps(points, jumps)
    .flatMap((leg) => clipOutsideCircles(simplifyForImage(leg, stride), centers, radius))
    .map((line) => shortened(shortened(line)))
    .filter((line) => lineLength(line) >= hidden / 4)
}
