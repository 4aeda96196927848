import type { TrackPoint } from './strava-types.ts'

const METERS_PER_DEGREE = 111_320
const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits

/** A point this many metres east and north of another. */
export const toLatLng = ([lat, lng]: TrackPoint, east: number, north: number): TrackPoint => [
  round(lat + north / METERS_PER_DEGREE, 6),
  round(lng + east / METERS_PER_DEGREE / Math.cos((lat * Math.PI) / 180), 6),
]

/** Every n-th point and the last one: the summary of a track. */
export function downsample<T>(points: readonly T[], atMost: number): T[] {
  const step = Math.max(1, Math.ceil(points.length / atMost))
  return points.filter((_, index) => index % step === 0 || index === points.length - 1)
}
