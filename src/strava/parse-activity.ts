import * as z from 'zod'
import {
  type Activity,
  type ActivityStats,
  type Route,
  STATISTICS,
  type Start,
  type Statistic,
  type Visibility,
} from '../core/activity.ts'
import { dayAt } from '../core/period.ts'
import { isPlausibleTime } from '../core/plausible.ts'
import { isIndoor } from '../core/sport.ts'
import { lenient } from './lenient.ts'
import { activityDetailsFields, toActivityDetails } from './parse-activity-details.ts'
import { parsePhoto, photoFields } from './parse-photo.ts'
import { pointSchema } from './parse-segment-efforts.ts'

/** Strict about the fields that every activity needs; all others may be missing, null or new. */
const activitySchema = z.object({
  id: z.number().or(z.string().min(1)),
  start_date: z.iso.datetime({ offset: true }),
  start_date_local: lenient(z.string()),
  timezone: lenient(z.string()),
  utc_offset: lenient(z.number().min(-86_400).max(86_400)),
  athlete: lenient(z.object({ id: z.number().or(z.string()) })),
  name: lenient(z.string()),
  sport_type: lenient(z.string()),
  type: lenient(z.string()),
  distance: lenient(z.number()),
  moving_time: lenient(z.number()),
  elapsed_time: lenient(z.number()),
  total_elevation_gain: lenient(z.number()),
  visibility: lenient(z.string()),
  private: z.unknown().optional(),
  hide_from_home: lenient(z.boolean()),
  trainer: lenient(z.boolean()),
  flagged: lenient(z.boolean()),
  commute: lenient(z.boolean()),
  stats_visibility: lenient(z.array(z.unknown())),
  heartrate_opt_out: lenient(z.boolean()),
  average_heartrate: lenient(z.number()),
  average_watts: lenient(z.number()),
  device_watts: lenient(z.boolean()),
  average_cadence: lenient(z.number()),
  max_speed: lenient(z.number()),
  calories: lenient(z.number()),
  average_temp: lenient(z.number()),
  ...activityDetailsFields,
  ...photoFields,
  pr_count: lenient(z.number()),
  achievement_count: lenient(z.number()),
  workout_type: lenient(z.number()),
  description: lenient(z.string()),
  device_name: lenient(z.string()),
  map: lenient(z.object({ polyline: lenient(z.string()), summary_polyline: lenient(z.string()) })),
  start_latlng: lenient(pointSchema),
  end_latlng: lenient(pointSchema),
})

type StravaActivity = z.infer<typeof activitySchema>

const VISIBILITIES: readonly string[] = ['everyone', 'followers_only', 'only_me'] satisfies Visibility[]

/** Unless `private` is absent or false, the activity is hidden: other values are unknown. */
function parseVisibility(visibility: string | null | undefined, isPrivate: unknown): Visibility {
  if (isPrivate === true) return 'only_me'
  if (isPrivate !== false && isPrivate !== undefined && isPrivate !== null) return 'unknown'
  return visibility && VISIBILITIES.includes(visibility) ? (visibility as Visibility) : 'unknown'
}

const DAY_MS = 24 * 3600_000

/** Strava sends this time of day in both dates if the athlete hides the start time (changelog of 2024-07-03). */
const isHiddenTime = (ms: number) => Math.floor(ms / 1000) % (DAY_MS / 1000) === 1

/**
 * Parses a local date as if it were UTC, ignoring the zone that Strava appends wrongly. NaN if invalid. Epoch
 * milliseconds.
 */
const wallClockMs = (date: string | null | undefined): number =>
  Date.parse(`${/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?/.exec(date ?? '')?.[0].replace(' ', 'T')}Z`)

/** Compares times, not strings. An unreadable local date does not count against a hidden start: unknown is hidden. */
function isHiddenStart(startDate: string, startDateLocal: string | null | undefined): boolean {
  const localMs = wallClockMs(startDateLocal)
  return isHiddenTime(Date.parse(startDate)) && (Number.isNaN(localMs) || isHiddenTime(localMs))
}

/** `(GMT-05:00) America/New_York`: the offset in brackets is standard time, wrong for half the year. */
const zoneOf = (timezone: string | null | undefined): string | undefined =>
  /^\(GMT[^)]*\) (\S+)$/.exec(timezone ?? '')?.[1]

/** The UTC day of a time. Epoch milliseconds. */
const utcDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

const isKnownZone = (zone: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }))
  } catch {
    return false
  }
}

/**
 * The day on which the activity began for the athlete: from the local date, otherwise from the time zone, otherwise
 * from the UTC offset if this machine does not know the zone. A hidden start is only a day, the same everywhere.
 */
function startDayOf({ start_date, start_date_local, timezone, utc_offset }: StravaActivity): string {
  const localMs = wallClockMs(start_date_local)
  if (!Number.isNaN(localMs)) return utcDay(localMs)
  const ms = Date.parse(start_date)
  if (isHiddenStart(start_date, start_date_local)) return utcDay(ms)
  const zone = zoneOf(timezone)
  if (zone && isKnownZone(zone)) return dayAt(ms, zone)
  return utcDay(ms + (utc_offset ?? 0) * 1000)
}

/** The latest end of a day anywhere: 36 hours after it began in UTC. Milliseconds. */
const MAX_DAY_MS = 36 * 3600_000

/** How long before UTC a day begins in the easternmost places. Seconds. */
const EARLIEST_OFFSET_SECONDS = 14 * 3600

/**
 * When a day began, in UTC or for the athlete, whichever is earlier. Offset in seconds east of UTC; epoch milliseconds.
 */
const dayStartMs = (day: string, offset: number | null | undefined): number =>
  Date.parse(`${day}T00:00:00Z`) - Math.max(0, offset ?? EARLIEST_OFFSET_SECONDS) * 1000

/** One visibility setting of the athlete, as Strava lists it. Anything but `everyone` is hidden. */
const statSchema = z.object({ type: z.string(), visibility: lenient(z.string()) })

/**
 * Hides every statistic that is not listed as visible to everyone, except the start time, which Strava mostly does not
 * list: a hidden start time shows in the dates. Unknown types (`weight_lifted`) are ignored. Undefined if Strava sends
 * no settings.
 */
function parseHidden(stats: unknown[] | null | undefined): ReadonlySet<Statistic> | undefined {
  if (!stats) return undefined
  const listed = stats.map((one) => statSchema.safeParse(one).data).filter((one) => one !== undefined)
  const notPublic = new Set(listed.filter(({ visibility }) => visibility !== 'everyone').map(({ type }) => type))
  const listedTypes = new Set(listed.map(({ type }) => type))
  const isHidden = (type: Statistic) => notPublic.has(type) || (type !== 'start_time' && !listedTypes.has(type))
  return new Set(STATISTICS.filter(isHidden))
}

/** Other statistics. Estimated watts are left out. */
const parseStats = (data: StravaActivity): ActivityStats => ({
  heartRate: data.heartrate_opt_out === true ? undefined : (data.average_heartrate ?? undefined),
  power: data.device_watts === true ? (data.average_watts ?? undefined) : undefined,
  cadence: data.average_cadence ?? undefined,
  topSpeed: data.max_speed ?? undefined,
  calories: data.calories ?? undefined,
  laps: data.laps?.length,
  temperature: data.average_temp ?? undefined,
  personalRecords: data.pr_count ?? undefined,
  achievements: data.achievement_count ?? undefined,
  workoutType: data.workout_type ?? undefined,
  description: data.description?.trim() || undefined,
  device: data.device_name?.trim() || undefined,
})

/** Undefined if Strava sends no polyline: then there is no map. */
function parseRoute({ map, start_latlng, end_latlng }: StravaActivity): Route | undefined {
  const [polyline, summaryPolyline] = [map?.polyline || undefined, map?.summary_polyline || undefined]
  if (!polyline && !summaryPolyline) return undefined
  return { polyline, summaryPolyline, start: start_latlng ?? undefined, end: end_latlng ?? undefined }
}

/** Parses an activity from Strava's list or details. Undefined if it has no id or start. */
export function parseActivity(answer: unknown, athleteId: string): Activity | undefined {
  const parsed = activitySchema.safeParse(answer)
  if (!parsed.success) return undefined
  const { data } = parsed
  const { start_date, start_date_local, stats_visibility } = data
  const day = startDayOf(data)
  const sportType = data.sport_type || data.type || 'Workout'
  const hidden = parseHidden(stats_visibility)
  const startIsHidden = isHiddenStart(start_date, start_date_local)
  const ownStart: Start = startIsHidden ? { day } : { instant: Date.parse(start_date) }
  const start: Start = hidden?.has('start_time') ? { day } : ownStart
  const route = parseRoute(data)
  const elapsed = ([data.elapsed_time, data.moving_time].find((time) => isPlausibleTime(time ?? undefined)) ?? 0) * 1000
  return {
    id: String(data.id),
    athleteId: data.athlete ? String(data.athlete.id) : athleteId,
    name: data.name?.trim() ?? '',
    sportType,
    start,
    ownStart,
    day,
    zone: zoneOf(data.timezone),
    distance: data.distance ?? undefined,
    movingTime: data.moving_time ?? undefined,
    elapsedTime: data.elapsed_time ?? undefined,
    elevationGain: data.total_elevation_gain ?? undefined,
    visibility: parseVisibility(data.visibility, data.private),
    endedAt: startIsHidden ? Date.parse(`${day}T00:00:00Z`) + MAX_DAY_MS : Date.parse(start_date) + elapsed,
    earliestEnd: (startIsHidden ? dayStartMs(day, data.utc_offset) : Date.parse(start_date)) + elapsed,
    muted: data.hide_from_home ?? undefined,
    indoor: isIndoor(sportType, data.trainer === true),
    commute: data.commute === true,
    flagged: data.flagged === true,
    hidden,
    stats: parseStats(data),
    details: toActivityDetails(data, route),
    route,
    photo: parsePhoto(data),
  }
}
