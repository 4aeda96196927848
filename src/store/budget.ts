import type { Redis } from 'ioredis'
import { type Budget, NEW_BUDGET } from '../domain/budget.ts'
import { keys } from './keys.ts'
import { createSharedState } from './shared-state.ts'

/** Strava's limits as all processes know them, and which place is booked for whom. Moments in epoch milliseconds. */
export function createBudgetStore(redis: Redis, hashId: (id: string) => string) {
  const shared = createSharedState<Budget>({ redis, key: keys.budget(), initial: NEW_BUDGET })
  return {
    read: shared.read,

    async bookedFor(id: string): Promise<number | undefined> {
      const at = await redis.get(keys.place(hashId(id)))
      return at === null ? undefined : Number(at)
    },

    /** Changes it, and what is booked for `id`: a moment for so many milliseconds, or nothing any more; undefined leaves that as it is. */
    change<R>(
      id: string,
      decide: (budget: Budget) => {
        budget: Budget
        result: R
        booked?: { at: number; life: number } | 'nothing' | undefined
      },
    ): Promise<R> {
      return shared.change((before) => {
        const { budget: state, result, booked } = decide(before)
        if (booked === undefined) return { state, result }
        const key = keys.place(hashId(id))
        if (booked === 'nothing') return { state, result, note: { key, value: undefined } }
        return { state, result, note: { key, value: String(booked.at), life: booked.life } }
      })
    },
  }
}
