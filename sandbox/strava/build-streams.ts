import { routeOf } from './build-route.ts'
import { courseOf } from './course.ts'
import { randomFrom } from './seeded-random.ts'
import type { StravaActivity } from './strava-types.ts'
import { terrainOf } from './terrain.ts'

const tenth = (value: number) => Math.round(value * 10) / 10

interface StravaStream {
  data: unknown[]
  series_type: 'distance'
  original_size: number
  resolution: 'high'
}

/** The requested streams that exist; others are absent. Fewer than one point per second. */
export function buildStreams(activity: StravaActivity, keys: readonly string[]): Record<string, StravaStream> {
  const track =
    activity.start_latlng.length > 0 ? routeOf(activity.distance, terrainOf(activity.sport_type), activity.id) : []
  const count = track.length || 120
  const points = Array.from({ length: count }, (_, index) => index / (count - 1))
  const course = courseOf(activity)
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
