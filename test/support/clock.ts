const QUARTER_HOUR_MS = 900_000

/** A running clock that can be moved ahead, in milliseconds. */
export function createClock() {
  let ahead = 0
  let frozenAt: number | undefined
  const now = () => (frozenAt ?? Date.now()) + ahead
  return {
    now,
    advance(milliseconds: number) {
      ahead += milliseconds
    },
    /** Moves to this many milliseconds after the start of the next quarter hour: Strava counts calls by quarter hours. */
    advanceIntoQuarterHour(milliseconds: number) {
      ahead += QUARTER_HOUR_MS - (now() % QUARTER_HOUR_MS) + milliseconds
    },
    /** Stops the clock while the work runs: then no deadline passes, however slow the machine is. */
    async freezeDuring<T>(work: () => Promise<T>): Promise<T> {
      frozenAt = Date.now()
      try {
        return await work()
      } finally {
        ahead += frozenAt - Date.now()
        frozenAt = undefined
      }
    },
  }
}
