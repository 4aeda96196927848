import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { withTimeout } from '../../async.ts'
import { SetupError } from '../../errors.ts'
import { groupByHashTag, KEY_PREFIX, keys, withSameHashTag } from '../keys.ts'
import { type RedisClient, serversOf } from '../redis-client.ts'
import { redisErrorCode } from '../redis-errors.ts'
import { scanKeys } from '../scan-keys.ts'
import type { BackupEntry } from './backup-file.ts'

/** Keys that expire sooner are left out: locks, caches, personal links, tokens of unanswered commands. Milliseconds. */
const MIN_TTL_MS = 3600_000

/** How many keys are copied in one step, during which Redis does nothing else. */
const BATCH_SIZE = 200

/** Maximum number of passes over the keys that changed during the previous pass. */
const MAX_ROUNDS = 1000

/** How long to wait for Redis to report the marker. Seconds. */
const MARKER_TTL_SECONDS = 60

/** KEYS: any. Returns value and remaining time of each, at one moment. */
const DUMP_SCRIPT = `
local found = {}
for i = 1, #KEYS do found[i] = { redis.call('DUMP', KEYS[i]), redis.call('PTTL', KEYS[i]) } end
return found
`

/**
 * Keys about one running program: its processes, and the commands registered on Discord. After a restore, the program
 * registers its own commands again.
 */
const NOT_COPIED = [keys.processes(), keys.registeredCommands(), keys.restoring()]

const isCopied = (name: string) => !NOT_COPIED.includes(name) && name !== withSameHashTag(name, keys.backupMarker())

/** Collects the names of all keys that change, as Redis reports them. */
async function watchChanges(redis: Redis, marker: string) {
  // Redis sends invalidation messages to a subscriber only over RESP2.
  const subscriber = redis.duplicate({ protocol: 2, maxRetriesPerRequest: 0 })
  const changed = new Set<string>()
  let onMarker = () => {}
  subscriber.on('messageBuffer', (_channel, names: unknown) => {
    for (const name of (names as Buffer[] | null) ?? []) changed.add(String(name))
    if (changed.delete(marker)) onMarker()
  })
  const id = await subscriber.client('ID')
  await subscriber.subscribe('__redis__:invalidate')
  await redis.call('CLIENT', 'TRACKING', 'ON', 'REDIRECT', String(id), 'BCAST', 'PREFIX', KEY_PREFIX).catch((error) => {
    subscriber.disconnect()
    if (redisErrorCode(error) !== 'NOPERM') throw error
    throw new SetupError('A backup needs the command CLIENT TRACKING: allow it to the user in REDIS_URL.')
  })

  return {
    /** Returns the keys that changed since the last call. */
    async take(): Promise<string[]> {
      const isBack = new Promise<void>((resolve) => {
        onMarker = resolve
      })
      // Changes are reported in order: those before the marker have arrived when it does.
      await redis.set(marker, randomUUID(), 'EX', MARKER_TTL_SECONDS)
      await withTimeout(MARKER_TTL_SECONDS * 1000, isBack)
      const names = [...changed]
      changed.clear()
      return names
    },

    async close(): Promise<void> {
      subscriber.disconnect()
      await redis.call('CLIENT', 'TRACKING', 'OFF')
      await redis.del(marker)
    },
  }
}

const batchesOf = (names: readonly string[]): string[][] =>
  groupByHashTag(names, (name) => name).flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / BATCH_SIZE) }, (_, index) =>
      group.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE),
    ),
  )

interface CopyOptions {
  maxRounds?: number
  onUnsettled: () => void
}

/**
 * Copies all keys while the program keeps running: first every key, then those that changed meanwhile, until a pass
 * ends without changes. The result is the state at one moment; on a cluster, at one moment for each server.
 * `onUnsettled` is called if there were changes in every pass: then the changes of the last one are missing.
 */
export async function* copyStore(redis: RedisClient, options: CopyOptions): AsyncGenerator<BackupEntry> {
  for (const server of serversOf(redis)) {
    const known = await findAnyKey(server)
    if (known !== undefined) yield* copyServer(server, withSameHashTag(known, keys.backupMarker()), options)
  }
}

/**
 * A key of this server, whose hash tag the marker gets: a server of a cluster only accepts keys of its own slots.
 * Undefined if it has none.
 */
async function findAnyKey(server: Redis): Promise<string | undefined> {
  for await (const [name] of scanKeys(server)) return name
  return undefined
}

async function* copyServer(
  redis: Redis,
  marker: string,
  { maxRounds = MAX_ROUNDS, onUnsettled }: CopyOptions,
): AsyncGenerator<BackupEntry> {
  async function copy(names: readonly string[]): Promise<BackupEntry[]> {
    const copied = names.filter(isCopied)
    if (copied.length === 0) return []
    const found = (await redis.callBuffer('EVAL', DUMP_SCRIPT, copied.length, ...copied)) as [Buffer | null, number][]
    return copied.map((key, index) => {
      const [value, ttl] = found[index] as [Buffer | null, number]
      if (value === null || (ttl >= 0 && ttl < MIN_TTL_MS)) return { key }
      return { key, value: value.toString('base64'), expiresAt: ttl < 0 ? undefined : Date.now() + ttl }
    })
  }

  const changes = await watchChanges(redis, marker)
  try {
    for await (const names of scanKeys(redis))
      for (const batch of batchesOf(names)) yield* (await copy(batch)).filter(({ value }) => value !== undefined)
    let changed = await changes.take()
    for (let round = 0; changed.length > 0 && round < maxRounds; round += 1) {
      for (const batch of batchesOf(changed)) yield* await copy(batch)
      changed = await changes.take()
    }
    if (changed.length > 0) onUnsettled()
  } finally {
    await changes.close()
  }
}
