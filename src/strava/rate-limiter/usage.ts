import {
  WINDOW_NAMES,
  type WindowLengths,
  type WindowName,
  windowEnd,
  windowStart,
} from '../../core/rate-limit-windows.ts'

/**
 * Strava counts each call twice: among all calls, and among all except uploads
 * (developers.strava.com/docs/rate-limits).
 */
export const BUCKETS = ['overall', 'read'] as const
export type Bucket = (typeof BUCKETS)[number]

/** Calls, by window and bucket. */
export type Usage = Record<WindowName, Record<Bucket, number>>

/**
 * One window: calls made, reserved slots (of commands and of others), and how many calls came from the events' share.
 */
export interface LimitWindow extends Record<Bucket, number> {
  reservedByCommands: number
  reservedByBackground: number
  eventShareUsed: number
}

/** The state of Strava's limits. Windows are keyed by their start; past windows are dropped. Epoch milliseconds. */
export interface RateLimitState {
  limits: Usage
  windows: Record<WindowName, Record<string, LimitWindow>>
  /** Strava refused a call: it refuses all calls until then. */
  exhaustedUntil: number
}

/** The limits of a new application, until Strava reports others. */
export const INITIAL_RATE_LIMITS: RateLimitState = {
  limits: { quarter: { overall: 200, read: 100 }, day: { overall: 2000, read: 1000 } },
  windows: { quarter: {}, day: {} },
  exhaustedUntil: 0,
}

export const EMPTY_WINDOW: LimitWindow = {
  overall: 0,
  read: 0,
  reservedByCommands: 0,
  reservedByBackground: 0,
  eventShareUsed: 0,
}

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

/** Adds to both windows of a time. `change` is called for each window. */
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

/** Drops past windows and unused reservations in them. */
export function dropPastWindows(state: RateLimitState, now: number, windowLengths: WindowLengths): RateLimitState {
  const current = windowStart('quarter', now, windowLengths)
  const past = Object.entries(state.windows.quarter).filter(([start]) => Number(start) < current)
  if (past.length === 0) return state
  let left = state
  for (const [start, { reservedByCommands, reservedByBackground }] of past)
    left = addUsage(
      left,
      Number(start),
      { reservedByCommands: -reservedByCommands, reservedByBackground: -reservedByBackground },
      windowLengths,
    )
  const later = (windowName: WindowName) =>
    Object.fromEntries(
      Object.entries(left.windows[windowName]).filter(
        ([start]) => Number(start) >= windowStart(windowName, now, windowLengths),
      ),
    )
  return { ...left, windows: { quarter: later('quarter'), day: later('day') } }
}

/**
 * Records the usage in a response to a call made at `madeAt`: the higher of Strava's count and ours wins. A response
 * that arrives after its window is ignored, and so is a response for a window that has not begun on Strava yet.
 * `stravaNow`: by Strava's clock.
 */
export function recordUsage(
  before: RateLimitState,
  {
    limits,
    used,
    madeAt,
    now,
    stravaNow = now,
    windowLengths,
  }: { limits: Usage; used: Usage; madeAt: number; now: number; stravaNow?: number; windowLengths: WindowLengths },
): RateLimitState {
  const state = { ...dropPastWindows(before, now, windowLengths), limits }
  const windows = { ...state.windows }
  for (const windowName of WINDOW_NAMES) {
    const start = windowStart(windowName, now, windowLengths)
    if ([madeAt, stravaNow].some((moment) => windowStart(windowName, moment, windowLengths) < start)) continue
    const window = windows[windowName][start] ?? EMPTY_WINDOW
    const higher = BUCKETS.map((bucket) => [bucket, Math.max(window[bucket], used[windowName][bucket])])
    windows[windowName] = { ...windows[windowName], [start]: { ...window, ...Object.fromEntries(higher) } }
  }
  return { ...state, windows }
}

/**
 * Strava refused a call: no calls until this window (or day) is over, by Strava's clock if that is in an earlier one.
 */
export function markExhausted(
  state: RateLimitState,
  {
    windowName,
    now,
    stravaNow = now,
    windowLengths,
  }: { windowName: WindowName; now: number; stravaNow?: number; windowLengths: WindowLengths },
): RateLimitState {
  const start = windowStart(windowName, now, windowLengths)
  const stravaEnd = windowEnd(windowName, stravaNow, windowLengths)
  const until = stravaEnd <= start ? now + stravaEnd - stravaNow : windowEnd(windowName, now, windowLengths)
  return { ...state, exhaustedUntil: Math.max(state.exhaustedUntil, until) }
}

/** What is used and allowed now, when each window ends, and how many calls are delayed. */
export function readRateLimits(before: RateLimitState, now: number, windowLengths: WindowLengths) {
  const state = dropPastWindows(before, now, windowLengths)
  const usedIn = (windowName: WindowName) => {
    const { overall, read } = windowAt(state, windowName, now, windowLengths)
    return { overall, read }
  }
  const reserved = Object.values(state.windows.quarter).reduce(
    (sum, { reservedByCommands, reservedByBackground }) => sum + reservedByCommands + reservedByBackground,
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
