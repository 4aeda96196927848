export type LatLng = readonly [latitude: number, longitude: number]

/** Metres to the east and to the south of a drawing's corner, like canvas coordinates. */
export type ProjectedPoint = readonly [x: number, y: number]

/** Projected lines, with the size of their bounding box in metres. */
export interface Projection {
  lines: ProjectedPoint[][]
  width: number
  height: number
  northWest: LatLng
  metersPerLongitude: number
}

/** Metres per degree of latitude, on a sphere the size of the earth. */
export const METERS_PER_DEGREE = (Math.PI / 180) * 6_371_009

export const cosine = (degrees: number) => Math.cos((degrees * Math.PI) / 180)

/** Degrees of longitude the short way round: from 179 to -179 is 2. */
export function longitudeDelta(from: number, to: number): number {
  const delta = to - from
  return delta >= -180 && delta < 180 ? delta : ((((delta + 180) % 360) + 360) % 360) - 180
}

/** Metres between two nearby points. */
export const distanceBetween = (a: LatLng, b: LatLng) =>
  Math.hypot(b[0] - a[0], longitudeDelta(a[1], b[1]) * cosine((a[0] + b[0]) / 2)) * METERS_PER_DEGREE

/** Metres along a line. */
export const lineLength = (line: readonly LatLng[]) =>
  line.reduce((sum, point, index) => sum + distanceBetween(line[index - 1] ?? point, point), 0)

/** Lowest and highest value. `Math.max(...values)` overflows the stack at some tens of thousands of values. */
export function extent(values: Iterable<number>): [low: number, high: number] {
  let low = Infinity
  let high = -Infinity
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}

/**
 * Projects lines onto a plane. Lines that are straight in latitude and longitude stay straight, so nothing is drawn
 * where the route didn't go. Accurate for a day's distance: over a thousand kilometres the edges are off by a few per
 * cent.
 */
export function project(lines: readonly (readonly LatLng[])[]): Projection {
  const origin = lines[0]?.[0]?.[1] ?? 0
  let [south, north, west, east] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const line of lines) {
    for (const [lat, lng] of line) {
      const x = longitudeDelta(origin, lng)
      if (lat < south) south = lat
      if (lat > north) north = lat
      if (x < west) west = x
      if (x > east) east = x
    }
  }
  if (south > north) return { lines: [], width: 0, height: 0, northWest: [0, 0], metersPerLongitude: METERS_PER_DEGREE }
  const scale = cosine((south + north) / 2) * METERS_PER_DEGREE
  return {
    lines: lines.map((line) =>
      line.map(([lat, lng]) => [(longitudeDelta(origin, lng) - west) * scale, (north - lat) * METERS_PER_DEGREE]),
    ),
    width: (east - west) * scale,
    height: (north - south) * METERS_PER_DEGREE,
    northWest: [north, origin + west],
    metersPerLongitude: scale,
  }
}

/**
 * The point between two others that is furthest from the segment between these; `first` if none is further than
 * `least`.
 */
function furthestBetween(line: readonly ProjectedPoint[], first: number, last: number, least: number): number {
  const [ax, ay] = line[first] as ProjectedPoint
  const [bx, by] = line[last] as ProjectedPoint
  const [dx, dy] = [bx - ax, by - ay]
  const square = dx * dx + dy * dy
  let [furthest, most] = [first, least]
  for (let i = first + 1; i < last; i++) {
    const point = line[i] as ProjectedPoint
    const [x, y] = [point[0] - ax, point[1] - ay]
    const along = square === 0 ? 0 : (x * dx + y * dy) / square
    const nearest = Math.min(1, Math.max(0, along))
    // Math.hypot would take most of the time of a simplification.
    const away = Math.sqrt((x - nearest * dx) ** 2 + (y - nearest * dy) ** 2)
    if (away > most) {
      furthest = i
      most = away
    }
  }
  return furthest
}

/** Segments deeper than this are halved: a zigzag would otherwise take quadratic time. */
const MAX_SPLIT_DEPTH = 64

/**
 * The indexes of the points needed to draw a line: all others are within `tolerance` of it (Douglas–Peucker). Takes at
 * most n · log n · `MAX_SPLIT_DEPTH` steps.
 */
export function simplify(line: readonly ProjectedPoint[], tolerance: number): number[] {
  if (line.length < 3) return [...line.keys()]
  const isNeeded = new Uint8Array(line.length)
  isNeeded[0] = isNeeded[line.length - 1] = 1
  const open: [first: number, last: number, depth: number][] = [[0, line.length - 1, 0]]
  for (let segment = open.pop(); segment; segment = open.pop()) {
    const [first, last, depth] = segment
    const furthest = furthestBetween(line, first, last, tolerance)
    if (furthest === first) continue
    const cut = depth < MAX_SPLIT_DEPTH ? furthest : Math.floor((first + last) / 2)
    isNeeded[cut] = 1
    open.push([first, cut, depth + 1], [cut, last, depth + 1])
  }
  return [...line.keys()].filter((index) => isNeeded[index])
}
