import type { ConsentChoice } from './browser.ts'
import type { Limits, Pair } from './budget.ts'
import type { SentEvent, Subscription } from './event.ts'
import type { AthleteInput } from './profile.ts'
import type { RecordedRequest } from './record.ts'
import type { ActivityInput, StravaActivity, SummaryAthlete, Visibility } from './shapes.ts'
import type { Failure, Match, Outage } from './trouble.ts'

export interface StravaOptions {
  clientId: string
  clientSecret: string
  /** 0 (the default) takes a free one; always on 127.0.0.1 */
  port?: number
  /** ms; windows, expiry and dates follow it */
  now?: () => number
  /** the "quarter hour"; it ends at multiples of itself */
  windowSeconds?: number
  limits?: Partial<Limits>
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
  becomes(visibility: Visibility, how?: { silently?: boolean }): void
  delete(how?: { silently?: boolean }): void
  /** From now on its detail answers 500 `{"message":"error"}`. */
  corrupts(): void
  /** Strava mended it; no event says so. */
  isMended(): void
  /** So many reads of its detail answer 404, as if the event had come before the activity. */
  notReadyFor(reads: number): void
}

export interface AthleteHandle {
  readonly id: string
  readonly firstname: string
  readonly lastname: string
  readonly profile: SummaryAthlete
  finishes(activity: ActivityInput): ActivityHandle
  /** newest first, whole */
  activities(): readonly StravaActivity[]
  /** Goes through the consent page; resolves to the callback address. */
  signIn(authorizeUrl: string, choice?: Omit<ConsentChoice, 'athlete'>): Promise<string>
  revokesAccess(): void
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
  readonly requests: RecordedRequest[]
  readonly complaints: string[]
  /** Resolves with the first request that fits, one already seen included. */
  waitFor(predicate: (r: RecordedRequest) => boolean, what: string, withinMs?: number): Promise<RecordedRequest>
  goesDown(how?: Outage): void
  comesBack(): void
  /** Answers how what is left of it is forgotten; that answers how many calls it hit. */
  failsNext(n: number, how: Failure, match?: Match): () => number
  /** From now on this share of the calls fails in one of these ways, whichever `random` picks. */
  failsSometimes(share: number, hows: readonly Failure[], match?: Match & { random?: () => number }): void
  /** Forgets every failure that is planned, or comes by chance. */
  failsNoMore(): void
  /** Access tokens handed out from now on live so many seconds; six hours otherwise. */
  tokensLive(seconds: number): void
  /** From now on the answers to refreshes hold these fields too; mostly there are none. */
  addsToRefreshes(fields: Record<string, unknown>): void
  goesInactive(): void
  becomesActive(): void
  usage(): { overall: Pair; read: Pair }
  setLimits(limits: Partial<Limits>): void
  /** Another program of the same application makes the calls that are left in this window. */
  usesUp(): void
  /** Each page of the activity list holds so many items fewer than asked, without being the last. */
  shortensPages(by?: number): void
  subscription(): Subscription | undefined
  /** Every event that was due, with what became of it. */
  readonly events: SentEvent[]
  losesEvents(): void
  deliversEvents(): void
  /** Posts this once to the subscription's callback; resolves to the status, 0 without an answer. */
  sendEvent(event: unknown): Promise<number>
  /** Resolves when no event is under way. */
  idle(): Promise<void>
  close(): Promise<void>
}
