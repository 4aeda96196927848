/** How fast: minutes per kilometre or mile, distance per hour, minutes per 100 metres or yards, per 500 metres, or not at all. */
export type Tempo = 'pace' | 'speed' | 'pace100' | 'pace500' | 'none'

export interface Sport {
  emoji: string
  tempo: Tempo
  /** Whether the metres climbed say something about the effort. */
  climbs: boolean
}

const sport = (emoji: string, tempo: Tempo, climbs = false): Sport => ({ emoji, tempo, climbs })
const onFoot = (emoji: string) => sport(emoji, 'pace', true)
const onWheels = (emoji: string) => sport(emoji, 'speed', true)
const onWater = (emoji: string) => sport(emoji, 'speed')
const indoors = (emoji: string) => sport(emoji, 'none')

/** All sport types of Strava's API (56 in April 2026) and what each one shows. */
export const SPORTS = {
  AlpineSki: sport('⛷️', 'speed'),
  BackcountrySki: sport('🎿', 'speed', true),
  Badminton: indoors('🏸'),
  Basketball: indoors('🏀'),
  Canoeing: onWater('🛶'),
  Cricket: indoors('🏏'),
  Crossfit: indoors('🏋️'),
  Dance: indoors('💃'),
  EBikeRide: onWheels('🚴'),
  Elliptical: indoors('🏃'),
  EMountainBikeRide: onWheels('🚵'),
  Golf: indoors('⛳'),
  GravelRide: onWheels('🚴'),
  Handcycle: onWheels('🚴'),
  HighIntensityIntervalTraining: indoors('⏱️'),
  Hike: onFoot('🥾'),
  IceSkate: sport('⛸️', 'speed'),
  InlineSkate: onWheels('🛼'),
  Kayaking: onWater('🛶'),
  Kitesurf: onWater('🪁'),
  MountainBikeRide: onWheels('🚵'),
  NordicSki: sport('🎿', 'speed', true),
  Padel: indoors('🎾'),
  PhysicalTherapy: indoors('🩹'),
  Pickleball: indoors('🏓'),
  Pilates: indoors('🤸'),
  Racquetball: indoors('🎾'),
  Ride: onWheels('🚴'),
  RockClimbing: indoors('🧗'),
  RollerSki: sport('🎿', 'speed', true),
  Rowing: sport('🚣', 'pace500'),
  Run: onFoot('🏃'),
  Sail: onWater('⛵'),
  Skateboard: sport('🛹', 'speed'),
  Snowboard: sport('🏂', 'speed'),
  Snowshoe: onFoot('❄️'),
  Soccer: sport('⚽', 'none'),
  Squash: indoors('🎾'),
  StairStepper: indoors('🪜'),
  StandUpPaddling: onWater('🏄'),
  Surfing: indoors('🏄'),
  Swim: sport('🏊', 'pace100'),
  TableTennis: indoors('🏓'),
  Tennis: indoors('🎾'),
  TrailRun: onFoot('⛰️'),
  Velomobile: onWheels('🚴'),
  VirtualRide: onWheels('🚴'),
  VirtualRow: sport('🚣', 'pace500'),
  VirtualRun: onFoot('🏃'),
  Volleyball: indoors('🏐'),
  Walk: onFoot('🚶'),
  WeightTraining: indoors('🏋️'),
  Wheelchair: onWheels('🧑‍🦽'),
  Windsurf: onWater('🏄'),
  Workout: indoors('💪'),
  Yoga: indoors('🧘'),
} as const satisfies Record<string, Sport>

export type SportType = keyof typeof SPORTS

export const SPORT_TYPES = Object.keys(SPORTS) as SportType[]

/** A sport that Strava has and we do not know yet: shown with what every activity has. */
const UNKNOWN: Sport = { emoji: '🏅', tempo: 'none', climbs: true }

export function isSportType(value: string): value is SportType {
  return Object.hasOwn(SPORTS, value)
}

/** The row of the table for a `sport_type`; never fails. */
export function sportOf(sportType: string): Sport {
  return isSportType(sportType) ? SPORTS[sportType] : UNKNOWN
}
