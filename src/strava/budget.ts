import { type Budget, type BudgetReading, closeBudget, hearCalls, type Lengths, readBudget } from '../domain/budget.ts'
import { takePlace, type Urgency } from '../domain/places.ts'
import { AppError } from '../errors.ts'
import { closedSpan, toCalls } from './limits.ts'

/** Who calls Strava. */
export interface Caller {
  urgency: Urgency
  /** The same when it comes back for the place that was booked for it. */
  id: string
  /** It was put off before: a place may be booked for it. */
  returns: boolean
  /** After this moment a place is of no use to it; undefined: it is at any time. Epoch milliseconds. */
  latest?: number | undefined
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

/**
 * Strava's limits, shared by all processes over the store. Every call asks for a place before it is made. `quarter`: how long the
 * shorter window lasts, in milliseconds.
 */
export function createBudget({ store, now, quarter }: { store: BudgetStore; now: () => number; quarter: number }) {
  const lengths: Lengths = { quarter, day: DAY }

  return {
    /** Takes a place for one call and answers when that was; throws `rate-limited` with the moment of the place that is booked instead. */
    async take({ urgency, id, returns, latest }: Caller): Promise<number> {
      const bookedFor = returns ? await store.bookedFor(id) : undefined
      const place = await store.change(id, (before) => {
        const { budget, place } = takePlace(before, { urgency, bookedFor, latest, now: now(), lengths })
        const booked = place.kind === 'later' && place.booked
        if (booked) return { budget, result: place, booked: { at: place.at, life: lifeOf(place.at, now(), lengths) } }
        return { budget, result: place, booked: bookedFor === undefined ? undefined : 'nothing' }
      })
      if (place.kind === 'later') throw putOff(place.at)
      return now()
    },

    /** Learns from an answer's headers; `madeAt` is when the place was taken. An answer that says nothing new costs nothing. */
    async hear(headers: Headers, madeAt: number): Promise<void> {
      const said = toCalls(headers)
      if (!said) return
      await store.change('', (before) => {
        const budget = hearCalls(before, { ...said, madeAt, now: now(), lengths })
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
