import type { Redis } from 'ioredis'
import type { Log } from '../log.ts'
import { connect, type RedisAddress, type Temper, whenReady } from './connection.ts'
import { readOrMakeKey, startEmbeddedRedis } from './embedded.ts'
import { createLinks } from './links.ts'
import { createAthleteLock } from './lock.ts'
import { createReplies } from './replies.ts'
import { createSealing } from './sealing.ts'
import { createStates } from './states.ts'
import { createTokenStore } from './tokens.ts'

export interface StoreOptions {
  /** Not set: a Redis of the program's own, in `dataDir`. */
  redisUrl: string | undefined
  dataDir: string
  /** Newest first; not set: the key in `dataDir`, made at the first start. */
  encryptionKeys: Buffer[] | undefined
  now: () => number
  log: Log
  /** Use the Redis of a program that runs already in `dataDir`: for tools beside it. */
  share?: boolean
}

/** Everything that is remembered, over one connection. */
function createRooms({ redis, keys, now }: { redis: Redis; keys: Buffer[]; now: () => number }) {
  const sealing = createSealing(keys)
  return {
    redis,
    links: createLinks({ redis, sealing }),
    states: createStates({ redis, sealing }),
    tokens: createTokenStore({ redis, sealing }),
    replies: createReplies({ redis, sealing, now }),
    lock: createAthleteLock(redis),
  }
}

export type StoreRooms = ReturnType<typeof createRooms>

/** How long the program waits for Redis when it starts. Milliseconds. */
const START_LIMIT = 30_000

/** Connects to Redis, or starts one. Throws when it does not answer within half a minute. */
export async function openStore({ redisUrl, dataDir, encryptionKeys, now, log, share = false }: StoreOptions) {
  const embedded = redisUrl === undefined ? await startEmbeddedRedis(dataDir, log, { share }) : undefined
  const address: RedisAddress = embedded ? { socket: embedded.socket } : { url: redisUrl as string }
  const keys = encryptionKeys ?? [readOrMakeKey(dataDir)]
  const connections: Redis[] = []

  /** A connection of one temper with everything over it. */
  async function rooms(temper: Temper): Promise<StoreRooms> {
    const redis = connect(address, temper, log)
    connections.push(redis)
    await whenReady(redis, START_LIMIT)
    return createRooms({ redis, keys, now })
  }

  return {
    rooms,
    async close(): Promise<void> {
      for (const redis of connections) redis.disconnect()
      await embedded?.stop()
    },
  }
}
