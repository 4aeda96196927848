import type { StravaActivity } from './strava-types.ts'
import { buildLoop } from './track.ts'

interface StravaStream {
  data: unknown[]
  series_type: 'distance'
  original_size: number
  resolution: 'high'
}

/** The asked streams that there are; what was not measured is simply absent. Not one point a second. */
export function buildStreams(activity: StravaActivity, keys: readonly string[]): Record<string, StravaStream> {
  const track = activity.start_latlng.length > 0 ? buildLoop(activity.distance, activity.id) : []
  const count = track.length || 60
  const points = Array.from({ length: count }, (_, index) => index / (count - 1))
  const wave = (at: number, middle: number, swing: number) => middle + swing * Math.sin(at * 12)
  const whole = (at: number, middle: number, swing: number) => Math.round(wave(at, middle, swing))
  const heart = activity.average_heartrate
  const cadence = activity.average_cadence
  const moves = activity.distance > 0
  const all: Record<string, unknown[] | undefined> = {
    time: points.map((at) => Math.round(at * activity.elapsed_time)),
    distance: points.map((at) => Math.round(at * activity.distance * 10) / 10),
    latlng: track.length > 0 ? track : undefined,
    altitude: track.length > 0 ? points.map((at) => Math.round(wave(at, 420, 18) * 10) / 10) : undefined,
    velocity_smooth: moves ? points.map((at) => wave(at, activity.average_speed, 0.4)) : undefined,
    heartrate: heart == null ? undefined : points.map((at) => whole(at, heart, 14)),
    cadence: cadence === undefined ? undefined : points.map((at) => whole(at, cadence, 4)),
    watts: activity.device_watts ? points.map((at) => whole(at, activity.average_watts ?? 180, 40)) : undefined,
    temp: activity.average_temp === undefined ? undefined : points.map(() => activity.average_temp),
    moving: points.map(() => true),
    grade_smooth: track.length > 0 ? points.map((at) => Math.round(wave(at, 0, 3.2) * 10) / 10) : undefined,
  }
  const wanted = keys.flatMap((key) => {
    const data = all[key]
    return data ? [[key, { data, series_type: 'distance', original_size: count, resolution: 'high' }] as const] : []
  })
  return Object.fromEntries(wanted)
}
