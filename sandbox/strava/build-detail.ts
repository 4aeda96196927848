import { hasLaps, hasSplits, isRun, lapLengthMetres } from './sport-traits.ts'
import type { ActivityDetail, SummaryActivity } from './strava-types.ts'

const HIDEABLE_STATS = ['heart_rate', 'pace', 'power', 'speed', 'calories']

/** What an athlete can hide, as Strava lists it: never the start time, and since 2026 the weight of what is lifted, where something is. */
const hideableStats = (sport: string) =>
  sport === 'WeightTraining' ? [...HIDEABLE_STATS, 'weight_lifted'] : HIDEABLE_STATS

/** The parts that a sport does not have are not there at all; nothing typed in by hand has any. */
export function toDetailedActivity(summary: SummaryActivity): ActivityDetail {
  const recorded = !summary.manual
  const sport = summary.sport_type
  const photos = summary.total_photo_count
  return {
    description: null,
    calories: Math.round((summary.moving_time / 3600) * 600 * 10) / 10,
    perceived_exertion: null,
    prefer_perceived_exertion: null,
    segment_efforts: hasSplits(sport) && summary.start_latlng.length > 0 ? [segmentEffort(summary)] : [],
    ...(recorded && hasSplits(sport)
      ? { splits_metric: splits(summary, 1000), splits_standard: splits(summary, 1609.344) }
      : {}),
    ...(recorded && hasLaps(sport) ? { laps: laps(summary) } : {}),
    ...(recorded && isRun(sport) ? { best_efforts: bestEfforts(summary) } : {}),
    ...(summary.gear_id ? { gear: gear(summary.gear_id) } : {}),
    photos: { primary: photos > 0 ? photo(summary) : null, use_primary_photo: photos > 0, count: photos },
    stats_visibility: hideableStats(sport).map((type) => ({ type, visibility: 'everyone' })),
    hide_from_home: false,
    embed_token: `sandbox${summary.id}`,
    similar_activities: similar(summary),
    available_zones: summary.has_heartrate ? ['heartrate'] : [],
  }
}

const timing = (summary: SummaryActivity, share: number) => ({
  elapsed_time: Math.round(summary.elapsed_time * share),
  moving_time: Math.round(summary.moving_time * share),
})

const averageHeartrate = (summary: SummaryActivity) =>
  summary.average_heartrate == null ? {} : { average_heartrate: summary.average_heartrate }

const maxHeartrate = (summary: SummaryActivity) =>
  summary.max_heartrate == null ? {} : { max_heartrate: summary.max_heartrate }

const ownerFields = (summary: SummaryActivity) => ({
  activity: { id: summary.id, visibility: summary.visibility, resource_state: 1 },
  athlete: summary.athlete,
  start_date: summary.start_date,
  start_date_local: summary.start_date_local,
})

/** The distance in pieces of a length; what is left at the end is one too. */
function splitDistance(distance: number, length: number): number[] {
  const count = Math.max(1, Math.ceil(distance / length))
  return Array.from({ length: count }, (_, index) => Math.min(length, distance - index * length))
}

const tenth = (value: number) => Math.round(value * 10) / 10

/** By the kilometre or the mile. No split has watts, whatever was measured. */
function splits(summary: SummaryActivity, length: number) {
  if (summary.distance <= 0) return []
  const runs = isRun(summary.sport_type)
  return splitDistance(summary.distance, length).map((distance, index) => ({
    distance: tenth(distance),
    ...timing(summary, distance / summary.distance),
    elevation_difference: index % 2 ? -3.4 : 3.6,
    split: index + 1,
    average_speed: summary.average_speed,
    average_grade_adjusted_speed: runs ? summary.average_speed : null,
    ...averageHeartrate(summary),
    pace_zone: runs ? 2 : 0,
  }))
}

/** What the device counted. Watches measure the watts of runs, of which the activity itself says nothing. */
function watts(summary: SummaryActivity) {
  const measured = summary.device_watts ? summary.average_watts : isRun(summary.sport_type) ? 264.3 : undefined
  return measured === undefined ? { device_watts: false } : { device_watts: true, average_watts: measured }
}

function laps(summary: SummaryActivity) {
  const { distance, sport_type: sport } = summary
  const parts = splitDistance(distance, lapLengthMetres(sport))
  const whole = Math.max(0, summary.moving_time - 1)
  let completedShare = 0
  return parts.map((part, index) => {
    const share = parts.length === 1 ? 1 : part / distance
    const from = Math.round(whole * completedShare)
    completedShare += share
    return {
      id: summary.id + 31 + index,
      resource_state: 2,
      name: `Lap ${index + 1}`,
      ...ownerFields(summary),
      ...timing(summary, share),
      distance: tenth(part),
      average_speed: summary.average_speed,
      max_speed: summary.max_speed,
      lap_index: index + 1,
      split: index + 1,
      start_index: from,
      end_index: Math.round(whole * Math.min(1, completedShare)),
      total_elevation_gain: tenth(summary.total_elevation_gain * share),
      ...(summary.average_cadence === undefined ? {} : { average_cadence: summary.average_cadence }),
      ...watts(summary),
      ...averageHeartrate(summary),
      ...maxHeartrate(summary),
      ...(isRun(sport) ? { pace_zone: 2 } : {}),
    }
  })
}

const EFFORT_DISTANCES = { '400m': 400, '1K': 1000, '1 mile': 1609, '5K': 5000, '10K': 10_000, 'Half-Marathon': 21_097 }

/** The longest of them is often among the athlete's best three. */
const bestEfforts = (summary: SummaryActivity) =>
  Object.entries(EFFORT_DISTANCES)
    .filter(([, distance]) => distance <= summary.distance)
    .map(([name, distance], index, all) => {
      const rank = [1, 3][all.length - 1 - index] ?? null
      return {
        id: summary.id + 100 + index,
        resource_state: 2,
        name,
        ...ownerFields(summary),
        ...timing(summary, distance / summary.distance),
        distance,
        pr_rank: rank,
        achievements: rank === null ? [] : [{ type_id: 3, type: 'pr', rank }],
        start_index: 0,
        end_index: Math.round(summary.moving_time * (distance / summary.distance)),
      }
    })

const segmentEffort = (summary: SummaryActivity) => ({
  id: summary.id + 200,
  resource_state: 2,
  name: 'Invented climb',
  ...ownerFields(summary),
  ...timing(summary, 0.1),
  distance: tenth(summary.distance * 0.1),
  start_index: 10,
  end_index: 20,
  device_watts: false,
  ...averageHeartrate(summary),
  ...maxHeartrate(summary),
  segment: { id: 90_000_011, resource_state: 2, name: 'Invented climb', activity_type: summary.type },
  pr_rank: null,
  achievements: [],
  visibility: 'everyone',
  kom_rank: null,
  hidden: false,
})

function similar({ average_speed: speed }: SummaryActivity) {
  return {
    effort_count: 4,
    average_speed: speed,
    min_average_speed: speed * 0.9,
    mid_average_speed: speed,
    max_average_speed: speed * 1.1,
    pr_rank: 2,
    frequency_milestone: null,
    trend: {
      speeds: [speed * 1.1, speed * 0.9, speed],
      current_activity_index: 2,
      min_speed: speed * 0.9,
      mid_speed: speed,
      max_speed: speed * 1.1,
      direction: 0,
    },
    resource_state: 2,
  }
}

const photo = (summary: SummaryActivity) => ({
  unique_id: `sandbox-photo-${summary.id}`,
  urls: { '100': 'https://photos.example.org/100.jpg', '600': 'https://photos.example.org/600.jpg' },
  source: 1,
  media_type: 1,
})

const gear = (id: string) => ({
  id,
  primary: true,
  name: id.startsWith('b') ? 'Invented Gravel Bike' : 'Invented Shoes',
  nickname: null,
  resource_state: 2,
  retired: false,
  distance: 1_204_500,
  converted_distance: 1204.5,
})
