/** A point of a track as a device records it. */
export interface RecordedPoint {
  lat: number
  lng: number
  /** metres */
  elevation?: number | undefined
  /** since the start */
  seconds?: number | undefined
}

export interface TrackFigures {
  distanceMeters: number
  climbMeters?: number
  elapsedSeconds?: number
  movingSeconds?: number
}

const EARTH_RADIUS_METERS = 6_371_008.8
const toRadians = (degrees: number) => (degrees * Math.PI) / 180

/** Slower than this is standing still. Metres per second. */
const STANDING_SPEED = 0.3

/** Barometers and GPS are noisy; a rise counts once it is this high. Metres. */
const LEAST_RISE_METERS = 2

/** Metres between two points on the ground (haversine). */
export function metersBetween(from: RecordedPoint, to: RecordedPoint): number {
  const half = (a: number, b: number) => Math.sin(toRadians(b - a) / 2) ** 2
  const chord =
    half(from.lat, to.lat) + Math.cos(toRadians(from.lat)) * Math.cos(toRadians(to.lat)) * half(from.lng, to.lng)
  return 2 * EARTH_RADIUS_METERS * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/** Metres from the start to each point. */
export function cumulativeMeters(points: readonly RecordedPoint[]): number[] {
  let passed = 0
  return points.map((point, index) => {
    passed += metersBetween(points[index - 1] ?? point, point)
    return passed
  })
}

/** The elevation of every point; undefined if one has none. */
export function elevationsOf(points: readonly RecordedPoint[]): number[] | undefined {
  const known = points.flatMap(({ elevation }) => (elevation === undefined ? [] : [elevation]))
  return known.length === points.length && known.length > 0 ? known : undefined
}

/** The seconds of every point; undefined if one has none, or if they don't increase. */
export function secondsOf(points: readonly RecordedPoint[]): number[] | undefined {
  const known = points.flatMap(({ seconds }) => (seconds === undefined ? [] : [seconds]))
  const increases = known.every((at, index) => index === 0 || at >= (known[index - 1] ?? at))
  return known.length === points.length && increases && (known.at(-1) ?? 0) > (known[0] ?? 0) ? known : undefined
}

/** Metres climbed, without noise. */
export function climbOf(elevations: readonly number[]): number {
  let climbed = 0
  let reference = elevations[0] ?? 0
  for (const elevation of elevations) {
    if (elevation - reference >= LEAST_RISE_METERS) {
      climbed += elevation - reference
      reference = elevation
    } else if (elevation < reference) reference = elevation
  }
  return climbed
}

/** What Strava computes from a track; figures without data are absent. */
export function measureTrack(points: readonly RecordedPoint[]): TrackFigures {
  const meters = cumulativeMeters(points)
  const elevations = elevationsOf(points)
  const seconds = secondsOf(points)
  const moving = seconds?.reduce((sum, at, index) => {
    const [time, way] = [at - (seconds[index - 1] ?? at), (meters[index] ?? 0) - (meters[index - 1] ?? 0)]
    return time > 0 && way / time >= STANDING_SPEED ? sum + time : sum
  }, 0)
  return {
    distanceMeters: meters.at(-1) ?? 0,
    ...(elevations ? { climbMeters: climbOf(elevations) } : {}),
    ...(seconds
      ? {
          elapsedSeconds: Math.round((seconds.at(-1) ?? 0) - (seconds[0] ?? 0)),
          movingSeconds: Math.round(moving ?? 0),
        }
      : {}),
  }
}

/** The values at `steps + 1` equal distances, between which they are linear. */
export function resampleByDistance(meters: readonly number[], values: readonly number[], steps: number): number[] {
  const total = meters.at(-1) ?? 0
  let index = 0
  return Array.from({ length: steps + 1 }, (_, step) => {
    const at = (total * step) / steps
    while (index < meters.length - 2 && (meters[index + 1] ?? 0) < at) index += 1
    const [from, to] = [meters[index] ?? 0, meters[index + 1] ?? 0]
    const share = to > from ? Math.min(1, Math.max(0, (at - from) / (to - from))) : 0
    const [before, after] = [values[index] ?? 0, values[index + 1] ?? values[index] ?? 0]
    return before + (after - before) * share
  })
}
