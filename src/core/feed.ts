import type { Activity } from './activity.ts'
import { amountsOf } from './amounts.ts'
import { sportOf } from './sport.ts'
import type { Units } from './units.ts'

/** Why nothing can be posted in a channel right now. */
export type PauseReason = 'no-channel' | 'no-permission' | 'timed-out' | 'no-tag' | 'wrong-type' | 'too-many-threads'

/** A channel in which a server's members' new activities appear, and what the admins want there. */
export interface Feed {
  guildId: string
  channelId: string
  /** In a forum each member has a post of their own, in which their activities follow each other. */
  forum: boolean
  /** `sport_type`s; none: all of them. */
  sports: string[]
  units: Units
  /** The language of what appears there, as Discord names it; undefined: English. */
  locale?: string | undefined
  /** Metres; activities of a known, smaller distance are left out. Zero: no minimum. */
  minDistance: number
  /** Seconds, of the time that counts. Zero: no minimum. */
  minTime: number
  indoor: boolean
  commutes: boolean
  /** The Discord user who is told when nothing can be posted any more. */
  addedBy: string | undefined
  /** Epoch milliseconds: what ended before is not posted. */
  since: number
  /** Why nothing can be posted there right now. */
  paused: PauseReason | undefined
}

/** A feed that is gone, and of which a message still stands: it never began. */
export const isRemoved = ({ since }: Feed): boolean => since === Number.POSITIVE_INFINITY

/** Whether the admins want such an activity in this channel. A sport without distance is not measured by it. */
export function feedAccepts(feed: Feed, activity: Activity): boolean {
  const { sportType } = activity
  const { distance, seconds } = amountsOf(activity)
  if (feed.sports.length > 0 && !feed.sports.includes(sportType)) return false
  if (activity.indoor && !feed.indoor) return false
  if (activity.commute && !feed.commutes) return false
  if (seconds !== undefined && seconds < feed.minTime) return false
  const measured = sportOf(sportType).paceDisplay !== 'none'
  return !measured || (distance ?? 0) >= feed.minDistance
}
