import type { PostStatus } from './post-rules.ts'

/** What is remembered of one activity in one channel: identities and hashes, nothing of the activity itself. */
export interface Post extends PostStatus {
  guildId: string
  /** Of the message in the channel, or of the private question. */
  messageId?: string
  /** Where the message stands, when that is not the feed's channel itself: a private channel or a thread. */
  messageChannelId?: string
  /** Counts the lives of the post: one that was taken down and comes back is a new message. */
  generation: number
  /** What Strava's list said of the activity, as a short hash: tells the catch-up whether anything changed. */
  summaryHash: string
  /** When the activity ended; zero when that is too long ago to be kept. Epoch milliseconds. */
  endedAt: number
  /** When the first try to post it began, while it is not known to be there. Epoch milliseconds. */
  startedAt?: number
  /** It stands there only because the member chose to show what is for followers, or muted. */
  isRestricted?: boolean
}
