import type { Activity, SegmentEffort } from './activity.ts'
import { showsPace } from './figures.ts'
import { isPlausibleDistance } from './plausible.ts'
import type { Audience } from './sharing.ts'
import { sportOf } from './sport.ts'
import { type Duration, toDuration } from './units.ts'

/** A segment with the athlete's time and rank. */
export interface SegmentItem {
  name: string
  duration: Duration
  /** Among the athlete's own efforts. */
  rank: 1 | 2 | 3 | undefined
  /** 1 to 10 among all athletes. */
  overallRank: number | undefined
}

const MAX_SEGMENTS = 5
const MAX_OVERALL_RANK = 10

const isOverallRank = (rank: number | undefined): rank is number =>
  Number.isInteger(rank) && (rank as number) >= 1 && (rank as number) <= MAX_OVERALL_RANK

export const toRank = (rank: number | undefined): SegmentItem['rank'] =>
  rank === 1 || rank === 2 || rank === 3 ? rank : undefined

/** A segment's name says where it is. Others don't see segments near the hidden ends of a route. */
const isOpen = ({ isPublic, distanceFromEnds }: SegmentEffort, radius: number | undefined): boolean =>
  isPublic && radius !== undefined && distanceFromEnds !== undefined && distanceFromEnds >= radius

/** Best first: among all athletes, then among the athlete's own. */
const sortKeyOf = ({ overallRank, rank }: SegmentItem) => (overallRank ?? MAX_OVERALL_RANK + 1) * 10 + (rank ?? 4)

/**
 * The segments on which the athlete set a record. Times on segments reveal the pace, so there are none when it is hidden.
 *
 * @param radius how far from start and finish others see nothing, in metres (`hiddenRadius`); undefined: they see no
 *   places at all
 */
export function toSegmentItems(activity: Activity, audience: Audience, radius: number | undefined): SegmentItem[] {
  if (!activity.details || !showsPace(activity)) return []
  const { speedClass } = sportOf(activity.sportType)
  const items = activity.details.segmentEfforts
    .filter((effort) => audience === 'athlete' || isOpen(effort, radius))
    .flatMap((effort): SegmentItem[] => {
      const { name, seconds, distance } = effort
      const duration = toDuration(seconds)
      const rank = toRank(effort.rank)
      const overallRank = isOverallRank(effort.overallRank) ? effort.overallRank : undefined
      const isPlausible = distance === undefined || isPlausibleDistance(distance, seconds, speedClass, 'top')
      const isShown = duration && isPlausible && name.trim() && (rank ?? overallRank) !== undefined
      return isShown ? [{ name, duration, rank, overallRank }] : []
    })
    .toSorted((a, b) => sortKeyOf(a) - sortKeyOf(b))
  const names = items.map(({ name }) => name)
  return items.filter(({ name }, index) => names.indexOf(name) === index).slice(0, MAX_SEGMENTS)
}
