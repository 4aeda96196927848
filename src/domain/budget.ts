/** Strava counts a call twice: among all calls, and among all but uploads (developers.strava.com/docs/rate-limits). */
export const BUCKETS = ['overall', 'read'] as const
export type Bucket = (typeof BUCKETS)[number]

/** It does so in two windows: one ends at each quarter hour, one at midnight UTC. */
export const SPANS = ['quarter', 'day'] as const
export type Span = (typeof SPANS)[number]

/** Calls, by window and bucket. */
export type Calls = Record<Span, Record<Bucket, number>>

/** Milliseconds. */
export type Lengths = Record<Span, number>

/**
 * One window: the calls made in it, the places that are booked in it by those who wait and by the others, and how many of its calls came
 * out of the part that people leave to events.
 */
export interface Window extends Record<Bucket, number> {
  interactive: number
  others: number
  reserve: number
}

/** What is known of Strava's limits. Windows stand by the moment at which they begin; those that are over are gone. Epoch milliseconds. */
export interface Budget {
  limits: Calls
  windows: Record<Span, Record<string, Window>>
  /** Strava refused a call: until then it refuses all of them. */
  closedUntil: number
}

/** What a new application may do, until Strava says otherwise. */
export const NEW_BUDGET: Budget = {
  limits: { quarter: { overall: 200, read: 100 }, day: { overall: 2000, read: 1000 } },
  windows: { quarter: {}, day: {} },
  closedUntil: 0,
}

export const EMPTY: Window = { overall: 0, read: 0, interactive: 0, others: 0, reserve: 0 }

/** A window counts from a moment after it began, since clocks differ: until then the one before counts, which can only be fuller. Milliseconds. */
export const marginOf = ({ quarter }: Lengths): number => Math.min(1000, quarter / 50)

/** When the window of a moment began, by our count. */
export const startOf = (span: Span, moment: number, lengths: Lengths): number => {
  const margin = marginOf(lengths)
  return Math.floor((moment - margin) / lengths[span]) * lengths[span] + margin
}

export const endOf = (span: Span, moment: number, lengths: Lengths): number =>
  startOf(span, moment, lengths) + lengths[span]

export const windowAt = ({ windows }: Budget, span: Span, moment: number, lengths: Lengths): Window =>
  windows[span][startOf(span, moment, lengths)] ?? EMPTY

export const freeIn = ({ limits }: Budget, span: Span, window: Window) =>
  Math.min(...BUCKETS.map((bucket) => limits[span][bucket] - window[bucket]))

export const limitOf = ({ limits }: Budget, span: Span) => Math.min(...BUCKETS.map((bucket) => limits[span][bucket]))

/** Adds to both windows of a moment; what differs between them is a function of the window. */
export function add(
  budget: Budget,
  moment: number,
  change: Partial<Window> | ((span: Span) => Partial<Window>),
  lengths: Lengths,
): Budget {
  const windows = { ...budget.windows }
  for (const span of SPANS) {
    const window = { ...windowAt(budget, span, moment, lengths) }
    const added = typeof change === 'function' ? change(span) : change
    for (const key of Object.keys(added) as (keyof Window)[]) {
      window[key] = Math.max(0, window[key] + (added[key] ?? 0))
    }
    windows[span] = { ...windows[span], [startOf(span, moment, lengths)]: window }
  }
  return { ...budget, windows }
}

/** Without the windows that are over, and without the places in them for which nobody came. */
export function withoutPast(budget: Budget, now: number, lengths: Lengths): Budget {
  const current = startOf('quarter', now, lengths)
  const past = Object.entries(budget.windows.quarter).filter(([start]) => Number(start) < current)
  if (past.length === 0) return budget
  let left = budget
  for (const [start, { interactive, others }] of past)
    left = add(left, Number(start), { interactive: -interactive, others: -others }, lengths)
  const later = (span: Span) =>
    Object.fromEntries(
      Object.entries(left.windows[span]).filter(([start]) => Number(start) >= startOf(span, now, lengths)),
    )
  return { ...left, windows: { quarter: later('quarter'), day: later('day') } }
}

/**
 * What an answer of Strava's says, for a call that was made at `madeAt`: of its count and ours the higher one is believed. An answer
 * that comes when its window is over says nothing about this one.
 */
export function hearCalls(
  before: Budget,
  { limits, used, madeAt, now, lengths }: { limits: Calls; used: Calls; madeAt: number; now: number; lengths: Lengths },
): Budget {
  const budget = { ...withoutPast(before, now, lengths), limits }
  const windows = { ...budget.windows }
  for (const span of SPANS) {
    const start = startOf(span, now, lengths)
    if (startOf(span, madeAt, lengths) !== start) continue
    const window = windows[span][start] ?? EMPTY
    const heard = BUCKETS.map((bucket) => [bucket, Math.max(window[bucket], used[span][bucket])])
    windows[span] = { ...windows[span], [start]: { ...window, ...Object.fromEntries(heard) } }
  }
  return { ...budget, windows }
}

/** Strava refused a call: nothing is called before this window, or this day, is over. */
export const closeBudget = (
  budget: Budget,
  { span, now, lengths }: { span: Span; now: number; lengths: Lengths },
): Budget => ({
  ...budget,
  closedUntil: Math.max(budget.closedUntil, endOf(span, now, lengths)),
})

/** What is used and allowed now, when each window ends, and how many calls are put off until later. */
export function readBudget(before: Budget, now: number, lengths: Lengths) {
  const budget = withoutPast(before, now, lengths)
  const usedIn = (span: Span) => {
    const { overall, read } = windowAt(budget, span, now, lengths)
    return { overall, read }
  }
  const booked = Object.values(budget.windows.quarter).reduce(
    (sum, { interactive, others }) => sum + interactive + others,
    0,
  )
  return {
    limits: budget.limits,
    used: { quarter: usedIn('quarter'), day: usedIn('day') } as Calls,
    ends: { quarter: endOf('quarter', now, lengths), day: endOf('day', now, lengths) },
    closedUntil: now < budget.closedUntil ? budget.closedUntil : undefined,
    booked,
  }
}

export type BudgetReading = ReturnType<typeof readBudget>
