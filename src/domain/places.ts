import {
  add,
  type Budget,
  EMPTY,
  endOf,
  freeIn,
  type Lengths,
  limitOf,
  SPANS,
  type Span,
  startOf,
  type Window,
  windowAt,
  withoutPast,
} from './budget.ts'

/**
 * Why Strava is called. `interactive`: a person waits for the answer. `removal`: what a channel shows may have to go. `event`: something is
 * new, and channels have to agree with it. `background`: to see whether something was missed.
 */
export type Priority = 'interactive' | 'removal' | 'event' | 'background'

/** A place for one call: now, or booked for later. Epoch milliseconds. */
export type Place = { kind: 'now' } | { kind: 'later'; at: number; booked: boolean }

export interface SlotRequest {
  priority: Priority
  /** The moment of the place that was booked before, if one was. */
  bookedFor: number | undefined
  /** Nothing is booked after this moment: nobody would come for it. */
  deadline: number | undefined
  now: number
  lengths: Lengths
}

/** The share of a window that events leave for people: so much when it begins, ever less as it passes, and so much to its end. */
const KEPT = { first: 0.2, last: 0.03 }

/** The share of a window, and of a day, that people never take: events and removals have it. */
const EVENT_SHARE = 0.2

/** The most that one person takes of a window, and of a day. */
const PERSONAL_SHARE = 0.25

/** The share of a window that background reads leave. */
const BACKGROUND_SHARE = 0.5

/** Places of the background are spread over this part of a window: nobody comes in a herd, and nobody comes when it is over. */
const REACH = 0.9

/** People who waited for a window come this far apart when it begins. Milliseconds, and the part of the window that all of them take. */
const APART = { longest: 200, part: 0.1 }

/** Timers may be early by so much. Milliseconds. */
const EARLY = 50

/** So many windows ahead a place is looked for. */
const FARTHEST = 5000

/** Which part of its window has passed, from 0 to 1. */
const partOf = (span: Span, moment: number, lengths: Lengths) =>
  (moment - startOf(span, moment, lengths)) / lengths[span]

/** How many places stay free when the background takes one at this part of a window. */
const reservedForInteractiveOf = (priority: Priority, limit: number, part: number) =>
  Math.floor(
    limit * (priority === 'background' ? BACKGROUND_SHARE : Math.max(KEPT.last, KEPT.first * (1 - part / REACH))),
  )

/** How much of the part that people leave to events is not used yet. */
const reserveOf = (budget: Budget, span: Span, { reserve }: Window) =>
  Math.max(0, Math.floor(limitOf(budget, span) * EVENT_SHARE) - reserve)

/** What one person may take of a window, or of a day. */
export const personalShareOf = (budget: Budget, span: Span): number =>
  Math.max(1, Math.floor(limitOf(budget, span) * PERSONAL_SHARE))

/**
 * Whether a window has a place at a moment. People leave events their part; what people have booked is theirs. Events leave people a
 * share, as long as people may still take it.
 */
function fits(budget: Budget, span: Span, moment: number, { priority, lengths }: SlotRequest): boolean {
  const window = windowAt(budget, span, moment, lengths)
  const free = freeIn(budget, span, window) - window.interactive
  const reserve = reserveOf(budget, span, window)
  if (priority === 'removal') return free >= 1
  if (priority === 'interactive') return free - 1 >= reserve
  const reservedForInteractive = reservedForInteractiveOf(
    priority,
    limitOf(budget, span),
    partOf(span, moment, lengths),
  )
  const open = Math.max(0, free - reserve)
  return (
    free - window.others - 1 >= (priority === 'event' ? Math.min(reservedForInteractive, open) : reservedForInteractive)
  )
}

/** Whether a place that was booked is still there: people may have taken it, or others than this program. */
function isThere(budget: Budget, moment: number, { priority, lengths }: SlotRequest): boolean {
  return SPANS.every((span) => {
    const window = windowAt(budget, span, moment, lengths)
    const free = freeIn(budget, span, window)
    return priority === 'interactive' ? free - 1 >= reserveOf(budget, span, window) : free - window.interactive >= 1
  })
}

/** One call, and whether it comes out of the part that is left to events: it does where it would take what people may have otherwise. */
const callOf =
  (budget: Budget, { priority, now, lengths }: SlotRequest) =>
  (span: Span): Partial<Window> => {
    const window = windowAt(budget, span, now, lengths)
    const reserve = reserveOf(budget, span, window)
    const reservedForInteractive = reservedForInteractiveOf('event', limitOf(budget, span), partOf(span, now, lengths))
    const isOpen = freeIn(budget, span, window) - window.interactive - 1 >= reserve + reservedForInteractive
    return { overall: 1, read: 1, reserve: priority === 'interactive' || isOpen || reserve === 0 ? 0 : 1 }
  }
const booking = (priority: Priority, by: 1 | -1): Partial<Window> =>
  priority === 'interactive' ? { interactive: by } : { others: by }

/** When the next place of the window that begins at `start` is. */
function momentIn(budget: Budget, start: number, { priority, now, lengths }: SlotRequest): number {
  const { quarter } = lengths
  const limit = limitOf(budget, 'quarter')
  const window = budget.windows.quarter[start] ?? EMPTY
  if (priority === 'removal') return Math.max(start, now)
  if (priority === 'interactive')
    return start + window.interactive * Math.min(APART.longest, (quarter * APART.part) / limit)
  const left = freeIn(budget, 'quarter', window) - window.interactive - window.others
  const taken = Math.max(limit - left, 0)
  // In this window the share of people shrinks with time, and each place that it gives up has its moment; a later one is filled evenly.
  const part =
    start <= now
      ? 1 - (left - 1) / (limit * KEPT.first)
      : taken / (limit - reservedForInteractiveOf(priority, limit, REACH))
  return Math.max(start + quarter * REACH * Math.min(part, 1), now)
}

/** Books the first place that is free. Where none is in sight, the next window is to be asked again. */
function book(budget: Budget, request: SlotRequest): { budget: Budget; place: Place } {
  const { priority, deadline = Number.POSITIVE_INFINITY, now, lengths } = request
  const { quarter } = lengths
  let start = startOf('quarter', Math.max(now, budget.closedUntil), lengths)
  // In the window in which an event finds no place, there may be one later; for the others there is none.
  if (start <= now && priority !== 'event') start += quarter
  for (let looked = 0; looked < FARTHEST && limitOf(budget, 'quarter') >= 1; looked += 1, start += quarter) {
    const at = Math.ceil(momentIn(budget, start, request))
    if (at >= start + quarter || !SPANS.every((span) => fits(budget, span, at, request))) continue
    if (at > deadline) return { budget, place: { kind: 'later', at, booked: false } }
    return {
      budget: add(budget, at, booking(priority, 1), lengths),
      place: { kind: 'later', at, booked: true },
    }
  }
  return { budget, place: { kind: 'later', at: endOf('quarter', now, lengths), booked: false } }
}

/**
 * A place for one call of Strava's: at once where the windows allow it, else booked in the first window that does. People come
 * first. What was booked is there when its moment has come, unless people needed it.
 */
export function takePlace(before: Budget, request: SlotRequest): { budget: Budget; place: Place } {
  const { priority, bookedFor, now, lengths } = request
  const budget = withoutPast(before, now, lengths)
  const isBooked = bookedFor !== undefined && bookedFor >= startOf('quarter', now, lengths)
  if (isBooked && bookedFor > now + EARLY) return { budget, place: { kind: 'later', at: bookedFor, booked: true } }

  const freed = isBooked ? add(budget, bookedFor, booking(priority, -1), lengths) : budget
  const isOpen = now >= budget.closedUntil
  const hasPlace = isBooked ? isThere(freed, now, request) : SPANS.every((span) => fits(freed, span, now, request))
  if (isOpen && hasPlace) return { budget: add(freed, now, callOf(freed, request), lengths), place: { kind: 'now' } }
  return book(freed, request)
}
