import { Cluster } from 'ioredis'
import { SetupError } from '../../errors.ts'
import { groupByHashTag, keys, toQueueKey } from '../keys.ts'
import type { RedisClient } from '../redis-client.ts'
import type { RunningProcess } from '../running-processes.ts'
import { scanKeys } from '../scan-keys.ts'
import { isReadable, STORE_FORMAT } from '../store-format.ts'
import { type BackupEntry, checkBackup, readBackup } from './backup-file.ts'

/** How many entries are restored in one step. */
const BATCH_SIZE = 200

/** How long refused connections are kept after a restore. Seconds. */
const RESTORED_TTL_SECONDS = 7 * 24 * 3600

/** A Redis with no keys but these counts as empty. */
const IGNORED = [keys.processes(), keys.restoring(), keys.backupMarker()]

async function isEmpty(redis: RedisClient): Promise<boolean> {
  for await (const names of scanKeys(redis)) if (names.some((name) => !IGNORED.includes(name))) return false
  return true
}

const athleteIdOf = (tokensKey: string) => tokensKey.slice(keys.tokens('').length)

/** Athletes as they were before a restore began. */
interface Before {
  connected: readonly string[]
  /** Those whose tokens are newer than any backup. */
  withTokens: readonly string[]
}

/** An interrupted restore has replaced the connected athletes, and added tokens that may be dead. */
async function readBefore(redis: RedisClient): Promise<Before> {
  const interrupted = await redis.get(keys.restoring())
  if (interrupted !== null) {
    const before: Before | string[] = JSON.parse(interrupted)
    return Array.isArray(before) ? { connected: before, withTokens: before } : before
  }
  const withTokens: string[] = []
  for await (const names of scanKeys(redis, keys.tokens('*'))) withTokens.push(...names.map(athleteIdOf))
  return { connected: await redis.smembers(keys.athletes()), withTokens }
}

/** Deletes everything but these keys. */
async function deleteAllBut(redis: RedisClient, kept: ReadonlySet<string>): Promise<void> {
  for await (const names of scanKeys(redis)) {
    const deleted = names.filter((name) => !IGNORED.includes(name) && !kept.has(name))
    for (const group of groupByHashTag(deleted, (name) => name)) await redis.unlink(...group)
  }
}

/** Deletes the tokens of athletes that aren't in the backup. */
async function deleteStrayTokens(redis: RedisClient): Promise<void> {
  for await (const names of scanKeys(redis, keys.tokens('*')))
    for (const name of names) if ((await redis.exists(keys.athlete(athleteIdOf(name)))) === 0) await redis.unlink(name)
}

const isOlderRedis = (error: Error) => /DUMP payload version or checksum/.test(error.message)

/** Entries with one hash tag. Returns how many have a value. */
async function restoreGroup(redis: RedisClient, entries: readonly BackupEntry[], now: number): Promise<number> {
  const step = redis.pipeline()
  let count = 0
  for (const { key, value, expiresAt } of entries) {
    if (value === undefined || (expiresAt !== undefined && expiresAt <= now)) step.unlink(key)
    else {
      count += 1
      const ttl = expiresAt === undefined ? 0 : Math.ceil(expiresAt - now)
      step.restore(key, ttl, Buffer.from(value, 'base64'), 'REPLACE')
    }
  }
  for (const [error] of (await step.exec()) ?? []) if (error) throw error
  return count
}

/** A backup of a cluster can be restored into one server, and the other way. */
async function restoreBatch(redis: RedisClient, entries: readonly BackupEntry[], now: number): Promise<number> {
  const named = entries.map((entry) => ({ ...entry, key: toQueueKey(entry.key, redis instanceof Cluster) }))
  let count = 0
  for (const group of groupByHashTag(named, ({ key }) => key)) count += await restoreGroup(redis, group, now)
  return count
}

/**
 * Restores a backup into this Redis. Throws a SetupError with what to do if it must not: then nothing has changed.
 * While it runs, and if it is interrupted, the program doesn't start.
 */
export async function restoreStore(options: {
  redis: RedisClient
  file: string
  keyNames: readonly string[]
  replace: boolean
  listProcesses: () => Promise<RunningProcess[]>
}): Promise<{ createdAt: string; restored: number; notConnected: string[] }> {
  const { redis, file, keyNames, replace, listProcesses } = options
  const header = await checkBackup(file)
  const { createdAt, store, redis: version } = header
  if (!isReadable(store))
    throw new SetupError(
      `This backup holds data of a newer Domestique (format ${store.version}; this version knows ${STORE_FORMAT.version}): update Domestique first.`,
    )
  const missing = header.keyNames.find((name) => !keyNames.includes(name))
  if (missing !== undefined)
    throw new SetupError(
      `This backup needs the encryption key ${missing}: set ENCRYPTION_KEY to it, or list it after the current one, separated by a comma.`,
    )
  if ((await listProcesses()).length > 0)
    throw new SetupError(
      'Domestique runs on this Redis: stop all of its processes first. If one was killed, wait a minute.',
    )
  if (!replace && !(await isEmpty(redis)))
    throw new SetupError('This Redis already holds data of Domestique: add --replace to delete it.')

  const before = await readBefore(redis)
  await redis.set(keys.restoring(), JSON.stringify(before))
  // The newest tokens are in Redis: those in the backup may be dead.
  const kept = new Set(before.withTokens.map(keys.tokens))
  await deleteAllBut(redis, kept)
  const now = Date.now()
  let restored = 0
  let batch: BackupEntry[] = []
  const flush = async () => {
    const entries = batch.filter(({ key }) => !kept.has(key))
    restored += await restoreBatch(redis, entries, now).catch((error) => {
      throw isOlderRedis(error)
        ? new SetupError(`This Redis is too old for the backup: use Redis ${version} or newer, and restore again.`)
        : error
    })
    batch = []
  }
  for await (const entry of readBackup(file)) if (batch.push(entry) >= BATCH_SIZE) await flush()
  await flush()
  await deleteStrayTokens(redis)
  const connected = await redis.smembers(keys.athletes())
  await redis.set(keys.restoredAt(), now, 'EX', RESTORED_TTL_SECONDS)
  await redis.del(keys.restoring())
  const notConnected =
    before.connected.length === 0 ? [] : connected.filter((athleteId) => !before.connected.includes(athleteId))
  return { createdAt, restored, notConnected }
}
