import type { BudgetReading } from './budget.ts'

/** The share of Strava's limits that what is merely convenient leaves for what people ask. */
const LEFT = 0.1

/** Whether so much of Strava's limits is free that a call may be made without which people can go on. */
export function hasSpare({ limits, used, closedUntil }: BudgetReading): boolean {
  if (closedUntil !== undefined) return false
  const spans = ['quarter', 'day'] as const
  const buckets = ['overall', 'read'] as const
  return spans.every((span) => buckets.every((of) => used[span][of] + 1 <= limits[span][of] * (1 - LEFT)))
}
