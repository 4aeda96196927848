/** What was decided about an activity, with the reason as logged. */
export interface ActivityDecision {
  outcome: string
  reason: string
  /** Undefined if the decision is for all channels. */
  guildId?: string
  channelId?: string
}

/** A decision that was recorded. `at` in epoch milliseconds. */
export interface StoredDecision extends ActivityDecision {
  at: number
}
