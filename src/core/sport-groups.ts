import type { SportType } from './sport.ts'

/** Sports that people call by one name. The first represents its group. */
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

/** Sports whose name means their whole group: “Ride” includes gravel rides. */
const NAMESAKES: Readonly<Record<string, SportGroup>> = {
  Run: 'runs',
  Ride: 'rides',
  Rowing: 'rows',
} satisfies Partial<Record<SportType, SportGroup>>

export const groupNamedAfter = (sportType: string): SportGroup | undefined =>
  Object.hasOwn(NAMESAKES, sportType) ? NAMESAKES[sportType] : undefined

export const sportTypesOf = (sport: string): readonly string[] => (isSportGroup(sport) ? SPORT_GROUPS[sport] : [sport])

/** Whether a `sport_type` is the given sport or in the given group. */
export const isOfSport = (wanted: string, sportType: string): boolean => sportTypesOf(wanted).includes(sportType)

/** The first group with this sport, if there is one. */
export const groupOf = (sportType: string): SportGroup | undefined =>
  SPORT_GROUP_NAMES.find((group) => isOfSport(group, sportType))

/** Replaces complete groups of `sport_type`s with the group, in order. */
export function grouped(sportTypes: readonly string[]): string[] {
  const whole = SPORT_GROUP_NAMES.filter((group) => SPORT_GROUPS[group].every((one) => sportTypes.includes(one)))
  const replaced = (sportType: string) => whole.find((group) => isOfSport(group, sportType)) ?? sportType
  return [...new Set(sportTypes.map(replaced))]
}
