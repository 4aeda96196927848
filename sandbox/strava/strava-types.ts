import type { RecordedPoint } from './recorded-track.ts'

export type ActivityVisibility = 'everyone' | 'followers_only' | 'only_me'
export type TrackPoint = [number, number]

export interface SummaryAthlete {
  id: number
  username: string | null
  resource_state: 2
  firstname: string
  lastname: string
  bio: string | null
  city: string | null
  state: string | null
  country: string | null
  sex: 'M' | 'F' | null
  premium: boolean
  summit: boolean
  created_at: string
  updated_at: string
  badge_type_id: number
  weight: number | null
  profile_medium: string
  profile: string
  friend: null
  follower: null
}

/** An item of `GET /athlete/activities`. Some items do not have the optional fields. */
export interface SummaryActivity {
  resource_state: number
  athlete: { id: number; resource_state: 1 }
  name?: string
  distance: number
  moving_time: number
  elapsed_time: number
  total_elevation_gain: number
  type: string
  sport_type: string
  workout_type?: number | null
  id: number
  start_date: string
  start_date_local: string
  timezone: string
  utc_offset: number
  location_city: null
  location_state: null
  location_country: null
  achievement_count: number
  kudos_count: number
  comment_count: number
  athlete_count: number
  photo_count: number
  map: { id: string; polyline?: string | null; summary_polyline: string | null; resource_state: number }
  trainer: boolean
  commute: boolean
  manual: boolean
  private: boolean
  visibility: ActivityVisibility
  flagged: boolean
  gear_id: string | null
  start_latlng: TrackPoint | []
  end_latlng: TrackPoint | []
  average_speed: number
  max_speed: number
  average_cadence?: number
  average_temp?: number
  average_watts?: number
  weighted_average_watts?: number
  max_watts?: number
  kilojoules?: number
  device_watts?: boolean
  has_heartrate: boolean
  average_heartrate?: number | null
  max_heartrate?: number | null
  heartrate_opt_out: boolean
  display_hide_heartrate_option: boolean
  elev_high?: number
  elev_low?: number
  upload_id: number | null
  upload_id_str?: string
  external_id: string | null
  from_accepted_tag: boolean
  device_name?: string
  pr_count: number
  total_photo_count: number
  has_kudoed: boolean
  suffer_score?: number | null
}

export interface ActivityPhoto {
  unique_id: string
  /** By size in pixels. */
  urls: Record<string, string>
  source: number
  media_type: number
}

/** Fields that only `GET /activities/{id}` returns. */
export interface ActivityDetail {
  description: string | null
  calories: number
  perceived_exertion: number | null
  prefer_perceived_exertion: boolean | null
  segment_efforts: Record<string, unknown>[]
  splits_metric?: Record<string, unknown>[]
  splits_standard?: Record<string, unknown>[]
  laps?: Record<string, unknown>[]
  best_efforts?: Record<string, unknown>[]
  gear?: Record<string, unknown>
  photos: { primary: ActivityPhoto | null; use_primary_photo: boolean; count: number }
  stats_visibility: { type: string; visibility: string }[]
  hide_from_home: boolean
  embed_token: string
  similar_activities: Record<string, unknown>
  available_zones: string[]
}

export type StravaActivity = SummaryActivity & ActivityDetail

/** Everything has a default. A field given as `undefined` is left out of responses. */
export type ActivityInput = { [F in keyof Omit<StravaActivity, 'start_date'>]?: StravaActivity[F] | undefined } & {
  start_date?: Date | string
  /** The recorded track; an invented one if there is none. Distance, times and climb default to its values. */
  track?: readonly RecordedPoint[] | undefined
  /** Whether there is a recorded track; the default depends on the sport. */
  gps?: boolean
  /** Strava then returns one second past midnight in both start dates. */
  hidden_start_time?: boolean
}
