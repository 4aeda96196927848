import { routeOf } from './build-route.ts'
import { courseOf } from './course.ts'
import { cumulativeMeters, type RecordedPoint } from './recorded-track.ts'
import { randomFrom } from './seeded-random.ts'
import type { StravaActivity } from './strava-types.ts'
import { terrainOf } from './terrain.ts'
import { downsample } from './track.ts'

const tenth = (value: number) => Math.round(value * 10) / 10

interface StravaStream {
  data: unknown[]
  series_type: 'distance'
  original_size: number
  resolution: 'high'
}

/** Streams are shortened to this many points. */
const MOST_POINTS = 1000

/** Where the points of the streams are: on the ground, and as shares of the distance. */
function pointsOf(activity: StravaActivity, recording: readonly RecordedPoint[] | undefined) {
  const evenly = (count: number) => Array.from({ length: count }, (_, index) => index / (count - 1))
  if (activity.start_latlng.length === 0) return { track: [], points: evenly(120) }
  if (!recording) {
    const track = routeOf(activity.distance, terrainOf(activity.sport_type), activity.id)
    return { track, points: evenly(track.length) }
  }
  const kept = downsample(recording, MOST_POINTS)
  const meters = cumulativeMeters(kept)
  const total = meters.at(-1) || 1
  return { track: kept.map(({ lat, lng }) => [lat, lng]), points: meters.map((at) => at / total) }
}

/** The requested streams that exist; others are absent. Fewer than one point per second. */
export function buildStreams(
  activity: StravaActivity,
  keys: readonly string[],
  recording?: readonly RecordedPoint[],
): Record<string, StravaStream> {
  const { track, points } = pointsOf(activity, recording)
  const count = points.length
  const course = courseOf(activity, recording)
  const random = randomFrom(activity.id + 3)
  const { average_cadence: cadence, average_watts: power = 180, moving_time: moving, elapsed_time: elapsed } = activity
  const around = (middle: number, swing: number) => Math.round(middle + (random() - 0.5) * 2 * swing)
  const moves = activity.distance > 0
  const outdoors = track.length > 0
  const all: Record<string, unknown[] | undefined> = {
    time: points.map((at) => Math.round(moving > 0 ? (course.timeAt(at) * elapsed) / moving : at * elapsed)),
    distance: points.map((at) => tenth(at * activity.distance)),
    latlng: outdoors ? track : undefined,
    altitude: outdoors ? points.map((at) => tenth(course.heightAt(at))) : undefined,
    velocity_smooth: moves ? points.map((at) => Number(course.speedAt(at).toFixed(2))) : undefined,
    heartrate: activity.average_heartrate == null ? undefined : points.map((at) => around(course.heartAt(at), 0.6)),
    cadence: cadence === undefined ? undefined : points.map(() => around(cadence, 3)),
    watts: activity.device_watts
      ? points.map((at) => Math.max(0, around(power * (1 + 7 * course.slopeAt(at)), 25)))
      : undefined,
    temp: activity.average_temp === undefined ? undefined : points.map(() => activity.average_temp),
    moving: points.map(() => true),
    grade_smooth: outdoors ? points.map((at) => tenth(course.slopeAt(at) * 100)) : undefined,
  }
  const wanted = keys.flatMap((key) => {
    const data = all[key]
    return data ? [[key, { data, series_type: 'distance', original_size: count, resolution: 'high' }] as const] : []
  })
  return Object.fromEntries(wanted)
}
