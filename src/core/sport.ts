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
  colour: number
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
const SPORT_COLOURS = {
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
  colour: number,
  paceDisplay: PaceDisplay,
  showsElevation: boolean,
  speedClass: SpeedClass,
  extraFigures: readonly ExtraFigure[],
  timeBasis: TimeBasis = 'moving',
): Sport => ({ emoji, colour, paceDisplay, timeDisplay: 'words', showsElevation, speedClass, timeBasis, extraFigures })
const withClockTime = (sport: Sport): Sport => ({ ...sport, timeDisplay: 'clock' })
const running = (emoji: string, colour: number) =>
  withClockTime(sport(emoji, colour, 'pace', true, 'foot', RUNNING_FIGURES))
const walking = (emoji: string, colour: number) => sport(emoji, colour, 'pace', true, 'foot', BASIC_FIGURES)
const riding = (emoji: string, colour: number) => sport(emoji, colour, 'speed', true, 'wheels', CYCLING_FIGURES)
const rolling = (emoji: string, colour: number) => sport(emoji, colour, 'speed', true, 'wheels', BASIC_FIGURES)
const swimming = (emoji: string, colour: number) =>
  withClockTime(sport(emoji, colour, 'pace100', false, 'swim', ['heartRate', 'strokes', 'intervals', 'calories']))
const paddling = (emoji: string) =>
  sport(emoji, SPORT_COLOURS.water, 'speed', false, 'paddle', BASIC_FIGURES, 'elapsed')
const rowing = (colour: number) => withClockTime(sport('🚣', colour, 'pace500', false, 'paddle', ROWING_FIGURES))
const sailing = (emoji: string) => sport(emoji, SPORT_COLOURS.wind, 'speed', false, 'wind', GLIDING_FIGURES, 'elapsed')
const downhill = (emoji: string) => sport(emoji, SPORT_COLOURS.snow, 'speed', false, 'snow', GLIDING_FIGURES, 'elapsed')
const skiing = (colour: number) => sport('🎿', colour, 'speed', true, 'snow', BASIC_FIGURES)
const timed = (emoji: string, colour: number) => sport(emoji, colour, 'none', false, 'other', BASIC_FIGURES, 'elapsed')

/** All sport types of Strava's API, as of April 2026. */
export const SPORTS = {
  AlpineSki: downhill('⛷️'),
  BackcountrySki: skiing(SPORT_COLOURS.snow),
  Badminton: timed('🏸', SPORT_COLOURS.court),
  Basketball: timed('🏀', SPORT_COLOURS.team),
  Canoeing: paddling('🛶'),
  Cricket: timed('🏏', SPORT_COLOURS.team),
  Crossfit: timed('🏋️', SPORT_COLOURS.strength),
  Dance: timed('💃', SPORT_COLOURS.sweat),
  EBikeRide: riding('🚴', SPORT_COLOURS.electric),
  Elliptical: timed('🏃', SPORT_COLOURS.sweat),
  EMountainBikeRide: riding('🚵', SPORT_COLOURS.electric),
  Golf: timed('⛳', SPORT_COLOURS.walk),
  GravelRide: riding('🚴', SPORT_COLOURS.offRoad),
  Handcycle: riding('🚴', SPORT_COLOURS.ride),
  HighIntensityIntervalTraining: timed('⏱️', SPORT_COLOURS.sweat),
  Hike: walking('🥾', SPORT_COLOURS.walk),
  IceSkate: sport('⛸️', SPORT_COLOURS.ice, 'speed', false, 'wheels', ['laps', ...BASIC_FIGURES]),
  InlineSkate: rolling('🛼', SPORT_COLOURS.street),
  Kayaking: paddling('🛶'),
  Kitesurf: sailing('🪁'),
  MountainBikeRide: riding('🚵', SPORT_COLOURS.offRoad),
  NordicSki: skiing(SPORT_COLOURS.ice),
  Padel: timed('🎾', SPORT_COLOURS.court),
  PhysicalTherapy: timed('🩹', SPORT_COLOURS.calm),
  Pickleball: timed('🏓', SPORT_COLOURS.court),
  Pilates: timed('🤸', SPORT_COLOURS.calm),
  Racquetball: timed('🎾', SPORT_COLOURS.court),
  Ride: riding('🚴', SPORT_COLOURS.ride),
  RockClimbing: timed('🧗', SPORT_COLOURS.wall),
  RollerSki: rolling('🎿', SPORT_COLOURS.street),
  Rowing: rowing(SPORT_COLOURS.water),
  Run: running('🏃', SPORT_COLOURS.run),
  Sail: sailing('⛵'),
  Skateboard: sport('🛹', SPORT_COLOURS.street, 'speed', false, 'wheels', BASIC_FIGURES),
  Snowboard: downhill('🏂'),
  Snowshoe: walking('❄️', SPORT_COLOURS.snow),
  Soccer: timed('⚽', SPORT_COLOURS.team),
  Squash: timed('🎾', SPORT_COLOURS.court),
  StairStepper: timed('🪜', SPORT_COLOURS.sweat),
  StandUpPaddling: paddling('🏄'),
  Surfing: timed('🏄', SPORT_COLOURS.wind),
  Swim: swimming('🏊', SPORT_COLOURS.pool),
  TableTennis: timed('🏓', SPORT_COLOURS.court),
  Tennis: timed('🎾', SPORT_COLOURS.court),
  TrailRun: running('⛰️', SPORT_COLOURS.trail),
  Velomobile: riding('🚴', SPORT_COLOURS.ride),
  VirtualRide: riding('🚴', SPORT_COLOURS.indoors),
  VirtualRow: rowing(SPORT_COLOURS.indoors),
  VirtualRun: running('🏃', SPORT_COLOURS.indoors),
  Volleyball: timed('🏐', SPORT_COLOURS.team),
  Walk: walking('🚶', SPORT_COLOURS.walk),
  WeightTraining: timed('🏋️', SPORT_COLOURS.strength),
  Wheelchair: rolling('🧑‍🦽', SPORT_COLOURS.run),
  Windsurf: sailing('🏄'),
  Workout: timed('💪', SPORT_COLOURS.strength),
  Yoga: timed('🧘', SPORT_COLOURS.calm),
} as const satisfies Record<string, Sport>

export type SportType = keyof typeof SPORTS

export const SPORT_TYPES = Object.keys(SPORTS) as SportType[]

/** For sport types that Strava adds later: shows what every activity has. */
const UNKNOWN_SPORT: Sport = sport('🏅', SPORT_COLOURS.other, 'none', true, 'other', BASIC_FIGURES)

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
export const NEUTRAL_COLOUR = 0x2f6b4f

/** The colour shared by all of these sports, or the neutral one. */
export function commonColour(sportTypes: readonly string[]): number {
  const [colour = NEUTRAL_COLOUR, ...others] = new Set(sportTypes.map((sportType) => sportOf(sportType).colour))
  return others.length === 0 ? colour : NEUTRAL_COLOUR
}
