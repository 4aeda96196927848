import type { AthleteInput } from './athlete-profile.ts'
import type { ConsentChoice } from './consent-client.ts'
import type { PushSubscription, SentEvent } from './push-event.ts'
import type { RecordedStravaRequest } from './request-recorder.ts'
import type { CallMatch, StravaFailure, StravaOutage } from './strava-fault-injection.ts'
import type { StravaLimits, WindowCounts } from './strava-rate-limits.ts'
import type { ActivityInput, ActivityVisibility, StravaActivity, SummaryAthlete } from './strava-types.ts'

export interface StravaSandboxOptions {
  clientId: string
  clientSecret: string
  /** 0 (the default) takes a free one; always on 127.0.0.1 */
  port?: number
  /** ms; windows, expiry and dates follow it */
  now?: () => number
  /** the "quarter hour"; it ends at multiples of itself */
  windowSeconds?: number
  limits?: Partial<StravaLimits>
  /** how many athletes may be connected */
  capacity?: number
  /** how the consent page calls the application */
  appName?: string
  /** the Authorization Callback Domain; localhost and 127.0.0.1 are always allowed */
  callbackDomain?: string
  /** ms before the second attempt of an event, twice that before the third */
  retryMs?: number
  /** real ms after a 429 in which further calls count as having been on their way already; default 100 */
  graceMs?: number
}

export interface ActivityHandle {
  readonly id: string
  readonly activity: StravaActivity
  rename(name: string): void
  change(fields: ActivityInput, how?: { silently?: boolean }): void
  setVisibility(visibility: ActivityVisibility, how?: { silently?: boolean }): void
  delete(how?: { silently?: boolean }): void
  /** From now on its detail answers 500 `{"message":"error"}`. */
  breakReads(): void
  /** Strava mended it; no event says so. */
  repairReads(): void
  /** So many reads of its detail answer 404, as if the event had come before the activity. */
  failNextReads(reads: number): void
}

export interface AthleteHandle {
  readonly id: string
  readonly firstname: string
  readonly lastname: string
  readonly profile: SummaryAthlete
  createActivity(activity: ActivityInput): ActivityHandle
  /** newest first, whole */
  activities(): readonly StravaActivity[]
  /** Goes through the consent page; resolves to the callback address. */
  signIn(authorizeUrl: string, choice?: Omit<ConsentChoice, 'athlete'>): Promise<string>
  revokeAccess(): void
  expireTokens(): void
  grants(): { scope: string; refreshToken: string; accessTokens: string[] }[]
  issueRefreshToken(scope: string): string
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
  /** Resolves with the first request that fits, one already seen included. */
  waitForRequest(
    predicate: (r: RecordedStravaRequest) => boolean,
    what: string,
    withinMs?: number,
  ): Promise<RecordedStravaRequest>
  startOutage(how?: StravaOutage): void
  endOutage(): void
  /** Answers how what is left of it is forgotten; that answers how many calls it hit. */
  failNext(n: number, how: StravaFailure, match?: CallMatch): () => number
  /** From now on this share of the calls fails in one of these ways, whichever `random` picks. */
  failRandomly(share: number, hows: readonly StravaFailure[], match?: CallMatch & { random?: () => number }): void
  /** Forgets every failure that is planned, or comes by chance. */
  clearFailures(): void
  /** Access tokens handed out from now on live so many seconds; six hours otherwise. */
  setTokenLifetime(seconds: number): void
  /** From now on the answers to refreshes hold these fields too; mostly there are none. */
  setExtraRefreshFields(fields: Record<string, unknown>): void
  deactivateApplication(): void
  activateApplication(): void
  usage(): { overall: WindowCounts; read: WindowCounts }
  setLimits(limits: Partial<StravaLimits>): void
  /** Another program of the same application makes the calls that are left in this window. */
  exhaustRateLimit(): void
  /** Each page of the activity list holds so many items fewer than asked, without being the last. */
  shortenPages(by?: number): void
  subscription(): PushSubscription | undefined
  /** Every event that was due, with what became of it. */
  readonly events: SentEvent[]
  dropEvents(): void
  deliverEvents(): void
  /** Posts this once to the subscription's callback; resolves to the status, 0 without an answer. */
  sendEvent(event: unknown): Promise<number>
  /** Resolves when no event is under way. */
  waitUntilIdle(): Promise<void>
  /** As it was at its start: no athletes, requests, failures or use of the limits. The subscription stays. */
  reset(): void
  close(): Promise<void>
}
