import type { Redis } from 'ioredis'
import { keys } from './keys.ts'

/**
 * What came of the last try to have Strava's events sent here. `active`: they come. `unreachable`: Strava cannot reach PUBLIC_URL.
 * `refused`: Strava does not take the application's credentials, or this call. `inactive`: the application's owner has no Strava
 * subscription. `strava-down`: Strava did not answer, and is asked again.
 */
export type SubscriptionState = 'active' | 'unreachable' | 'refused' | 'inactive' | 'strava-down'

/** The push subscription as it was last seen. `checkedAt` in epoch milliseconds. */
export interface SubscriptionRecord {
  state: SubscriptionState
  /** Its id at Strava, when it is known. Other states than `active` may keep it: what is not known to be gone may still be there. */
  id?: string | undefined
  checkedAt: number
}

/** What is known of the application's push subscription, for all processes. */
export function createSubscriptionStore({ redis }: { redis: Redis }) {
  return {
    /** Undefined: nobody has tried yet, or somebody is making a new one right now. */
    async read(): Promise<SubscriptionRecord | undefined> {
      const stored = await redis.get(keys.subscription())
      return stored ? JSON.parse(stored) : undefined
    },

    async write(record: SubscriptionRecord): Promise<void> {
      await redis.set(keys.subscription(), JSON.stringify(record))
    },

    /** When Strava last told of anything. Epoch milliseconds. */
    async lastEventAt(): Promise<number | undefined> {
      const at = await redis.get(keys.lastEvent())
      return at === null ? undefined : Number(at)
    },

    async recordEvent(at: number): Promise<void> {
      await redis.set(keys.lastEvent(), at)
    },

    async forget(): Promise<void> {
      await redis.del(keys.subscription())
    },
  }
}

export type SubscriptionStore = ReturnType<typeof createSubscriptionStore>
