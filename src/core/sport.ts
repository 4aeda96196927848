import type { SpeedClass } from './plausible.ts'

/** Minutes per kilometre or mile, distance per hour, minutes per 100 metres or yards, per 500 metres, or nothing. */
export type PaceDisplay = 'pace' | 'speed' | 'pace100' | 'pace500' | 'none'

/** Additional figures. Cadence is steps, revolutions or strokes per minute. */
export type ExtraFigure =
  | 'heartRate'
  | 'power'
  | 'steps'
  | 'revolutions'
  | 'strokes'
  | 'topSpeed'
  | 'laps'
  | 'intervals'
  | 'calories'

/** `49 min 59 s`, or as results are written in sports that compare times: `49:59`. */
export type TimeDisplay = 'words' | 'clock'

/** Time without stops, or total time. */
export type TimeBasis = 'moving' | 'elapsed'

export interface Sport {
  emoji: string
  /** Accent colour of the card, as 0xRRGGBB. */
  color: number
  paceDisplay: PaceDisplay
  timeDisplay: TimeDisplay
  /** Whether climb says something about the effort. */
  showsElevation: boolean
  speedClass: SpeedClass
  /** The time that Strava shows for this sport. */
  timeBasis: TimeBasis
  /** In display order. */
  extraFigures: readonly ExtraFigure[]
}

/** Different in lightness as well as hue, and never Strava's orange. */
const SPORT_COLORS = {
  run: 0xd1495b,
  trail: 0x9c6644,
  walk: 0x7a9e3b,
  ride: 0x2a6fbb,
  offRoad: 0x8a6d1d,
  electric: 0x3fa7d6,
  indoors: 0x7f5af0,
  pool: 0x0fa3b1,
  water: 0x1d4e89,
  wind: 0x48bfe3,
  snow: 0x9fc5e8,
  ice: 0x6d9dc5,
  strength: 0x5a4fcf,
  sweat: 0xb5179e,
  calm: 0xb08bd9,
  court: 0xc9b21a,
  team: 0x2e8b57,
  wall: 0xb56b45,
  street: 0x6c757d,
  other: 0x2f6b4f,
}

const BASIC_FIGURES: readonly ExtraFigure[] = ['heartRate', 'calories']
const RUNNING_FIGURES: readonly ExtraFigure[] = ['heartRate', 'power', 'steps', 'calories']
const CYCLING_FIGURES: readonly ExtraFigure[] = ['heartRate', 'power', 'revolutions', 'calories']
const ROWING_FIGURES: readonly ExtraFigure[] = ['heartRate', 'power', 'strokes', 'calories']
const GLIDING_FIGURES: readonly ExtraFigure[] = ['topSpeed', 'heartRate', 'calories']

const sport = (
  emoji: string,
  color: number,
  paceDisplay: PaceDisplay,
  showsElevation: boolean,
  speedClass: SpeedClass,
  extraFigures: readonly ExtraFigure[],
  timeBasis: TimeBasis = 'moving',
): Sport => ({ emoji, color, paceDisplay, timeDisplay: 'words', showsElevation, speedClass, timeBasis, extraFigures })
const withClockTime = (sport: Sport): Sport => ({ ...sport, timeDisplay: 'clock' })
const running = (emoji: string, color: number) =>
  withClockTime(sport(emoji, color, 'pace', true, 'foot', RUNNING_FIGURES))
const walking = (emoji: string, color: number) => sport(emoji, color, 'pace', true, 'foot', BASIC_FIGURES)
const riding = (emoji: string, color: number) => sport(emoji, color, 'speed', true, 'wheels', CYCLING_FIGURES)
const rolling = (emoji: string, color: number) => sport(emoji, color, 'speed', true, 'wheels', BASIC_FIGURES)
const swimming = (emoji: string, color: number) =>
  withClockTime(sport(emoji, color, 'pace100', false, 'swim', ['heartRate', 'strokes', 'intervals', 'calories']))
const paddling = (emoji: string) => sport(emoji, SPORT_COLORS.water, 'speed', false, 'paddle', BASIC_FIGURES, 'elapsed')
const rowing = (color: number) => withClockTime(sport('🚣', color, 'pace500', false, 'paddle', ROWING_FIGURES))
const sailing = (emoji: string) => sport(emoji, SPORT_COLORS.wind, 'speed', false, 'wind', GLIDING_FIGURES, 'elapsed')
const downhill = (emoji: string) => sport(emoji, SPORT_COLORS.snow, 'speed', false, 'snow', GLIDING_FIGURES, 'elapsed')
const skiing = (color: number) => sport('🎿', color, 'speed', true, 'snow', BASIC_FIGURES)
const timed = (emoji: string, color: number) => sport(emoji, color, 'none', false, 'other', BASIC_FIGURES, 'elapsed')

/** All sport types of Strava's API, as of April 2026. */
export const SPORTS = {
  AlpineSki: downhill('⛷️'),
  BackcountrySki: skiing(SPORT_COLORS.snow),
  Badminton: timed('🏸', SPORT_COLORS.court),
  Basketball: timed('🏀', SPORT_COLORS.team),
  Canoeing: paddling('🛶'),
  Cricket: timed('🏏', SPORT_COLORS.team),
  Crossfit: timed('🏋️', SPORT_COLORS.strength),
  Dance: timed('💃', SPORT_COLORS.sweat),
  EBikeRide: riding('🚴', SPORT_COLORS.electric),
  Elliptical: timed('🏃', SPORT_COLORS.sweat),
  EMountainBikeRide: riding('🚵', SPORT_COLORS.electric),
  Golf: timed('⛳', SPORT_COLORS.walk),
  GravelRide: riding('🚴', SPORT_COLORS.offRoad),
  Handcycle: riding('🚴', SPORT_COLORS.ride),
  HighIntensityIntervalTraining: timed('⏱️', SPORT_COLORS.sweat),
  Hike: walking('🥾', SPORT_COLORS.walk),
  IceSkate: sport('⛸️', SPORT_COLORS.ice, 'speed', false, 'wheels', ['laps', ...BASIC_FIGURES]),
  InlineSkate: rolling('🛼', SPORT_COLORS.street),
  Kayaking: paddling('🛶'),
  Kitesurf: sailing('🪁'),
  MountainBikeRide: riding('🚵', SPORT_COLORS.offRoad),
  NordicSki: skiing(SPORT_COLORS.ice),
  Padel: timed('🎾', SPORT_COLORS.court),
  PhysicalTherapy: timed('🩹', SPORT_COLORS.calm),
  Pickleball: timed('🏓', SPORT_COLORS.court),
  Pilates: timed('🤸', SPORT_COLORS.calm),
  Racquetball: timed('🎾', SPORT_COLORS.court),
  Ride: riding('🚴', SPORT_COLORS.ride),
  RockClimbing: timed('🧗', SPORT_COLORS.wall),
  RollerSki: rolling('🎿', SPORT_COLORS.street),
  Rowing: rowing(SPORT_COLORS.water),
  Run: running('🏃', SPORT_COLORS.run),
  Sail: sailing('⛵'),
  Skateboard: sport('🛹', SPORT_COLORS.street, 'speed', false, 'wheels', BASIC_FIGURES),
  Snowboard: downhill('🏂'),
  Snowshoe: walking('❄️', SPORT_COLORS.snow),
  Soccer: timed('⚽', SPORT_COLORS.team),
  Squash: timed('🎾', SPORT_COLORS.court),
  StairStepper: timed('🪜', SPORT_COLORS.sweat),
  StandUpPaddling: paddling('🏄'),
  Surfing: timed('🏄', SPORT_COLORS.wind),
  Swim: swimming('🏊', SPORT_COLORS.pool),
  TableTennis: timed('🏓', SPORT_COLORS.court),
  Tennis: timed('🎾', SPORT_COLORS.court),
  TrailRun: running('⛰️', SPORT_COLORS.trail),
  Velomobile: riding('🚴', SPORT_COLORS.ride),
  VirtualRide: riding('🚴', SPORT_COLORS.indoors),
  VirtualRow: rowing(SPORT_COLORS.indoors),
  VirtualRun: running('🏃', SPORT_COLORS.indoors),
  Volleyball: timed('🏐', SPORT_COLORS.team),
  Walk: walking('🚶', SPORT_COLORS.walk),
  WeightTraining: timed('🏋️', SPORT_COLORS.strength),
  Wheelchair: rolling('🧑‍🦽', SPORT_COLORS.run),
  Windsurf: sailing('🏄'),
  Workout: timed('💪', SPORT_COLORS.strength),
  Yoga: timed('🧘', SPORT_COLORS.calm),
} as const satisfies Record<string, Sport>

export type SportType = keyof typeof SPORTS

export const SPORT_TYPES = Object.keys(SPORTS) as SportType[]

/** For sport types that Strava adds later: shows what every activity has. */
const UNKNOWN_SPORT: Sport = sport('🏅', SPORT_COLORS.other, 'none', true, 'other', BASIC_FIGURES)

export function isSportType(value: string): value is SportType {
  return Object.hasOwn(SPORTS, value)
}

/** These have no pace, but still have a route. */
const UNMEASURED_SPORTS_WITH_ROUTE: ReadonlySet<string> = new Set<SportType>(['Golf', 'RockClimbing', 'Surfing'])

/** Whether the sport has a route. GPS tracks of a yoga mat or a court are noise. */
export const hasRoute = (sportType: string): boolean =>
  !isSportType(sportType) || SPORTS[sportType].paceDisplay !== 'none' || UNMEASURED_SPORTS_WITH_ROUTE.has(sportType)

/** Virtual sports start with `Virtual`, including those that Strava adds later. */
export const isVirtual = (sportType: string): boolean => sportType.startsWith('Virtual')

/**
 * Whether an activity was indoors. Strava's `trainer` is false for virtual rides. For swims it means nothing: it is
 * true for most, in any water.
 */
export const isIndoor = (sportType: string, trainer: boolean): boolean =>
  isVirtual(sportType) || (trainer && sportType !== 'Swim')

/** The names of virtual sports say it already, and sports without a pace don't need it. */
export const needsIndoorLabel = ({ sportType, indoor }: { sportType: string; indoor: boolean }): boolean =>
  indoor && !isVirtual(sportType) && sportOf(sportType).paceDisplay !== 'none'

/** Never fails; unknown sports get a generic entry. */
export function sportOf(sportType: string): Sport {
  return isSportType(sportType) ? SPORTS[sportType] : UNKNOWN_SPORT
}

/** For cards about several sports. */
export const NEUTRAL_COLOR = 0x2f6b4f

/** The colour shared by all of these sports, or the neutral one. */
export function commonColor(sportTypes: readonly string[]): number {
  const [color = NEUTRAL_COLOR, ...others] = new Set(sportTypes.map((sportType) => sportOf(sportType).color))
  return others.length === 0 ? color : NEUTRAL_COLOR
}
