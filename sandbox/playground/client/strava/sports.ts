import { SPORT_TYPES } from '../../../../src/core/sport.ts'

/** The default figures of an activity. Metres and seconds. */
export interface SportDefaults {
  distance: number
  movingTime: number
  climb: number
  averageHeartRate: number
}

type Kind = 'foot' | 'trail' | 'wheels' | 'water' | 'swim' | 'snow' | 'still' | 'court'

/** Kilometres, minutes, metres of climb, beats a minute. */
const FIGURES: Record<Kind, [km: number, minutes: number, climb: number, heart: number]> = {
  foot: [8.4, 46, 64, 148],
  trail: [12.6, 105, 520, 142],
  wheels: [42.3, 96, 380, 136],
  water: [9.2, 68, 0, 128],
  swim: [2.1, 45, 0, 132],
  snow: [14.8, 92, 310, 131],
  still: [0, 50, 0, 108],
  court: [0, 75, 0, 134],
}

const GROUPS: { label: string; sports: Record<string, [emoji: string, kind: Kind]> }[] = [
  {
    label: 'On foot',
    sports: {
      Run: ['🏃', 'foot'],
      TrailRun: ['⛰️', 'trail'],
      Walk: ['🚶', 'foot'],
      Hike: ['🥾', 'trail'],
      VirtualRun: ['🏃', 'foot'],
      Wheelchair: ['🧑‍🦽', 'foot'],
    },
  },
  {
    label: 'Cycling',
    sports: {
      Ride: ['🚴', 'wheels'],
      MountainBikeRide: ['🚵', 'wheels'],
      GravelRide: ['🚴', 'wheels'],
      EBikeRide: ['🚲', 'wheels'],
      EMountainBikeRide: ['🚵', 'wheels'],
      VirtualRide: ['🖥️', 'wheels'],
      Velomobile: ['🚴', 'wheels'],
      Handcycle: ['🚴', 'wheels'],
    },
  },
  {
    label: 'Water',
    sports: {
      Swim: ['🏊', 'swim'],
      Rowing: ['🚣', 'water'],
      VirtualRow: ['🚣', 'water'],
      Canoeing: ['🛶', 'water'],
      Kayaking: ['🛶', 'water'],
      StandUpPaddling: ['🏄', 'water'],
      Surfing: ['🏄', 'water'],
      Kitesurf: ['🪁', 'water'],
      Windsurf: ['🏄', 'water'],
      Sail: ['⛵', 'water'],
    },
  },
  {
    label: 'Snow, ice and wheels',
    sports: {
      AlpineSki: ['⛷️', 'snow'],
      BackcountrySki: ['⛷️', 'snow'],
      NordicSki: ['🎿', 'snow'],
      Snowboard: ['🏂', 'snow'],
      Snowshoe: ['❄️', 'snow'],
      IceSkate: ['⛸️', 'water'],
      InlineSkate: ['🛼', 'snow'],
      RollerSki: ['🎿', 'snow'],
      Skateboard: ['🛹', 'foot'],
    },
  },
  {
    label: 'Gym and studio',
    sports: {
      WeightTraining: ['🏋️', 'still'],
      Workout: ['💪', 'still'],
      Crossfit: ['🏋️', 'still'],
      HighIntensityIntervalTraining: ['⏱️', 'court'],
      Elliptical: ['🏃', 'still'],
      StairStepper: ['🪜', 'still'],
      RockClimbing: ['🧗', 'still'],
      Yoga: ['🧘', 'still'],
      Pilates: ['🤸', 'still'],
      Dance: ['💃', 'court'],
      PhysicalTherapy: ['🩹', 'still'],
    },
  },
  {
    label: 'Games',
    sports: {
      Badminton: ['🏸', 'court'],
      Basketball: ['🏀', 'court'],
      Cricket: ['🏏', 'court'],
      Golf: ['⛳', 'foot'],
      Padel: ['🎾', 'court'],
      Pickleball: ['🏓', 'court'],
      Racquetball: ['🎾', 'court'],
      Soccer: ['⚽', 'court'],
      Squash: ['🎾', 'court'],
      TableTennis: ['🏓', 'court'],
      Tennis: ['🎾', 'court'],
      Volleyball: ['🏐', 'court'],
    },
  },
]

const KNOWN = Object.assign({}, ...GROUPS.map(({ sports }) => sports)) as Record<string, [emoji: string, kind: Kind]>

/** Sports without a group here have the figures of one without a distance. */
const OTHERS = SPORT_TYPES.filter((sport) => !(sport in KNOWN))

export const SPORT_GROUPS = [
  ...GROUPS.map(({ label, sports }) => ({ label, sports: Object.keys(sports) })),
  ...(OTHERS.length > 0 ? [{ label: 'Others', sports: OTHERS }] : []),
]

/** All of Strava's sport types. */
export const SPORTS = SPORT_GROUPS.flatMap(({ sports }) => sports)

export const emojiOf = (sport: string): string => KNOWN[sport]?.[0] ?? '🏅'

const LABELS: Record<string, string> = {
  EBikeRide: 'E-bike ride',
  EMountainBikeRide: 'E-mountain bike ride',
  HighIntensityIntervalTraining: 'HIIT',
}

/** The display name of a sport: `MountainBikeRide` becomes `Mountain bike ride`. */
export const labelOf = (sport: string): string =>
  LABELS[sport] ?? sport.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** Whether a sport has a meaningful distance and map. */
export const isMeasured = (sport: string): boolean => {
  const kind = KNOWN[sport]?.[1] ?? 'still'
  return kind !== 'still' && kind !== 'court'
}

export const canRace = (sport: string): boolean => /Run$|Ride$/.test(sport)

export function defaultsFor(sport: string): SportDefaults {
  const [km, minutes, climb, averageHeartRate] = FIGURES[KNOWN[sport]?.[1] ?? 'still']
  return { distance: km * 1000, movingTime: minutes * 60, climb, averageHeartRate }
}

/** Strava's default names by time of day. */
export function defaultName(sport: string, hour: number): string {
  const time = hour < 5 ? 'Night' : hour < 12 ? 'Morning' : hour < 14 ? 'Lunch' : hour < 18 ? 'Afternoon' : 'Evening'
  const label = labelOf(sport)
  return `${time} ${label === 'HIIT' ? label : label.toLowerCase()}`
}
