import { clipOutsideCircles, interpolate } from './clip-line.ts'
import { hiddenRadius, MIN_TRIM_METERS } from './hidden-radius.ts'
import { distanceBetween, type LatLng, lineLength, longitudeDelta, project, simplify } from './projection.ts'
import { findJumps, longitudeJumps } from './route-jumps.ts'

export interface RouteToTrim {
  /** The whole route in riding order. */
  points: readonly LatLng[]
  /** The real start and end as reported by Strava: the line may already have been shortened. */
  ends: readonly LatLng[]
  /** Metres. 0 hides nothing; anything else hides at least 200. */
  trimMeters: number
  /** Two numbers in [0, 1). Constant for each activity, and secret: with them the cut could be reversed. */
  seed: readonly [number, number]
}

/** Longitude is meaningless this close to a pole. */
const MAX_LATITUDE = 89.9

/** Relative to the image's diagonal; smaller details aren't visible. */
const SIMPLIFY_TOLERANCE = 1 / 2000

/** Longer recordings are downsampled, to bound the time. */
const MAX_POINTS = 10_000

/** A route with more jumps is too broken to draw. */
const MAX_JUMPS = 64

/** A few metres. */
const NULL_ISLAND_DEGREES = 1e-4

/** Seeded random numbers in [0, 1) (mulberry32). */
function createRandom(seed: number): () => number {
  let state = Math.floor(seed * 4_294_967_296) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function splitAtJumps(points: readonly LatLng[], jumps: ReadonlySet<number>): LatLng[][] {
  const legs: LatLng[][] = []
  for (const [index, point] of points.entries()) {
    if (index === 0 || jumps.has(index - 1)) legs.push([])
    legs.at(-1)?.push(point)
  }
  return legs
}

/** Removes the first `meters` of a line. */
function shorten(line: readonly LatLng[], meters: number): LatLng[] {
  let left = meters
  for (const [index, a] of line.entries()) {
    const b = line[index + 1]
    if (!b) break
    const length = distanceBetween(a, b)
    if (length > left) return [interpolate(a, b, left / length), ...line.slice(index + 1)]
    left -= length
  }
  return []
}

/** Downsamples and simplifies for drawing. */
function simplifyForImage(points: readonly LatLng[], stride: number): LatLng[] {
  const some = points.filter((_, index) => index % stride === 0 || index === points.length - 1)
  const { lines, width, height } = project([some])
  return simplify(lines[0] ?? [], Math.hypot(width, height) * SIMPLIFY_TOLERANCE).map((index) => some[index] as LatLng)
}

const isValidPoint = ([lat, lng]: LatLng) => Math.abs(lat) < MAX_LATITUDE && Math.abs(lng) <= 360
const isSeed = (value: number) => value >= 0 && value < 1

/** Devices without a fix report 0, 0. */
const isNullIsland = ([lat, lng]: LatLng) =>
  Math.abs(lat) < NULL_ISLAND_DEGREES && Math.abs(longitudeDelta(0, lng)) < NULL_ISLAND_DEGREES

/**
 * The lines of a route that may be drawn; empty if none.
 *
 * Nothing is drawn within `trimMeters` of the start and the end, in a straight line, however often the route passes
 * there. Overlaid routes must not reveal a circle around a home, nor one route its center. So the hidden circle is
 * enlarged by a random amount per activity, and each line that ends at it is shortened by another random amount. A
 * route may have started or ended on either side of a jump; jumps aren't drawn. Broken routes aren't drawn at all:
 * their start is unknown.
 */
export function trimRoute({ points: all, ends, trimMeters, seed }: RouteToTrim): LatLng[][] {
  if (![...all, ...ends].every(isValidPoint) || !seed.every(isSeed) || !(trimMeters >= 0)) return []
  const points = all.filter((point) => !isNullIsland(point))
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return []
  const stride = Math.ceil(points.length / MAX_POINTS)
  if (trimMeters === 0) {
    return splitAtJumps(points, longitudeJumps(points)).flatMap((leg) =>
      clipOutsideCircles(simplifyForImage(leg, stride), [], 0),
    )
  }
  const minRadius = Math.max(MIN_TRIM_METERS, trimMeters)
  const jumps = findJumps(points, minRadius)
  if (jumps.size > MAX_JUMPS) return []
  const sides = [...jumps].flatMap((index) => [points[index], points[index + 1]] as LatLng[])
  // A route may really start or end near null island, so its first and last points there are hidden.
  const atNullIsland = all.filter(isNullIsland)
  const centers = [first, last, ...ends, ...atNullIsland.slice(0, 1), ...atNullIsland.slice(-1), ...sides]
  const radius = hiddenRadius(trimMeters, seed)
  const random = createRandom(seed[1])
  const shortened = (line: readonly LatLng[]) => shorten(line, (minRadius / 2) * random()).reverse()
  return splitAtJumps(points, jumps)
    .flatMap((leg) => clipOutsideCircles(simplifyForImage(leg, stride), centers, radius))
    .map((line) => shortened(shortened(line)))
    .filter((line) => lineLength(line) >= minRadius / 4)
}
