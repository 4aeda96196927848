import type { Redis } from 'ioredis'
import { NO_OUTAGE, type Outage } from '../domain/outage.ts'
import { keys } from './keys.ts'
import { createShared } from './shared.ts'

/** Whether Strava works, as all processes know it. */
export const createOutageStore = (redis: Redis) =>
  createShared<Outage>({ redis, key: keys.outage(), initial: NO_OUTAGE })
