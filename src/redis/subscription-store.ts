import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/**
 * Result of the last attempt to subscribe to Strava's webhook events. `active`: events arrive. `unreachable`: Strava
 * cannot reach PUBLIC_URL. `refused`: Strava rejects the application's credentials or this call. `inactive`: the
 * application's owner has no Strava subscription. `strava-down`: Strava did not answer; it is retried.
 */
export type SubscriptionState = 'active' | 'unreachable' | 'refused' | 'inactive' | 'strava-down'

/** The push subscription as last seen. `checkedAt` in epoch milliseconds. */
export interface SubscriptionRecord {
  state: SubscriptionState
  /**
   * Its id on Strava, if known. States other than `active` may have one: unless it is known to be deleted, it may still
   * exist.
   */
  id?: string | undefined
  checkedAt: number
}

/** The application's push subscription, shared by all processes. */
export function createSubscriptionStore({ redis }: { redis: RedisClient }) {
  return {
    /** Undefined: nobody has tried yet, or a new one is being created now. */
    async read(): Promise<SubscriptionRecord | undefined> {
      const stored = await redis.get(keys.subscription())
      return stored ? JSON.parse(stored) : undefined
    },

    async write(record: SubscriptionRecord): Promise<void> {
      await redis.set(keys.subscription(), JSON.stringify(record))
    },

    /** When Strava last sent an event. Epoch milliseconds. */
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
