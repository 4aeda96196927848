import type { Activity } from './activity.ts'
import { type ActivityCard, toActivityCard } from './activity-card.ts'
import { detailFigures } from './detail-figures.ts'
import { showsPace } from './figures.ts'
import { isPlausibleDistance } from './plausible.ts'
import { type SegmentItem, toRank, toSegmentItems } from './segment-items.ts'
import type { Audience } from './sharing.ts'
import { type SplitTable, toSplitTables } from './split-tables.ts'
import { sportOf } from './sport.ts'
import {
  type DistanceUnit,
  type Duration,
  type Quantity,
  toDuration,
  toTruncatedDistance,
  type Units,
} from './units.ts'

/** Best time over a distance. `rank` 1 to 3 is among all of the athlete's efforts. */
export interface BestEffortItem {
  name: string
  duration: Duration
  rank: 1 | 2 | 3 | undefined
}

/** An activity with its splits, best efforts, segments and gear. */
export interface ActivityDetailsCard {
  card: ActivityCard
  /** The first is shown, others on request. */
  tables: SplitTable[]
  bestEfforts: BestEffortItem[]
  segments: SegmentItem[]
  gear: GearItem | undefined
}

interface GearItem {
  name: string
  distance: Quantity<DistanceUnit> | undefined
}

/** Strava has about a dozen distances. */
const MAX_BEST_EFFORTS = 14

function toBestEfforts(activity: Activity): BestEffortItem[] {
  if (!activity.details || !showsPace(activity)) return []
  const { speedClass } = sportOf(activity.sportType)
  return activity.details.bestEfforts
    .flatMap(({ name, seconds, distance, rank }) => {
      const duration = toDuration(seconds)
      const isPlausible = distance === undefined || isPlausibleDistance(distance, seconds, speedClass, 'top')
      return duration && isPlausible && name.trim() ? [{ name, duration, rank: toRank(rank) }] : []
    })
    .slice(0, MAX_BEST_EFFORTS)
}

/** Athletes see everything of their own. For others, statistics of unknown visibility are hidden. */
export function asSeenBy(audience: Audience, activity: Activity): Activity {
  const { start, ownStart = start } = activity
  return audience === 'athlete' ? { ...activity, start: ownStart, hidden: new Set<never>() } : activity
}

export function toActivityDetailsCard(input: {
  userId: string
  activity: Activity
  units: Units
  audience: Audience
  /** How far from start and finish others see nothing, in metres. Undefined: they see no places at all. */
  hiddenRadius?: number | undefined
}): ActivityDetailsCard {
  const { userId, units, audience } = input
  const activity = asSeenBy(audience, input.activity)
  const card = toActivityCard({ userId, activity, units })
  const gear = activity.details?.gear
  const gearUnit = units.system === 'metric' ? 'kilometre' : 'mile'
  return {
    card: { ...card, extraFigures: [...card.extraFigures, ...detailFigures(activity, units)] },
    tables: toSplitTables(activity, units),
    bestEfforts: toBestEfforts(activity),
    segments: toSegmentItems(activity, audience, input.hiddenRadius),
    gear: gear && { name: gear.name, distance: toTruncatedDistance(gear.distance, gearUnit, 0) },
  }
}
