import { createHash } from 'node:crypto'
import type { Activity } from '../../core/activity.ts'
import type { Feed } from '../../core/feed.ts'
import type { MapChoice } from '../../core/map-plan.ts'
import type { Post } from '../../core/post.ts'
import type { SharePreference } from '../../core/sharing.ts'
import type { MemberSnapshot } from '../../redis/member-snapshot.ts'

/** A channel in which an activity may appear, what the member chose for its server, and what is remembered of it there. */
export interface Place {
  feed: Feed
  preference: SharePreference | undefined
  post: Post | undefined
}

export interface PostTarget {
  link: NonNullable<MemberSnapshot['link']>
  activityId: string
  /** As Strava has it now; undefined: not any more, or not for us. */
  activity: Activity | undefined
  place: Place
  mapChoice: MapChoice
  /** What Strava's list said of it, when that was the reason to look. */
  summaryHash: string | undefined
}

/** Strava's page of an activity: it stands in every message about it. */
export const activityUrl = (activityId: string): string => `https://www.strava.com/activities/${activityId}`

/** The same for the same life of the same message, so that Discord gives the one that is there already. At most 25 characters. */
export const nonceOf = (place: string, activityId: string, generation: number): string =>
  createHash('sha256').update(`${activityId}:${place}:${generation}`).digest('base64url').slice(0, 24)
