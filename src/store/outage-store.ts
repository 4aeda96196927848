import type { Redis } from 'ioredis'
import { NO_OUTAGE, type Outage } from '../domain/outage.ts'
import { keys } from './keys.ts'
import { createSharedState } from './shared-state.ts'

/** Whether Strava works, as all processes know it. An activity that failed is kept as a keyed hash of its id. */
export const createOutageStore = (redis: Redis, hashId: (id: string) => string) => ({
  ...createSharedState<Outage>({ redis, key: keys.outage(), initial: NO_OUTAGE }),
  hashId,
})
