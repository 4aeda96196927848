const withoutTrack = new Set([
  ...['Badminton', 'Basketball', 'Cricket', 'Crossfit', 'Dance', 'Elliptical', 'HighIntensityIntervalTraining'],
  ...['Padel', 'PhysicalTherapy', 'Pickleball', 'Pilates', 'Racquetball', 'RockClimbing', 'Squash', 'StairStepper'],
  ...['Swim', 'TableTennis', 'Tennis', 'VirtualRow', 'Volleyball', 'WeightTraining', 'Workout', 'Yoga'],
])

const lossyTypes: Record<string, string> = {
  TrailRun: 'Run',
  MountainBikeRide: 'Ride',
  GravelRide: 'Ride',
  EMountainBikeRide: 'EBikeRide',
  ...Object.fromEntries(
    ['Badminton', 'Basketball', 'Cricket', 'Dance', 'HighIntensityIntervalTraining', 'Padel', 'PhysicalTherapy']
      .concat(['Pickleball', 'Pilates', 'Racquetball', 'Squash', 'TableTennis', 'Tennis', 'VirtualRow', 'Volleyball'])
      .map((sport) => [sport, 'Workout']),
  ),
}

export const hasTrack = (sport: string) => !withoutTrack.has(sport)
export const isRun = (sport: string) => /Run$/.test(sport)
export const isRide = (sport: string) => /Ride$|^Handcycle$|^Velomobile$/.test(sport)

/** The deprecated, coarser `type` that still stands beside `sport_type`. */
export const toType = (sport: string) => lossyTypes[sport] ?? sport

/** Runs often have 0, rides mostly nothing, the others null, weight training 30. */
export function usualWorkoutType(sport: string): number | null | undefined {
  if (sport === 'Ride' || sport === 'VirtualRide') return undefined
  if (isRun(sport)) return 0
  return sport === 'WeightTraining' ? 30 : null
}

export const usualSpeed = (sport: string) => (isRide(sport) ? 7.4 : isRun(sport) ? 3.1 : sport === 'Swim' ? 0.8 : 1.3)
