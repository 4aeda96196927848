import { between, outside } from './clip.ts'
import { type LatLng, lengthOf, outline, stepLength, toPlane, turn } from './plane.ts'

/** At both ends at least so much of a route is hidden, unless nothing is, in metres. */
export const LEAST_TRIMMING = 200

/** What is hidden at both ends when the member chose nothing, in metres. */
export const USUAL_TRIMMING = 400

export interface RouteToTrim {
  /** The whole route, in the order in which it was covered. */
  points: readonly LatLng[]
  /** Where it truly began and ended, as far as somebody says so: a line may have been shortened before it came here. */
  ends: readonly LatLng[]
  /** Metres; 0 hides nothing, anything else at least 200. */
  distance: number
  /** From 0 up to 1: always the same for an activity, and known to nobody, or the cut could be computed back. */
  chance: readonly [number, number]
}

/** More degrees of longitude than this in one step are not a way but a fault. */
const LEAP = 90

/** So near to a pole east and west mean nothing any more. */
const POLAR = 89.9

/** A picture shows less than this part of its diagonal not at all. */
const FINEST = 1 / 2000

/** So many points of a route are looked at: no recording may take longer than that. */
const MOST_POINTS = 10_000

/** Numbers from 0 up to 1 that follow from one (mulberry32). */
function createSeries(seed: number): () => number {
  let state = Math.floor(seed * 4_294_967_296) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A route without its leaps. */
function legsOf(points: readonly LatLng[]): LatLng[][] {
  const legs: LatLng[][] = []
  for (const [index, point] of points.entries()) {
    const leaps = Math.abs(turn((points[index - 1] ?? point)[1], point[1])) > LEAP
    if (index === 0 || leaps) legs.push([])
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
    const length = stepLength(a, b)
    if (length > left) return [between(a, b, left / length), ...line.slice(index + 1)]
    left -= length
  }
  return []
}

/** The points that are enough for a picture. */
function enough(points: readonly LatLng[]): LatLng[] {
  const stride = Math.ceil(points.length / MOST_POINTS)
  const some = points.filter((_, index) => index % stride === 0 || index === points.length - 1)
  const { lines, width, height } = toPlane([some])
  return outline(lines[0] ?? [], Math.hypot(width, height) * FINEST).map((index) => some[index] as LatLng)
}

const isPlace = ([lat, lng]: LatLng) => Math.abs(lat) < POLAR && Math.abs(lng) <= 360
const isChance = (value: number) => value >= 0 && value < 1

/**
 * The lines of a route that may be drawn; none when nothing may.
 *
 * Within `distance` of the places where the route began and ended, as the crow flies, there is nothing of it, however
 * often it passes there. Somebody who lays many routes over each other must not see a circle around a home, nor find its
 * middle from one route: so the circle that is cut out is larger, by another length for each activity, and every line
 * that ends at it is shortened along itself by yet another length. Of a route that is broken nothing is drawn: where it
 * began cannot be known.
 */
export function trimRoute({ points, ends, distance, chance }: RouteToTrim): LatLng[][] {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || ![...points, ...ends].every(isPlace) || !chance.every(isChance) || !(distance >= 0)) return []
  const legs = legsOf(points).map(enough)
  if (distance === 0) return legs.flatMap((leg) => outside(leg, [], 0))
  const hidden = Math.max(LEAST_TRIMMING, distance)
  const radius = hidden * (1 + chance[0] / 2)
  const more = createSeries(chance[1])
  const shortened = (line: readonly LatLng[]) => shorten(line, (hidden / 2) * more()).reverse()
  return legs
    .flatMap((leg) => outside(leg, [first, last, ...ends], radius))
    .map((line) => shortened(shortened(line)))
    .filter((line) => lengthOf(line) >= hidden / 4)
}
