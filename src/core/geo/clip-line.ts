import { cosine, type LatLng, longitudeDelta, METERS_PER_DEGREE } from './projection.ts'

/** Margin, so that rounding never moves a cut into the hidden circle. */
const ROUNDING_FACTOR = 1.001

/** Part of a segment, from 0 to 1. */
type Interval = readonly [from: number, to: number]

const WHOLE: readonly Interval[] = [[0, 1]]

/** The point at a fraction of a segment. */
export function interpolate(a: LatLng, b: LatLng, part: number): LatLng {
  if (part === 0) return a
  if (part === 1) return b
  return [a[0] + (b[0] - a[0]) * part, longitudeDelta(0, a[1] + longitudeDelta(a[1], b[1]) * part)]
}

/** A circle in degrees of latitude. */
interface Circle {
  center: LatLng
  radius: number
  /** Degrees of latitude per degree of longitude. */
  shrink: number
}

function toCircle(center: LatLng, radiusMeters: number): Circle {
  const radius = (radiusMeters * ROUNDING_FACTOR) / METERS_PER_DEGREE
  // A degree of longitude is shortest on the poleward side. Using that length never overestimates a distance.
  return { center, radius, shrink: cosine(Math.min(90, Math.abs(center[0]) + radius)) }
}

/** The part of a segment, from 0 to 1, inside a circle: one interval or none. */
function intervalInsideCircle(a: LatLng, b: LatLng, { center, radius, shrink }: Circle): Interval | undefined {
  const x = longitudeDelta(center[1], a[1]) * shrink
  const y = a[0] - center[0]
  const dx = longitudeDelta(a[1], b[1]) * shrink
  const dy = b[0] - a[0]
  const square = dx * dx + dy * dy
  const half = x * dx + y * dy
  const rest = x * x + y * y - radius * radius
  if (square === 0) return rest <= 0 ? [0, 1] : undefined
  const root = Math.sqrt(half * half - square * rest)
  const from = (-half - root) / square
  const to = (-half + root) / square
  return to >= 0 && from <= 1 ? [Math.max(0, from), Math.min(1, to)] : undefined
}

/** What remains of a segment without these parts. */
function complementOf(parts: readonly Interval[]): Interval[] {
  const left: Interval[] = []
  let begin = 0
  for (const [from, to] of parts.toSorted(([a], [b]) => a - b)) {
    if (from > begin) left.push([begin, from])
    begin = Math.max(begin, to)
  }
  return begin < 1 ? [...left, [begin, 1]] : left
}

/** The parts of a line further than `radius` metres from all centers, in a straight line. Cuts lie within segments. */
export function clipOutsideCircles(points: readonly LatLng[], centers: readonly LatLng[], radius: number): LatLng[][] {
  const circles = centers.map((center) => toCircle(center, radius))
  const lines: LatLng[][] = []
  let open = false
  for (const [index, a] of points.entries()) {
    const b = points[index + 1]
    if (!b) break
    const hidden: Interval[] = []
    for (const circle of circles) {
      const part = intervalInsideCircle(a, b, circle)
      if (part) hidden.push(part)
    }
    // Most segments are outside of all circles.
    const left = hidden.length === 0 ? WHOLE : complementOf(hidden)
    if (left.length === 0) open = false
    for (const [from, to] of left) {
      if (!open || from > 0) lines.push([interpolate(a, b, from)])
      lines.at(-1)?.push(interpolate(a, b, to))
      open = to === 1
    }
  }
  return lines
}
