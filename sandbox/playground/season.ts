import { type ActivityInput, activityFixtures } from '../strava/index.ts'

const HOUR = 3600_000
const DAY = 24 * HOUR

/** A time zone in which it is about noon now, so that activities that end now began in the morning, like most. */
export function zoneAtNoon(now: number): string {
  const ahead = 12 - new Date(now).getUTCHours()
  // The signs in these names are reversed.
  return `Etc/GMT${ahead > 0 ? `-${ahead}` : `+${-ahead}`}`
}

const run: ActivityInput = {
  ...activityFixtures.run,
  name: 'Easy miles along the river',
  total_elevation_gain: 74,
  average_heartrate: 144.2,
  max_heartrate: 163,
  device_name: 'Garmin Forerunner 265',
}

const ride: ActivityInput = {
  ...activityFixtures.ride,
  name: 'Two valleys and a pass',
  distance: 68_420,
  moving_time: 9690,
  elapsed_time: 10_980,
  total_elevation_gain: 1124,
  average_heartrate: 139.4,
  max_heartrate: 174,
  average_watts: 186.3,
  weighted_average_watts: 204,
  max_watts: 612,
  device_watts: true,
  device_name: 'Garmin Edge 840',
  achievement_count: 4,
  pr_count: 1,
  description: 'Coffee at the top, headwind all the way home.',
}

const hike: ActivityInput = {
  ...activityFixtures.hike,
  name: 'Hut to hut',
  distance: 14_230,
  moving_time: 16_500,
  elapsed_time: 18_900,
  total_elevation_gain: 1048,
  average_heartrate: 117.8,
  max_heartrate: 156,
}

const swim: ActivityInput = {
  ...activityFixtures.swim,
  name: 'A hundred lengths',
  average_heartrate: 128.4,
  max_heartrate: 149,
}

const yoga: ActivityInput = {
  ...activityFixtures.yoga,
  name: 'Stretching, at last',
  average_heartrate: 82.3,
  max_heartrate: 101,
}

/** A typical half marathon: too fast to the bridge, slow on the hill, and faster again at the end. */
export const race: ActivityInput = {
  sport_type: 'Run',
  workout_type: 1,
  name: 'Keiendorp Half Marathon',
  distance: 21_110,
  moving_time: 5652,
  total_elevation_gain: 187,
  average_heartrate: 169.3,
  max_heartrate: 188,
  average_cadence: 87.6,
  device_name: 'Garmin Forerunner 265',
  description: 'Too fast to the bridge, paid for it on the hill, still a new best. 🎉',
  pr_count: 2,
  achievement_count: 3,
}

const effort = (name: string, seconds: number, rank: { pr_rank?: number; kom_rank?: number }) => ({
  ...{
    id: 1,
    name,
    elapsed_time: seconds,
    moving_time: seconds,
    distance: 2100,
    hidden: false,
    visibility: 'everyone',
  },
  ...{ pr_rank: null, kom_rank: null, ...rank },
  segment: { private: false, start_latlng: [40, 10], end_latlng: [40.01, 10] },
})

/** Segments far from every start and finish. */
export const segments: ActivityInput = {
  segment_efforts: [
    effort('Mill Climb', 512, { pr_rank: 1 }),
    effort('Col of the Two Valleys, south side', 2745, { pr_rank: 2, kom_rank: 7 }),
    effort('Sprint to the bakery', 41, { pr_rank: 3 }),
  ],
}

export const photoRide: ActivityInput = {
  ...ride,
  name: 'Down to the sea',
  description: undefined,
  total_photo_count: 1,
}

/** The posts, by the name of their image. */
export const POSTS: Record<string, ActivityInput> = {
  run,
  ride,
  swim,
  hike,
  yoga,
  'long-name': activityFixtures.longName,
  'right-to-left-name': activityFixtures.rightToLeft,
}

/** Weeks of training, each a share of a usual week, newest first. The race comes after an easy week. */
const WEEKS = [0.82, 1.12, 1.02, 0.9, 0.7, 1.04, 0.96, 0.86]

const RIDES = ['Round the reservoir', 'Out to the mill', 'Up the north side', 'Gravel, mostly']
const RUNS = ['Shake-out before the race', 'Strides on the track', 'Home the long way', 'In the rain']
const LONG_RUNS = ['Long and slow', 'To the lighthouse and back', 'Twenty with Joost', 'Over both bridges']

/** A runner's last eight weeks: a long run and a ride in each, and in most also two short runs and a swim. */
export function season(now: number): ActivityInput[] {
  const noon = now - (now % HOUR)
  return WEEKS.flatMap((share, week) => {
    const at = (day: number, hour: number, input: ActivityInput): ActivityInput => ({
      ...input,
      start_date: new Date(noon - (week * 7 + day) * DAY + (hour - 12) * HOUR + ((week * 17 + day * 11) % 40) * 60_000),
    })
    const runs = (name: string | undefined, km: number, pace: number, heart: number): ActivityInput => {
      const distance = Math.round(km * share * 10) * 100 + 37
      const moving_time = Math.round((distance / 1000) * (pace + week * 1.5))
      return {
        ...activityFixtures.run,
        name,
        distance,
        moving_time,
        total_elevation_gain: Math.round(distance * 0.0072),
        average_heartrate: heart,
      }
    }
    const rides: ActivityInput = {
      ...ride,
      name: RIDES[week % RIDES.length],
      distance: Math.round(52_300 * share),
      moving_time: Math.round(7100 * share),
      elapsed_time: undefined,
      device_name: undefined,
      total_elevation_gain: Math.round(540 * share),
    }
    const meters = Math.round((1900 * share) / 50) * 50
    const swims = {
      ...activityFixtures.swim,
      distance: meters,
      moving_time: Math.round(meters * 1.24),
      name: 'Pool before work',
    }
    return [
      ...(week % 3 === 1 ? [] : [at(1, 17, runs(RUNS[week % RUNS.length], 6, 318, 141))]),
      ...(week === 2 || week > 5 ? [] : [at(2, 7, swims)]),
      at(3, 18, runs(RUNS[(week + 2) % RUNS.length], 9.5, 291, 155)),
      at(5, 9, rides),
      at(6, 8, runs(LONG_RUNS[week % LONG_RUNS.length], 17, 312, 148)),
    ]
  })
}
