import { distanceBetween, type LatLng, longitudeDelta } from './projection.ts'

/** A recording may begin or end with so many stray points, such as positions that a device remembered from elsewhere. */
const STRAY_POINTS = 3

/**
 * A jump is longer than so many times the usual step: at the ends of the median, or less where little is lost; then of what
 * nine in ten steps do not exceed.
 */
const JUMP_FACTORS = { atEnds: 3, cheapAtEnds: 1.5, nearEnds: 4, elsewhere: 30 }

/** Near an end are so many steps, stray ones among them. */
const STEPS_NEAR_ENDS = 15

/** Shorter steps are no jumps, unless they are among the first or the last. Metres. */
const MIN_JUMP_METRES = { nearEnds: 50, elsewhere: 500 }

/** More degrees of longitude than this in one step are always a jump. */
const MAX_LONGITUDE_DELTA = 90

/** So many of the longest steps may be jumps, and say nothing of how long steps usually are: three at each end, and two gaps. */
const MAX_EXPECTED_JUMPS = 8

/** With fewer steps than this, most of them may be jumps. */
const MIN_STEPS_FOR_MEDIAN = 12

/** How long the steps of a route usually are: the one in the middle, and one that nine of ten do not exceed. Metres. */
function typicalSteps(lengths: readonly number[]): { median: number; upper: number } {
  const sorted = Float64Array.from(lengths.filter((length) => length > 0)).sort()
  const last = sorted.length - 1
  const middle = Math.floor(last / 2)
  const median = last + 1 < MIN_STEPS_FOR_MEDIAN ? Math.min(middle, Math.max(0, last - 6)) : middle
  const upper = Math.max(median, last - Math.max(MAX_EXPECTED_JUMPS, Math.ceil(sorted.length / 10)))
  return { median: sorted[median] ?? 0, upper: sorted[upper] ?? 0 }
}

const isLongitudeJump = (from: LatLng, to: LatLng) => Math.abs(longitudeDelta(from[1], to[1])) > MAX_LONGITUDE_DELTA

/** The steps that lead so far around the earth that nobody went there at once, by the index of the point where they begin. */
export const longitudeJumps = (points: readonly LatLng[]): Set<number> =>
  new Set(points.slice(1).flatMap((point, index) => (isLongitudeJump(points[index] as LatLng, point) ? [index] : [])))

/**
 * The steps of a route that are no way, by the index of the point where they begin: nobody went so far from one point to the next. A
 * recording may have begun, ended or been interrupted on either side of one.
 *
 * A line of few points has long steps where the way is straight, so what is far depends on the other steps. Near the ends
 * less is enough, because there it matters; and less than `hidden` metres are hidden at little cost.
 */
export function findJumps(points: readonly LatLng[], hidden: number): Set<number> {
  const lengths = points.slice(1).map((point, index) => distanceBetween(points[index] as LatLng, point))
  const { median, upper } = typicalSteps(lengths)
  const isJump = (index: number): boolean => {
    const [from, to, length] = [points[index] as LatLng, points[index + 1] as LatLng, lengths[index] as number]
    if (isLongitudeJump(from, to)) return true
    const order = Math.min(index, lengths.length - 1 - index)
    if (order < STRAY_POINTS)
      return length > median * (length < hidden ? JUMP_FACTORS.cheapAtEnds : JUMP_FACTORS.atEnds)
    return order < STEPS_NEAR_ENDS
      ? length > Math.max(MIN_JUMP_METRES.nearEnds, upper * JUMP_FACTORS.nearEnds)
      : length > Math.max(MIN_JUMP_METRES.elsewhere, hidden, upper * JUMP_FACTORS.elsewhere)
  }
  return new Set([...lengths.keys()].filter(isJump))
}
