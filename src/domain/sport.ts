import type { Moves } from './plausible.ts'

/** How fast: minutes per kilometre or mile, distance per hour, minutes per 100 metres or yards, per 500 metres, or not at all. */
export type Tempo = 'pace' | 'speed' | 'pace100' | 'pace500' | 'none'

/** What a sport shows beside how far, how long, how fast and how high. Cadence is steps, revolutions or strokes a minute. */
export type Further =
  | 'heartRate'
  | 'power'
  | 'steps'
  | 'revolutions'
  | 'strokes'
  | 'topSpeed'
  | 'laps'
  | 'intervals'
  | 'calories'

/** Which time counts: without the stops, or all of it. */
export type CountedTime = 'moving' | 'elapsed'

export interface Sport {
  emoji: string
  /** Of the card's edge, as 0xRRGGBB. */
  colour: number
  tempo: Tempo
  /** Whether the metres climbed say something about the effort. */
  climbs: boolean
  /** By what people move: how fast anybody can be. */
  moves: Moves
  /** The time that Strava shows of it. */
  counts: CountedTime
  /** In the order in which they are read. */
  further: readonly Further[]
}

/** Told apart by light as well as by hue, and none of them Strava's own orange. */
const COLOUR = {
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

const BODY: readonly Further[] = ['heartRate', 'calories']
const LEGS: readonly Further[] = ['heartRate', 'power', 'steps', 'calories']
const CRANK: readonly Further[] = ['heartRate', 'power', 'revolutions', 'calories']
const BLADE: readonly Further[] = ['heartRate', 'power', 'strokes', 'calories']
const GLIDE: readonly Further[] = ['topSpeed', 'heartRate', 'calories']

const sport = (
  emoji: string,
  colour: number,
  tempo: Tempo,
  climbs: boolean,
  moves: Moves,
  further: readonly Further[],
  counts: CountedTime = 'moving',
): Sport => ({ emoji, colour, tempo, climbs, moves, counts, further })
const running = (emoji: string, colour: number) => sport(emoji, colour, 'pace', true, 'foot', LEGS)
const walking = (emoji: string, colour: number) => sport(emoji, colour, 'pace', true, 'foot', BODY)
const riding = (emoji: string, colour: number) => sport(emoji, colour, 'speed', true, 'wheels', CRANK)
const rolling = (emoji: string, colour: number) => sport(emoji, colour, 'speed', true, 'wheels', BODY)
const paddling = (emoji: string) => sport(emoji, COLOUR.water, 'speed', false, 'paddle', BODY, 'elapsed')
const rowing = (emoji: string, colour: number) => sport(emoji, colour, 'pace500', false, 'paddle', BLADE)
const sailing = (emoji: string) => sport(emoji, COLOUR.wind, 'speed', false, 'wind', GLIDE, 'elapsed')
const downhill = (emoji: string) => sport(emoji, COLOUR.snow, 'speed', false, 'snow', GLIDE, 'elapsed')
const skiing = (emoji: string, colour: number) => sport(emoji, colour, 'speed', true, 'snow', BODY)
const timed = (emoji: string, colour: number) => sport(emoji, colour, 'none', false, 'other', BODY, 'elapsed')

/** All sport types of Strava's API (56 in April 2026) and what each one shows. */
export const SPORTS = {
  AlpineSki: downhill('⛷️'),
  BackcountrySki: skiing('🎿', COLOUR.snow),
  Badminton: timed('🏸', COLOUR.court),
  Basketball: timed('🏀', COLOUR.team),
  Canoeing: paddling('🛶'),
  Cricket: timed('🏏', COLOUR.team),
  Crossfit: timed('🏋️', COLOUR.strength),
  Dance: timed('💃', COLOUR.sweat),
  EBikeRide: riding('🚴', COLOUR.electric),
  Elliptical: timed('🏃', COLOUR.sweat),
  EMountainBikeRide: riding('🚵', COLOUR.electric),
  Golf: timed('⛳', COLOUR.walk),
  GravelRide: riding('🚴', COLOUR.offRoad),
  Handcycle: riding('🚴', COLOUR.ride),
  HighIntensityIntervalTraining: timed('⏱️', COLOUR.sweat),
  Hike: walking('🥾', COLOUR.walk),
  IceSkate: sport('⛸️', COLOUR.ice, 'speed', false, 'wheels', ['laps', ...BODY]),
  InlineSkate: rolling('🛼', COLOUR.street),
  Kayaking: paddling('🛶'),
  Kitesurf: sailing('🪁'),
  MountainBikeRide: riding('🚵', COLOUR.offRoad),
  NordicSki: skiing('🎿', COLOUR.ice),
  Padel: timed('🎾', COLOUR.court),
  PhysicalTherapy: timed('🩹', COLOUR.calm),
  Pickleball: timed('🏓', COLOUR.court),
  Pilates: timed('🤸', COLOUR.calm),
  Racquetball: timed('🎾', COLOUR.court),
  Ride: riding('🚴', COLOUR.ride),
  RockClimbing: timed('🧗', COLOUR.wall),
  RollerSki: rolling('🎿', COLOUR.street),
  Rowing: rowing('🚣', COLOUR.water),
  Run: running('🏃', COLOUR.run),
  Sail: sailing('⛵'),
  Skateboard: sport('🛹', COLOUR.street, 'speed', false, 'wheels', BODY),
  Snowboard: downhill('🏂'),
  Snowshoe: walking('❄️', COLOUR.snow),
  Soccer: timed('⚽', COLOUR.team),
  Squash: timed('🎾', COLOUR.court),
  StairStepper: timed('🪜', COLOUR.sweat),
  StandUpPaddling: paddling('🏄'),
  Surfing: timed('🏄', COLOUR.wind),
  Swim: sport('🏊', COLOUR.pool, 'pace100', false, 'swim', ['heartRate', 'strokes', 'intervals', 'calories']),
  TableTennis: timed('🏓', COLOUR.court),
  Tennis: timed('🎾', COLOUR.court),
  TrailRun: running('⛰️', COLOUR.trail),
  Velomobile: riding('🚴', COLOUR.ride),
  VirtualRide: riding('🚴', COLOUR.indoors),
  VirtualRow: rowing('🚣', COLOUR.indoors),
  VirtualRun: running('🏃', COLOUR.indoors),
  Volleyball: timed('🏐', COLOUR.team),
  Walk: walking('🚶', COLOUR.walk),
  WeightTraining: timed('🏋️', COLOUR.strength),
  Wheelchair: rolling('🧑‍🦽', COLOUR.run),
  Windsurf: sailing('🏄'),
  Workout: timed('💪', COLOUR.strength),
  Yoga: timed('🧘', COLOUR.calm),
} as const satisfies Record<string, Sport>

export type SportType = keyof typeof SPORTS

export const SPORT_TYPES = Object.keys(SPORTS) as SportType[]

/** A sport that Strava has and we do not know yet: shown with what every activity has. */
const UNKNOWN: Sport = sport('🏅', COLOUR.other, 'none', true, 'other', BODY)

export function isSportType(value: string): value is SportType {
  return Object.hasOwn(SPORTS, value)
}

/** Of those that are not measured by their distance, these cover some ground all the same. */
const WANDERING: ReadonlySet<string> = new Set<SportType>(['Golf', 'RockClimbing', 'Surfing'])

/** Whether people go somewhere with it: what a watch draws of a yoga mat or a court is no way. */
export const hasRoute = (sportType: string): boolean =>
  !isSportType(sportType) || SPORTS[sportType].tempo !== 'none' || WANDERING.has(sportType)

/** Whether a sport is of a simulator, also one that Strava adds tomorrow: its name says so. */
export const isVirtual = (sportType: string): boolean => sportType.startsWith('Virtual')

/**
 * Whether an activity was indoors. Strava's `trainer` is false of virtual rides, and true of most swims, whatever water they are in: of a
 * swim it says nothing.
 */
export const isIndoor = (sportType: string, trainer: boolean): boolean =>
  isVirtual(sportType) || (trainer && sportType !== 'Swim')

/** Whether it has to be said that it was indoors: a simulator says it by its name, and what people do in a hall anyway need not. */
export const saysIndoors = ({ sportType, indoor }: { sportType: string; indoor: boolean }): boolean =>
  indoor && !isVirtual(sportType) && sportOf(sportType).tempo !== 'none'

/** The row of the table for a `sport_type`; never fails. */
export function sportOf(sportType: string): Sport {
  return isSportType(sportType) ? SPORTS[sportType] : UNKNOWN
}

/** The colour of what is about no single sport. */
export const NEUTRAL = 0x2f6b4f

/** The colour that all of these have in common; a neutral one where they have none. */
export function commonColour(sportTypes: readonly string[]): number {
  const [colour = NEUTRAL, ...others] = new Set(sportTypes.map((sportType) => sportOf(sportType).colour))
  return others.length === 0 ? colour : NEUTRAL
}
