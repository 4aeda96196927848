import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { type BackupEntry, writeBackup } from '../../src/redis/backup/backup-file.ts'
import { restoreStore } from '../../src/redis/backup/restore-store.ts'
import { keys } from '../../src/redis/keys.ts'
import { STORE_FORMAT } from '../../src/redis/store-format.ts'

const [ANA, BEN] = ['11', '22']

const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'domestique-restore-'))
})
beforeEach(() => redis.flushdb())
afterAll(async () => {
  await redis.quit()
  rmSync(folder, { recursive: true, force: true })
})

/** Connects members, with tokens of this name. */
async function connect(name: string, athleteIds: readonly string[]): Promise<void> {
  for (const athleteId of athleteIds) {
    await redis.sadd(keys.athletes(), athleteId)
    await redis.set(keys.athlete(athleteId), `user-${athleteId}`)
    await redis.set(keys.tokens(athleteId), `${name}-${athleteId}`)
  }
}

/** A backup of these members with tokens of this name. Redis is empty afterwards. */
async function backupOf(name: string, athleteIds: readonly string[]): Promise<string> {
  await connect(name, athleteIds)
  const file = join(folder, name)
  const entries = (await redis.keys('*')).map(async (key): Promise<BackupEntry> => {
    return { key, value: (await redis.dumpBuffer(key))?.toString('base64') }
  })
  async function* all() {
    yield* await Promise.all(entries)
  }
  const header = { createdAt: '', program: '', store: STORE_FORMAT, redis: '', keyNames: [] }
  await writeBackup(header, all(), createWriteStream(file))
  await redis.flushdb()
  return file
}

const restore = (file: string, client = redis) =>
  restoreStore({ redis: client, file, keyNames: [], replace: true, listProcesses: async () => [] })

const INTERRUPTED = new Error('interrupted')

/** Fails once everything in the backup is restored. */
const interruptedRedis = new Proxy(redis, {
  get: (target, name) =>
    name === 'set'
      ? async (key: string, ...values: [string]) => {
          if (key === keys.restoredAt()) throw INTERRUPTED
          return target.set(key, ...values)
        }
      : Reflect.get(target, name),
})

test('after an interrupted restore, another backup replaces its tokens, and the newest are still kept', async () => {
  const [first, second] = [await backupOf('first', [ANA, BEN]), await backupOf('second', [ANA, BEN])]
  await connect('newest', [ANA])
  await expect(restore(first, interruptedRedis)).rejects.toBe(INTERRUPTED)
  expect(await redis.get(keys.tokens(BEN))).toBe(`first-${BEN}`)
  await expect(restore(second, interruptedRedis)).rejects.toBe(INTERRUPTED)
  const { notConnected } = await restore(second)
  expect(await redis.mget(keys.tokens(ANA), keys.tokens(BEN))).toEqual([`newest-${ANA}`, `second-${BEN}`])
  expect(notConnected).toEqual([BEN])
  expect(await redis.exists(keys.restoring())).toBe(0)
})

test('tokens of an interrupted restore are deleted if the next backup does not have their athlete', async () => {
  const [first, second] = [await backupOf('first', [ANA, BEN]), await backupOf('second', [ANA])]
  await expect(restore(first, interruptedRedis)).rejects.toBe(INTERRUPTED)
  await restore(second)
  expect(await redis.mget(keys.tokens(ANA), keys.tokens(BEN))).toEqual([`second-${ANA}`, null])
})
