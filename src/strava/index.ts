import type { Log } from '../log.ts'
import { createActivities } from './activities.ts'
import { createAthletes } from './athletes.ts'
import { createStravaHttp, type StravaCall } from './http.ts'
import { createLimits } from './limits.ts'
import { createOauth } from './oauth.ts'
import { createSubscriptions } from './subscriptions.ts'
import { type AthleteLock, createTokens, type TokenStore } from './tokens.ts'

export interface StravaOptions {
  clientId: string
  clientSecret: string
  apiUrl: string
  oauthUrl: string
  /** Where tokens are kept, and the lock under which they are refreshed. */
  store: TokenStore
  lock: AthleteLock
  now: () => number
  log: Log
  /** Milliseconds until an answer must be there. */
  timeout: number
  onCall?: (call: StravaCall) => void
}

/** Strava's API for one application: OAuth, the tokens of linked athletes, athletes, activities, its push subscription. */
export function createStrava({ apiUrl, oauthUrl, clientId, clientSecret, store, lock, ...rest }: StravaOptions) {
  const limits = createLimits(rest)
  const http = createStravaHttp({ ...rest, onHeaders: limits.hear })
  const oauth = createOauth({ http, oauthUrl, clientId, clientSecret })
  const tokens = createTokens({ store, oauth, lock, now: rest.now })
  return {
    limits,
    oauth,
    tokens,
    athletes: createAthletes({ http, apiUrl }),
    activities: createActivities({ http, apiUrl, tokens, log: rest.log }),
    subscriptions: createSubscriptions({ http, apiUrl, clientId, clientSecret }),
  }
}
