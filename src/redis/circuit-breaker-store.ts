import { type CircuitState, CLOSED_CIRCUIT } from '../strava/circuit-breaker/circuit-state.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'
import { createSharedState } from './shared-state.ts'

/**
 * The state of Strava's circuit breaker, shared by all processes. Activities that failed are stored as keyed hashes of
 * their ids.
 */
export const createCircuitStore = (redis: RedisClient, hashId: (id: string) => string) => ({
  ...createSharedState<CircuitState>({ redis, key: keys.circuitBreaker(), initial: CLOSED_CIRCUIT }),
  hashId,
})
