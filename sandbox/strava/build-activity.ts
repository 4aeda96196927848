import polyline from '@mapbox/polyline'
import { toDetailedActivity } from './build-detail.ts'
import { routeOf } from './build-route.ts'
import { heightsOf } from './course.ts'
import { elevationsOf, measureTrack, type RecordedPoint } from './recorded-track.ts'
import { defaultSpeed, defaultWorkoutType, hasTrack, isRide, isRun, toLegacyType } from './sport-traits.ts'
import { offsetAt, toHiddenDate, toStravaDate } from './strava-date.ts'
import type { ActivityDetail, ActivityInput, StravaActivity, SummaryActivity, TrackPoint } from './strava-types.ts'
import { terrainOf } from './terrain.ts'
import { downsample } from './track.ts'

const toTrackPoint = ({ lat, lng }: RecordedPoint): TrackPoint => [Number(lat.toFixed(6)), Number(lng.toFixed(6))]
const tenth = (value: number) => Math.round(value * 10) / 10

const sportOf = ({ sport_type: sport = 'Ride' }: ActivityInput) => sport

/** Seconds. A track without times took as long as its sport usually takes. */
export function durationsOf(input: ActivityInput): { moving: number; elapsed: number } {
  const { distanceMeters, movingSeconds, elapsedSeconds = 0 } = measureTrack(input.track ?? [])
  const usualSeconds = distanceMeters > 0 ? Math.round(distanceMeters / defaultSpeed(sportOf(input))) : 3600
  const moving = input.moving_time ?? movingSeconds ?? usualSeconds
  return { moving, elapsed: input.elapsed_time ?? Math.max(moving, elapsedSeconds) }
}

/** The whole activity, as in its details. `id` and the athlete are ints, times seconds, lengths metres. */
export function buildActivity(input: ActivityInput, id: number, athleteId: number, now: number): StravaActivity {
  const { start_date: given, gps: wantsTrack, hidden_start_time: hidesStart, track: recording, ...overrides } = input
  const recorded = recording && recording.length > 1 ? recording : undefined
  const measured = recorded && measureTrack(recorded)
  const sport = sportOf(input)
  const { moving, elapsed } = durationsOf(input)
  const manual = input.manual ?? false
  const distance =
    input.distance ??
    tenth(measured?.distanceMeters ?? (hasTrack(sport) ? Math.round(moving * defaultSpeed(sport)) : 0))
  const gps = wantsTrack ?? (recorded !== undefined || (hasTrack(sport) && distance > 0 && !manual && !input.trainer))
  const start = given === undefined ? now - elapsed * 1000 : new Date(given).getTime()
  const timezone = input.timezone ?? '(GMT+01:00) Europe/Berlin'
  const offset = input.utc_offset ?? offsetAt(timezone, start)
  const startDate = toStravaDate(start)
  const startLocal = toStravaDate(start + offset * 1000)
  const terrain = terrainOf(sport)
  const track = gps ? (recorded?.map(toTrackPoint) ?? routeOf(distance, terrain, id)) : []
  const visibility = input.visibility ?? 'everyone'
  const uploadId = manual ? null : id + 1_000_000_007
  const workoutType = defaultWorkoutType(sport)
  const hasHeart = input.has_heartrate ?? !manual
  // The elapsed time of a race ends at the finish.
  const counted = isRun(sport) && input.workout_type === 1 ? elapsed : moving
  const climb = input.total_elevation_gain ?? tenth(measured?.climbMeters ?? (gps ? distance * 0.0113 : 0))
  const elevations = recorded && elevationsOf(recorded)
  const [lowest, highest] = elevations
    ? [Math.min(...elevations), Math.max(...elevations)]
    : [402.6, 402.6 + Math.max(...heightsOf(terrain, climb, id))]
  const summary: SummaryActivity = {
    resource_state: 3,
    athlete: { id: athleteId, resource_state: 1 },
    name: 'Morning Outing',
    distance,
    moving_time: moving,
    elapsed_time: elapsed,
    total_elevation_gain: climb,
    type: toLegacyType(sport),
    sport_type: sport,
    ...(workoutType === undefined ? {} : { workout_type: workoutType }),
    id,
    start_date: hidesStart ? toHiddenDate(startDate) : startDate,
    start_date_local: hidesStart ? toHiddenDate(startLocal) : startLocal,
    timezone,
    utc_offset: offset,
    location_city: null,
    location_state: null,
    location_country: null,
    achievement_count: 0,
    kudos_count: 0,
    comment_count: 0,
    athlete_count: 1,
    photo_count: 0,
    map: {
      id: `a${id}`,
      polyline: polyline.encode(track),
      resource_state: 3,
      summary_polyline: polyline.encode(downsample(track, 60)),
    },
    trainer: sport === 'Swim' && !gps && !manual,
    commute: false,
    manual,
    private: visibility === 'only_me',
    visibility,
    flagged: false,
    gear_id: isRun(sport) ? 'g90000002' : isRide(sport) && gps ? 'b90000001' : null,
    start_latlng: track[0] ?? [],
    end_latlng: track.at(-1) ?? [],
    average_speed: counted > 0 ? Number((distance / counted).toFixed(3)) : 0,
    max_speed: moving > 0 && !manual ? Number(((distance / moving) * 1.6).toFixed(3)) : 0,
    ...((isRun(sport) || isRide(sport)) && !manual ? { average_cadence: 82.4 } : {}),
    ...(gps ? { average_temp: 14, elev_high: tenth(highest), elev_low: tenth(lowest) } : {}),
    has_heartrate: hasHeart,
    ...(hasHeart ? { average_heartrate: 138.7, max_heartrate: 171, suffer_score: Math.round(moving / 90) } : {}),
    heartrate_opt_out: false,
    display_hide_heartrate_option: hasHeart,
    upload_id: uploadId,
    ...(uploadId === null ? {} : { upload_id_str: String(uploadId) }),
    external_id: uploadId === null ? null : `sandbox-${id}.fit`,
    ...(manual ? {} : { device_name: 'Sandbox Watch 3' }),
    from_accepted_tag: false,
    pr_count: 0,
    total_photo_count: 0,
    has_kudoed: false,
  }
  const detail = once(() =>
    toDetailedActivity({ ...summary, ...defined(overrides) } as SummaryActivity, gps ? recorded : undefined),
  )
  const activity = { ...summary, ...overrides }
  for (const field of DETAIL_FIELDS) {
    if (field in overrides) continue
    // Computed when read: lists of hundreds of activities do not need it.
    Object.defineProperty(activity, field, { enumerable: true, get: () => detail()[field as keyof ActivityDetail] })
  }
  return activity as StravaActivity
}

function once<Value>(compute: () => Value): () => Value {
  let computed: { value: Value } | undefined
  return () => {
    computed ??= { value: compute() }
    return computed.value
  }
}

const defined = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const DETAIL_FIELDS = [
  ...['available_zones', 'calories', 'description', 'embed_token', 'gear', 'hide_from_home', 'perceived_exertion'],
  ...['photos', 'prefer_perceived_exertion', 'segment_efforts', 'similar_activities', 'stats_visibility'],
  ...['splits_metric', 'splits_standard', 'laps', 'best_efforts'],
]

/** The same activity as a list item, without the fields that only the details have. */
export function toListItem(activity: StravaActivity): SummaryActivity {
  const fields = Object.keys(activity).filter((field) => !DETAIL_FIELDS.includes(field))
  const summaryFields = fields.map((field) => [field, activity[field as keyof StravaActivity]])
  const { polyline: _whole, ...map } = activity.map
  return {
    ...(Object.fromEntries(summaryFields) as unknown as SummaryActivity),
    resource_state: 2,
    map: { ...map, resource_state: 2 },
  }
}
