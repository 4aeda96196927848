import {
  addUsage,
  dropPastWindows,
  EMPTY_WINDOW,
  type LimitWindow,
  limitOf,
  type RateLimitState,
  remainingIn,
  WINDOW_NAMES,
  type WindowLengths,
  type WindowName,
  windowAt,
  windowEnd,
  windowStart,
} from './usage.ts'

/**
 * Why Strava is called. `interactive`: a person waits for the answer. `removal`: what a channel shows may have to go. `event`: something is
 * new, and channels have to agree with it. `background`: to see whether something was missed.
 */
export type Priority = 'interactive' | 'removal' | 'event' | 'background'

/** A slot for one call: now, or reserved for later. Epoch milliseconds. */
export type Slot = { kind: 'now' } | { kind: 'later'; at: number; reserved: boolean }

export interface SlotRequest {
  priority: Priority
  /** The moment of the slot that was reserved before, if one was. */
  reservedFor: number | undefined
  /** Nothing is reserved after this moment: nobody would come for it. */
  deadline: number | undefined
  now: number
  windowLengths: WindowLengths
}

/** The share of a window that events leave for people: so much when it begins, ever less as it passes, and so much to its end. */
const INTERACTIVE_SHARE = { first: 0.2, last: 0.03 }

/** The share of a window, and of a day, that people never take: events and removals have it. */
const EVENT_SHARE = 0.2

/** The most that one person takes of a window, and of a day. */
const MAX_SHARE_PER_USER = 0.25

/** The share of a window that background reads leave. */
const BACKGROUND_SHARE = 0.5

/** Places of the background are spread over this part of a window: nobody comes in a herd, and nobody comes when it is over. */
const USABLE_WINDOW_SHARE = 0.9

/** People who waited for a window come this far apart when it begins. Milliseconds, and the part of the window that all of them take. */
const SLOT_SPACING = { maxMs: 200, windowShare: 0.1 }

/** Timers may be early by so much. Milliseconds. */
const TIMER_TOLERANCE_MS = 50

/** So many windows ahead a slot is looked for. */
const MAX_WINDOWS_AHEAD = 5000

/** Which part of its window has passed, from 0 to 1. */
const elapsedShare = (windowName: WindowName, moment: number, windowLengths: WindowLengths) =>
  (moment - windowStart(windowName, moment, windowLengths)) / windowLengths[windowName]

/** How many slots stay free when the background takes one at this part of a window. */
const reservedForInteractiveOf = (priority: Priority, limit: number, part: number) =>
  Math.floor(
    limit *
      (priority === 'background'
        ? BACKGROUND_SHARE
        : Math.max(INTERACTIVE_SHARE.last, INTERACTIVE_SHARE.first * (1 - part / USABLE_WINDOW_SHARE))),
  )

/** How much of the part that people leave to events is not used yet. */
const eventShareLeftOf = (state: RateLimitState, windowName: WindowName, { eventShareUsed }: LimitWindow) =>
  Math.max(0, Math.floor(limitOf(state, windowName) * EVENT_SHARE) - eventShareUsed)

/** What one person may take of a window, or of a day. */
export const userShareOf = (state: RateLimitState, windowName: WindowName): number =>
  Math.max(1, Math.floor(limitOf(state, windowName) * MAX_SHARE_PER_USER))

/**
 * Whether a window has a slot at a moment. People leave events their part; what people have reserved is theirs. Events leave people a
 * share, as long as people may still take it.
 */
function hasSlotAt(
  state: RateLimitState,
  windowName: WindowName,
  moment: number,
  { priority, windowLengths }: SlotRequest,
): boolean {
  const window = windowAt(state, windowName, moment, windowLengths)
  const free = remainingIn(state, windowName, window) - window.interactive
  const eventShareLeft = eventShareLeftOf(state, windowName, window)
  if (priority === 'removal') return free >= 1
  if (priority === 'interactive') return free - 1 >= eventShareLeft
  const reservedForInteractive = reservedForInteractiveOf(
    priority,
    limitOf(state, windowName),
    elapsedShare(windowName, moment, windowLengths),
  )
  const open = Math.max(0, free - eventShareLeft)
  return (
    free - window.reservedByJobs - 1 >=
    (priority === 'event' ? Math.min(reservedForInteractive, open) : reservedForInteractive)
  )
}

/** Whether a slot that was reserved is still there: people may have taken it, or others than this program. */
function isReservationValid(state: RateLimitState, moment: number, { priority, windowLengths }: SlotRequest): boolean {
  return WINDOW_NAMES.every((windowName) => {
    const window = windowAt(state, windowName, moment, windowLengths)
    const free = remainingIn(state, windowName, window)
    return priority === 'interactive'
      ? free - 1 >= eventShareLeftOf(state, windowName, window)
      : free - window.interactive >= 1
  })
}

/** One call, and whether it comes out of the part that is left to events: it does where it would take what people may have otherwise. */
const usageOfCall =
  (state: RateLimitState, { priority, now, windowLengths }: SlotRequest) =>
  (windowName: WindowName): Partial<LimitWindow> => {
    const window = windowAt(state, windowName, now, windowLengths)
    const eventShareLeft = eventShareLeftOf(state, windowName, window)
    const reservedForInteractive = reservedForInteractiveOf(
      'event',
      limitOf(state, windowName),
      elapsedShare(windowName, now, windowLengths),
    )
    const isOpen =
      remainingIn(state, windowName, window) - window.interactive - 1 >= eventShareLeft + reservedForInteractive
    return { overall: 1, read: 1, eventShareUsed: priority === 'interactive' || isOpen || eventShareLeft === 0 ? 0 : 1 }
  }
const reservationChange = (priority: Priority, by: 1 | -1): Partial<LimitWindow> =>
  priority === 'interactive' ? { interactive: by } : { reservedByJobs: by }

/** When the next slot of the window that begins at `start` is. */
function nextSlotIn(state: RateLimitState, start: number, { priority, now, windowLengths }: SlotRequest): number {
  const { quarter } = windowLengths
  const limit = limitOf(state, 'quarter')
  const window = state.windows.quarter[start] ?? EMPTY_WINDOW
  if (priority === 'removal') return Math.max(start, now)
  if (priority === 'interactive')
    return start + window.interactive * Math.min(SLOT_SPACING.maxMs, (quarter * SLOT_SPACING.windowShare) / limit)
  const left = remainingIn(state, 'quarter', window) - window.interactive - window.reservedByJobs
  const taken = Math.max(limit - left, 0)
  // In this window the share of people shrinks with time, and each slot that it gives up has its moment; a later one is filled evenly.
  const part =
    start <= now
      ? 1 - (left - 1) / (limit * INTERACTIVE_SHARE.first)
      : taken / (limit - reservedForInteractiveOf(priority, limit, USABLE_WINDOW_SHARE))
  return Math.max(start + quarter * USABLE_WINDOW_SHARE * Math.min(part, 1), now)
}

/** Reserves the first slot that is free. Where none is in sight, the next window is to be asked again. */
function reserveSlot(state: RateLimitState, request: SlotRequest): { state: RateLimitState; slot: Slot } {
  const { priority, deadline = Number.POSITIVE_INFINITY, now, windowLengths } = request
  const { quarter } = windowLengths
  let start = windowStart('quarter', Math.max(now, state.exhaustedUntil), windowLengths)
  // In the window in which an event finds no slot, there may be one later; for the others there is none.
  if (start <= now && priority !== 'event') start += quarter
  for (let looked = 0; looked < MAX_WINDOWS_AHEAD && limitOf(state, 'quarter') >= 1; looked += 1, start += quarter) {
    const at = Math.ceil(nextSlotIn(state, start, request))
    if (at >= start + quarter || !WINDOW_NAMES.every((windowName) => hasSlotAt(state, windowName, at, request)))
      continue
    if (at > deadline) return { state, slot: { kind: 'later', at, reserved: false } }
    return {
      state: addUsage(state, at, reservationChange(priority, 1), windowLengths),
      slot: { kind: 'later', at, reserved: true },
    }
  }
  return { state, slot: { kind: 'later', at: windowEnd('quarter', now, windowLengths), reserved: false } }
}

/**
 * A slot for one call of Strava's: at once where the windows allow it, else reserved in the first window that does. People come
 * first. What was reserved is there when its moment has come, unless people needed it.
 */
export function acquireSlot(before: RateLimitState, request: SlotRequest): { state: RateLimitState; slot: Slot } {
  const { priority, reservedFor, now, windowLengths } = request
  const state = dropPastWindows(before, now, windowLengths)
  const isReserved = reservedFor !== undefined && reservedFor >= windowStart('quarter', now, windowLengths)
  if (isReserved && reservedFor > now + TIMER_TOLERANCE_MS)
    return { state, slot: { kind: 'later', at: reservedFor, reserved: true } }

  const unreserved = isReserved ? addUsage(state, reservedFor, reservationChange(priority, -1), windowLengths) : state
  const isOpen = now >= state.exhaustedUntil
  const hasSlot = isReserved
    ? isReservationValid(unreserved, now, request)
    : WINDOW_NAMES.every((windowName) => hasSlotAt(unreserved, windowName, now, request))
  if (isOpen && hasSlot)
    return { state: addUsage(unreserved, now, usageOfCall(unreserved, request), windowLengths), slot: { kind: 'now' } }
  return reserveSlot(unreserved, request)
}
