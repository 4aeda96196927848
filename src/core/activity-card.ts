import { type Activity, newestFirst, type Start } from './activity.ts'
import { type Amounts, amountsOf } from './amounts.ts'
import { type Badge, badgesOf } from './badges.ts'
import { attributedDevice } from './device.ts'
import { climbFigure, distanceFigure, type Figure, isPool, shownFigures, timeFigure } from './figures.ts'
import { needsIndoorLabel, sportOf } from './sport.ts'
import type { Units } from './units.ts'

/** What one activity shows in a list. */
export interface ActivityItem {
  id: string
  sportType: string
  name: string
  start: Start
  figures: Figure[]
  /** That it was indoors, where its sport does not say it. */
  indoors?: true | undefined
  /** The device, where its maker wants it named. */
  device: string | undefined
}

/** The answer to `/strava recent`: who, what, and the sums. */
export interface RecentCard {
  /** The Discord user whose activities these are. */
  userId: string
  /** The sport or group that was asked for, if one was. */
  sportType: string | undefined
  items: ActivityItem[]
  sums: { count: number; figures: Figure[] }
}

/** A post about one activity: whose, and what is shown of it. */
export interface ActivityCard {
  /** The Discord user whose activity it is. */
  userId: string
  item: ActivityItem
  /** The second line of figures. */
  extraFigures: Figure[]
  badges: Badge[]
  /** As the athlete wrote it; may be empty. */
  description: string
}

const toItem = (activity: Activity, figures: Figure[]): ActivityItem => ({
  id: activity.id,
  sportType: activity.sportType,
  name: activity.name,
  start: activity.start,
  figures,
  indoors: needsIndoorLabel(activity) ? true : undefined,
  device: attributedDevice(activity.stats.device),
})

/** An activity as a post: without the statistics that the athlete hides, and what is not known to be shown is hidden. */
export function toActivityCard(input: { userId: string; activity: Activity; units: Units }): ActivityCard {
  const { userId, activity, units } = input
  const { first, second } = shownFigures(activity, units)
  return {
    userId,
    item: toItem(activity, first),
    extraFigures: second,
    badges: badgesOf(activity),
    description: activity.stats.description ?? '',
  }
}

const sum = (amounts: readonly Amounts[], of: (one: Amounts) => number | undefined): number =>
  amounts.reduce((total, one) => total + (of(one) ?? 0), 0)

/** Activities, in any order, to the card of `/strava recent`: without the statistics that are hidden, as in a post. */
export function toRecentCard(input: {
  userId: string
  sportType: string | undefined
  activities: readonly Activity[]
  units: Units
}): RecentCard {
  const { userId, sportType, activities, units } = input
  const amounts = activities.map(amountsOf)
  const isAllPool = activities.every(({ sportType }) => isPool(sportOf(sportType)))
  const sums = [
    distanceFigure(
      sum(amounts, ({ distance }) => distance),
      isAllPool,
      units,
    ),
    timeFigure(sum(amounts, ({ seconds }) => seconds)),
    climbFigure(
      sum(amounts, ({ climb }) => climb),
      units,
    ),
  ]
  return {
    userId,
    sportType,
    items: newestFirst(activities).map((activity) => toItem(activity, shownFigures(activity, units).first)),
    sums: { count: activities.length, figures: sums.filter((figure) => figure !== undefined) },
  }
}
