import type { SportType } from './sport.ts'

/** What people mean by one word, and Strava counts as several sports. The one that stands for its group comes first. */
export const SPORT_GROUPS = {
  runs: ['Run', 'TrailRun', 'VirtualRun'],
  rides: [
    'Ride',
    'MountainBikeRide',
    'GravelRide',
    'EBikeRide',
    'EMountainBikeRide',
    'VirtualRide',
    'Handcycle',
    'Velomobile',
  ],
  walks: ['Walk', 'Hike'],
  rows: ['Rowing', 'VirtualRow'],
  snow: ['AlpineSki', 'BackcountrySki', 'NordicSki', 'Snowboard', 'Snowshoe'],
  water: ['Swim', 'Canoeing', 'Kayaking', 'Rowing', 'StandUpPaddling', 'Surfing', 'Windsurf', 'Kitesurf', 'Sail'],
  gym: ['WeightTraining', 'Workout', 'Crossfit', 'HighIntensityIntervalTraining', 'Elliptical', 'StairStepper'],
  rackets: ['Tennis', 'TableTennis', 'Badminton', 'Squash', 'Racquetball', 'Padel', 'Pickleball'],
} as const satisfies Record<string, readonly SportType[]>

export type SportGroup = keyof typeof SPORT_GROUPS

export const SPORT_GROUP_NAMES = Object.keys(SPORT_GROUPS) as SportGroup[]

export const isSportGroup = (value: string): value is SportGroup => Object.hasOwn(SPORT_GROUPS, value)

/** Sports whose plain name stands for all of their group: whoever says “Ride” means gravel as well. */
const NAMESAKES: Readonly<Record<string, SportGroup>> = {
  Run: 'runs',
  Ride: 'rides',
  Rowing: 'rows',
} satisfies Partial<Record<SportType, SportGroup>>

/** The group that a `sport_type`'s name stands for, if it does. */
export const groupNamedAfter = (sportType: string): SportGroup | undefined =>
  Object.hasOwn(NAMESAKES, sportType) ? NAMESAKES[sportType] : undefined

/** The `sport_type`s of a group, or the one itself. */
export const sportTypesOf = (sport: string): readonly string[] => (isSportGroup(sport) ? SPORT_GROUPS[sport] : [sport])

/** Whether a `sport_type` is the sport, or one of the group, that was asked for. */
export const isOfSport = (wanted: string, sportType: string): boolean => sportTypesOf(wanted).includes(sportType)

/** `sport_type`s with those that make up a whole group as that group, in the order in which they come. */
export function grouped(sportTypes: readonly string[]): string[] {
  const whole = SPORT_GROUP_NAMES.filter((group) => SPORT_GROUPS[group].every((one) => sportTypes.includes(one)))
  const groupOf = (sportType: string) => whole.find((group) => isOfSport(group, sportType)) ?? sportType
  return [...new Set(sportTypes.map(groupOf))]
}
