const SPORTS_WITHOUT_TRACK = new Set([
  ...['Badminton', 'Basketball', 'Cricket', 'Crossfit', 'Dance', 'Elliptical', 'HighIntensityIntervalTraining'],
  ...['Padel', 'PhysicalTherapy', 'Pickleball', 'Pilates', 'Racquetball', 'RockClimbing', 'Squash', 'StairStepper'],
  ...['Swim', 'TableTennis', 'Tennis', 'VirtualRow', 'Volleyball', 'WeightTraining', 'Workout', 'Yoga'],
])

/** The 37 values of `type`; no new ones are added. */
const LEGACY_TYPES = new Set([
  ...['AlpineSki', 'BackcountrySki', 'Canoeing', 'Crossfit', 'EBikeRide', 'Elliptical', 'Golf', 'Handcycle', 'Hike'],
  ...['IceSkate', 'InlineSkate', 'Kayaking', 'Kitesurf', 'NordicSki', 'Ride', 'RockClimbing', 'RollerSki', 'Rowing'],
  ...['Run', 'Sail', 'Skateboard', 'Snowboard', 'Snowshoe', 'Soccer', 'StairStepper', 'StandUpPaddling', 'Surfing'],
  ...['Swim', 'Velomobile', 'VirtualRide', 'VirtualRun', 'Walk', 'WeightTraining', 'Wheelchair', 'Windsurf'],
  ...['Workout', 'Yoga'],
])

const LEGACY_TYPE_OF_SPORT: Record<string, string> = {
  TrailRun: 'Run',
  MountainBikeRide: 'Ride',
  GravelRide: 'Ride',
  EMountainBikeRide: 'EBikeRide',
}

export const hasTrack = (sport: string) => !SPORTS_WITHOUT_TRACK.has(sport)
export const isRun = (sport: string) => /Run$/.test(sport)
export const isRide = (sport: string) => /Ride$|^Handcycle$|^Velomobile$/.test(sport)

/** The deprecated, coarser `type` that is still sent beside `sport_type`. */
export const toLegacyType = (sport: string) =>
  LEGACY_TYPE_OF_SPORT[sport] ?? (LEGACY_TYPES.has(sport) ? sport : 'Workout')

/** Runs have 0 or, like workouts, null; rides 10; weight training 30. Others do not have the field. */
export function defaultWorkoutType(sport: string): number | null | undefined {
  if (isRun(sport)) return 0
  if (isRide(sport)) return 10
  if (sport === 'WeightTraining') return 30
  return sport === 'Workout' ? null : undefined
}

/** Whether Strava splits it into kilometres and miles. */
export const hasSplits = (sport: string) => isRun(sport) || isRide(sport) || sport === 'Walk' || sport === 'Hike'

/** Whether it is measured by distance, so that a device can count laps. */
export const hasLaps = (sport: string) => hasTrack(sport) || sport === 'Swim' || sport === 'VirtualRow'

/** Metres after which a device counts a lap automatically; usually there is one lap. */
export const lapLengthMeters = (sport: string) =>
  isRun(sport) ? 1000 : isRide(sport) ? 10_000 : sport === 'Swim' ? 500 : Number.POSITIVE_INFINITY

export const defaultSpeed = (sport: string) => (isRide(sport) ? 7.4 : isRun(sport) ? 3.1 : sport === 'Swim' ? 0.8 : 1.3)
