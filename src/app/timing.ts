/** Limits and waits in real time, which an injected clock can't shorten. */
export interface Timing {
  /** Timeout of a request to Strava. */
  stravaTimeoutMs: number
  /** Discord's limit for all calls with the bot's token, except replies to interactions. */
  discordCallsPerSecond: number
  /** Changes that belong together arrive within this time, such as while an admin edits permissions one by one. */
  accessSettleMs: number
  /** Pauses before another try, while a person waits for a reply, are this many times as long. */
  replyRetryFactor: number
  /** The first pause before the startup tries to reach Discord again. */
  connectRetryMs: number
  /** The first pause before the push subscription is requested again. */
  subscriptionRetryMs: number
  /**
   * Strava waits two seconds for the response to an event and tries three times in total: a quick 503 is better than a
   * late 200.
   */
  webhookAnswerMs: number
  /** How often to see whether the next operator check is due. */
  alertTickMs: number
}

export const TIMING: Timing = {
  stravaTimeoutMs: 10_000,
  discordCallsPerSecond: 50,
  accessSettleMs: 1000,
  replyRetryFactor: 1,
  connectRetryMs: 1000,
  subscriptionRetryMs: 1000,
  webhookAnswerMs: 200,
  alertTickMs: 1000,
}
