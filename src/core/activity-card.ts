import { type Activity, newestFirst, type Start } from './activity.ts'
import { type Amounts, amountsOf } from './amounts.ts'
import { type Badge, badgesOf } from './badges.ts'
import type { FeedFigure } from './feed.ts'
import { climbFigure, distanceFigure, type Figure, isPool, shownFigures, timeFigure } from './figures.ts'
import { needsIndoorLabel, sportOf } from './sport.ts'
import type { Units } from './units.ts'

/** Makers whose brand rules require attribution next to the data (Strava API policy, 4.4: Garmin). */
const ATTRIBUTED_BRANDS = [/\bgarmin\b/i]

/** The device name, if it must be attributed. */
export const attributedDevice = (device: string | undefined): string | undefined =>
  ATTRIBUTED_BRANDS.some((maker) => maker.test(device ?? '')) ? device : undefined

export interface ActivityItem {
  id: string
  sportType: string
  name: string
  start: Start
  figures: Figure[]
  /** Only set where the sport doesn't already imply it. */
  indoors?: true | undefined
  /** Only set where the maker's brand rules require attribution. */
  device: string | undefined
}

/** The reply to `/strava recent`. */
export interface RecentCard {
  userId: string
  /** The sport or group given as an option. */
  sportType: string | undefined
  items: ActivityItem[]
  totals: { count: number; figures: Figure[] }
}

/** A post about one activity. */
export interface ActivityCard {
  userId: string
  item: ActivityItem
  extraFigures: Figure[]
  badges: Badge[]
  /** As the athlete wrote it; may be empty. */
  description: string
}

const isAchievement = (kind: Badge['kind']) => kind === 'personalRecords' || kind === 'achievements'

const toItem = (activity: Activity, figures: Figure[]): ActivityItem => ({
  id: activity.id,
  sportType: activity.sportType,
  name: activity.name,
  start: activity.start,
  figures,
  indoors: needsIndoorLabel(activity) ? true : undefined,
  device: attributedDevice(activity.stats.device),
})

/**
 * Leaves out the statistics that the athlete hides, where unknown visibility counts as hidden, and `hiddenFigures`,
 * those that a feed hides.
 */
export function toActivityCard(input: {
  userId: string
  activity: Activity
  units: Units
  hiddenFigures?: readonly FeedFigure[]
}): ActivityCard {
  const { userId, activity, units, hiddenFigures = [] } = input
  const { first, second } = shownFigures(activity, units, hiddenFigures)
  const badges = badgesOf(activity)
  return {
    userId,
    item: toItem(activity, first),
    extraFigures: second,
    badges: hiddenFigures.includes('achievements') ? badges.filter(({ kind }) => !isAchievement(kind)) : badges,
    description: hiddenFigures.includes('description') ? '' : (activity.stats.description ?? ''),
  }
}

const sum = (amounts: readonly Amounts[], of: (one: Amounts) => number | undefined): number =>
  amounts.reduce((total, one) => total + (of(one) ?? 0), 0)

/** Takes activities in any order. Leaves out hidden statistics, as a post does. */
export function toRecentCard(input: {
  userId: string
  sportType: string | undefined
  activities: readonly Activity[]
  units: Units
}): RecentCard {
  const { userId, sportType, activities, units } = input
  const amounts = activities.map(amountsOf)
  const isAllPool = activities.every(({ sportType }) => isPool(sportOf(sportType)))
  const totals = [
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
    totals: { count: activities.length, figures: totals.filter((figure) => figure !== undefined) },
  }
}
