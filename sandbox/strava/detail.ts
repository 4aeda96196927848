import type { ActivityDetail, SummaryActivity } from './shapes.ts'
import { isRun } from './sport.ts'

const shownByDefault = ['heart_rate', 'pace', 'power', 'speed', 'calories', 'start_time']

export function toDetail(summary: SummaryActivity): ActivityDetail {
  const runs = isRun(summary.sport_type) && !summary.manual
  return {
    description: null,
    calories: Math.round((summary.moving_time / 3600) * 600 * 10) / 10,
    perceived_exertion: null,
    prefer_perceived_exertion: null,
    segment_efforts: [],
    splits_metric: runs ? splits(summary, 1000) : [],
    splits_standard: runs ? splits(summary, 1609.344) : [],
    laps: summary.manual ? [] : [lap(summary)],
    best_efforts: runs ? efforts(summary) : [],
    ...(summary.gear_id ? { gear: gear(summary.gear_id) } : {}),
    photos: { primary: null, use_primary_photo: false, count: summary.total_photo_count },
    stats_visibility: shownByDefault.map((type) => ({ type, visibility: 'everyone' })),
    hide_from_home: false,
    ...(summary.manual ? {} : { device_name: 'Sandbox Watch 3' }),
    embed_token: `sandbox${summary.id}`,
    similar_activities: {
      effort_count: 1,
      average_speed: summary.average_speed,
      min_average_speed: summary.average_speed,
      mid_average_speed: summary.average_speed,
      max_average_speed: summary.average_speed,
      pr_rank: null,
      frequency_milestone: null,
      trend: { speeds: [summary.average_speed], current_activity_index: 0, direction: 0 },
      resource_state: 2,
    },
    available_zones: summary.has_heartrate ? ['heartrate'] : [],
  }
}

const timing = (summary: SummaryActivity, share: number) => ({
  elapsed_time: Math.round(summary.elapsed_time * share),
  moving_time: Math.round(summary.moving_time * share),
})

const heart = (summary: SummaryActivity) =>
  summary.average_heartrate == null ? {} : { average_heartrate: summary.average_heartrate }

const owner = (summary: SummaryActivity) => ({
  activity: { id: summary.id, visibility: summary.visibility, resource_state: 1 },
  athlete: summary.athlete,
  start_date: summary.start_date,
  start_date_local: summary.start_date_local,
})

function splits(summary: SummaryActivity, length: number) {
  return Array.from({ length: Math.ceil(summary.distance / length) }, (_, index) => {
    const distance = Math.min(length, summary.distance - index * length)
    return {
      distance: Math.round(distance * 10) / 10,
      ...timing(summary, distance / summary.distance),
      elevation_difference: index % 2 ? -3.4 : 3.6,
      split: index + 1,
      average_speed: summary.average_speed,
      average_grade_adjusted_speed: summary.average_speed,
      ...heart(summary),
      pace_zone: 2,
    }
  })
}

const lap = (summary: SummaryActivity) => ({
  id: summary.id + 31,
  resource_state: 2,
  name: 'Lap 1',
  ...owner(summary),
  ...timing(summary, 1),
  distance: summary.distance,
  average_speed: summary.average_speed,
  max_speed: summary.max_speed,
  lap_index: 1,
  split: 1,
  start_index: 0,
  end_index: Math.max(0, summary.moving_time - 1),
  total_elevation_gain: summary.total_elevation_gain,
  device_watts: false,
  ...heart(summary),
  pace_zone: 2,
})

const distances = { '400m': 400, '1K': 1000, '1 mile': 1609, '5K': 5000, '10K': 10_000, 'Half-Marathon': 21_097 }

const efforts = (summary: SummaryActivity) =>
  Object.entries(distances)
    .filter(([, distance]) => distance <= summary.distance)
    .map(([name, distance], index) => ({
      id: summary.id + 100 + index,
      resource_state: 2,
      name,
      ...owner(summary),
      ...timing(summary, distance / summary.distance),
      distance,
      pr_rank: null,
      achievements: [],
      start_index: 0,
      end_index: Math.round(summary.moving_time * (distance / summary.distance)),
    }))

const gear = (id: string) => ({
  id,
  primary: true,
  name: id.startsWith('b') ? 'Invented Gravel Bike' : 'Invented Shoes',
  nickname: '',
  resource_state: 2,
  retired: false,
  distance: 1_204_500,
  converted_distance: 1204.5,
})
