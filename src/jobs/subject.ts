import type { Activity } from '../domain/activity.ts'
import type { Feed } from '../domain/feed.ts'
import type { Choice } from '../domain/sharing.ts'
import type { Linked, Post } from './deps.ts'

/** A channel in which an activity may appear, what the member chose for its server, and what is remembered of it there. */
export interface Place {
  feed: Feed
  choice: Choice | undefined
  post: Post | undefined
}

export interface Subject {
  link: Linked
  activityId: string
  /** As Strava has it now; undefined: not any more, or not for us. */
  activity: Activity | undefined
  place: Place
}
