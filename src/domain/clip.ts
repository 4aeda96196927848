import { cosine, type LatLng, METRES_PER_DEGREE, turn } from './plane.ts'

/** Rounding must not bring anything nearer than it may be. */
const MARGIN = 1.001

/** A part of something straight, from 0 to 1. */
type Part = readonly [from: number, to: number]

/** The place at a part of a step. */
export function between(a: LatLng, b: LatLng, part: number): LatLng {
  if (part === 0) return a
  if (part === 1) return b
  return [a[0] + (b[0] - a[0]) * part, turn(0, a[1] + turn(a[1], b[1]) * part)]
}

/** The part of a straight step, from 0 to 1, that lies within a radius of a place: one pair, or none. */
function inside(a: LatLng, b: LatLng, place: LatLng, radius: number): Part[] {
  const reach = (radius * MARGIN) / METRES_PER_DEGREE
  // On the side of the nearer pole a degree of longitude is shortest: so nothing is taken to be further away than it is.
  const shrink = cosine(Math.min(90, Math.abs(place[0]) + reach))
  const [x, y] = [turn(place[1], a[1]) * shrink, a[0] - place[0]]
  const [dx, dy] = [turn(a[1], b[1]) * shrink, b[0] - a[0]]
  const [square, half, rest] = [dx * dx + dy * dy, x * dx + y * dy, x * x + y * y - reach * reach]
  if (square === 0) return rest <= 0 ? [[0, 1]] : []
  const root = Math.sqrt(half * half - square * rest)
  const [from, to] = [(-half - root) / square, (-half + root) / square]
  return to >= 0 && from <= 1 ? [[Math.max(0, from), Math.min(1, to)]] : []
}

/** What is left of a step when parts of it are taken out. */
function without(parts: readonly Part[]): Part[] {
  const left: Part[] = []
  let begin = 0
  for (const [from, to] of [...parts].sort(([a], [b]) => a - b)) {
    if (from > begin) left.push([begin, from])
    begin = Math.max(begin, to)
  }
  return begin < 1 ? [...left, [begin, 1]] : left
}

/** What of a line lies further than `radius` metres from all places, as the crow flies: the cuts are inside its steps. */
export function outside(points: readonly LatLng[], places: readonly LatLng[], radius: number): LatLng[][] {
  const lines: LatLng[][] = []
  let open = false
  points.slice(1).forEach((b, index) => {
    const a = points[index] as LatLng
    const left = without(places.flatMap((place) => inside(a, b, place, radius)))
    if (left.length === 0) open = false
    for (const [from, to] of left) {
      if (!open || from > 0) lines.push([between(a, b, from)])
      lines.at(-1)?.push(between(a, b, to))
      open = to === 1
    }
  })
  return lines
}
