import { SetupError } from '../errors.ts'
import type { Log } from '../logger.ts'
import { type ConnectionMode, connect } from './connection.ts'
import { createRepositories, type StoredRepositories } from './create-repositories.ts'
import { readOrCreateKey } from './embedded-server/data-dir.ts'
import { startEmbeddedRedis } from './embedded-server/embedded-redis.ts'
import { createEncryption, keyNameOf } from './encryption.ts'
import { createEncryptionKeyCheck, findMissingKey } from './encryption-key.ts'
import { createMemberData, type MemberData } from './member-data.ts'
import type { RedisClient } from './redis-client.ts'
import { parseRedisUrl, type RedisAddress } from './redis-url.ts'
import { waitUntilReady } from './wait-until-ready.ts'

export type Repositories = StoredRepositories & { memberData: MemberData }

export interface StoreOptions {
  /** Not set: an embedded Redis in `dataDir`. */
  redisUrl: string | undefined
  dataDir: string
  /** Newest first. Not set: the key in `dataDir`, created at the first start. */
  encryptionKeys: Buffer[] | undefined
  now: () => number
  log: Log
  /** Length of Strava's shorter rate-limit window (default: a quarter hour). Milliseconds. */
  rateLimitWindowMs?: number
  /** How many athletes the Strava application may have (default: 0, unknown). */
  athleteCapacity?: number
  /** How long to wait for Redis (default: half a minute). Milliseconds. */
  timeoutMs?: number
  /** Use the Redis of a program that is already running in `dataDir`; for CLI tools. */
  reuseRunning?: boolean
}

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
  const { rateLimitWindowMs = QUARTER_HOUR_MS, timeoutMs = START_TIMEOUT_MS, athleteCapacity = 0 } = options
  const keys = encryptionKeys ?? [readOrCreateKey(dataDir)]
  const embedded = redisUrl === undefined ? await startEmbeddedRedis(dataDir, log, { reuseRunning }) : undefined
  const address: RedisAddress = embedded ? { kind: 'socket', path: embedded.socket } : toAddress(redisUrl as string)
  const encryption = createEncryption(keys)
  const newestKey = keys[0] as Buffer
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
    const repositories = createRepositories({ redis, encryption, newestKey, now, rateLimitWindowMs, athleteCapacity })
    return { ...repositories, memberData: createMemberData(repositories, encryption) }
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
