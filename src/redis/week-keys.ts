const DAY_MS = 24 * 3600_000

/** Strava allows data to be stored for a week. */
const DAYS = 7

/** Milliseconds. */
export const WEEK_MS = DAYS * DAY_MS

/** `day`: from 0 to 6. */
type KeyOfDay = (day: string) => string

/**
 * What Strava's data is stored under, day by day: each day has a key that expires as a whole a week after it began, so
 * that Redis deletes everything within a week, however often something is added.
 */
export const weekKeys = (keyOf: KeyOfDay): string[] => Array.from({ length: DAYS }, (_, day) => keyOf(String(day)))

/** The key of today, which is to expire in `ttlMs`, and the others. */
export function weekKeysAt(now: number, keyOf: KeyOfDay): { today: string; others: string[]; ttlMs: number } {
  const day = Math.floor(now / DAY_MS)
  const today = keyOf(String(day % DAYS))
  return { today, others: weekKeys(keyOf).filter((key) => key !== today), ttlMs: (day + DAYS) * DAY_MS - now }
}
