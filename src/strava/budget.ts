import {
  type Budget,
  type BudgetReading,
  closeBudget,
  endOf,
  hearCalls,
  type Lengths,
  NEW_BUDGET,
  readBudget,
  SPANS,
  startOf,
} from '../domain/budget.ts'
import { type Place, type Priority, personalShareOf, takePlace } from '../domain/places.ts'
import { AppError } from '../errors.ts'
import { closedSpan, toCalls } from './limits.ts'

/** Who calls Strava. */
export interface Caller {
  priority: Priority
  /** The same when it comes back for the place that was booked for it. */
  id: string
  /** It was put off before: a place may be booked for it. */
  isResumed: boolean
  /** After this moment a place is of no use to it; undefined: it is at any time. Epoch milliseconds. */
  deadline?: number | undefined
  /** The Discord user who waits for it: nobody takes more than their share. */
  requesterId?: string | undefined
}

/** One window as a person's share of it is counted. `startedAt` in epoch milliseconds. */
interface PersonalWindow {
  name: string
  startedAt: number
  share: number
  lastsMs: number
}

/** What this file needs of the store about the people who ask. */
export interface RequesterStore {
  /** Takes one read of every window; answers the one that is used up, if one is. */
  take(userId: string, windows: readonly PersonalWindow[]): Promise<PersonalWindow | undefined>
  refund(userId: string, windows: readonly PersonalWindow[]): Promise<void>
  /** Whether this job may wait for a read: one job of a person does at a time. */
  claimSlot(userId: string, jobId: string, lifeMs: number): Promise<boolean>
  releaseSlot(userId: string, jobId: string): Promise<void>
}

/** What this file needs of the store. */
export interface BudgetStore {
  read(): Promise<Budget>
  bookedFor(id: string): Promise<number | undefined>
  change<R>(
    id: string,
    decide: (budget: Budget) => {
      budget: Budget
      result: R
      booked?: { at: number; life: number } | 'nothing' | undefined
    },
  ): Promise<R>
}

const DAY = 24 * 3600_000

/** A place is kept for as long after its moment as its window may last. */
const lifeOf = (at: number, now: number, { quarter }: Lengths) => at - now + quarter

const putOff = (at: number) =>
  new AppError('rate-limited', "the place is in a later window of Strava's", {
    say: { key: 'error.rateLimited', values: { until: { moment: Math.ceil(at / 1000) } } },
    retry: { kind: 'at', at },
  })

const shareUsedUp = (until: number) =>
  new AppError('requester-limited', 'the requester has used their share of the reads', {
    say: { key: 'error.shareUsedUp', values: { until: { moment: Math.ceil(until / 1000) } } },
  })

const waitsAlready = () =>
  new AppError('requester-limited', 'another answer of the requester waits for a read', {
    say: { key: 'error.waitsAlready' },
  })

/**
 * Strava's limits, shared by all processes over the store. Every call asks for a place before it is made. `quarter`: how long the
 * shorter window lasts, in milliseconds.
 */
export function createBudget(options: {
  store: BudgetStore
  requesters: RequesterStore
  now: () => number
  quarter: number
}) {
  const { store, requesters, now, quarter } = options
  const lengths: Lengths = { quarter, day: DAY }
  /** As this process saw it last. */
  let known: Budget = NEW_BUDGET

  /** A place, now or later; nothing is booked after `latest`. */
  const placeFor = (
    { priority, id }: Caller,
    { bookedFor, deadline }: { bookedFor: number | undefined; deadline: number | undefined },
  ): Promise<Place> =>
    store.change(id, (before) => {
      const { budget, place } = takePlace(before, { priority, bookedFor, deadline, now: now(), lengths })
      known = budget
      const booked = place.kind === 'later' && place.booked
      if (booked) return { budget, result: place, booked: { at: place.at, life: lifeOf(place.at, now(), lengths) } }
      return { budget, result: place, booked: bookedFor === undefined ? undefined : 'nothing' }
    })

  /** A place for a person. It is booked for one of their jobs at a time. */
  async function placeForPerson(caller: Caller, requesterId: string, bookedFor: number | undefined): Promise<Place> {
    const { id, deadline = Number.POSITIVE_INFINITY } = caller
    const place = await placeFor(caller, { bookedFor, deadline: bookedFor === undefined ? now() : deadline })
    if (place.kind === 'now') {
      if (caller.isResumed) await requesters.releaseSlot(requesterId, id)
      return place
    }
    if (place.booked || place.at > deadline) return place
    if (!(await requesters.claimSlot(requesterId, id, lifeOf(place.at, now(), lengths)))) throw waitsAlready()
    const later = await placeFor(caller, { bookedFor: undefined, deadline })
    // Meanwhile a place became free, or the last one was booked.
    if (later.kind === 'now' || !later.booked) await requesters.releaseSlot(requesterId, id)
    return later
  }

  /** Takes a call out of a person's share, and gives it back where the call is not made. */
  async function withinShare(requesterId: string, work: () => Promise<Place>): Promise<Place> {
    const moment = now()
    const windows = SPANS.map((span) => ({
      name: span,
      startedAt: startOf(span, moment, lengths),
      share: personalShareOf(known, span),
      lastsMs: endOf(span, moment, lengths) - moment,
    }))
    const usedUp = await requesters.take(requesterId, windows)
    if (usedUp) throw shareUsedUp(moment + usedUp.lastsMs)
    let place: Place | undefined
    try {
      place = await work()
      return place
    } finally {
      if (place?.kind !== 'now') await requesters.refund(requesterId, windows)
    }
  }

  return {
    /**
     * Takes a place for one call and answers when that was. Throws `rate-limited` with the moment of the place that is booked instead,
     * and `requester-limited` where a person has had their share.
     */
    async take(caller: Caller): Promise<number> {
      const { id, isResumed, deadline, requesterId } = caller
      const bookedFor = isResumed ? await store.bookedFor(id) : undefined
      const place =
        requesterId === undefined
          ? await placeFor(caller, { bookedFor, deadline })
          : await withinShare(requesterId, () => placeForPerson(caller, requesterId, bookedFor))
      if (place.kind === 'later') throw putOff(place.at)
      return now()
    },

    /** Learns from an answer's headers; `madeAt` is when the place was taken. An answer that says nothing new costs nothing. */
    async hear(headers: Headers, madeAt: number): Promise<void> {
      const said = toCalls(headers)
      if (!said) return
      await store.change('', (before) => {
        const budget = hearCalls(before, { ...said, madeAt, now: now(), lengths })
        known = budget
        return { budget, result: undefined }
      })
    },

    /** Strava refused a call although there was a place: from now on everybody knows. */
    async close(headers: Headers): Promise<void> {
      await store.change('', (before) => ({
        budget: closeBudget(before, { span: closedSpan(headers), now: now(), lengths }),
        result: undefined,
      }))
    },

    read: async (): Promise<BudgetReading> => readBudget(await store.read(), now(), lengths),
  }
}

export type StravaBudget = ReturnType<typeof createBudget>
