import type { Log } from '../logger.ts'
import { keyNameOf } from './encryption.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/** Pause between two checks: a process with another key may start at any time. Milliseconds. */
const CHECK_INTERVAL_MS = 60_000
const RETRY_INTERVAL_MS = 1000

/** How long a process's report about its key is valid. Seconds. */
const KEY_STATUS_TTL_SECONDS = 150

/**
 * KEYS: the recorded key. ARGV: this process's keys, newest first. Records the newest key if none is recorded or the
 * recorded one is among ARGV. Otherwise returns the recorded key, which is missing here.
 */
const COMPARE_SCRIPT = `
local recorded = redis.call('GET', KEYS[1])
local isOwn = not recorded
for i = 1, #ARGV do isOwn = isOwn or ARGV[i] == recorded end
if not isOwn then return recorded end
if recorded ~= ARGV[1] then redis.call('SET', KEYS[1], ARGV[1]) end
return false
`

/** The name of a key that encrypts the data and that this process, or a running one, does not have. Changes nothing. */
export async function findMissingKey(redis: RedisClient, ownKeys: readonly Buffer[]): Promise<string | undefined> {
  const [recorded, missing] = await redis.mget(keys.encryptionKey(), keys.missingEncryptionKey())
  return recorded && !ownKeys.some((key) => keyNameOf(key) === recorded) ? recorded : (missing ?? undefined)
}

/**
 * Compares this process's keys, by name, with the key that encrypts the data. Nothing is deleted while a key is
 * missing: the right key makes all data readable again.
 */
export function createEncryptionKeyCheck({
  redis,
  ownKeys,
  isWorker,
  log,
}: {
  redis: RedisClient
  ownKeys: readonly Buffer[]
  /** Whether this process runs jobs. */
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

  /** The name of the missing key; undefined if the data is readable. */
  async function check(): Promise<string | undefined> {
    const found = ((await redis.eval(COMPARE_SCRIPT, 1, keys.encryptionKey(), ...names)) as string | null) ?? undefined
    if (found !== undefined) await redis.set(keys.missingEncryptionKey(), found, 'EX', KEY_STATUS_TTL_SECONDS)
    else if (isWorker) await redis.set(keys.encryptionKeyWorker(), 'yes', 'EX', KEY_STATUS_TTL_SECONDS)
    const before = missing
    missing = found
    if (found !== before) {
      if (found === undefined) {
        await redis.del(keys.missingEncryptionKey())
        log.info('the stored data is readable again')
      } else
        log.error(
          { missingKey: found },
          `ENCRYPTION_KEY does not hold the key ${found}, which encrypts the stored data: restore that key, or list it after the new one. Nothing is deleted until then.`,
        )
    }
    if (found === undefined) resolveAvailable()
    return found
  }

  /** While Redis is unavailable, the last result remains valid. */
  const keepChecking = async (): Promise<void> => {
    const isDone = await check().then(
      () => true,
      () => false,
    )
    timer = setTimeout(keepChecking, isDone ? CHECK_INTERVAL_MS : RETRY_INTERVAL_MS)
    timer.unref()
  }

  return {
    /** Checks now and then every minute. */
    start: keepChecking,

    /** Withdraws the report of this process. */
    async stop(): Promise<void> {
      clearTimeout(timer)
      if (missing !== undefined) await redis.del(keys.missingEncryptionKey())
    },

    /** Resolves when the data is readable for the first time. */
    available,

    /** Checks again whether the data is readable. */
    isAvailable: async () => (await check()) === undefined,

    /**
     * Whether no worker can run the jobs of this process: it does not have the key, or no worker has it. A process that
     * is a worker can run its own jobs.
     */
    async isMissingForWorkers(): Promise<boolean> {
      if (isWorker) return false
      if (missing !== undefined) return true
      const [missingKey, worker] = await redis.mget(keys.missingEncryptionKey(), keys.encryptionKeyWorker())
      return missingKey !== null && worker === null
    },

    /** The key that is missing in this process or another one. */
    readMissing: async (): Promise<string | undefined> =>
      missing ?? (await redis.get(keys.missingEncryptionKey())) ?? undefined,
  }
}
