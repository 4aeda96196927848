import type { Route } from '../activity.ts'
import { type LatLng, lineLength } from './projection.ts'

/** Out at sea, where nobody lives. */
const ROUTE_CENTER: LatLng = [-48.8, -123.4]

/** How far a round bends, and how often: somebody's way is no circle. */
const ROUTE_WAVES = [
  { share: 0.3, times: 2, from: 0.6 },
  { share: 0.13, times: 3, from: 2.1 },
  { share: 0.05, times: 7, from: 1.2 },
]
const POINT_COUNT = 240

/** A round of this size, in degrees of latitude. */
function loopOf(size: number): LatLng[] {
  const [lat, lng] = ROUTE_CENTER
  return Array.from({ length: POINT_COUNT + 1 }, (_, step) => {
    const angle = (2 * Math.PI * step) / POINT_COUNT
    const bend = ROUTE_WAVES.reduce((sum, { share, times, from }) => sum + share * Math.sin(times * angle + from), 1)
    const wide = (1.5 * size * bend * Math.cos(angle)) / Math.cos((lat * Math.PI) / 180)
    return [lat + size * bend * Math.sin(angle), lng + wide] as const
  })
}

/** A number as Google's polylines write it, five bits to a letter. */
function encodeNumber(value: number): string {
  const bits = value < 0 ? -2 * value - 1 : 2 * value
  let letters = ''
  let rest = bits
  for (; rest >= 32; rest = Math.floor(rest / 32)) letters += String.fromCharCode(32 + (rest % 32) + 63)
  return letters + String.fromCharCode(rest + 63)
}

/** The same as Strava sends it (https://developers.google.com/maps/documentation/utilities/polylinealgorithm). */
function encode(points: readonly LatLng[]): string {
  const whole = points.map(([lat, lng]) => [Math.round(lat * 1e5), Math.round(lng * 1e5)] as const)
  return whole
    .map(([lat, lng], index) => {
      const [before, beside] = whole[index - 1] ?? [0, 0]
      return encodeNumber(lat - before) + encodeNumber(lng - beside)
    })
    .join('')
}

/** A round of so many metres that nobody went. */
export function exampleRoute(metres: number): Route {
  const size = 0.01 * (metres / lineLength(loopOf(0.01)))
  const points = loopOf(size)
  return { polyline: encode(points), summaryPolyline: undefined, start: points[0], end: points.at(-1) }
}
