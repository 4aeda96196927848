const DAY_MS = 24 * 3600_000

/** Strava allows data to be stored for a week. */
const DAYS = 7

/** Milliseconds. */
export const WEEK_MS = DAYS * DAY_MS

/** `day`: from 0 to 6. */
type KeyOfDay = (athleteId: string, day: string) => string

/**
 * What Strava's data is stored under, day by day: each day has a key that expires as a whole a week after it began, so
 * that Redis deletes everything within a week, however often something is added.
 */
export const weekKeys = (keyOf: KeyOfDay, athleteId: string): string[] =>
  Array.from({ length: DAYS }, (_, day) => keyOf(athleteId, String(day)))

/** The key of today, which is to expire in `ttlMs`, and the others. */
export function weekKeysAt(now: number, keyOf: KeyOfDay, athleteId: string) {
  const day = Math.floor(now / DAY_MS)
  const today = keyOf(athleteId, String(day % DAYS))
  const others = weekKeys(keyOf, athleteId).filter((key) => key !== today)
  return { today, others, ttlMs: (day + DAYS) * DAY_MS - now }
}
