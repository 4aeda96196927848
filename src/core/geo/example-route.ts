import type { Route } from '../activity.ts'
import { type LatLng, lineLength } from './projection.ts'

/** Out at sea, where nobody lives. */
const ROUTE_CENTER: LatLng = [-48.8, -123.4]

/** East and north, in any unit: down a street, along a river, over a bridge, through a park, and home. */
const DRAWING =
  '3,50 4,65 21,64 19,71 17,78 20,85 27,90 35,92 43,91 51,87 57,82 63,79 70,77 77,77 84,79 91,83 98,88 106,92 115,94 124,92 132,88 ' +
  '138,82 144,77 151,74 159,74 167,77 175,81 183,82 190,80 194,73 192,60 185,55 177,54 168,56 160,55 152,50 147,44 146,37 ' +
  '149,31 147,25 141,22 133,22 126,25 121,31 120,45 104,46 103,27 86,28 85,12 61,13 60,47 41,48 40,63 21,64 4,65 3,50'

const POINT_COUNT = DRAWING.split(' ').map((point) => point.split(',').map(Number) as [east: number, north: number])

/** The drawing with its corners cut, so that nobody seems to turn on the spot. It ends where it began. */
const ROUNDED = [
  ...POINT_COUNT.slice(0, 1),
  ...POINT_COUNT.slice(1).flatMap(([east, north], index) => {
    const [fromEast, fromNorth] = POINT_COUNT[index] ?? [east, north]
    return [0.2, 0.8].map((share): [number, number] => [
      fromEast + (east - fromEast) * share,
      fromNorth + (north - fromNorth) * share,
    ])
  }),
  ...POINT_COUNT.slice(-1),
]

/** The drawing at this size, in degrees of latitude for each of its units. */
function loopOf(size: number): LatLng[] {
  const [lat, lng] = ROUTE_CENTER
  const wide = size / Math.cos((lat * Math.PI) / 180)
  return ROUNDED.map(([east, north]) => [lat + north * size, lng + east * wide] as const)
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
  const size = 0.0001 * (metres / lineLength(loopOf(0.0001)))
  const points = loopOf(size)
  return { polyline: encode(points), summaryPolyline: undefined, start: points[0], end: points.at(-1) }
}
