import { cosine, type LatLng, longitudeDelta, METRES_PER_DEGREE } from './projection.ts'

/** Margin, so that rounding never moves a cut into the hidden circle. */
const ROUNDING_FACTOR = 1.001

/** Part of a segment, from 0 to 1. */
type Interval = readonly [from: number, to: number]

/** The point at a fraction of a segment. */
export function interpolate(a: LatLng, b: LatLng, part: number): LatLng {
  if (part === 0) return a
  if (part === 1) return b
  return [a[0] + (b[0] - a[0]) * part, longitudeDelta(0, a[1] + longitudeDelta(a[1], b[1]) * part)]
}

/** The part of a segment, from 0 to 1, inside a circle: one interval or none. */
function intervalInsideCircle(a: LatLng, b: LatLng, center: LatLng, radius: number): Interval[] {
  const radiusDegrees = (radius * ROUNDING_FACTOR) / METRES_PER_DEGREE
  // A degree of longitude is shortest on the poleward side. Using that length never overestimates a distance.
  const shrink = cosine(Math.min(90, Math.abs(center[0]) + radiusDegrees))
  const [x, y] = [longitudeDelta(center[1], a[1]) * shrink, a[0] - center[0]]
  const [dx, dy] = [longitudeDelta(a[1], b[1]) * shrink, b[0] - a[0]]
  const [square, half, rest] = [dx * dx + dy * dy, x * dx + y * dy, x * x + y * y - radiusDegrees * radiusDegrees]
  if (square === 0) return rest <= 0 ? [[0, 1]] : []
  const root = Math.sqrt(half * half - square * rest)
  const [from, to] = [(-half - root) / square, (-half + root) / square]
  return to >= 0 && from <= 1 ? [[Math.max(0, from), Math.min(1, to)]] : []
}

/** What remains of a segment without these parts. */
function complementOf(parts: readonly Interval[]): Interval[] {
  const left: Interval[] = []
  let begin = 0
  for (const [from, to] of [...parts].sort(([a], [b]) => a - b)) {
    if (from > begin) left.push([begin, from])
    begin = Math.max(begin, to)
  }
  return begin < 1 ? [...left, [begin, 1]] : left
}

/** The parts of a line further than `radius` metres from all centers, in a straight line. Cuts lie within segments. */
export function clipOutsideCircles(points: readonly LatLng[], centers: readonly LatLng[], radius: number): LatLng[][] {
  const lines: LatLng[][] = []
  let open = false
  points.slice(1).forEach((b, index) => {
    const a = points[index] as LatLng
    const left = complementOf(centers.flatMap((place) => intervalInsideCircle(a, b, place, radius)))
    if (left.length === 0) open = false
    for (const [from, to] of left) {
      if (!open || from > 0) lines.push([interpolate(a, b, from)])
      lines.at(-1)?.push(interpolate(a, b, to))
      open = to === 1
    }
  })
  return lines
}
