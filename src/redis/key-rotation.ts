import { aad } from './aad.ts'
import { deleteIfEqual, replaceFieldIfEqual } from './compare-and-set.ts'
import { ENCRYPTED_VALUE, type Encryption } from './encryption.ts'
import { createFeedAdmins } from './feed-admins.ts'
import { toFeed } from './feeds.ts'
import { isQueueKey, keys, OAUTH_STATE_PREFIX, QUEUE_KEYS_PATTERN } from './keys.ts'
import type { RedisClient } from './redis-client.ts'
import { scanKeys } from './scan-keys.ts'

/** KEYS: a string. ARGV: the value read, the new value. */
const REPLACE_STRING = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
return 1
`

const MOVE_MEMBER = `
local function moveMember(key, from, to)
  local score = redis.call('ZSCORE', key, from)
  if not score then return end
  redis.call('ZADD', key, score, to)
  redis.call('ZREM', key, from)
end`

/**
 * KEYS: revocation under an older hash, and under the newest, all revocations. ARGV: the value read, the new value,
 * both hashes.
 */
const MOVE_REVOCATION = `${MOVE_MEMBER}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2], 'NX', 'PX', redis.call('PTTL', KEYS[1]))
redis.call('DEL', KEYS[1])
moveMember(KEYS[3], ARGV[3], ARGV[4])
return 1
`

/**
 * KEYS: a waiting person under an older hash, and under the newest, waiting list, held seats. ARGV: the value read, the
 * new value, both hashes.
 */
const MOVE_WAITING_PERSON = `${MOVE_MEMBER}
if redis.call('HGET', KEYS[1], 'person') ~= ARGV[1] then return 0 end
redis.call('RENAME', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[2], 'person', ARGV[2])
moveMember(KEYS[3], ARGV[3], ARGV[4])
moveMember(KEYS[4], ARGV[3], ARGV[4])
return 1
`

/** KEYS: pending deletions under an older hash, and under the newest. */
const MOVE_DELETIONS = `
local ttl = math.max(redis.call('PTTL', KEYS[1]), redis.call('PTTL', KEYS[2]))
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('SUNIONSTORE', KEYS[2], KEYS[1], KEYS[2])
redis.call('PEXPIRE', KEYS[2], ttl)
redis.call('DEL', KEYS[1])
return 1
`

/** Values that a running program writes meanwhile are found in the next round. */
const MAX_ROUNDS = 20

/**
 * An encrypted value in a string or in the field of a hash. Without `aad`: a cache of some minutes, which is deleted.
 */
interface EncryptedText {
  key: string
  field?: string
  text: string
  aad: string | undefined
}

interface Rotation {
  /** Number of values that were encrypted again. */
  changed: number
  /** The names of keys that are missing, with the number of values that need them. */
  missing: Map<string, number>
}

const STRINGS: readonly { prefix: string; aadOf: (id: string) => string | undefined }[] = [
  { prefix: keys.tokens(''), aadOf: aad.tokens },
  { prefix: keys.link(''), aadOf: aad.profile },
  { prefix: keys.pendingReply(''), aadOf: aad.pendingReply },
  { prefix: keys.totals(''), aadOf: aad.totals },
  { prefix: keys.recentActivities(''), aadOf: () => undefined },
  { prefix: keys.member(''), aadOf: () => undefined },
]

const HASHES: readonly { prefix: string; aadOf: (id: string, field: string) => string }[] = [
  { prefix: keys.feeds(''), aadOf: aad.feed },
  { prefix: OAUTH_STATE_PREFIX, aadOf: aad.oauthState },
  { prefix: keys.activityCache(''), aadOf: aad.activityCache },
]

/**
 * Re-encrypts all values that aren't encrypted with the newest key, while the program runs: a value that changes
 * meanwhile is left as written. Safe to interrupt and to repeat.
 */
export function createKeyRotation({ redis, encryption }: { redis: RedisClient; encryption: Encryption }) {
  const admins = createFeedAdmins({ redis, encryption })

  async function stringsAt(prefix: string, aadOf: (id: string) => string | undefined, names: string[]) {
    const values = await redis.mget(names)
    return names.flatMap((key, index): EncryptedText[] => {
      const text = values[index]
      return text ? [{ key, text, aad: aadOf(key.slice(prefix.length)) }] : []
    })
  }

  async function fieldsOf(key: string, aadOf: (field: string) => string): Promise<EncryptedText[]> {
    const fields = Object.entries(await redis.hgetall(key))
    return fields.map(([field, text]) => ({ key, field, text, aad: aadOf(field) }))
  }

  /** The data of jobs, and of those that follow a running one. */
  async function jobsAt(names: string[]): Promise<EncryptedText[]> {
    const found = await Promise.all(
      names.map(async (key): Promise<EncryptedText[]> => {
        if ((await redis.type(key)) !== 'hash') return []
        const [name, text] = await redis.hmget(key, 'name', 'data')
        return name && text ? [{ key, field: 'data', text, aad: aad.job(name) }] : []
      }),
    )
    return found.flat()
  }

  async function* places(): AsyncGenerator<EncryptedText[]> {
    for (const { prefix, aadOf } of STRINGS)
      for await (const names of scanKeys(redis, `${prefix}*`)) yield await stringsAt(prefix, aadOf, names)
    for (const { prefix, aadOf } of HASHES)
      for await (const names of scanKeys(redis, `${prefix}*`))
        for (const key of names) yield await fieldsOf(key, (field) => aadOf(key.slice(prefix.length), field))
    for await (const names of scanKeys(redis, QUEUE_KEYS_PATTERN)) yield await jobsAt(names)
  }

  const isCurrent = (value: string) => encryption.keyNameIn(value) === encryption.newestKeyName

  function countMissing(value: string, { missing }: Rotation): void {
    const name = encryption.keyNameIn(value)
    missing.set(name, (missing.get(name) ?? 0) + 1)
  }

  /** The text with all values under the newest key; undefined if there is nothing to change. */
  function renew({ text, aad: boundTo }: EncryptedText, rotation: Rotation): string | undefined {
    const renewed = text.replace(ENCRYPTED_VALUE, (value) => {
      if (isCurrent(value) || boundTo === undefined) return value
      const plain = encryption.tryDecrypt(value, boundTo)
      if (plain !== undefined) return encryption.encrypt(plain, boundTo)
      countMissing(value, rotation)
      return value
    })
    return renewed === text ? undefined : renewed
  }

  async function rotate(place: EncryptedText, rotation: Rotation): Promise<void> {
    const { key, field, text } = place
    if (place.aad === undefined) {
      const isOld = (text.match(ENCRYPTED_VALUE) ?? []).some((value) => !isCurrent(value))
      if (isOld) rotation.changed += Number(await deleteIfEqual(redis, key, text))
      return
    }
    const renewed = renew(place, rotation)
    if (renewed === undefined) return
    rotation.changed += Number(
      field === undefined
        ? await redis.eval(REPLACE_STRING, 1, key, text, renewed)
        : await replaceFieldIfEqual(redis, key, field, { before: text, after: renewed }),
    )
  }

  /** The athlete whom a job is about. */
  function athleteOf({ text, aad: boundTo = '' }: EncryptedText): string | undefined {
    const [value] = text.match(ENCRYPTED_VALUE) ?? []
    const plain = value && encryption.tryDecrypt(value, boundTo)
    return plain ? JSON.parse(plain)?.athleteId : undefined
  }

  /** Athletes who left are stored under a hash by the key of that time; their jobs know who they are. */
  async function moveToNewestHash(athleteId: string, rotation: Rotation): Promise<void> {
    const [newest, ...older] = encryption.hashesOf(athleteId)
    for (const hash of older) {
      const [from, to] = [keys.revocation(hash), keys.revocation(newest)]
      const text = await redis.get(from)
      const plain = text === null ? undefined : encryption.tryDecrypt(text, aad.tokens(athleteId))
      if (text !== null && plain !== undefined) {
        const renewed = encryption.encrypt(plain, aad.tokens(athleteId))
        rotation.changed += Number(
          await redis.eval(MOVE_REVOCATION, 3, from, to, keys.revocations(), text, renewed, hash, newest),
        )
      }
      await redis.eval(MOVE_DELETIONS, 2, keys.pendingDeletions(hash), keys.pendingDeletions(newest))
    }
  }

  /** People who wait for a seat are stored under a hash of their id. */
  async function moveWaitingPerson(key: string, rotation: Rotation): Promise<void> {
    const hash = key.slice(keys.waitingPerson('').length)
    const text = await redis.hget(key, 'person')
    if (text === null || isCurrent(text)) return
    const plain = encryption.tryDecrypt(text, aad.waitingPerson(hash))
    if (plain === undefined) return countMissing(text, rotation)
    const newest = encryption.hashId(JSON.parse(plain).userId)
    const scriptKeys = [key, keys.waitingPerson(newest), keys.waitingList(), keys.heldSeats()] as const
    const renewed = encryption.encrypt(plain, aad.waitingPerson(newest))
    rotation.changed += Number(await redis.eval(MOVE_WAITING_PERSON, 4, ...scriptKeys, text, renewed, hash, newest))
  }

  /** Who set up a feed is also stored as a hash. */
  async function renewAdmin(text: string): Promise<void> {
    const { guildId, channelId, addedBy } = toFeed(text, undefined, encryption)
    if (addedBy !== undefined && !isCurrent(JSON.parse(text).addedBy)) await admins.renew(guildId, channelId, addedBy)
  }

  async function round(): Promise<Rotation> {
    const rotation: Rotation = { changed: 0, missing: new Map() }
    for await (const names of scanKeys(redis, `${keys.waitingPerson('')}*`))
      for (const key of names) await moveWaitingPerson(key, rotation)
    for await (const found of places()) {
      for (const place of found) {
        const athleteId = isQueueKey(place.key) ? athleteOf(place) : undefined
        if (athleteId !== undefined) await moveToNewestHash(athleteId, rotation)
        if (place.key.startsWith(keys.feeds(''))) await renewAdmin(place.text)
        await rotate(place, rotation)
      }
    }
    return rotation
  }

  return {
    async run(): Promise<Rotation> {
      let changed = 0
      for (let rounds = 1; ; rounds += 1) {
        const done = await round()
        changed += done.changed
        if (done.changed === 0 || rounds === MAX_ROUNDS) return { changed, missing: done.missing }
      }
    },
  }
}
