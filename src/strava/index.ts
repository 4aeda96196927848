import type { Log } from '../logger.ts'
import { type AthleteLock, createAccessTokens, type TokenStore } from './access-tokens.ts'
import { createActivities } from './activities.ts'
import { createAthleteClient } from './athlete-client.ts'
import { createAthletes } from './authenticated-athlete.ts'
import { type CircuitStore, createCircuitBreaker } from './circuit-breaker/circuit-breaker.ts'
import { createStravaHttp, type StravaCall } from './http.ts'
import { createOauth } from './oauth.ts'
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
  /** How long the shorter of Strava's windows lasts. Seconds. */
  windowSeconds: number
  /** Where tokens are kept, and the lock under which they are refreshed; the limits and outages that all processes share. */
  store: {
    tokens: TokenStore
    lock: AthleteLock
    rateLimits: RateLimitStore
    requesters: RequesterStore
    circuitBreaker: CircuitStore
  }
  now: () => number
  log: Log
  /** Milliseconds until an answer must be there. */
  timeout: number
  onCall?: (call: StravaCall) => void
  /** The `Date` header of each answer. */
  onDate?: (date: string | null) => void
}

/** Strava's API for one application: OAuth, the tokens of linked athletes, its push subscription, and what one caller may read. */
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
  const accessTokens = createAccessTokens({ store: store.tokens, oauth, lock: store.lock, now })
  const rateLimiter = createRateLimiter({
    store: store.rateLimits,
    requesters: store.requesters,
    now,
    quarter: windowSeconds * 1000,
  })
  const circuitBreaker = createCircuitBreaker({ store: store.circuitBreaker, now })
  return {
    oauth,
    accessTokens,
    rateLimiter,
    circuitBreaker,
    subscriptions: createSubscriptions({ http, apiUrl, clientId, clientSecret }),
    /** What one caller reads: within the limits, and while Strava works. */
    clientFor(caller: Caller) {
      const clientOf = (caller: Caller) =>
        createAthleteClient({ http, accessTokens, rateLimiter, circuitBreaker, caller })
      const athleteClient = clientOf(caller)
      const urgentClient = clientOf({ ...caller, priority: 'removal' })
      const bestEffortClient = clientOf({ ...caller, deadline: now() })
      return {
        activities: createActivities({ athleteClient, urgentClient, bestEffortClient, apiUrl, log }),
        athletes: createAthletes({ athleteClient, apiUrl }),
      }
    },
  }
}
