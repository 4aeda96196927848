import type { Channels } from '../discord/channels.ts'
import type { ImageRenderer } from '../images/index.ts'
import type { EncodedImage } from '../images/types.ts'
import type { Log } from '../logger.ts'
import type { WorkerMetrics } from '../metrics.ts'
import type { JobQueue } from '../queue/queue.ts'
import type { ActivityCache } from '../redis/activity-cache.ts'
import type { ActivityHistoryStore } from '../redis/activity-history.ts'
import type { ActivityVisibility } from '../redis/activity-visibility.ts'
import type { Approvals } from '../redis/approvals.ts'
import type { AuthorizationChecks } from '../redis/authorization-checks.ts'
import type { DailyPosts } from '../redis/daily-posts.ts'
import type { Feeds } from '../redis/feeds.ts'
import type { ForumThreads } from '../redis/forum-threads.ts'
import type { GreetedGuilds } from '../redis/greeted-guilds.ts'
import type { GuildMembers } from '../redis/guild-members.ts'
import type { HeldBack } from '../redis/held-back.ts'
import type { Idempotency } from '../redis/idempotency.ts'
import type { Links } from '../redis/links.ts'
import type { Lock } from '../redis/lock.ts'
import type { MapPreferences } from '../redis/map-preferences.ts'
import type { MemberData } from '../redis/member-data.ts'
import type { MemberSnapshots } from '../redis/member-snapshot.ts'
import type { OAuthStates } from '../redis/oauth-states.ts'
import type { OpenEvents } from '../redis/open-events.ts'
import type { PendingDeletions } from '../redis/pending-deletions.ts'
import type { Posts } from '../redis/posts.ts'
import type { PublicReplies } from '../redis/public-replies.ts'
import type { ReplyPreferences } from '../redis/reply-preferences.ts'
import type { Seats } from '../redis/seats.ts'
import type { SharePreferences } from '../redis/share-preferences.ts'
import type { SubscriptionStore } from '../redis/subscription-store.ts'
import type { TotalsCache } from '../redis/totals-cache.ts'
import type { UnitPreferences } from '../redis/unit-preferences.ts'
import type { AccessTokens } from '../strava/access-tokens.ts'
import type { ActivityReads } from '../strava/cached-activities.ts'
import type { CircuitBreaker } from '../strava/circuit-breaker/circuit-breaker.ts'
import type { RateLimiter } from '../strava/rate-limiter/rate-limiter.ts'
import type { Tracing } from '../tracing.ts'

/** The dependencies of a job. Each part is documented where it is created. */
export interface JobContext {
  accessTokens: Pick<AccessTokens, 'startRevocation' | 'finishRevocation'>
  /** What this job may read from Strava. */
  activities: ActivityReads
  activityCache: Pick<ActivityCache, 'forget'>
  activityHistory: Pick<ActivityHistoryStore, 'recordDecision'>
  activityVisibility: Pick<ActivityVisibility, 'all'>
  replyPreferences: ReplyPreferences
  approvals: Approvals
  authorizationChecks: AuthorizationChecks
  channels: Channels
  circuitBreaker: Pick<CircuitBreaker, 'read'>
  dailyPosts: DailyPosts
  feeds: Feeds
  forumThreads: ForumThreads
  greetedGuilds: GreetedGuilds
  guildMembers: GuildMembers
  heldBack: HeldBack
  idempotency: Idempotency
  images: Omit<ImageRenderer, 'photo' | 'close'>
  links: Links
  log: Log
  mapPreferences: MapPreferences
  memberData: MemberData
  metrics: Pick<WorkerMetrics, 'postEnded' | 'messageSent'>
  openEvents: Pick<OpenEvents, 'close'>
  pendingDeletions: PendingDeletions
  posts: Posts
  publicReplies: PublicReplies
  queue: JobQueue
  rateLimiter: Pick<RateLimiter, 'nextEventSlotAt'>
  seats: Seats
  sharePreferences: SharePreferences
  snapshots: MemberSnapshots
  oauthStates: Pick<OAuthStates, 'create'>
  subscription: Pick<SubscriptionStore, 'read' | 'lastEventAt'>
  totalsCache: TotalsCache
  tracing: Pick<Tracing, 'annotate'>
  units: UnitPreferences
  /** Runs one task at a time per activity across all processes. */
  withActivityLock: Lock
  /** A photo on Strava, without its metadata. Rejects with an AppError of the kind `image-failed`. */
  loadPhoto(url: string): Promise<EncodedImage>
  /** The page on which the member gives consent. */
  connectUrl(state: string): string
  /** A page about this bot. */
  pageUrl(page: 'privacy' | 'terms'): string
  /** The name of an encryption key that a process is missing. */
  readMissingKey(): Promise<string | undefined>
  /** When a backup was restored in the last seven days. Epoch milliseconds. */
  readRestoredAt(): Promise<number | undefined>
  /** Two numbers from 0 up to 1, constant for an activity and impossible to guess. */
  routeSeedOf(activityId: string): [number, number]
  /** Epoch milliseconds. */
  now(): number
}
