import { createHmac } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Log } from '../log.ts'
import { createActivityCache } from './activity-cache.ts'
import { createActivityVisibility } from './activity-visibility.ts'
import { createAnswers } from './answers.ts'
import { createBudgetStore } from './budget.ts'
import { createChoices } from './choices.ts'
import { createClockSkews } from './clock-skews.ts'
import { connect, type RedisAddress, type Temper, whenReady } from './connection.ts'
import { createDepartures } from './departures.ts'
import { readOrMakeKey, startEmbeddedRedis } from './embedded.ts'
import { createEncryptionKeyCheck } from './encryption-key.ts'
import { createFeeds } from './feeds.ts'
import { createForumPosts } from './forum-posts.ts'
import { createGrantChecks } from './grant-checks.ts'
import { createHeldBack } from './held-back.ts'
import { createJobPrivacy } from './job-privacy.ts'
import { keys as names } from './keys.ts'
import { createLinks, type Link, type LinkResult } from './links.ts'
import { createLock } from './lock.ts'
import { createMapChoices } from './maps.ts'
import { createMembers } from './members.ts'
import { createOnce } from './once.ts'
import { createOpenEvents } from './open-events.ts'
import { createOutageStore } from './outage.ts'
import { createPosts } from './posts.ts'
import { createQuestions } from './questions.ts'
import { createReplies } from './replies.ts'
import { createRequesters } from './requesters.ts'
import { createSealing } from './sealing.ts'
import { createStates } from './states.ts'
import { createSubscriptionStore } from './subscription.ts'
import { createTallies } from './tallies.ts'
import { createTokenStore, type StoredTokens } from './tokens.ts'
import { createUnits } from './units.ts'

export interface StoreOptions {
  /** Not set: a Redis of the program's own, in `dataDir`. */
  redisUrl: string | undefined
  dataDir: string
  /** Newest first; not set: the key in `dataDir`, made at the first start. */
  encryptionKeys: Buffer[] | undefined
  now: () => number
  log: Log
  /** How long the shorter of Strava's windows lasts: a quarter hour, if not given. Milliseconds. */
  windowMs?: number
  /** Use the Redis of a program that runs already in `dataDir`: for tools beside it. */
  share?: boolean
}

/** Everything that is remembered, over one connection. */
function createRooms(options: { redis: Redis; keys: Buffer[]; now: () => number; windowMs: number }) {
  const { redis, keys, now, windowMs } = options
  const sealing = createSealing(keys)
  const newest = keys[0] as Buffer
  const { hashId } = sealing
  const posts = createPosts({ redis })
  const heldBack = createHeldBack({ redis })
  const answers = createAnswers({ redis, now })
  const links = createLinks({ redis, sealing })
  const tokens = createTokenStore({ redis, sealing })
  const lock = createLock(redis, (id) => names.refreshLock(hashId(id)))
  return {
    redis,
    links,
    /** Links with the tokens of a new grant, behind a refresh of older ones that is under way. */
    link: (link: Link, grant: StoredTokens): Promise<LinkResult> =>
      lock(link.athleteId, () => links.save(link, tokens.seal(link.athleteId, grant))),
    states: createStates({ redis, sealing, now }),
    tokens,
    replies: createReplies({ redis, sealing, now }),
    feeds: createFeeds({ redis, sealing }),
    heldBack,
    posts,
    answers,
    maps: createMapChoices({ redis }),
    forumPosts: createForumPosts({ redis, lock: createLock(redis, (id) => names.forumPostLock(hashId(id))) }),
    choices: createChoices({ redis, sealing }),
    once: createOnce({ redis }),
    openEvents: createOpenEvents({ redis, now, windowMs }),
    units: createUnits({ redis }),
    tallies: createTallies({ redis, sealing, now }),
    activityCache: createActivityCache({ redis, sealing, now }),
    activityVisibility: createActivityVisibility({ redis, now }),
    questions: createQuestions({ redis, now }),
    grantChecks: createGrantChecks({ redis, hashId }),
    departures: createDepartures({ redis, sealing, posts, heldBack, answers }),
    subscription: createSubscriptionStore({ redis }),
    budget: createBudgetStore(redis, hashId),
    outage: createOutageStore(redis, hashId),
    requesters: createRequesters({ redis, hashId }),
    clockSkews: createClockSkews({ redis }),
    /** A secret for a label, in base64url: the same one in all processes with the same newest key, and stored nowhere. */
    derive: (label: string) => createHmac('sha256', newest).update(label).digest('base64url'),
    /** How jobs are named and encrypted in the queue. */
    jobPrivacy: createJobPrivacy(sealing),
    /** Who is in which server, as `findMember` says it. */
    members: (findMember: Parameters<typeof createMembers>[0]['findMember']) =>
      createMembers({ redis, sealing, findMember }),
    lock,
    syncLock: createLock(redis, (id) => names.syncLock(hashId(id))),
  }
}

export type StoreRooms = ReturnType<typeof createRooms>

const QUARTER_HOUR_MS = 15 * 60_000

/** How long the program waits for Redis when it starts. Milliseconds. */
const START_LIMIT = 30_000

/** Connects to Redis, or starts one. Throws when it does not answer within half a minute; then nothing is left running. */
export async function openStore(options: StoreOptions) {
  const { redisUrl, dataDir, encryptionKeys, now, log, share = false, windowMs = QUARTER_HOUR_MS } = options
  const keys = encryptionKeys ?? [readOrMakeKey(dataDir)]
  const embedded = redisUrl === undefined ? await startEmbeddedRedis(dataDir, log, { share }) : undefined
  const address: RedisAddress = embedded ? { socket: embedded.socket } : { url: redisUrl as string }
  const connections: Redis[] = []

  const close = async (): Promise<void> => {
    for (const redis of connections) redis.disconnect()
    await embedded?.stop()
  }

  /** A connection of one temper with everything over it. */
  async function rooms(temper: Temper): Promise<StoreRooms> {
    const redis = connect(address, temper, log)
    connections.push(redis)
    try {
      await whenReady(redis, START_LIMIT)
    } catch (error) {
      await close()
      throw error
    }
    return createRooms({ redis, keys, now, windowMs })
  }

  return {
    rooms,
    encryptionKeyCheck: (redis: Redis, isWorker: boolean) =>
      createEncryptionKeyCheck({ redis, ownKeys: keys, isWorker, log }),
    close,
  }
}
