const DAY_MS = 24 * 3600_000

/** Strava allows data to be stored for a week. */
const DAYS = 7

/** Milliseconds. */
export const WEEK_MS = DAYS * DAY_MS

/** `day`: from 0 to 6. */
type KeyOfDay = (athleteId: string, day: string) => string

/**
 * The keys for Strava's data, one for each day. Each expires as a whole a week after its day began, so everything is
 * deleted within a week, however often something is added.
 */
export const weekKeys = (keyOf: KeyOfDay, athleteId: string): string[] =>
  Array.from({ length: DAYS }, (_, day) => keyOf(athleteId, String(day)))

/** Today's key, with its remaining time `ttlMs`, and the others. */
export function weekKeysAt(now: number, keyOf: KeyOfDay, athleteId: string) {
  const day = Math.floor(now / DAY_MS)
  const today = keyOf(athleteId, String(day % DAYS))
  const others = weekKeys(keyOf, athleteId).filter((key) => key !== today)
  return { today, others, ttlMs: (day + DAYS) * DAY_MS - now }
}
