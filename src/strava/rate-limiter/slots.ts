import {
  WINDOW_NAMES,
  type WindowLengths,
  type WindowName,
  windowEnd,
  windowStart,
} from '../../core/rate-limit-windows.ts'
import {
  addUsage,
  dropPastWindows,
  EMPTY_WINDOW,
  type LimitWindow,
  limitOf,
  type RateLimitState,
  remainingIn,
  windowAt,
} from './usage.ts'

/**
 * Why Strava is called. `interactive`: a person waits for the answer. `removal`: a post may have to be deleted.
 * `event`: something changed and posts have to follow. `background`: checks whether something was missed.
 */
export type Priority = 'interactive' | 'removal' | 'event' | 'background'

/** A slot for one call: now, or reserved for later. Epoch milliseconds. */
export type Slot = { kind: 'now' } | { kind: 'later'; at: number; reserved: boolean }

export interface SlotRequest {
  priority: Priority
  /** The time of the slot reserved earlier, if any. */
  reservedFor: number | undefined
  /** Nothing is reserved after this time: the caller would not use it. */
  deadline: number | undefined
  now: number
  windowLengths: WindowLengths
}

/**
 * The share of a window that events leave to commands: from the first value at its start down to the last at its end.
 */
const INTERACTIVE_SHARE = { first: 0.2, last: 0.03 }

/** The share of a window and of a day that commands never use: it is for events and removals. */
const EVENT_SHARE = 0.2

/** One person's maximum share of a window and of a day. */
const MAX_SHARE_PER_REQUESTER = 0.25

/** The share of a window that background reads leave free. */
const BACKGROUND_SHARE = 0.5

/** Background slots are spread over this part of a window: no burst, and none too close to its end. */
const USABLE_WINDOW_SHARE = 0.9

/**
 * Reservations for commands at the start of a window: their maximum spacing in milliseconds, and the part of the window
 * that all of them may use.
 */
const SLOT_SPACING = { maxMs: 200, windowShare: 0.1 }

/** Timers may fire this much early. Milliseconds. */
const TIMER_TOLERANCE_MS = 50

/** How many windows ahead a slot is searched for. */
const MAX_WINDOWS_AHEAD = 5000

/** The elapsed part of the window, from 0 to 1. */
const elapsedShare = (windowName: WindowName, moment: number, windowLengths: WindowLengths) =>
  (moment - windowStart(windowName, moment, windowLengths)) / windowLengths[windowName]

/** How many slots have to stay free at this part of a window for a call of this priority. */
const minFreeSlots = (priority: Priority, limit: number, part: number) =>
  Math.floor(
    limit *
      (priority === 'background'
        ? BACKGROUND_SHARE
        : Math.max(INTERACTIVE_SHARE.last, INTERACTIVE_SHARE.first * (1 - part / USABLE_WINDOW_SHARE))),
  )

/** The unused part of the share reserved for events. */
const eventShareLeftOf = (state: RateLimitState, windowName: WindowName, { eventShareUsed }: LimitWindow) =>
  Math.max(0, Math.floor(limitOf(state, windowName) * EVENT_SHARE) - eventShareUsed)

/** One person's share of a window or day, in calls. */
export const requesterShareOf = (state: RateLimitState, windowName: WindowName): number =>
  Math.max(1, Math.floor(limitOf(state, windowName) * MAX_SHARE_PER_REQUESTER))

/**
 * Whether a window has a slot at a time. Commands leave events their share, and commands' reservations are not taken.
 * Events leave a share to commands as long as commands may still use it.
 */
function hasSlotAt(
  state: RateLimitState,
  windowName: WindowName,
  moment: number,
  { priority, windowLengths }: SlotRequest,
): boolean {
  const window = windowAt(state, windowName, moment, windowLengths)
  const free = remainingIn(state, windowName, window) - window.reservedByCommands
  const eventShareLeft = eventShareLeftOf(state, windowName, window)
  if (priority === 'removal') return free >= 1
  if (priority === 'interactive') return free - 1 >= eventShareLeft
  const minFree = minFreeSlots(priority, limitOf(state, windowName), elapsedShare(windowName, moment, windowLengths))
  const open = Math.max(0, free - eventShareLeft)
  return free - window.reservedByBackground - 1 >= (priority === 'event' ? Math.min(minFree, open) : minFree)
}

/** Whether a reserved slot is still free: commands, or other programs, may have used it. */
function isReservationValid(state: RateLimitState, moment: number, { priority, windowLengths }: SlotRequest): boolean {
  return WINDOW_NAMES.every((windowName) => {
    const window = windowAt(state, windowName, moment, windowLengths)
    const free = remainingIn(state, windowName, window)
    return priority === 'interactive'
      ? free - 1 >= eventShareLeftOf(state, windowName, window)
      : free - window.reservedByCommands >= 1
  })
}

/**
 * Counts one call, and whether it comes from the events' share: it does if it would otherwise use a call that commands
 * may have.
 */
const usageOfCall =
  (state: RateLimitState, { priority, now, windowLengths }: SlotRequest) =>
  (windowName: WindowName): Partial<LimitWindow> => {
    const window = windowAt(state, windowName, now, windowLengths)
    const eventShareLeft = eventShareLeftOf(state, windowName, window)
    const minFree = minFreeSlots('event', limitOf(state, windowName), elapsedShare(windowName, now, windowLengths))
    const isOpen = remainingIn(state, windowName, window) - window.reservedByCommands - 1 >= eventShareLeft + minFree
    return { overall: 1, read: 1, eventShareUsed: priority === 'interactive' || isOpen || eventShareLeft === 0 ? 0 : 1 }
  }
const reservationChange = (priority: Priority, by: 1 | -1): Partial<LimitWindow> =>
  priority === 'interactive' ? { reservedByCommands: by } : { reservedByBackground: by }

/** The next slot in the window that begins at `start`. */
function nextSlotIn(state: RateLimitState, start: number, { priority, now, windowLengths }: SlotRequest): number {
  const { quarter } = windowLengths
  const limit = limitOf(state, 'quarter')
  const window = state.windows.quarter[start] ?? EMPTY_WINDOW
  if (priority === 'removal') return Math.max(start, now)
  if (priority === 'interactive')
    return (
      start + window.reservedByCommands * Math.min(SLOT_SPACING.maxMs, (quarter * SLOT_SPACING.windowShare) / limit)
    )
  const left = remainingIn(state, 'quarter', window) - window.reservedByCommands - window.reservedByBackground
  const taken = Math.max(limit - left, 0)
  // In the current window the share for commands shrinks over time and releases slots one by one; a later window is
  // filled evenly.
  const part =
    start <= now
      ? 1 - (left - 1) / (limit * INTERACTIVE_SHARE.first)
      : taken / (limit - minFreeSlots(priority, limit, USABLE_WINDOW_SHARE))
  return Math.max(start + quarter * USABLE_WINDOW_SHARE * Math.min(part, 1), now)
}

/** Reserves the first free slot. If there is none, the caller asks again in the next window. */
function reserveSlot(state: RateLimitState, request: SlotRequest): { state: RateLimitState; slot: Slot } {
  const { priority, deadline = Number.POSITIVE_INFINITY, now, windowLengths } = request
  const { quarter } = windowLengths
  let start = windowStart('quarter', Math.max(now, state.exhaustedUntil), windowLengths)
  // If an event finds no slot now, this window may have one later; for other priorities it has none, unless it isn't open yet.
  if (start <= now && priority !== 'event' && state.exhaustedUntil <= now) start += quarter
  for (let looked = 0; looked < MAX_WINDOWS_AHEAD && limitOf(state, 'quarter') >= 1; looked += 1, start += quarter) {
    const at = Math.ceil(Math.max(nextSlotIn(state, start, request), state.exhaustedUntil))
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
 * A slot for one call: at once if the windows allow it, otherwise reserved in the first window that does. Commands come
 * first. A reserved slot is available at its time unless commands needed it.
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
