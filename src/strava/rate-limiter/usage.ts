/** Strava counts a call twice: among all calls, and among all but uploads (developers.strava.com/docs/rate-limits). */
export const BUCKETS = ['overall', 'read'] as const
export type Bucket = (typeof BUCKETS)[number]

/** It does so in two windows: one ends at each quarter hour, one at midnight UTC. */
export const WINDOW_NAMES = ['quarter', 'day'] as const
export type WindowName = (typeof WINDOW_NAMES)[number]

/** Calls, by window and bucket. */
export type Usage = Record<WindowName, Record<Bucket, number>>

/** Milliseconds. */
export type WindowLengths = Record<WindowName, number>

/**
 * One window: the calls made in it, the slots that are reserved in it by those who wait and by the others, and how many of its calls came
 * out of the part that people leave to events.
 */
export interface LimitWindow extends Record<Bucket, number> {
  interactive: number
  reservedByJobs: number
  eventShareUsed: number
}

/** What is known of Strava's limits. Windows stand by the moment at which they begin; those that are over are gone. Epoch milliseconds. */
export interface RateLimitState {
  limits: Usage
  windows: Record<WindowName, Record<string, LimitWindow>>
  /** Strava refused a call: until then it refuses all of them. */
  exhaustedUntil: number
}

/** What a new application may do, until Strava says otherwise. */
export const INITIAL_RATE_LIMITS: RateLimitState = {
  limits: { quarter: { overall: 200, read: 100 }, day: { overall: 2000, read: 1000 } },
  windows: { quarter: {}, day: {} },
  exhaustedUntil: 0,
}

export const EMPTY_WINDOW: LimitWindow = { overall: 0, read: 0, interactive: 0, reservedByJobs: 0, eventShareUsed: 0 }

/** A window counts from a moment after it began, since clocks differ: until then the one before counts, which can only be fuller. Milliseconds. */
export const clockToleranceOf = ({ quarter }: WindowLengths): number => Math.min(1000, quarter / 50)

/** When the window of a moment began, by our count. */
export const windowStart = (windowName: WindowName, moment: number, windowLengths: WindowLengths): number => {
  const margin = clockToleranceOf(windowLengths)
  return Math.floor((moment - margin) / windowLengths[windowName]) * windowLengths[windowName] + margin
}

export const windowEnd = (windowName: WindowName, moment: number, windowLengths: WindowLengths): number =>
  windowStart(windowName, moment, windowLengths) + windowLengths[windowName]

export const windowAt = (
  { windows }: RateLimitState,
  windowName: WindowName,
  moment: number,
  windowLengths: WindowLengths,
): LimitWindow => windows[windowName][windowStart(windowName, moment, windowLengths)] ?? EMPTY_WINDOW

export const remainingIn = ({ limits }: RateLimitState, windowName: WindowName, window: LimitWindow) =>
  Math.min(...BUCKETS.map((bucket) => limits[windowName][bucket] - window[bucket]))

export const limitOf = ({ limits }: RateLimitState, windowName: WindowName) =>
  Math.min(...BUCKETS.map((bucket) => limits[windowName][bucket]))

/** Adds to both windows of a moment; what differs between them is a function of the window. */
export function addUsage(
  state: RateLimitState,
  moment: number,
  change: Partial<LimitWindow> | ((windowName: WindowName) => Partial<LimitWindow>),
  windowLengths: WindowLengths,
): RateLimitState {
  const windows = { ...state.windows }
  for (const windowName of WINDOW_NAMES) {
    const window = { ...windowAt(state, windowName, moment, windowLengths) }
    const added = typeof change === 'function' ? change(windowName) : change
    for (const key of Object.keys(added) as (keyof LimitWindow)[]) {
      window[key] = Math.max(0, window[key] + (added[key] ?? 0))
    }
    windows[windowName] = { ...windows[windowName], [windowStart(windowName, moment, windowLengths)]: window }
  }
  return { ...state, windows }
}

/** Without the windows that are over, and without the slots in them for which nobody came. */
export function dropPastWindows(state: RateLimitState, now: number, windowLengths: WindowLengths): RateLimitState {
  const current = windowStart('quarter', now, windowLengths)
  const past = Object.entries(state.windows.quarter).filter(([start]) => Number(start) < current)
  if (past.length === 0) return state
  let left = state
  for (const [start, { interactive, reservedByJobs }] of past)
    left = addUsage(left, Number(start), { interactive: -interactive, reservedByJobs: -reservedByJobs }, windowLengths)
  const later = (windowName: WindowName) =>
    Object.fromEntries(
      Object.entries(left.windows[windowName]).filter(
        ([start]) => Number(start) >= windowStart(windowName, now, windowLengths),
      ),
    )
  return { ...left, windows: { quarter: later('quarter'), day: later('day') } }
}

/**
 * What an answer of Strava's says, for a call that was made at `madeAt`: of its count and ours the higher one is believed. An answer
 * that comes when its window is over says nothing about this one.
 */
export function recordUsage(
  before: RateLimitState,
  {
    limits,
    used,
    madeAt,
    now,
    windowLengths,
  }: { limits: Usage; used: Usage; madeAt: number; now: number; windowLengths: WindowLengths },
): RateLimitState {
  const state = { ...dropPastWindows(before, now, windowLengths), limits }
  const windows = { ...state.windows }
  for (const windowName of WINDOW_NAMES) {
    const start = windowStart(windowName, now, windowLengths)
    if (windowStart(windowName, madeAt, windowLengths) !== start) continue
    const window = windows[windowName][start] ?? EMPTY_WINDOW
    const higher = BUCKETS.map((bucket) => [bucket, Math.max(window[bucket], used[windowName][bucket])])
    windows[windowName] = { ...windows[windowName], [start]: { ...window, ...Object.fromEntries(higher) } }
  }
  return { ...state, windows }
}

/** Strava refused a call: nothing is called before this window, or this day, is over. */
export const markExhausted = (
  state: RateLimitState,
  { windowName, now, windowLengths }: { windowName: WindowName; now: number; windowLengths: WindowLengths },
): RateLimitState => ({
  ...state,
  exhaustedUntil: Math.max(state.exhaustedUntil, windowEnd(windowName, now, windowLengths)),
})

/** What is used and allowed now, when each window ends, and how many calls are put off until later. */
export function readRateLimits(before: RateLimitState, now: number, windowLengths: WindowLengths) {
  const state = dropPastWindows(before, now, windowLengths)
  const usedIn = (windowName: WindowName) => {
    const { overall, read } = windowAt(state, windowName, now, windowLengths)
    return { overall, read }
  }
  const reserved = Object.values(state.windows.quarter).reduce(
    (sum, { interactive, reservedByJobs }) => sum + interactive + reservedByJobs,
    0,
  )
  return {
    limits: state.limits,
    used: { quarter: usedIn('quarter'), day: usedIn('day') } as Usage,
    ends: { quarter: windowEnd('quarter', now, windowLengths), day: windowEnd('day', now, windowLengths) },
    exhaustedUntil: now < state.exhaustedUntil ? state.exhaustedUntil : undefined,
    reserved,
  }
}

export type RateLimitStatus = ReturnType<typeof readRateLimits>
