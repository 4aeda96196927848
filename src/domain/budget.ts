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
 * Why Strava is called. `asked`: somebody waits for the answer. `event`: something is new, and channels have to agree with it.
 * `sweep`: to see whether something was missed.
 */
export type Urgency = 'asked' | 'event' | 'sweep'

/** One window: the calls made in it, and the places that are booked in it by those who wait and by the others. */
interface Window extends Record<Bucket, number> {
  asked: number
  others: number
}

/** What is known of Strava's limits. Windows stand by the moment at which they begin; those that are over are gone. Epoch milliseconds. */
export interface Budget {
  limits: Calls
  windows: Record<Span, Record<string, Window>>
  /** Strava refused a call: until then it refuses all of them. */
  closedUntil: number
}

/** A place for one call: now, or booked for later. Epoch milliseconds. */
export type Place = { kind: 'now' } | { kind: 'later'; at: number; booked: boolean }

export interface Question {
  urgency: Urgency
  /** The moment of the place that was booked before, if one was. */
  bookedFor: number | undefined
  now: number
  lengths: Lengths
}

/** What a new application may do, until Strava says otherwise. */
export const NEW_BUDGET: Budget = {
  limits: { quarter: { overall: 200, read: 100 }, day: { overall: 2000, read: 1000 } },
  windows: { quarter: {}, day: {} },
  closedUntil: 0,
}

/** The share of a window that events leave for people: so much when it begins, ever less as it passes, and so much to its end. */
const KEPT = { first: 0.2, last: 0.03 }

/** The share of a window that sweeps leave. */
const LEFT_BY_SWEEPS = 0.5

/** Places of the background are spread over this part of a window: nobody comes in a herd, and nobody comes when it is over. */
const REACH = 0.9

/** People who waited for a window come this far apart when it begins. Milliseconds, and the part of the window that all of them take. */
const APART = { longest: 200, part: 0.1 }

/** Timers may be early by so much. Milliseconds. */
const EARLY = 50

/** So many windows ahead a place is looked for. */
const FARTHEST = 5000

const EMPTY: Window = { overall: 0, read: 0, asked: 0, others: 0 }

/** A window counts from a moment after it began, since clocks differ: until then the one before counts, which can only be fuller. Milliseconds. */
export const marginOf = ({ quarter }: Lengths): number => Math.min(1000, quarter / 50)

/** When the window of a moment began, by our count. */
export const startOf = (span: Span, moment: number, lengths: Lengths): number => {
  const margin = marginOf(lengths)
  return Math.floor((moment - margin) / lengths[span]) * lengths[span] + margin
}

export const endOf = (span: Span, moment: number, lengths: Lengths): number =>
  startOf(span, moment, lengths) + lengths[span]

/** Which part of its window has passed, from 0 to 1. */
const partOf = (span: Span, moment: number, lengths: Lengths) =>
  (moment - startOf(span, moment, lengths)) / lengths[span]

const windowAt = ({ windows }: Budget, span: Span, moment: number, lengths: Lengths): Window =>
  windows[span][startOf(span, moment, lengths)] ?? EMPTY

const freeIn = ({ limits }: Budget, span: Span, window: Window) =>
  Math.min(...BUCKETS.map((bucket) => limits[span][bucket] - window[bucket]))

const limitOf = ({ limits }: Budget, span: Span) => Math.min(...BUCKETS.map((bucket) => limits[span][bucket]))

/** How many places stay free when the background takes one at this part of a window. */
const keptOf = (urgency: Urgency, limit: number, part: number) =>
  Math.floor(limit * (urgency === 'sweep' ? LEFT_BY_SWEEPS : Math.max(KEPT.last, KEPT.first * (1 - part / REACH))))

/** Whether a window has a place at a moment. People take what is free; what they have booked is theirs. The background leaves them a share. */
function fits(budget: Budget, span: Span, moment: number, { urgency, lengths }: Question): boolean {
  const window = windowAt(budget, span, moment, lengths)
  const free = freeIn(budget, span, window) - window.asked
  if (urgency === 'asked') return free >= 1
  return free - window.others - 1 >= keptOf(urgency, limitOf(budget, span), partOf(span, moment, lengths))
}

/** Whether a place that was booked is still there: people may have taken it. */
function isThere(budget: Budget, moment: number, { urgency, lengths }: Question): boolean {
  return SPANS.every((span) => {
    const window = windowAt(budget, span, moment, lengths)
    return freeIn(budget, span, window) - (urgency === 'asked' ? 0 : window.asked) >= 1
  })
}

/** Adds to both windows of a moment. */
function add(budget: Budget, moment: number, change: Partial<Window>, lengths: Lengths): Budget {
  const windows = { ...budget.windows }
  for (const span of SPANS) {
    const window = { ...windowAt(budget, span, moment, lengths) }
    for (const key of Object.keys(change) as (keyof Window)[]) {
      window[key] = Math.max(0, window[key] + (change[key] ?? 0))
    }
    windows[span] = { ...windows[span], [startOf(span, moment, lengths)]: window }
  }
  return { ...budget, windows }
}

const ONE_CALL: Partial<Window> = { overall: 1, read: 1 }
const booking = (urgency: Urgency, by: 1 | -1): Partial<Window> =>
  urgency === 'asked' ? { asked: by } : { others: by }

/** Without the windows that are over, and without the places in them for which nobody came. */
function withoutPast(budget: Budget, now: number, lengths: Lengths): Budget {
  const current = startOf('quarter', now, lengths)
  const past = Object.entries(budget.windows.quarter).filter(([start]) => Number(start) < current)
  if (past.length === 0) return budget
  let left = budget
  for (const [start, { asked, others }] of past)
    left = add(left, Number(start), { asked: -asked, others: -others }, lengths)
  const later = (span: Span) =>
    Object.fromEntries(
      Object.entries(left.windows[span]).filter(([start]) => Number(start) >= startOf(span, now, lengths)),
    )
  return { ...left, windows: { quarter: later('quarter'), day: later('day') } }
}

/** When the next place of the window that begins at `start` is. */
function momentIn(budget: Budget, start: number, { urgency, now, lengths }: Question): number {
  const { quarter } = lengths
  const limit = limitOf(budget, 'quarter')
  const window = budget.windows.quarter[start] ?? EMPTY
  if (urgency === 'asked') return start + window.asked * Math.min(APART.longest, (quarter * APART.part) / limit)
  const left = freeIn(budget, 'quarter', window) - window.asked - window.others
  const taken = Math.max(limit - left, 0)
  // In this window the share of people shrinks with time, and each place that it gives up has its moment; a later one is filled evenly.
  const part = start <= now ? 1 - (left - 1) / (limit * KEPT.first) : taken / (limit - keptOf(urgency, limit, REACH))
  return Math.max(start + quarter * REACH * Math.min(part, 1), now)
}

/** Books the first place that is free. Where none is in sight, the next window is to be asked again. */
function book(budget: Budget, question: Question): { budget: Budget; place: Place } {
  const { urgency, now, lengths } = question
  const { quarter } = lengths
  let start = startOf('quarter', Math.max(now, budget.closedUntil), lengths)
  // In the window in which an event finds no place, there may be one later; for the others there is none.
  if (start <= now && urgency !== 'event') start += quarter
  for (let looked = 0; looked < FARTHEST && limitOf(budget, 'quarter') >= 1; looked += 1, start += quarter) {
    const at = Math.ceil(momentIn(budget, start, question))
    if (at >= start + quarter || !SPANS.every((span) => fits(budget, span, at, question))) continue
    return {
      budget: add(budget, at, booking(urgency, 1), lengths),
      place: { kind: 'later', at, booked: true },
    }
  }
  return { budget, place: { kind: 'later', at: endOf('quarter', now, lengths), booked: false } }
}

/**
 * A place for one call of Strava's: at once where the windows allow it, else booked in the first window that does. People come
 * first. What was booked is there when its moment has come, unless people needed it.
 */
export function takePlace(before: Budget, question: Question): { budget: Budget; place: Place } {
  const { urgency, bookedFor, now, lengths } = question
  const budget = withoutPast(before, now, lengths)
  const isBooked = bookedFor !== undefined && bookedFor >= startOf('quarter', now, lengths)
  if (isBooked && bookedFor > now + EARLY) return { budget, place: { kind: 'later', at: bookedFor, booked: true } }

  const freed = isBooked ? add(budget, bookedFor, booking(urgency, -1), lengths) : budget
  const isOpen = now >= budget.closedUntil
  const hasPlace = isBooked ? isThere(freed, now, question) : SPANS.every((span) => fits(freed, span, now, question))
  if (isOpen && hasPlace) return { budget: add(freed, now, ONE_CALL, lengths), place: { kind: 'now' } }
  return book(freed, question)
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
  const booked = Object.values(budget.windows.quarter).reduce((sum, { asked, others }) => sum + asked + others, 0)
  return {
    limits: budget.limits,
    used: { quarter: usedIn('quarter'), day: usedIn('day') } as Calls,
    ends: { quarter: endOf('quarter', now, lengths), day: endOf('day', now, lengths) },
    closedUntil: now < budget.closedUntil ? budget.closedUntil : undefined,
    booked,
  }
}

export type BudgetReading = ReturnType<typeof readBudget>
