import type { PostStatus } from './post-rules.ts'

/** The stored state of one activity in one channel: ids and hashes, nothing of the activity itself. */
export interface Post extends PostStatus {
  guildId: string
  /** The message in the channel, or the private approval. */
  messageId?: string
  /** Set if the message is not in the feed's channel itself, but in a direct message or a thread. */
  messageChannelId?: string
  /** Increases each time a withdrawn post comes back as a new message. */
  generation: number
  /** Short hash of the activity in Strava's list: tells the catch-up whether it changed. */
  summaryHash: string
  /** When the activity ended; zero if too long ago to matter. Epoch milliseconds. */
  endedAt: number
  /** When posting was first tried, until it is confirmed. Epoch milliseconds. */
  startedAt?: number
  /** Visible only because the member allowed followers-only or muted activities. */
  isRestricted?: boolean
  /** While `deleting`: someone removed it with the bot's command, so it doesn't come back when Strava changes. */
  isRemoved?: boolean
}
