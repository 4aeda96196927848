import type { TrackPoint } from './strava-types.ts'

const METRES_PER_DEGREE = 111_320
const round = (value: number, digits: number) => Number(value.toFixed(digits))

/** So many metres east and north of a place. */
export const toLatLng = ([lat, lng]: TrackPoint, east: number, north: number): TrackPoint => [
  round(lat + north / METRES_PER_DEGREE, 6),
  round(lng + east / METRES_PER_DEGREE / Math.cos((lat * Math.PI) / 180), 6),
]

function encodeNumber(value: number): string {
  let rest = value < 0 ? ~(value << 1) : value << 1
  let text = ''
  while (rest >= 0x20) {
    text += String.fromCharCode((0x20 | (rest & 0x1f)) + 63)
    rest >>= 5
  }
  return text + String.fromCharCode(rest + 63)
}

/** Google's encoded polyline, precision 5. */
export function encodePolyline(points: readonly TrackPoint[]): string {
  let last: TrackPoint = [0, 0]
  return points
    .map(([lat, lng]) => {
      const here: TrackPoint = [Math.round(lat * 1e5), Math.round(lng * 1e5)]
      const text = encodeNumber(here[0] - last[0]) + encodeNumber(here[1] - last[1])
      last = here
      return text
    })
    .join('')
}

/** Every n-th point, with the last one: the summary of a track. */
export function downsample<T>(points: readonly T[], atMost: number): T[] {
  const step = Math.max(1, Math.ceil(points.length / atMost))
  return points.filter((_, index) => index % step === 0 || index === points.length - 1)
}
