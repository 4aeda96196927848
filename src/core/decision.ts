/** What was decided about an activity, with the reason as the log has it. */
export interface ActivityDecision {
  outcome: string
  reason: string
  /** Missing: for all channels. */
  guildId?: string
  channelId?: string
}

/** A decision that was recorded. `at` in epoch milliseconds. */
export interface StoredDecision extends ActivityDecision {
  at: number
}
