import type { Activity } from '../../core/activity.ts'
import type { Feed } from '../../core/feed.ts'
import type { MapChoice } from '../../core/map-plan.ts'
import type { Post } from '../../core/post.ts'
import type { SharePreference } from '../../core/sharing.ts'
import type { MemberSnapshot } from '../../redis/member-snapshot.ts'

/** A channel in which an activity may be posted, the member's preference for its server, and the post there, if any. */
export interface Place {
  feed: Feed
  preference: SharePreference | undefined
  post: Post | undefined
  /** The former channel of the feed under which the post is stored, if it was decided there. */
  decidedIn?: string
}

export interface PostTarget {
  link: NonNullable<MemberSnapshot['link']>
  activityId: string
  /** As Strava has it now; undefined when it is deleted, or hidden from us. */
  activity: Activity | undefined
  place: Place
  mapChoice: MapChoice
  /** The hash of the activity in Strava's list, if the list was the reason for this job. */
  summaryHash: string | undefined
}
