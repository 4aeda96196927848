import type { Redis } from 'ioredis'
import { type CircuitState, CLOSED_CIRCUIT } from '../strava/circuit-breaker/circuit-state.ts'
import { keys } from './keys.ts'
import { createSharedState } from './shared-value.ts'

/** Whether Strava works, as all processes know it. An activity that failed is kept as a keyed hash of its id. */
export const createCircuitStore = (redis: Redis, hashId: (id: string) => string) => ({
  ...createSharedState<CircuitState>({ redis, key: keys.circuitBreaker(), initial: CLOSED_CIRCUIT }),
  hashId,
})
