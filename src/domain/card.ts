import { type Activity, newestFirst, type Start, type Statistic } from './activity.ts'
import { sportOf, type Tempo } from './sport.ts'
import {
  type DistanceUnit,
  type Duration,
  type Pace,
  type Quantity,
  toClimb,
  toDistance,
  toDuration,
  toPace,
  toPoolDistance,
  toSpeed,
  type Units,
} from './units.ts'

/** One figure of an activity, in people's units and without words. */
export type Figure =
  | { kind: 'distance'; quantity: Quantity<DistanceUnit> }
  | { kind: 'movingTime'; duration: Duration }
  | { kind: 'pace'; pace: Pace }
  | { kind: 'speed'; quantity: Quantity<'kilometre-per-hour' | 'mile-per-hour'> }
  | { kind: 'climb'; quantity: Quantity<DistanceUnit> }

/** What one activity shows in a list. */
export interface ActivityItem {
  id: string
  sportType: string
  name: string
  start: Start
  figures: Figure[]
}

/** The answer to `/strava recent`: who, what, and the sums. */
export interface RecentCard {
  kind: 'recent'
  /** The Discord user whose activities these are. */
  userId: string
  /** The sport that was asked for, if one was. */
  sportType: string | undefined
  items: ActivityItem[]
  sums: { count: number; figures: Figure[] }
}

function tempoOf(activity: Activity, units: Units): Figure[] {
  const { distance, movingTime } = activity
  const metric = units === 'metric'
  const pace = (per: Pace['per']): Figure[] => {
    const value = toPace(distance, movingTime, per)
    return value ? [{ kind: 'pace', pace: value }] : []
  }
  switch (sportOf(activity.sportType).tempo) {
    case 'pace':
      return pace(metric ? 'kilometre' : 'mile')
    case 'pace100':
      return pace(metric ? '100 metres' : '100 yards')
    case 'pace500':
      return pace('500 metres')
    case 'speed': {
      const quantity = toSpeed(distance, movingTime, units)
      return quantity ? [{ kind: 'speed', quantity }] : []
    }
    case 'none':
      return []
  }
}

function distanceFigure(quantity: Quantity<DistanceUnit> | undefined): Figure[] {
  return quantity ? [{ kind: 'distance', quantity }] : []
}

function timeFigure(seconds: number | undefined): Figure[] {
  const duration = toDuration(seconds)
  return duration ? [{ kind: 'movingTime', duration }] : []
}

function climbFigure(metres: number | undefined, units: Units): Figure[] {
  const quantity = toClimb(metres, units)
  return quantity ? [{ kind: 'climb', quantity }] : []
}

/** The figures of one activity in the order they are read: how far, how long, how fast, how high. What is zero or absent is left out. */
export function figuresOf(activity: Activity, units: Units): Figure[] {
  const { tempo, climbs } = sportOf(activity.sportType)
  const distance = tempo === 'pace100' ? toPoolDistance(activity.distance, units) : toDistance(activity.distance, units)
  return [
    ...distanceFigure(distance),
    ...timeFigure(activity.movingTime),
    ...tempoOf(activity, units),
    ...(climbs ? climbFigure(activity.elevationGain, units) : []),
  ]
}

function sum(activities: readonly Activity[], of: (activity: Activity) => number | undefined): number {
  const amounts = activities.map(of).filter((amount) => amount !== undefined && Number.isFinite(amount) && amount > 0)
  return amounts.reduce<number>((total, amount) => total + (amount ?? 0), 0)
}

/** A post about one activity: whose, and what is shown of it. */
export interface ActivityCard {
  kind: 'activity'
  /** The Discord user whose activity it is. */
  userId: string
  item: ActivityItem
}

/** What an athlete hides when they hide how fast they were. */
const TEMPO_STATISTIC: Record<Tempo, Statistic | undefined> = {
  pace: 'pace',
  pace100: 'pace',
  pace500: 'pace',
  speed: 'speed',
  none: undefined,
}

/** An activity as a post: without the statistics that the athlete hides, and what is not known to be shown is hidden. */
export function toActivityCard(input: { userId: string; activity: Activity; units: Units }): ActivityCard {
  const { userId, activity, units } = input
  const { id, sportType, name, start, hidden } = activity
  const statistic = TEMPO_STATISTIC[sportOf(sportType).tempo]
  const showsTempo = statistic !== undefined && hidden?.has(statistic) === false
  const figures = figuresOf(activity, units).filter(({ kind }) => showsTempo || (kind !== 'pace' && kind !== 'speed'))
  return { kind: 'activity', userId, item: { id, sportType, name, start, figures } }
}

/** Activities, in any order, to the card of `/strava recent`. */
export function toRecentCard(input: {
  userId: string
  sportType: string | undefined
  activities: readonly Activity[]
  units: Units
}): RecentCard {
  const { userId, sportType, activities, units } = input
  const climbing = activities.filter((activity) => sportOf(activity.sportType).climbs)
  const swims = activities.every(({ sportType }) => sportOf(sportType).tempo === 'pace100')
  const metres = sum(activities, (activity) => activity.distance)
  return {
    kind: 'recent',
    userId,
    sportType,
    items: newestFirst(activities).map((activity) => ({
      id: activity.id,
      sportType: activity.sportType,
      name: activity.name,
      start: activity.start,
      figures: figuresOf(activity, units),
    })),
    sums: {
      count: activities.length,
      figures: [
        ...distanceFigure(swims ? toPoolDistance(metres, units) : toDistance(metres, units)),
        ...timeFigure(sum(activities, (activity) => activity.movingTime)),
        ...climbFigure(
          sum(climbing, (activity) => activity.elevationGain),
          units,
        ),
      ],
    },
  }
}
