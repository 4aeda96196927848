import type { ActivityInput } from './strava-types.ts'

const HOUR_SECONDS = 3600
const MARKDOWN_TEXT = '**bold** _it_ ~~gone~~ ||spoiler|| `tick` [x](https://example.org) # > - '

/** Invented activities: one for each family of sports and for each oddity of real data. */
export const activityFixtures = {
  ride: {
    sport_type: 'Ride',
    name: 'Round the invented lake',
    distance: 42_310.6,
    moving_time: 5520,
    average_temp: 17,
  },
  longRide: {
    sport_type: 'Ride',
    name: 'The long way home',
    distance: 600_400,
    moving_time: 26 * HOUR_SECONDS + 1200,
    elapsed_time: 33 * HOUR_SECONDS,
    total_elevation_gain: 5480,
    description: 'Night, rain, three bakeries.\n\nNever again. Until June.',
    total_photo_count: 4,
  },
  gravel: {
    sport_type: 'GravelRide',
    name: 'Dust and dogs',
    distance: 71_220,
    moving_time: 10_980,
    kudos_count: 12,
    total_photo_count: 1,
  },
  mountainBike: { sport_type: 'MountainBikeRide', name: 'Roots, mostly', distance: 23_400, moving_time: 6840 },
  raceRide: { sport_type: 'Ride', name: 'Criterium', distance: 38_000, moving_time: 3391, workout_type: 11 },
  indoorRide: { sport_type: 'Ride', name: 'Garage', distance: 30_100, moving_time: HOUR_SECONDS, trainer: true },
  virtualRide: {
    sport_type: 'VirtualRide',
    name: 'Pixels, lap 3',
    distance: 33_070,
    moving_time: 3660,
    average_watts: 212.4,
    weighted_average_watts: 225,
    max_watts: 688,
    kilojoules: 777.4,
    device_watts: true,
  },
  run: {
    sport_type: 'Run',
    name: 'Before the milk',
    distance: 8041.2,
    moving_time: 2544,
    average_cadence: 83.6,
    description: 'Fog, and one heron.',
  },
  paceThatRoundsUp: { sport_type: 'Run', name: 'Ten flat', distance: 10_000, moving_time: 2999 },
  raceRun: {
    sport_type: 'Run',
    name: 'Half marathon',
    distance: 21_110,
    moving_time: 5399,
    workout_type: 1,
    pr_count: 3,
  },
  trailRun: { sport_type: 'TrailRun', name: 'Over the saddle', distance: 18_400, moving_time: 8520 },
  indoorRun: { sport_type: 'Run', name: 'Treadmill', distance: 6000, moving_time: 1980, trainer: true },
  walk: { sport_type: 'Walk', name: 'To the bakery', distance: 2200, moving_time: 1620, commute: true },
  walkWithoutDistance: { sport_type: 'Walk', name: 'Forgot to move', distance: 0, moving_time: 900, max_speed: 0 },
  hike: {
    sport_type: 'Hike',
    name: 'Hut to hut',
    distance: 17_900,
    moving_time: 5 * HOUR_SECONDS,
    total_elevation_gain: 1312.4,
    description: 'Two huts, one marmot.',
    total_photo_count: 3,
  },
  swim: { sport_type: 'Swim', name: 'Lengths', distance: 2500, moving_time: 3120 },
  alpineSki: {
    sport_type: 'AlpineSki',
    name: 'Last lifts',
    distance: 38_600,
    moving_time: 7200,
    total_elevation_gain: 0,
  },
  snowboard: { sport_type: 'Snowboard', name: 'Sideways', distance: 21_400, moving_time: 5400 },
  rowing: { sport_type: 'Rowing', name: 'Steady state', distance: 12_000, moving_time: 3300 },
  kayak: { sport_type: 'Kayaking', name: 'Against the tide', distance: 9300, moving_time: 5100 },
  weights: { sport_type: 'WeightTraining', name: 'Heavy things', distance: 0, moving_time: 2700 },
  yoga: { sport_type: 'Yoga', name: 'One hour, no metres', distance: 0, moving_time: HOUR_SECONDS, description: '' },
  padel: { sport_type: 'Padel', name: 'Four walls', distance: 0, moving_time: 4200 },
  climbing: { sport_type: 'RockClimbing', name: 'Blue routes', distance: 0, moving_time: 6600 },
  sportOfTomorrow: { sport_type: 'UnderwaterHockey', name: 'A sport from yesterday', distance: 640, moving_time: 2400 },
  manual: { sport_type: 'Run', name: 'Watch was flat', distance: 5000, moving_time: 1500, manual: true },
  longName: {
    sport_type: 'Ride',
    name: MARKDOWN_TEXT.repeat(5).slice(0, 300),
    distance: 25_000,
    moving_time: HOUR_SECONDS,
  },
  pingingName: { sport_type: 'Run', name: '@everyone <@1> <@&2> @here <#3>', distance: 5000, moving_time: 1620 },
  rightToLeft: { sport_type: 'Ride', name: 'جولة الصباح \u202eحول البحيرة', distance: 31_000, moving_time: 4500 },
  emojiName: { sport_type: 'Hike', name: '🏔️👩‍👩‍👧‍👦🥾', distance: 9100, moving_time: 9000 },
  emptyName: { sport_type: 'Run', name: '', distance: 4000, moving_time: 1300 },
  // Every recorded activity has a name, although Strava does not guarantee one.
  noName: { sport_type: 'Walk', name: undefined, distance: 3000, moving_time: 2100 },
  hiddenStart: {
    sport_type: 'Run',
    name: 'Some time today',
    distance: 7000,
    moving_time: 2200,
    hidden_start_time: true,
  },
  hiddenMap: { sport_type: 'Ride', name: 'Nowhere in particular', distance: 50_000, moving_time: 6600, gps: false },
  hiddenStats: {
    sport_type: 'Ride',
    name: 'Between me and my heart',
    distance: 40_000,
    moving_time: 5400,
    stats_visibility: ['heart_rate', 'pace', 'power', 'speed', 'calories'].map((type) => ({
      type,
      visibility: 'only_me',
    })),
  },
  heartOptOut: { sport_type: 'Run', name: 'No heart', distance: 6000, moving_time: 1900, heartrate_opt_out: true },
  // Recordings without heart rate do not have these fields; in older ones they are null.
  nullHeart: {
    sport_type: 'Ride',
    name: 'Strap slipped',
    average_heartrate: null,
    max_heartrate: null,
    suffer_score: null,
  },
  sparse: {
    sport_type: 'Ride',
    name: 'Old recording',
    distance: 20_000,
    moving_time: 3000,
    has_heartrate: false,
    elev_high: undefined,
    elev_low: undefined,
    average_cadence: undefined,
    average_temp: undefined,
    gear_id: null,
  },
  muted: { sport_type: 'Ride', name: 'Muted', distance: 8000, moving_time: 1500, hide_from_home: true },
  flagged: { sport_type: 'Run', name: 'Left it on in the car', distance: 90_000, moving_time: 3600, flagged: true },
  onlyMe: { sport_type: 'Run', name: 'Nobody shall know', distance: 3000, moving_time: 1200, visibility: 'only_me' },
  followersOnly: { sport_type: 'Ride', name: 'Among friends', distance: 27_000, visibility: 'followers_only' },
  summerTime: {
    sport_type: 'Run',
    name: 'July in the city',
    distance: 9000,
    moving_time: 2760,
    start_date: '2026-07-12T09:30:00Z',
    timezone: '(GMT-05:00) America/New_York',
    utc_offset: -14_400,
  },
  halfHourZone: { sport_type: 'Ride', name: 'Half past', distance: 22_000, timezone: '(GMT+05:30) Asia/Kolkata' },
} satisfies Record<string, ActivityInput>

/**
 * The same activities in chronological order: the newest has just ended, the others this many hours apart before it.
 */
export function recentActivities(inputs: readonly ActivityInput[], now: number, hoursApart = 26): ActivityInput[] {
  return inputs.map((input, index) => {
    const seconds = (input.elapsed_time ?? input.moving_time ?? HOUR_SECONDS) + index * hoursApart * HOUR_SECONDS
    return { start_date: new Date(now - seconds * 1000), ...input }
  })
}
