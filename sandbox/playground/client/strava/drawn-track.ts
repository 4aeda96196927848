import type { RecordedPoint } from '../../../strava/recorded-track.ts'

/** A point in map units: x to the east, y to the south. */
export type MapPoint = readonly [x: number, y: number]

export const MAP_WIDTH = 640
export const MAP_HEIGHT = 400
/** The map shows 8 by 5 kilometres. */
const METERS_PER_UNIT = 12.5

/** The centre of the map. */
const CENTRE = { lat: 46.4, lng: 8.15 }
const METERS_PER_DEGREE = 111_195

/** Hills: the position of the top, height and width. Map units and metres. */
export const HILLS: readonly { x: number; y: number; height: number; width: number }[] = [
  { x: 130, y: 105, height: 340, width: 75 },
  { x: 505, y: 290, height: 230, width: 85 },
  { x: 560, y: 70, height: 160, width: 55 },
]

/** Metres above sea level. */
export const elevationAt = ([x, y]: MapPoint): number =>
  HILLS.reduce(
    (sum, hill) => sum + hill.height * Math.exp(-(((x - hill.x) ** 2 + (y - hill.y) ** 2) / (2 * hill.width ** 2))),
    412 + (MAP_HEIGHT - y) * 0.02,
  )

const round = (value: number, digits: number) => Number(value.toFixed(digits))

function toRecordedPoint(point: MapPoint): RecordedPoint {
  const [east, north] = [(point[0] - MAP_WIDTH / 2) * METERS_PER_UNIT, (MAP_HEIGHT / 2 - point[1]) * METERS_PER_UNIT]
  return {
    lat: round(CENTRE.lat + north / METERS_PER_DEGREE, 6),
    lng: round(CENTRE.lng + east / METERS_PER_DEGREE / Math.cos((CENTRE.lat * Math.PI) / 180), 6),
    elevation: round(elevationAt(point), 1),
  }
}

/** A device records a point at least this often. Map units: 25 metres. */
const LONGEST_STEP = 2

/** The route as a device records it, with points between the corners. */
export function toTrack(points: readonly MapPoint[]): RecordedPoint[] {
  const recorded = points.flatMap((to, index): MapPoint[] => {
    const from = points[index - 1]
    if (!from) return [to]
    const length = Math.hypot(to[0] - from[0], to[1] - from[1])
    const steps = Math.max(1, Math.ceil(length / LONGEST_STEP))
    return Array.from({ length: steps }, (_, step) => {
      const share = (step + 1) / steps
      return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]
    })
  })
  return recorded.map(toRecordedPoint)
}

export const clampToMap = ([x, y]: MapPoint): MapPoint => [
  Math.min(MAP_WIDTH, Math.max(0, round(x, 1))),
  Math.min(MAP_HEIGHT, Math.max(0, round(y, 1))),
]

/** Whether a route ends at its start. */
export const isLoop = (points: readonly MapPoint[]): boolean => {
  const [first, last] = [points[0], points.at(-1)]
  return points.length > 2 && first !== undefined && last !== undefined && first[0] === last[0] && first[1] === last[1]
}

/** The outline of a track scaled to a width, as SVG points: `x,y x,y`. */
export function toOutline(track: readonly RecordedPoint[], width: number, height: number): string {
  const origin = track[0] ?? { lat: 0, lng: 0 }
  const squeeze = Math.cos((origin.lat * Math.PI) / 180)
  const flat = track.map(({ lat, lng }) => [lng * squeeze, -lat] as const)
  const [xs, ys] = [flat.map(([x]) => x), flat.map(([, y]) => y)]
  const span = (values: readonly number[]) => {
    const [least, most] = values.reduce(
      ([low, high], one) => [Math.min(low, one), Math.max(high, one)],
      [Infinity, -Infinity],
    )
    return { least, size: most - least }
  }
  const [x, y] = [span(xs), span(ys)]
  const scale = Math.min(width / (x.size || 1e-9), height / (y.size || 1e-9))
  const [left, top] = [(width - x.size * scale) / 2, (height - y.size * scale) / 2]
  return flat
    .map(([east, south]) => `${round(left + (east - x.least) * scale, 1)},${round(top + (south - y.least) * scale, 1)}`)
    .join(' ')
}
