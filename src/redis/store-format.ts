import { SetupError } from '../errors.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'
import { isRedisUnavailable } from './redis-errors.ts'
import type { RunningProcess } from './running-processes.ts'

/** The format of everything in Redis. */
export interface StoreFormat {
  version: number
  /** The oldest version whose programs can use this data without harm. */
  readableBy: number
}

/**
 * The format that this program writes. A change that an older program would misread or damage raises both numbers; a
 * new key, field or job, which an older program ignores, raises neither. docs/decisions/52-updates-without-lost-work.md
 */
export const STORE_FORMAT: StoreFormat = { version: 1, readableBy: 1 }

/** Data from before formats were recorded. */
const FIRST_FORMAT: StoreFormat = { version: 1, readableBy: 1 }

/** KEYS: store format. ARGV: version, readable by. Numbers only rise. */
const RAISE_SCRIPT = `
local stored = redis.call('GET', KEYS[1])
local format = stored and cjson.decode(stored) or { version = 0, readableBy = 0 }
local version = math.max(format.version, tonumber(ARGV[1]))
local readableBy = math.max(format.readableBy, tonumber(ARGV[2]))
redis.call('SET', KEYS[1], string.format('{"version":%d,"readableBy":%d}', version, readableBy))
`

export async function readStoreFormat(redis: RedisClient): Promise<StoreFormat> {
  const stored = await redis.get(keys.storeFormat())
  return stored === null ? FIRST_FORMAT : JSON.parse(stored)
}

/** Whether this program can use data of this format without harm. */
export const isReadable = ({ readableBy }: StoreFormat): boolean => readableBy <= STORE_FORMAT.version

/**
 * Records that data of this program's format is stored from now on. Throws a SetupError if the data is too new for this
 * program, or if a process runs that is too old for this program's data.
 */
export async function claimStore(redis: RedisClient, listProcesses: () => Promise<RunningProcess[]>): Promise<void> {
  if ((await redis.exists(keys.restoring())) === 1)
    throw new SetupError(
      'A backup is being restored, or that was interrupted: run npm run restore -- <file> --replace again.',
    )
  const stored = await readStoreFormat(redis)
  if (!isReadable(stored))
    throw new SetupError(
      `A newer version of Domestique has changed the stored data (format ${stored.version}; this version knows ${STORE_FORMAT.version}): start the newer version, or restore a backup from before the update.`,
    )
  const tooOld = (await listProcesses()).find(({ storeVersion }) => storeVersion < STORE_FORMAT.readableBy)
  if (tooOld)
    throw new SetupError(
      `Domestique ${tooOld.version} still runs and cannot read what this version stores: stop all of its processes first.`,
    )
  await redis
    .eval(RAISE_SCRIPT, 1, keys.storeFormat(), STORE_FORMAT.version, STORE_FORMAT.readableBy)
    .catch((error) => {
      // A full Redis accepts nothing; the next start records it.
      if (!isRedisUnavailable(error)) throw error
    })
}
