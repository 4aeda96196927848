import type { Athletes } from './athletes.ts'
import type { Budget } from './budget.ts'
import type { Call } from './call.ts'
import type { Grants } from './grants.ts'
import type { Push } from './push.ts'
import type { Recorder } from './record.ts'

/** What every route of the sandbox may reach. */
export interface World {
  clientId: string
  clientSecret: string
  appName: string
  callbackDomain: string | undefined
  capacity: number
  now: () => number
  athletes: Athletes
  grants: Grants
  budget: Budget
  push: Push
  recorder: Recorder
  /** `false` while the application's owner has no Strava subscription */
  active: boolean
  /** How many items each page of a list is short of what was asked. */
  shortBy: number
  /** Further fields of the answers to refreshes. */
  besideRefreshes: Record<string, unknown>
}

export type RouteEnv = { Bindings: { call: Call } }
