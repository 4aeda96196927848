/** Limits and waits in real time, which a clock that is handed in can't shorten. */
export interface Timing {
  /** Timeout of a request to Strava. */
  stravaTimeoutMs: number
  /** Discord's limit for all calls with the bot's token, except replies to interactions. */
  discordCallsPerSecond: number
  /** Changes that belong together arrive within this time, such as while an admin edits permissions one by one. */
  accessSettleMs: number
}

export const TIMING: Timing = {
  stravaTimeoutMs: 10_000,
  discordCallsPerSecond: 50,
  accessSettleMs: 1000,
}
