import type { Log } from '../logger.ts'
import type { Tracing } from '../tracing.ts'
import { type AthleteLock, createAccessTokens, type TokenStore } from './access-tokens.ts'
import { createActivities } from './activities.ts'
import { createAthleteClient } from './athlete-client.ts'
import { createAthletes } from './authenticated-athlete.ts'
import { type CircuitStore, createCircuitBreaker } from './circuit-breaker/circuit-breaker.ts'
import { createStravaHttp, type StravaCall } from './http.ts'
import { createOauth } from './oauth.ts'
import { createPhotoFetcher } from './photos.ts'
import { createSubscriptions } from './push-subscriptions.ts'
import {
  type Caller,
  createRateLimiter,
  type RateLimitStore,
  type RequesterStore,
} from './rate-limiter/rate-limiter.ts'

export interface StravaOptions {
  clientId: string
  clientSecret: string
  apiUrl: string
  oauthUrl: string
  /** Length of Strava's shorter rate-limit window. Seconds. */
  windowSeconds: number
  /** The token store and the lock for refreshes; limits and circuit state shared by all processes. */
  store: {
    tokens: TokenStore
    tokenRefreshLock: AthleteLock
    rateLimits: RateLimitStore
    requesters: RequesterStore
    circuitBreaker: CircuitStore
  }
  now: () => number
  log: Log
  /** Timeout of a call. Milliseconds. */
  timeoutMs: number
  onCall?: (call: StravaCall) => void
  /** The `Date` header of each response. */
  onDate?: (date: string | null) => void
  tracing?: Tracing
}

/**
 * Strava's API for one application: OAuth, the tokens of linked athletes, the push subscription, and reads for each
 * caller.
 */
export function createStrava({
  apiUrl,
  oauthUrl,
  clientId,
  clientSecret,
  store,
  windowSeconds,
  ...rest
}: StravaOptions) {
  const { now, log } = rest
  const http = createStravaHttp(rest)
  const oauth = createOauth({ http, oauthUrl, clientId, clientSecret })
  const accessTokens = createAccessTokens({ store: store.tokens, oauth, lock: store.tokenRefreshLock, now })
  const rateLimiter = createRateLimiter({
    store: store.rateLimits,
    requesters: store.requesters,
    now,
    quarterHourMs: windowSeconds * 1000,
  })
  const circuitBreaker = createCircuitBreaker({ store: store.circuitBreaker, now })
  return {
    oauth,
    accessTokens,
    rateLimiter,
    circuitBreaker,
    subscriptions: createSubscriptions({ http, apiUrl, clientId, clientSecret }),
    fetchPhoto: createPhotoFetcher({ apiUrl, timeoutMs: rest.timeoutMs }),
    /**
     * The reads of one caller, within the rate limits and while the circuit breaker allows them. `callerLog` has the
     * correlation id of the caller's job.
     */
    clientFor(caller: Caller, callerLog = log) {
      const clientOf = (caller: Caller) =>
        createAthleteClient({ http, accessTokens, rateLimiter, circuitBreaker, caller, log: callerLog })
      const athleteClient = clientOf(caller)
      const urgentClient = clientOf({ ...caller, priority: 'removal' })
      const bestEffortClient = clientOf({ ...caller, deadline: now() })
      return {
        activities: createActivities({ athleteClient, urgentClient, bestEffortClient, apiUrl, log: callerLog }),
        athletes: createAthletes({ athleteClient, apiUrl }),
      }
    },
  }
}
