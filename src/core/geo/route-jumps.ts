import { distanceBetween, type LatLng, longitudeDelta } from './projection.ts'

/** A recording may start or end with this many stray points, such as positions cached by the device. */
const STRAY_POINTS = 3

/**
 * A jump is longer than this many times a typical step. At the ends that is the median, and the factor is lower if
 * little is lost. Elsewhere it is the 90th percentile.
 */
const JUMP_FACTORS = { atEnds: 3, cheapAtEnds: 1.5, nearEnds: 4, elsewhere: 30 }

/** Steps that count as near an end, including stray ones. */
const STEPS_NEAR_ENDS = 15

/** Shorter steps aren't jumps, unless they are among the first or the last. */
const MIN_JUMP_METERS = { nearEnds: 50, elsewhere: 500 }

/** A larger change of longitude in one step is always a jump. */
const MAX_LONGITUDE_DELTA = 90

/** The longest steps may be jumps and don't count as typical: three at each end, and two gaps. */
const MAX_EXPECTED_JUMPS = 8

/** With fewer steps than this, most of them may be jumps. */
const MIN_STEPS_FOR_MEDIAN = 12

/** Typical step lengths in metres: the median, and the 90th percentile. */
function typicalSteps(lengths: readonly number[]): { median: number; upper: number } {
  const sorted = Float64Array.from(lengths.filter((length) => length > 0)).sort()
  const last = sorted.length - 1
  const middle = Math.floor(last / 2)
  const median = last + 1 < MIN_STEPS_FOR_MEDIAN ? Math.min(middle, Math.max(0, last - 6)) : middle
  const upper = Math.max(median, last - Math.max(MAX_EXPECTED_JUMPS, Math.ceil(sorted.length / 10)))
  return { median: sorted[median] ?? 0, upper: sorted[upper] ?? 0 }
}

const isLongitudeJump = (from: LatLng, to: LatLng) => Math.abs(longitudeDelta(from[1], to[1])) > MAX_LONGITUDE_DELTA

/** Steps too far around the earth for a single step, by the index of their first point. */
export const longitudeJumps = (points: readonly LatLng[]): Set<number> =>
  new Set(points.slice(1).flatMap((point, index) => (isLongitudeJump(points[index] as LatLng, point) ? [index] : [])))

/**
 * Steps that are too long to be real, by the index of their first point. A recording may have started, ended or been
 * paused on either side of one.
 *
 * Routes with few points have long steps on straight sections, so the limit depends on the other steps. Near the ends
 * the limit is lower, because privacy depends on it. Jumps shorter than `trimMeters` cost little to hide.
 */
export function findJumps(points: readonly LatLng[], trimMeters: number): Set<number> {
  const lengths = points.slice(1).map((point, index) => distanceBetween(points[index] as LatLng, point))
  const { median, upper } = typicalSteps(lengths)
  const isJump = (index: number): boolean => {
    const [from, to, length] = [points[index] as LatLng, points[index + 1] as LatLng, lengths[index] as number]
    if (isLongitudeJump(from, to)) return true
    const order = Math.min(index, lengths.length - 1 - index)
    if (order < STRAY_POINTS)
      return length > median * (length < trimMeters ? JUMP_FACTORS.cheapAtEnds : JUMP_FACTORS.atEnds)
    return order < STEPS_NEAR_ENDS
      ? length > Math.max(MIN_JUMP_METERS.nearEnds, upper * JUMP_FACTORS.nearEnds)
      : length > Math.max(MIN_JUMP_METERS.elsewhere, trimMeters, upper * JUMP_FACTORS.elsewhere)
  }
  return new Set([...lengths.keys()].filter(isJump))
}
