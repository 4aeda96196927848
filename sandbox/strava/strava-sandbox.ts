import type { AthleteInput } from './athlete-profile.ts'
import type { ConsentChoice } from './consent-client.ts'
import type { NextEvent, PushSubscription, SentEvent } from './push-event.ts'
import type { RecordedStravaRequest } from './request-recorder.ts'
import type { CallMatch, StravaFailure, StravaOutage } from './strava-fault-injection.ts'
import type { StravaLimits, WindowCounts } from './strava-rate-limits.ts'
import type { ActivityInput, ActivityVisibility, StravaActivity, SummaryAthlete } from './strava-types.ts'

export interface StravaSandboxOptions {
  clientId: string
  clientSecret: string
  /** 0 (the default) picks a free port */
  port?: number
  /** the host in its addresses (default: 127.0.0.1), and where it listens (default: there) */
  host?: string
  listenOn?: string
  /** ms; used for windows, expiry and dates */
  now?: () => number
  /** the length of the "quarter hour"; windows end at multiples of it */
  windowSeconds?: number
  limits?: Partial<StravaLimits>
  /** the maximum number of connected athletes */
  capacity?: number
  /** the application's name on the consent page */
  appName?: string
  /** the Authorization Callback Domain; localhost and 127.0.0.1 are always allowed */
  callbackDomain?: string
  /** ms before the second attempt of an event; twice that before the third */
  retryMs?: number
  /** real ms after a 429 during which further calls count as already sent; default 100 */
  graceMs?: number
}

export interface ActivityHandle {
  readonly id: string
  readonly activity: StravaActivity
  rename(name: string): void
  change(fields: ActivityInput, how?: { silently?: boolean }): void
  setVisibility(visibility: ActivityVisibility, how?: { silently?: boolean }): void
  delete(how?: { silently?: boolean }): void
  /** From now on its details return 500 `{"message":"error"}`. */
  breakReads(): void
  /** Strava fixes it, without an event. */
  repairReads(): void
  /** This many reads of its details return 404, as if the event had arrived before the activity. */
  failNextReads(reads: number): void
}

export interface AthleteHandle {
  readonly id: string
  readonly firstname: string
  readonly lastname: string
  readonly profile: SummaryAthlete
  createActivity(activity: ActivityInput): ActivityHandle
  /** newest first, with all fields */
  activities(): readonly StravaActivity[]
  activity(id: string): ActivityHandle | undefined
  /** Goes through the consent page; resolves to the callback URL. */
  signIn(authorizeUrl: string, choice?: Omit<ConsentChoice, 'athlete'>): Promise<string>
  /** Connects without the consent page; returns what the program would get for the code. */
  grantAccess(scope?: string): { scope: string; accessToken: string; refreshToken: string; expiresAtSeconds: number }
  revokeAccess(): void
  /** Keeps the connection, but with fewer scopes. */
  narrowAccess(scope: string): void
  expireTokens(): void
  grants(): { scope: string; refreshToken: string; accessTokens: string[] }[]
  issueRefreshToken(scope: string): string
}

/** The current conditions, and the rate limit usage. */
export interface StravaConditions {
  outage: StravaOutage | undefined
  latencyMs: number
  isActive: boolean
  capacity: number
  connectedAthletes: number
  nextEvent: NextEvent | undefined
  isDroppingEvents: boolean
  /** ms, by the sandbox's clock */
  windowEnds: { window: number; day: number }
}

export interface StravaSandbox {
  readonly url: string
  readonly apiUrl: string
  readonly oauthUrl: string
  addAthlete(profile?: AthleteInput): AthleteHandle
  athlete(id: string): AthleteHandle | undefined
  athletes(): AthleteHandle[]
  authorize(authorizeUrl: string, choice: ConsentChoice): Promise<string>
  readonly requests: RecordedStravaRequest[]
  readonly complaints: string[]
  /** Resolves with the first matching request, including earlier ones. */
  waitForRequest(
    predicate: (r: RecordedStravaRequest) => boolean,
    what: string,
    withinMs?: number,
  ): Promise<RecordedStravaRequest>
  /** Calls `listener` when something may have changed. Returns a function that unsubscribes. */
  onChange(listener: () => void): () => void
  conditions(): StravaConditions
  /** Ends outages, faults, latency and the rest, and resets the rate limit usage; athletes and activities stay. */
  restoreConditions(): void
  /** From now on every response takes this long. */
  setLatency(ms: number): void
  /** The maximum number of connected athletes; undefined: the initial value. */
  setCapacity(athletes: number | undefined): void
  /** Whose account this machine's browsers are signed in to; undefined: they are asked. */
  setSignedInAthlete(id: string | undefined): void
  startOutage(how?: StravaOutage): void
  endOutage(): void
  /** Returns a function that cancels the rest of the fault and returns how many calls it hit. */
  failNext(n: number, how: StravaFailure, match?: CallMatch): () => number
  /** From now on this share of calls fails in one of these ways, picked by `random`. */
  failRandomly(share: number, hows: readonly StravaFailure[], match?: CallMatch & { random?: () => number }): void
  /** Cancels all planned and random faults. */
  clearFailures(): void
  /** Lifetime of new access tokens in seconds (default: six hours). */
  setTokenLifetime(seconds: number): void
  /** From now on, responses to refreshes include these fields. */
  setExtraRefreshFields(fields: Record<string, unknown>): void
  deactivateApplication(): void
  activateApplication(): void
  usage(): { overall: WindowCounts; read: WindowCounts }
  limits(): StravaLimits
  setLimits(limits: Partial<StravaLimits>): void
  /** Another program of the same application uses up the rest of this window. */
  exhaustRateLimit(): void
  /** Each page of the activity list has this many items fewer than requested, without being the last. */
  shortenPages(by?: number): void
  subscription(): PushSubscription | undefined
  /** All events that were due, with their results. */
  readonly events: SentEvent[]
  /** What happens to the next event; undefined: nothing special. */
  planNextEvent(how: NextEvent | undefined): void
  /** Sends the late events that are due, after the clock was set forward. */
  sendDueEvents(): void
  dropEvents(): void
  deliverEvents(): void
  /** Posts this once to the subscription's callback; resolves to the status, or 0 without a response. */
  sendEvent(event: unknown): Promise<number>
  /** Resolves when no event is being delivered. */
  waitUntilIdle(): Promise<void>
  /** Resets to the initial state: no athletes, requests, faults or usage. The subscription stays. */
  reset(): void
  close(): Promise<void>
}
