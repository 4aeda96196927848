import { aad } from './aad.ts'
import { setFieldIfExists } from './compare-and-set.ts'
import type { Encryption } from './encryption.ts'
import { keys } from './keys.ts'
import { type RedisClient, toPairs } from './redis-client.ts'
import { OFFER_SEATS, REQUEST_SEAT } from './seat-scripts.ts'

/** How long a free seat is held for the person it is offered to. Milliseconds. */
export const SEAT_OFFER_MS = 24 * 3600_000

/** How long a seat is held for a person who went on to Strava: as long as their personal link works. Milliseconds. */
const CONNECTING_MS = 15 * 60_000

/** How long a person stays on the waiting list. Milliseconds. */
const WAITING_TTL_MS = 90 * 24 * 3600_000

/** A person who requested a seat, and the servers where they did, the latest last. */
export interface SeatRequest {
  userId: string
  guildIds: readonly string[]
  locale: string
}

export interface WaitingPerson extends SeatRequest {
  /** Epoch milliseconds. */
  since: number
  /** Until when a seat is held for them, if one is. Epoch milliseconds. */
  offeredUntil: number | undefined
  /** Whether they were told about this offer. */
  isTold: boolean
}

/** `offered`: after a wait, a seat is held for them until then (epoch milliseconds). `place` counts from 1. */
export type SeatRequestResult =
  | { kind: 'free' }
  | { kind: 'offered'; until: number }
  | { kind: 'waiting'; place: number }

/**
 * The athletes that the Strava application may have, and the people who wait for a free one, in all servers. `capacity`
 * 0: unknown, so nobody waits. Ids are hashed or encrypted: a person on the list has agreed to nothing yet.
 */
export function createSeats(options: {
  redis: RedisClient
  encryption: Encryption
  now: () => number
  capacity: number
}) {
  const { redis, encryption, now, capacity } = options
  const shared = [keys.athletes(), keys.revocations(), keys.heldSeats(), keys.waitingList()] as const

  const decrypt = (hash: string, encrypted: string | null | undefined) =>
    encryption.decryptJson<SeatRequest>(encrypted, aad.waitingPerson(hash))

  /** A person's hash, by an older key if they are on the list under it, and whether they are on the list. */
  async function findHash(userId: string): Promise<{ hash: string; isWaiting: boolean }> {
    const hashes = encryption.hashesOf(userId)
    const scores = await redis.zmscore(keys.waitingList(), ...hashes)
    const hash = hashes.find((_, index) => scores[index] !== null)
    return { hash: hash ?? hashes[0], isWaiting: hash !== undefined }
  }

  return {
    capacity,

    /**
     * Whether this person may connect. If not, they are on the waiting list afterwards. `connects`: they go on to
     * Strava now, so the seat is held for them. Members who are connected already always may.
     */
    async request(
      { userId, guildId, locale }: { userId: string; guildId: string; locale: string },
      { connects }: { connects: boolean },
    ): Promise<SeatRequestResult> {
      const { hash } = await findHash(userId)
      const record = keys.waitingPerson(hash)
      const before = decrypt(hash, await redis.hget(record, 'person'))
      const guildIds = [...(before?.guildIds ?? []).filter((id) => id !== guildId), guildId]
      const person: SeatRequest = { userId, guildIds, locale }
      const answer = (await redis.eval(
        REQUEST_SEAT,
        shared.length + 2,
        ...shared,
        keys.link(userId),
        record,
        now(),
        capacity,
        connects ? 1 : 0,
        now() + SEAT_OFFER_MS,
        now() + CONNECTING_MS,
        WAITING_TTL_MS,
        encryption.encryptJson(person, aad.waitingPerson(hash)),
        hash,
      )) as [SeatRequestResult['kind'], string?]
      const [kind, value] = answer
      if (kind === 'offered') return { kind, until: Number(value) }
      return kind === 'waiting' ? { kind, place: Number(value) } : { kind: 'free' }
    },

    /** They don't wait, and nothing is held for them: they connected or left the list. Returns whether they waited. */
    async leave(userId: string): Promise<boolean> {
      const { isWaiting } = await findHash(userId)
      const hashes = encryption.hashesOf(userId)
      await redis
        .multi()
        .zrem(keys.waitingList(), ...hashes)
        .zrem(keys.heldSeats(), ...hashes)
        .del(...hashes.map(keys.waitingPerson))
        .exec()
      return isWaiting
    },

    /**
     * They came back from Strava without connecting. If the seat was offered to them, they keep it until it expires.
     */
    async stopConnecting(userId: string): Promise<void> {
      const { hash, isWaiting } = await findHash(userId)
      if (!isWaiting) await redis.zrem(keys.heldSeats(), hash)
    },

    isWaiting: async (userId: string): Promise<boolean> => (await findHash(userId)).isWaiting,

    /** Holds the free seats for the people who wait, in order, until `SEAT_OFFER_MS` from now. Safe to repeat. */
    async offer(): Promise<void> {
      const args = [now(), capacity, now() + SEAT_OFFER_MS, now() - WAITING_TTL_MS].map(String)
      const gone = (await redis.eval(OFFER_SEATS, shared.length, ...shared, ...args)) as string[]
      if (gone.length > 0) await redis.del(...gone.map(keys.waitingPerson))
    },

    /** The waiting list, in order. Leaves out people whose record no key decrypts. */
    async waiting(): Promise<WaitingPerson[]> {
      const list = toPairs(await redis.zrange(keys.waitingList(), '0', '-1', 'WITHSCORES'))
      if (list.length === 0) return []
      const hashes = list.map(([hash]) => hash)
      const [held, records] = await Promise.all([
        redis.zmscore(keys.heldSeats(), ...hashes),
        Promise.all(hashes.map((hash) => redis.hmget(keys.waitingPerson(hash), 'person', 'toldUntil'))),
      ])
      return list.flatMap(([hash, since], index) => {
        const [encrypted, toldUntil] = records[index] ?? []
        const person = decrypt(hash, encrypted)
        const offeredUntil = Number(held[index] ?? 0)
        if (!person || (held[index] && offeredUntil <= now())) return []
        const isTold = Number(toldUntil ?? 0) >= offeredUntil
        return [{ ...person, since: Number(since), offeredUntil: offeredUntil || undefined, isTold }]
      })
    },

    /** They were told until when a seat is held for them. */
    async markTold(userId: string, until: number): Promise<void> {
      const { hash } = await findHash(userId)
      await setFieldIfExists(redis, keys.waitingPerson(hash), 'toldUntil', String(until))
    },

    /** How many seats are taken on Strava or held, and how many people wait for one. */
    async count(): Promise<{ seatsTaken: number; waitingPeople: number }> {
      const [connected, revocations, held, waiting] = await Promise.all([
        redis.scard(keys.athletes()),
        redis.zcount(keys.revocations(), `(${now()}`, '+inf'),
        redis.zcount(keys.heldSeats(), `(${now()}`, '+inf'),
        redis.zrange(keys.waitingList(), '0', '-1'),
      ])
      const holds = waiting.length === 0 ? [] : await redis.zmscore(keys.heldSeats(), ...waiting)
      return {
        seatsTaken: connected + revocations + held,
        waitingPeople: holds.filter((until) => until === null).length,
      }
    },
  }
}

export type Seats = ReturnType<typeof createSeats>
