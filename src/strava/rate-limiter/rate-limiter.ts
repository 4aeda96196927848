import { AppError } from '../../errors.ts'
import { exhaustedWindow, parseUsage } from './limit-headers.ts'
import { acquireSlot, type Priority, type Slot, userShareOf } from './slots.ts'
import {
  INITIAL_RATE_LIMITS,
  markExhausted,
  type RateLimitState,
  type RateLimitStatus,
  readRateLimits,
  recordUsage,
  WINDOW_NAMES,
  type WindowLengths,
  windowEnd,
  windowStart,
} from './usage.ts'

/** Who calls Strava. */
export interface Caller {
  priority: Priority
  /** The same when it comes back for the slot that was reserved for it. */
  id: string
  /** It was put off before: a slot may be reserved for it. */
  isResumed: boolean
  /** After this moment a slot is of no use to it; undefined: it is at any time. Epoch milliseconds. */
  deadline?: number | undefined
  /** The Discord user who waits for it: nobody takes more than their share. */
  requesterId?: string | undefined
}

/** One window as a person's share of it is counted. `startedAt` in epoch milliseconds. */
interface UserWindow {
  name: string
  startedAt: number
  share: number
  remainingMs: number
}

/** What this file needs of the store about the people who ask. */
export interface RequesterStore {
  /** Takes one read of every window; answers the one that is used up, if one is. */
  takeShare(userId: string, windows: readonly UserWindow[]): Promise<UserWindow | undefined>
  refund(userId: string, windows: readonly UserWindow[]): Promise<void>
  /** Whether this job may wait for a read: one job of a person does at a time. */
  claimSlot(userId: string, jobId: string, ttlMs: number): Promise<boolean>
  releaseSlot(userId: string, jobId: string): Promise<void>
}

/** What this file needs of the store. */
export interface RateLimitStore {
  read(): Promise<RateLimitState>
  reservedFor(id: string): Promise<number | undefined>
  update<R>(
    id: string,
    decide: (state: RateLimitState) => {
      state: RateLimitState
      result: R
      reserved?: { at: number; life: number } | 'nothing' | undefined
    },
  ): Promise<R>
}

const DAY_MS = 24 * 3600_000

/** A slot is kept for as long after its moment as its window may last. */
const reservationTtl = (at: number, now: number, { quarter }: WindowLengths) => at - now + quarter

const rateLimited = (at: number) =>
  new AppError('rate-limited', "the slot is in a later window of Strava's", {
    userMessage: { key: 'error.rateLimited', values: { until: { timestamp: Math.ceil(at / 1000) } } },
    retry: { kind: 'at', at },
  })

const shareExhausted = (until: number) =>
  new AppError('requester-limited', 'the requester has used their share of the reads', {
    userMessage: { key: 'error.shareUsedUp', values: { until: { timestamp: Math.ceil(until / 1000) } } },
  })

const alreadyWaiting = () =>
  new AppError('requester-limited', 'another answer of the requester waits for a read', {
    userMessage: { key: 'error.waitsAlready' },
  })

/**
 * Strava's limits, shared by all processes over the store. Every call asks for a slot before it is made. `quarter`: how long the
 * shorter window lasts, in milliseconds.
 */
export function createRateLimiter(options: {
  store: RateLimitStore
  requesters: RequesterStore
  now: () => number
  quarter: number
}) {
  const { store, requesters, now, quarter } = options
  const windowLengths: WindowLengths = { quarter, day: DAY_MS }
  /** As this process saw it last. */
  let lastSeen: RateLimitState = INITIAL_RATE_LIMITS

  /** A slot, now or later; nothing is reserved after `latest`. */
  const slotFor = (
    { priority, id }: Caller,
    { reservedFor, deadline }: { reservedFor: number | undefined; deadline: number | undefined },
  ): Promise<Slot> =>
    store.update(id, (before) => {
      const { state, slot } = acquireSlot(before, { priority, reservedFor, deadline, now: now(), windowLengths })
      lastSeen = state
      const reserved = slot.kind === 'later' && slot.reserved
      if (reserved)
        return { state, result: slot, reserved: { at: slot.at, life: reservationTtl(slot.at, now(), windowLengths) } }
      return { state, result: slot, reserved: reservedFor === undefined ? undefined : 'nothing' }
    })

  /** A slot for a person. It is reserved for one of their jobs at a time. */
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
    // Meanwhile a slot became free, or the last one was reserved.
    if (later.kind === 'now' || !later.reserved) await requesters.releaseSlot(requesterId, id)
    return later
  }

  /** Takes a call out of a person's share, and gives it back where the call is not made. */
  async function withinUserShare(requesterId: string, work: () => Promise<Slot>): Promise<Slot> {
    const moment = now()
    const windows = WINDOW_NAMES.map((windowName) => ({
      name: windowName,
      startedAt: windowStart(windowName, moment, windowLengths),
      share: userShareOf(lastSeen, windowName),
      remainingMs: windowEnd(windowName, moment, windowLengths) - moment,
    }))
    const exhausted = await requesters.takeShare(requesterId, windows)
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
     * Takes a slot for one call and answers when that was. Throws `rate-limited` with the moment of the slot that is reserved instead,
     * and `requester-limited` where a person has had their share.
     */
    async acquire(caller: Caller): Promise<number> {
      const { id, isResumed, deadline, requesterId } = caller
      const reservedFor = isResumed ? await store.reservedFor(id) : undefined
      const slot =
        requesterId === undefined
          ? await slotFor(caller, { reservedFor, deadline })
          : await withinUserShare(requesterId, () => slotForRequester(caller, requesterId, reservedFor))
      if (slot.kind === 'later') throw rateLimited(slot.at)
      return now()
    },

    /** Learns from an answer's headers; `madeAt` is when the slot was taken. An answer that says nothing new costs nothing. */
    async recordUsage(headers: Headers, madeAt: number): Promise<void> {
      const reported = parseUsage(headers)
      if (!reported) return
      await store.update('', (before) => {
        const state = recordUsage(before, { ...reported, madeAt, now: now(), windowLengths })
        lastSeen = state
        return { state, result: undefined }
      })
    },

    /** Strava refused a call although there was a slot: from now on everybody knows. */
    async markExhausted(headers: Headers): Promise<void> {
      await store.update('', (before) => ({
        state: markExhausted(before, { windowName: exhaustedWindow(headers), now: now(), windowLengths }),
        result: undefined,
      }))
    },

    read: async (): Promise<RateLimitStatus> => readRateLimits(await store.read(), now(), windowLengths),
  }
}

export type RateLimiter = ReturnType<typeof createRateLimiter>
