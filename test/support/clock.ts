const QUARTER_HOUR_MS = 900_000

/** A running clock that can be moved ahead, in milliseconds. */
export function createClock() {
  let ahead = 0
  const now = () => Date.now() + ahead
  return {
    now,
    advance(milliseconds: number) {
      ahead += milliseconds
    },
    /** Moves to this many milliseconds after the start of the next quarter hour: Strava counts calls by quarter hours. */
    advanceIntoQuarterHour(milliseconds: number) {
      ahead += QUARTER_HOUR_MS - (now() % QUARTER_HOUR_MS) + milliseconds
    },
  }
}
