import { WINDOW_NAMES, type WindowLengths, windowEnd, windowStart } from '../../core/rate-limit-windows.ts'
import { AppError } from '../../errors.ts'
import { exhaustedWindow, parseUsage } from './limit-headers.ts'
import { acquireSlot, type Priority, requesterShareOf, type Slot } from './slots.ts'
import {
  INITIAL_RATE_LIMITS,
  markExhausted,
  type RateLimitState,
  type RateLimitStatus,
  readRateLimits,
  recordUsage,
} from './usage.ts'

/** The caller of Strava's API. */
export interface Caller {
  priority: Priority
  /** Stays the same when the caller comes back for its reserved slot. */
  id: string
  /** The caller was delayed before, so a slot may be reserved for it. */
  isResumed: boolean
  /** After this time a slot is useless to the caller; undefined: never. Epoch milliseconds. */
  deadline?: number | undefined
  /** The Discord user who waits for the answer; each has a limited share. */
  requesterId?: string | undefined
}

/** One person's share of a rate-limit window, identified by its name and start. Epoch milliseconds. */
export interface RequesterWindow {
  name: string
  startedAt: number
  share: number
  /** Remaining time of the window. Milliseconds. */
  remainingMs: number
}

/** The part of the store about requesters that this file needs. */
export interface RequesterStore {
  /** Takes one read from every window. Returns the exhausted window if there is one. */
  takeRead(userId: string, windows: readonly RequesterWindow[]): Promise<RequesterWindow | undefined>
  refund(userId: string, windows: readonly RequesterWindow[]): Promise<void>
  /** Whether this job may wait for a read: one job per person does at a time. */
  claimSlot(userId: string, jobId: string, ttlMs: number): Promise<boolean>
  releaseSlot(userId: string, jobId: string): Promise<void>
}

/**
 * The new state. `reserved`: a slot to store for `ttlMs` milliseconds; `nothing` to delete it; undefined for no change.
 */
export interface SlotDecision<R> {
  state: RateLimitState
  result: R
  reserved?: { at: number; ttlMs: number } | 'nothing' | undefined
}

/** The part of the store that this file needs. */
export interface RateLimitStore {
  read(): Promise<RateLimitState>
  reservedFor(id: string): Promise<number | undefined>
  update<R>(id: string, decide: (state: RateLimitState) => SlotDecision<R>): Promise<R>
}

const DAY_MS = 24 * 3600_000

/** If Strava's clock differs by more, the windows follow ours, and the operator is told. Milliseconds. */
const MAX_CLOCK_DIFFERENCE_MS = 5 * 60_000

/** A reservation outlives its slot by the length of the window. */
const reservationTtl = (at: number, now: number, { quarter }: WindowLengths) => at - now + quarter

const rateLimited = (at: number) =>
  new AppError('rate-limited', 'the next slot is in a later rate-limit window', {
    userMessage: { key: 'error.rateLimited', values: { until: { timestamp: Math.ceil(at / 1000) } } },
    retry: { kind: 'at', at },
  })

const shareExhausted = (until: number) =>
  new AppError('requester-limited', 'the requester has used up their share of the reads', {
    userMessage: { key: 'error.shareUsedUp', values: { until: { timestamp: Math.ceil(until / 1000) } } },
  })

const alreadyWaiting = () =>
  new AppError('requester-limited', 'another job of the requester is waiting for a read', {
    userMessage: { key: 'error.waitsAlready' },
  })

/**
 * Strava's limits, shared by all processes through the store. Every call needs a slot first. `quarterHourMs`: length
 * of the shorter window.
 */
export function createRateLimiter(options: {
  store: RateLimitStore
  requesters: RequesterStore
  now: () => number
  quarterHourMs: number
}) {
  const { store, requesters, now, quarterHourMs } = options
  const windowLengths: WindowLengths = { quarter: quarterHourMs, day: DAY_MS }
  /** The state as this process last saw it. */
  let lastSeen: RateLimitState = INITIAL_RATE_LIMITS

  /** Our time, and Strava's if it is close: a machine's clock may be seconds ahead. */
  const clocksAt = (headers: Headers) => {
    const [moment, stravaNow] = [now(), Date.parse(headers.get('date') ?? '')]
    return Math.abs(stravaNow - moment) < MAX_CLOCK_DIFFERENCE_MS ? { now: moment, stravaNow } : { now: moment }
  }

  /** A slot, now or later. Nothing is reserved after `deadline`. */
  const slotFor = (
    { priority, id }: Caller,
    { reservedFor, deadline }: { reservedFor: number | undefined; deadline: number | undefined },
  ): Promise<Slot> =>
    store.update(id, (before) => {
      const { state, slot } = acquireSlot(before, { priority, reservedFor, deadline, now: now(), windowLengths })
      lastSeen = state
      const reserved = slot.kind === 'later' && slot.reserved
      if (reserved)
        return { state, result: slot, reserved: { at: slot.at, ttlMs: reservationTtl(slot.at, now(), windowLengths) } }
      return { state, result: slot, reserved: reservedFor === undefined ? undefined : 'nothing' }
    })

  /** A slot for a person. One of their jobs at a time may have a reservation. */
  async function slotForRequester(caller: Caller, requesterId: string, reservedFor: number | undefined): Promise<Slot> {
    const { id, deadline = Number.POSITIVE_INFINITY } = caller
    const slot = await slotFor(caller, { reservedFor, deadline: reservedFor === undefined ? now() : deadline })
    if (slot.kind === 'now') {
      if (caller.isResumed) await requesters.releaseSlot(requesterId, id)
      return slot
    }
    if (slot.reserved || slot.at > deadline) return slot
    if (!(await requesters.claimSlot(requesterId, id, reservationTtl(slot.at, now(), windowLengths))))
      throw alreadyWaiting()
    const later = await slotFor(caller, { reservedFor: undefined, deadline })
    // A slot became free meanwhile, or the last one was reserved.
    if (later.kind === 'now' || !later.reserved) await requesters.releaseSlot(requesterId, id)
    return later
  }

  /** Takes a read from a person's share and refunds it if the call is not made. */
  async function withinRequesterShare(requesterId: string, work: () => Promise<Slot>): Promise<Slot> {
    const moment = now()
    const windows = WINDOW_NAMES.map((windowName) => ({
      name: windowName,
      startedAt: windowStart(windowName, moment, windowLengths),
      share: requesterShareOf(lastSeen, windowName),
      remainingMs: windowEnd(windowName, moment, windowLengths) - moment,
    }))
    const exhausted = await requesters.takeRead(requesterId, windows)
    if (exhausted) throw shareExhausted(moment + exhausted.remainingMs)
    let slot: Slot | undefined
    try {
      slot = await work()
      return slot
    } finally {
      if (slot?.kind !== 'now') await requesters.refund(requesterId, windows)
    }
  }

  return {
    /**
     * Takes a slot for one call and returns its time. Throws `rate-limited` with the time of the slot reserved instead,
     * or `requester-limited` if a person has used up their share.
     */
    async acquire(caller: Caller): Promise<number> {
      const { id, isResumed, deadline, requesterId } = caller
      const reservedFor = isResumed ? await store.reservedFor(id) : undefined
      const slot =
        requesterId === undefined
          ? await slotFor(caller, { reservedFor, deadline })
          : await withinRequesterShare(requesterId, () => slotForRequester(caller, requesterId, reservedFor))
      if (slot.kind === 'later') throw rateLimited(slot.at)
      return now()
    },

    /** Records the limits in a response's headers. `madeAt`: when the slot was taken. No write if nothing changed. */
    async recordUsage(headers: Headers, madeAt: number): Promise<void> {
      const reported = parseUsage(headers)
      if (!reported) return
      await store.update('', (before) => {
        const state = recordUsage(before, { ...reported, madeAt, ...clocksAt(headers), windowLengths })
        lastSeen = state
        return { state, result: undefined }
      })
    },

    /** Strava refused a call although there was a slot: all processes stop calling. */
    async markExhausted(headers: Headers): Promise<void> {
      await store.update('', (before) => ({
        state: markExhausted(before, { windowName: exhaustedWindow(headers), ...clocksAt(headers), windowLengths }),
        result: undefined,
      }))
    },

    /** When the next read for an event may be made; undefined: now. Epoch milliseconds. */
    async nextEventSlotAt(): Promise<number | undefined> {
      const request = { priority: 'event', reservedFor: undefined, deadline: undefined } as const
      const { slot } = acquireSlot(await store.read(), { ...request, now: now(), windowLengths })
      return slot.kind === 'later' ? slot.at : undefined
    },

    read: async (): Promise<RateLimitStatus> => readRateLimits(await store.read(), now(), windowLengths),
  }
}

export type RateLimiter = ReturnType<typeof createRateLimiter>
