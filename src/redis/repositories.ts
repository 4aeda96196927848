import { createHmac } from 'node:crypto'
import { SetupError } from '../errors.ts'
import type { Log } from '../logger.ts'
import type { StravaTokens } from '../strava/access-tokens.ts'
import { createActivityCache } from './activity-cache.ts'
import { createActivityHistory } from './activity-history.ts'
import { createActivityVisibility } from './activity-visibility.ts'
import { createAnswerPreferences } from './answer-preferences.ts'
import { createApprovals } from './approvals.ts'
import { createAuthorizationChecks } from './authorization-checks.ts'
import { createCircuitStore } from './circuit-breaker-store.ts'
import { type ConnectionMode, connect } from './connection.ts'
import { createDailyPosts } from './daily-posts.ts'
import { readOrCreateKey } from './embedded-server/data-dir.ts'
import { startEmbeddedRedis } from './embedded-server/embedded-redis.ts'
import { createEncryption, keyNameOf } from './encryption.ts'
import { createEncryptionKeyCheck, findMissingKey } from './encryption-key.ts'
import { createFeeds } from './feeds.ts'
import { createForumPosts } from './forum-posts.ts'
import { createGreetedGuilds } from './greeted-guilds.ts'
import { createGuildMembers } from './guild-members.ts'
import { createHeldBack } from './held-back.ts'
import { createIdempotency } from './idempotency.ts'
import { createJobEncryption } from './job-encryption.ts'
import { createKeyRotation } from './key-rotation.ts'
import { keys as names } from './keys.ts'
import { createStates } from './link-states.ts'
import { createLinks, type Link, type LinkResult } from './links.ts'
import { createLock } from './lock.ts'
import { createMapPreferences } from './map-preferences.ts'
import { createMemberData } from './member-data.ts'
import { createMemberSnapshots } from './member-snapshot.ts'
import { createOpenEvents } from './open-events.ts'
import { createPendingDeletions } from './pending-deletions.ts'
import { createPendingReplies } from './pending-replies.ts'
import { createPosts } from './posts.ts'
import { createPublicReplies } from './public-replies.ts'
import { createRateLimitStore } from './rate-limiter-store.ts'
import { createRecentActivitiesCache } from './recent-activities-cache.ts'
import type { RedisClient } from './redis-client.ts'
import { parseRedisUrl, type RedisAddress } from './redis-url.ts'
import { createRegisteredCommandsStore } from './registered-commands.ts'
import { createRequesters } from './requester-reads.ts'
import { createSeats } from './seats.ts'
import { createSharePreferences } from './share-preferences.ts'
import { createSubscriptionStore } from './subscription-store.ts'
import { createTokenStore } from './token-store.ts'
import { createTotalsCache } from './totals-cache.ts'
import { createUnitPreferences } from './unit-preferences.ts'
import { waitUntilReady } from './wait-until-ready.ts'

export interface StoreOptions {
  /** Not set: an embedded Redis in `dataDir`. */
  redisUrl: string | undefined
  dataDir: string
  /** Newest first. Not set: the key in `dataDir`, created at the first start. */
  encryptionKeys: Buffer[] | undefined
  now: () => number
  log: Log
  /** Length of Strava's shorter rate-limit window (default: a quarter hour). Milliseconds. */
  windowMs?: number
  /** How many athletes the Strava application may have (default: 0, unknown). */
  athleteCapacity?: number
  /** How long to wait for Redis (default: half a minute). Milliseconds. */
  timeoutMs?: number
  /** Use the Redis of a program that is already running in `dataDir`; for CLI tools. */
  reuseRunning?: boolean
}

/** All repositories, on one connection. */
function createRepositories(options: {
  redis: RedisClient
  keys: Buffer[]
  now: () => number
  windowMs: number
  athleteCapacity: number
}) {
  const { redis, keys, now, windowMs, athleteCapacity } = options
  const encryption = createEncryption(keys)
  const newest = keys[0] as Buffer
  const { hashId } = encryption
  const posts = createPosts({ redis, now })
  const heldBack = createHeldBack({ redis })
  const dailyPosts = createDailyPosts({ redis, now })
  const publicReplies = createPublicReplies({ redis, now })
  const links = createLinks({ redis, encryption })
  const seats = createSeats({ redis, encryption, now, capacity: athleteCapacity })
  const tokens = createTokenStore({ redis, encryption, now })
  const lock = createLock(redis, (id) => names.tokenRefreshLock(hashId(id)))
  const repositories = {
    redis,
    links,
    sharePreferences: createSharePreferences({ redis }),
    /** Saves a link with the tokens of a new grant, after any refresh of older tokens has finished. */
    async link(link: Link, grant: StravaTokens): Promise<LinkResult> {
      const result = await lock(link.athleteId, () => links.save(link, tokens.encrypt(link.athleteId, grant)))
      if (result === 'linked') await seats.leave(link.userId)
      return result
    },
    seats,
    states: createStates({ redis, encryption, now }),
    tokens,
    pendingReplies: createPendingReplies({ redis, encryption, now }),
    feeds: createFeeds({ redis, encryption }),
    greetedGuilds: createGreetedGuilds({ redis }),
    heldBack,
    dailyPosts,
    posts,
    snapshots: createMemberSnapshots({ redis, encryption, now }),
    publicReplies,
    maps: createMapPreferences({ redis }),
    forumPosts: createForumPosts({ redis, lock: createLock(redis, (id) => names.forumPostLock(hashId(id))) }),
    recentActivitiesCache: createRecentActivitiesCache({ redis, encryption }),
    idempotency: createIdempotency({ redis }),
    openEvents: createOpenEvents({ redis, now, windowMs }),
    units: createUnitPreferences({ redis }),
    answers: createAnswerPreferences({ redis }),
    totalsCache: createTotalsCache({ redis, encryption, now }),
    activityCache: createActivityCache({ redis, encryption, now }),
    activityHistory: createActivityHistory({ redis, now }),
    activityVisibility: createActivityVisibility({ redis, now }),
    approvals: createApprovals({ redis, now }),
    authorizationChecks: createAuthorizationChecks({ redis, hashId }),
    pendingDeletions: createPendingDeletions({ redis, encryption, posts, heldBack, dailyPosts, publicReplies }),
    subscription: createSubscriptionStore({ redis }),
    rateLimits: createRateLimitStore(redis, hashId),
    circuitBreaker: createCircuitStore(redis, hashId),
    requesters: createRequesters({ redis, hashId, now, windowMs }),
    registeredCommands: createRegisteredCommandsStore({ redis }),
    /** Derives a secret for a label, in base64url: equal in all processes with the same newest key, stored nowhere. */
    derive: (label: string) => createHmac('sha256', newest).update(label).digest('base64url'),
    /** When a backup was restored in the last seven days. Epoch milliseconds. */
    async readRestoredAt(): Promise<number | undefined> {
      const at = await redis.get(names.restoredAt())
      return at === null ? undefined : Number(at)
    },
    /** Encrypts everything stored under the newest key. */
    keyRotation: createKeyRotation({ redis, encryption }),
    /** How jobs are named and encrypted in the queue. */
    jobEncryption: createJobEncryption(encryption),
    /** Server members, looked up with `findMember`. */
    members: (findMember: Parameters<typeof createGuildMembers>[0]['findMember']) =>
      createGuildMembers({ redis, encryption, findMember }),
    lock,
    syncLock: createLock(redis, (id) => names.syncLock(hashId(id))),
  }
  return { ...repositories, memberData: createMemberData({ ...repositories, encryption }) }
}

export type Repositories = ReturnType<typeof createRepositories>

const QUARTER_HOUR_MS = 15 * 60_000

/** How long the program waits for Redis at startup. Milliseconds. */
const START_TIMEOUT_MS = 30_000

function toAddress(redisUrl: string): RedisAddress {
  const parsed = parseRedisUrl(redisUrl)
  if ('mistake' in parsed) throw new SetupError(`REDIS_URL ${parsed.mistake}.`)
  return parsed.address
}

/** Connects to Redis or starts one. Throws if it does not answer in time; then nothing is left running. */
export async function openStore(options: StoreOptions) {
  const { redisUrl, dataDir, encryptionKeys, now, log, reuseRunning = false } = options
  const { windowMs = QUARTER_HOUR_MS, timeoutMs = START_TIMEOUT_MS, athleteCapacity = 0 } = options
  const keys = encryptionKeys ?? [readOrCreateKey(dataDir)]
  const embedded = redisUrl === undefined ? await startEmbeddedRedis(dataDir, log, { reuseRunning }) : undefined
  const address: RedisAddress = embedded ? { kind: 'socket', path: embedded.socket } : toAddress(redisUrl as string)
  const connections: RedisClient[] = []

  const close = async (): Promise<void> => {
    for (const redis of connections) redis.disconnect()
    await embedded?.stop()
  }

  /** Opens a connection in one mode, with its repositories. */
  async function openRepositories(mode: ConnectionMode): Promise<Repositories> {
    const redis = connect(address, mode, log)
    connections.push(redis)
    try {
      await waitUntilReady(redis, address, timeoutMs)
    } catch (error) {
      await close()
      throw error
    }
    return createRepositories({ redis, keys, now, windowMs, athleteCapacity })
  }

  return {
    openRepositories,
    /** Newest first. */
    keyNames: keys.map(keyNameOf),
    encryptionKeyCheck: (redis: RedisClient, isWorker: boolean) =>
      createEncryptionKeyCheck({ redis, ownKeys: keys, isWorker, log }),
    findMissingKey: (redis: RedisClient) => findMissingKey(redis, keys),
    close,
  }
}
