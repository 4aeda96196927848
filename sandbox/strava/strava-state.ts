import type { Athletes } from './athlete-store.ts'
import type { Grants } from './grants.ts'
import type { IncomingCall } from './incoming-call.ts'
import type { PushDelivery } from './push-delivery.ts'
import type { RequestRecorder } from './request-recorder.ts'
import type { StravaRateLimits } from './strava-rate-limits.ts'

/** The state shared by all routes of the sandbox. */
export interface StravaState {
  clientId: string
  clientSecret: string
  appName: string
  callbackDomain: string | undefined
  athleteCapacity: number
  now: () => number
  athletes: Athletes
  grants: Grants
  rateLimits: StravaRateLimits
  push: PushDelivery
  recorder: RequestRecorder
  /** `false` while the application's owner has no Strava subscription */
  isActive: boolean
  /** how long every response takes, in ms */
  latencyMs: number
  /** whose account this machine's browsers are signed in to */
  signedInAthlete: string | undefined
  /** How many items each page of a list has fewer than requested. */
  pageShortfall: number
  /** Additional fields in responses to refreshes. */
  extraRefreshFields: Record<string, unknown>
}

export type RouteEnv = { Bindings: { call: IncomingCall } }
