import type { Remembered } from './plan.ts'

/** What is remembered of one activity in one channel: identities and hashes, nothing of the activity itself. */
export interface Post extends Remembered {
  guildId: string
  /** Of the message in the channel, or of the private question. */
  messageId?: string
  /** Where the message stands, when that is not the feed's channel itself: a private channel or a thread. */
  placeId?: string
  /** Counts the lives of the post: one that was taken down and comes back is a new message. */
  life: number
  /** What Strava's list said of the activity, as a short hash: tells the catch-up whether anything changed. */
  listed: string
  /** When the activity ended; zero when that is too long ago to be kept. Epoch milliseconds. */
  endedAt: number
  /** When the first try to post it began, while it is not known to be there. Epoch milliseconds. */
  begunAt?: number
  /** It stands there only because the member chose to show what is for followers, or muted. */
  narrow?: boolean
}
