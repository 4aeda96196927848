import type { RateLimitStatus } from './usage.ts'

/** The share of Strava's limits that optional calls leave for commands. */
const MIN_FREE_SHARE = 0.1

/** Whether enough of Strava's limits is free for an optional call. */
export function hasHeadroom({ limits, used, exhaustedUntil }: RateLimitStatus): boolean {
  if (exhaustedUntil !== undefined) return false
  const spans = ['quarter', 'day'] as const
  const buckets = ['overall', 'read'] as const
  return spans.every((windowName) =>
    buckets.every((of) => used[windowName][of] + 1 <= limits[windowName][of] * (1 - MIN_FREE_SHARE)),
  )
}
