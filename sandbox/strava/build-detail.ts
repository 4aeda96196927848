import { type Course, courseOf } from './course.ts'
import type { RecordedPoint } from './recorded-track.ts'
import { hasLaps, hasSplits, isRun, lapLengthMeters } from './sport-traits.ts'
import type { ActivityDetail, SummaryActivity } from './strava-types.ts'

const HIDEABLE_STATS = ['heart_rate', 'pace', 'power', 'speed', 'calories']

/**
 * What an athlete can hide, as Strava lists it: never the start time; since 2026 also the weight lifted, if there is
 * any.
 */
const hideableStats = (sport: string) =>
  sport === 'WeightTraining' ? [...HIDEABLE_STATS, 'weight_lifted'] : HIDEABLE_STATS

/** Fields that a sport does not have are absent; manual activities have none. */
export function toDetailedActivity(summary: SummaryActivity, track?: readonly RecordedPoint[]): ActivityDetail {
  const recorded = !summary.manual
  const sport = summary.sport_type
  const photos = summary.total_photo_count
  const course = courseOf(summary, track)
  return {
    description: null,
    calories: Math.round((summary.moving_time / 3600) * 600 * 10) / 10,
    perceived_exertion: null,
    prefer_perceived_exertion: null,
    segment_efforts: hasSplits(sport) && summary.start_latlng.length > 0 ? [segmentEffort(summary)] : [],
    ...(recorded && hasSplits(sport)
      ? { splits_metric: splits(summary, course, 1000), splits_standard: splits(summary, course, 1609.344) }
      : {}),
    ...(recorded && hasLaps(sport) ? { laps: laps(summary, course) } : {}),
    ...(recorded && isRun(sport) ? { best_efforts: bestEfforts(summary, course) } : {}),
    ...(summary.gear_id ? { gear: gear(summary.gear_id) } : {}),
    photos: { primary: photos > 0 ? photo(summary) : null, use_primary_photo: photos > 0, count: photos },
    stats_visibility: hideableStats(sport).map((type) => ({ type, visibility: 'everyone' })),
    hide_from_home: false,
    embed_token: `sandbox${summary.id}`,
    similar_activities: similar(summary),
    available_zones: summary.has_heartrate ? ['heartrate'] : [],
  }
}

/** Elapsed seconds for this many moving seconds; stops are spread evenly. */
const timing = ({ elapsed_time: elapsed, moving_time: moving }: SummaryActivity, seconds: number) => ({
  elapsed_time: Math.round(moving > 0 ? (elapsed * seconds) / moving : elapsed),
  moving_time: Math.round(seconds),
})

const averageHeartrate = (summary: SummaryActivity, average = summary.average_heartrate) =>
  summary.average_heartrate == null || average == null ? {} : { average_heartrate: tenth(average) }

const maxHeartrate = (summary: SummaryActivity) =>
  summary.max_heartrate == null ? {} : { max_heartrate: summary.max_heartrate }

const ownerFields = (summary: SummaryActivity) => ({
  activity: { id: summary.id, visibility: summary.visibility, resource_state: 1 },
  athlete: summary.athlete,
  start_date: summary.start_date,
  start_date_local: summary.start_date_local,
})

interface Piece {
  meters: number
  /** whole seconds; all pieces add up to the moving time */
  seconds: number
  /** shares of the whole distance */
  from: number
  to: number
}

/** The distance in pieces of a given length; the rest at the end is one too. */
function splitDistance({ distance, moving_time: moving }: SummaryActivity, course: Course, length: number): Piece[] {
  if (distance <= length) return [{ meters: distance, seconds: moving, from: 0, to: 1 }]
  return Array.from({ length: Math.ceil(distance / length) }, (_, index) => {
    const [from, to] = [(index * length) / distance, Math.min(1, ((index + 1) * length) / distance)]
    const seconds = Math.round(course.timeAt(to)) - Math.round(course.timeAt(from))
    return { meters: Math.min(length, distance - index * length), seconds, from, to }
  })
}

const tenth = (value: number) => Math.round(value * 10) / 10

const speedOf = ({ meters, seconds }: Piece) => (seconds > 0 ? Number((meters / seconds).toFixed(3)) : 0)

/** Splits by kilometre or mile. Splits never have watts. */
function splits(summary: SummaryActivity, course: Course, length: number) {
  if (summary.distance <= 0) return []
  const runs = isRun(summary.sport_type)
  return splitDistance(summary, course, length).map((piece, index) => {
    const climbed = tenth(course.heightAt(piece.to) - course.heightAt(piece.from))
    return {
      distance: tenth(piece.meters),
      ...timing(summary, piece.seconds),
      elevation_difference: climbed,
      split: index + 1,
      average_speed: speedOf(piece),
      average_grade_adjusted_speed: runs ? speedOf(piece) * (1 + (3 * climbed) / piece.meters) : null,
      ...averageHeartrate(summary, course.heartBetween(piece.from, piece.to)),
      pace_zone: runs ? 2 : 0,
    }
  })
}

/** The device's laps. Watches measure watts of runs, which the activity itself does not include. */
function watts(summary: SummaryActivity) {
  const measured = summary.device_watts ? summary.average_watts : isRun(summary.sport_type) ? 264.3 : undefined
  return measured === undefined ? { device_watts: false } : { device_watts: true, average_watts: measured }
}

function laps(summary: SummaryActivity, course: Course) {
  const { sport_type: sport } = summary
  const parts = splitDistance(summary, course, lapLengthMeters(sport))
  const last = Math.max(0, summary.moving_time - 1)
  return parts.map((part, index) => ({
    id: summary.id + 31 + index,
    resource_state: 2,
    name: `Lap ${index + 1}`,
    ...ownerFields(summary),
    ...timing(summary, part.seconds),
    distance: tenth(part.meters),
    average_speed: speedOf(part),
    max_speed: summary.max_speed,
    lap_index: index + 1,
    split: index + 1,
    start_index: Math.min(last, Math.round(course.timeAt(part.from))),
    end_index: Math.min(last, Math.round(course.timeAt(part.to))),
    total_elevation_gain: tenth(summary.total_elevation_gain * (part.to - part.from)),
    ...(summary.average_cadence === undefined ? {} : { average_cadence: summary.average_cadence }),
    ...watts(summary),
    ...averageHeartrate(summary, course.heartBetween(part.from, part.to)),
    ...maxHeartrate(summary),
    ...(isRun(sport) ? { pace_zone: 2 } : {}),
  }))
}

const EFFORT_DISTANCES = { '400m': 400, '1K': 1000, '1 mile': 1609, '5K': 5000, '10K': 10_000, 'Half-Marathon': 21_097 }

/** The fastest stretches of the usual lengths. The longest is often among the athlete's best three. */
const bestEfforts = (summary: SummaryActivity, course: Course) =>
  Object.entries(EFFORT_DISTANCES)
    .filter(([, distance]) => distance <= summary.distance)
    .map(([name, distance], index, all) => {
      const rank = [1, 3][all.length - 1 - index] ?? null
      const { seconds, from } = course.fastest(distance)
      const start = Math.round(course.timeAt(from))
      return {
        id: summary.id + 100 + index,
        resource_state: 2,
        name,
        ...ownerFields(summary),
        ...timing(summary, seconds),
        distance,
        pr_rank: rank,
        achievements: rank === null ? [] : [{ type_id: 3, type: 'pr', rank }],
        start_index: start,
        end_index: start + Math.round(seconds),
      }
    })

const segmentEffort = (summary: SummaryActivity) => ({
  id: summary.id + 200,
  resource_state: 2,
  name: 'Invented climb',
  ...ownerFields(summary),
  ...timing(summary, summary.moving_time * 0.1),
  distance: tenth(summary.distance * 0.1),
  start_index: 10,
  end_index: 20,
  device_watts: false,
  ...averageHeartrate(summary),
  ...maxHeartrate(summary),
  segment: {
    ...{ id: 90_000_011, resource_state: 2, name: 'Invented climb', activity_type: summary.type },
    ...{ distance: tenth(summary.distance * 0.1), climb_category: 0, city: null, state: null, country: null },
    ...{ start_latlng: summary.start_latlng, end_latlng: summary.end_latlng },
    ...{ private: false, hazardous: false, starred: false },
  },
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

/** Addresses on this machine; the route completes them. */
const photo = (summary: SummaryActivity) => ({
  unique_id: `sandbox-photo-${summary.id}`,
  urls: { '100': `/photos/${summary.id}-100.jpg`, '600': `/photos/${summary.id}-600.jpg` },
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
