import type { Redis } from 'ioredis'
import type { Log } from '../logger.ts'
import { keyNameOf } from './encryption.ts'
import { keys } from './keys.ts'

/** Between two looks. Another process may be started with another key at any time. Milliseconds. */
const CHECK_INTERVAL_MS = 60_000
const RETRY_INTERVAL_MS = 1000

/** What a process says of its key, for the others, holds this long. Seconds. */
const KEY_STATUS_TTL_SECONDS = 150

/**
 * KEYS: the recorded key. ARGV: the own keys, newest first. Records the newest where none is recorded, or the recorded one is among them;
 * else answers which is missing.
 */
const COMPARE_SCRIPT = `
local recorded = redis.call('GET', KEYS[1])
local isOwn = not recorded
for i = 1, #ARGV do isOwn = isOwn or ARGV[i] == recorded end
if not isOwn then return recorded end
if recorded ~= ARGV[1] then redis.call('SET', KEYS[1], ARGV[1]) end
return false
`

/**
 * Compares the keys of this process with the one that the data is encrypted with, by their names. Nothing is removed while one is
 * missing: with the right key all of it can be read again.
 */
export function createEncryptionKeyCheck({
  redis,
  ownKeys,
  isWorker,
  log,
}: {
  redis: Redis
  ownKeys: readonly Buffer[]
  /** This process runs jobs. */
  isWorker: boolean
  log: Log
}) {
  const names = ownKeys.map(keyNameOf)
  let missing: string | undefined
  let timer: NodeJS.Timeout | undefined
  let resolveAvailable = () => {}
  const available = new Promise<void>((resolve) => {
    resolveAvailable = resolve
  })

  /** The name of the key that is missing; undefined where the data can be read. */
  async function check(): Promise<string | undefined> {
    const found = ((await redis.eval(COMPARE_SCRIPT, 1, keys.encryptionKey(), ...names)) as string | null) ?? undefined
    if (found !== undefined) await redis.set(keys.missingEncryptionKey(), found, 'EX', KEY_STATUS_TTL_SECONDS)
    else if (isWorker) await redis.set(keys.encryptionKeyWorker(), 'yes', 'EX', KEY_STATUS_TTL_SECONDS)
    const before = missing
    missing = found
    if (found !== before) {
      if (found === undefined) {
        await redis.del(keys.missingEncryptionKey())
        log.info('the stored data can be read again')
      } else
        log.error(
          { missingKey: found },
          `ENCRYPTION_KEY does not hold the key ${found}, with which the stored data is encrypted: put that key back, or list it after the new one. Nothing is removed meanwhile.`,
        )
    }
    if (found === undefined) resolveAvailable()
    return found
  }

  /** Without Redis nothing is known anew. */
  const keepChecking = async (): Promise<void> => {
    const isDone = await check().then(
      () => true,
      () => false,
    )
    timer = setTimeout(keepChecking, isDone ? CHECK_INTERVAL_MS : RETRY_INTERVAL_MS)
    timer.unref()
  }

  return {
    /** Looks now, and from now on every minute. */
    start: keepChecking,

    /** What this process said of itself is taken back. */
    async stop(): Promise<void> {
      clearTimeout(timer)
      if (missing !== undefined) await redis.del(keys.missingEncryptionKey())
    },

    /** Resolves when the data can be read for the first time. */
    available,

    /** Whether the data can be read, looked at anew. */
    isAvailable: async () => (await check()) === undefined,

    /**
     * Whether nobody can work on what this process takes: it lacks the key, or every worker does. A process that is a worker itself can
     * always answer its own.
     */
    async isMissingForWorkers(): Promise<boolean> {
      if (isWorker) return false
      if (missing !== undefined) return true
      const [lacking, worker] = await redis.mget(keys.missingEncryptionKey(), keys.encryptionKeyWorker())
      return lacking !== null && worker === null
    },

    /** The key that this process, or another one, lacks. */
    readMissing: async (): Promise<string | undefined> =>
      missing ?? (await redis.get(keys.missingEncryptionKey())) ?? undefined,
  }
}
