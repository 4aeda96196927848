import type { Log } from '../log.ts'
import { createActivities } from './activities.ts'
import { createAthletes } from './athletes.ts'
import { createBreaker, type OutageStore } from './breaker.ts'
import { type BudgetStore, type Caller, createBudget, type RequesterStore } from './budget.ts'
import { createCalls } from './calls.ts'
import { createStravaHttp, type StravaCall } from './http.ts'
import { createOauth } from './oauth.ts'
import { createSubscriptions } from './subscriptions.ts'
import { type AthleteLock, createTokens, type TokenStore } from './tokens.ts'

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
    budget: BudgetStore
    requesters: RequesterStore
    outage: OutageStore
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
  const tokens = createTokens({ store: store.tokens, oauth, lock: store.lock, now })
  const budget = createBudget({ store: store.budget, requesters: store.requesters, now, quarter: windowSeconds * 1000 })
  const breaker = createBreaker({ store: store.outage, now })
  return {
    oauth,
    tokens,
    budget,
    breaker,
    subscriptions: createSubscriptions({ http, apiUrl, clientId, clientSecret }),
    /** What one caller reads: within the limits, and while Strava works. */
    readingFor(caller: Caller) {
      const callsOf = (caller: Caller) => createCalls({ http, tokens, budget, breaker, caller })
      const calls = callsOf(caller)
      const urgentCalls = callsOf({ ...caller, priority: 'removal' })
      const spareCalls = callsOf({ ...caller, deadline: now() })
      return {
        activities: createActivities({ calls, urgentCalls, spareCalls, apiUrl, log }),
        athletes: createAthletes({ calls, apiUrl }),
      }
    },
  }
}
