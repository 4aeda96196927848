import { createHmac } from 'node:crypto'
import type { StravaTokens } from '../strava/access-tokens.ts'
import { type CircuitState, CLOSED_CIRCUIT } from '../strava/circuit-breaker/circuit-state.ts'
import { createActivityCache } from './activity-cache.ts'
import { createActivityHistory } from './activity-history.ts'
import { createActivityVisibility } from './activity-visibility.ts'
import { createApprovals } from './approvals.ts'
import { createAuthorizationChecks } from './authorization-checks.ts'
import { createDailyPosts } from './daily-posts.ts'
import type { Encryption } from './encryption.ts'
import { createFeeds } from './feeds.ts'
import { createForumThreads } from './forum-threads.ts'
import { createGreetedGuilds } from './greeted-guilds.ts'
import { createGuildMembers } from './guild-members.ts'
import { createHeldBack } from './held-back.ts'
import { createIdempotency } from './idempotency.ts'
import { createJobEncryption } from './job-encryption.ts'
import { createKeyRotation } from './key-rotation.ts'
import { keys as names } from './keys.ts'
import { createLinks, type Link, type LinkResult } from './links.ts'
import { createLock } from './lock.ts'
import { createMapPreferences } from './map-preferences.ts'
import { createMemberSnapshots } from './member-snapshot.ts'
import { createOAuthStates } from './oauth-states.ts'
import { createOpenEvents } from './open-events.ts'
import { createPendingDeletions } from './pending-deletions.ts'
import { createPendingReplies } from './pending-replies.ts'
import { createPosts } from './posts.ts'
import { createPublicReplies } from './public-replies.ts'
import { createRateLimitStore } from './rate-limiter-store.ts'
import { createRecentActivitiesCache } from './recent-activities-cache.ts'
import type { RedisClient } from './redis-client.ts'
import { createRegisteredCommandsStore } from './registered-commands.ts'
import { createReplyPreferences } from './reply-preferences.ts'
import { createRequesters } from './requester-reads.ts'
import { createSeats } from './seats.ts'
import { createSharePreferences } from './share-preferences.ts'
import { createSharedState } from './shared-state.ts'
import { createSubscriptionStore } from './subscription-store.ts'
import { createTokenStore } from './token-store.ts'
import { createTotalsCache } from './totals-cache.ts'
import { createUnitPreferences } from './unit-preferences.ts'

/** All repositories, on one connection. */
export function createRepositories(options: {
  redis: RedisClient
  encryption: Encryption
  newestKey: Buffer
  now: () => number
  rateLimitWindowMs: number
  athleteCapacity: number
}) {
  const { redis, encryption, newestKey, now, rateLimitWindowMs, athleteCapacity } = options
  const { hashId } = encryption
  const posts = createPosts({ redis, now })
  const heldBack = createHeldBack({ redis })
  const dailyPosts = createDailyPosts({ redis, now })
  const forumThreads = createForumThreads({ redis, lock: createLock(redis, (id) => names.forumThreadLock(hashId(id))) })
  const publicReplies = createPublicReplies({ redis, now })
  const links = createLinks({ redis, encryption })
  const seats = createSeats({ redis, encryption, now, capacity: athleteCapacity })
  const tokens = createTokenStore({ redis, encryption, now })
  const tokenRefreshLock = createLock(redis, (id) => names.tokenRefreshLock(hashId(id)))
  return {
    redis,
    links,
    sharePreferences: createSharePreferences({ redis }),
    /** Saves a link with the tokens of a new grant, after any refresh of older tokens has finished. */
    async link(link: Link, grant: StravaTokens): Promise<LinkResult> {
      const result = await tokenRefreshLock(link.athleteId, () =>
        links.save(link, tokens.encrypt(link.athleteId, grant)),
      )
      if (result === 'linked') await seats.leave(link.userId)
      return result
    },
    seats,
    oauthStates: createOAuthStates({ redis, encryption, now }),
    tokens,
    pendingReplies: createPendingReplies({ redis, encryption, now }),
    feeds: createFeeds({ redis, encryption }),
    greetedGuilds: createGreetedGuilds({ redis }),
    heldBack,
    dailyPosts,
    posts,
    snapshots: createMemberSnapshots({ redis, encryption, now }),
    publicReplies,
    mapPreferences: createMapPreferences({ redis }),
    forumThreads,
    recentActivitiesCache: createRecentActivitiesCache({ redis, encryption }),
    idempotency: createIdempotency({ redis }),
    openEvents: createOpenEvents({ redis, now, windowMs: rateLimitWindowMs }),
    units: createUnitPreferences({ redis }),
    replyPreferences: createReplyPreferences({ redis }),
    totalsCache: createTotalsCache({ redis, encryption, now }),
    activityCache: createActivityCache({ redis, encryption, now }),
    activityHistory: createActivityHistory({ redis, now }),
    activityVisibility: createActivityVisibility({ redis, now }),
    approvals: createApprovals({ redis, now }),
    authorizationChecks: createAuthorizationChecks({ redis, hashId }),
    pendingDeletions: createPendingDeletions({
      redis,
      encryption,
      posts,
      forumThreads,
      heldBack,
      dailyPosts,
      publicReplies,
    }),
    subscription: createSubscriptionStore({ redis }),
    rateLimits: createRateLimitStore(redis, hashId),
    /** The state of Strava's circuit breaker. Activities that failed are in it as keyed hashes of their ids. */
    circuitBreaker: {
      ...createSharedState<CircuitState>({ redis, key: names.circuitBreaker(), initial: CLOSED_CIRCUIT }),
      hashId,
    },
    requesters: createRequesters({ redis, hashId, now, windowMs: rateLimitWindowMs }),
    registeredCommands: createRegisteredCommandsStore({ redis }),
    /** Derives a secret for a label, in base64url: equal in all processes with the same newest key, stored nowhere. */
    deriveSecret: (label: string) => createHmac('sha256', newestKey).update(label).digest('base64url'),
    /** When a backup was restored in the last seven days. Epoch milliseconds. */
    async readRestoredAt(): Promise<number | undefined> {
      const at = await redis.get(names.restoredAt())
      return at === null ? undefined : Number(at)
    },
    keyRotation: createKeyRotation({ redis, encryption }),
    jobEncryption: createJobEncryption(encryption),
    guildMembers: (findMember: Parameters<typeof createGuildMembers>[0]['findMember']) =>
      createGuildMembers({ redis, encryption, findMember }),
    tokenRefreshLock,
    syncLock: createLock(redis, (id) => names.syncLock(hashId(id))),
  }
}

export type StoredRepositories = ReturnType<typeof createRepositories>
