import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { AppError } from '../errors.ts'
import type { Log } from '../log.ts'

/** The lanes of work, each a BullMQ queue. */
export const LANES = ['replies', 'sync'] as const
export type Lane = (typeof LANES)[number]

/**
 * What the queue takes. The same id is the same job, for as long as finished jobs are kept, or while it is unfinished; in that case
 * one that comes while the first runs is run after it. Delay in milliseconds.
 */
export interface QueueItem {
  name: string
  lane: Lane
  id: string
  same: 'forever' | 'unfinished'
  data: unknown
  attempts: number
  delay: number
  priority: 'first' | 'normal' | 'last'
}

const HOUR = 3600

/** Finished jobs stay a while, so that the same id stays the same job; failed ones stay to be looked at. Seconds. */
const KEEP = { removeOnComplete: { age: HOUR, count: 5000 }, removeOnFail: { age: 7 * 24 * HOUR, count: 1000 } }

/** Jobs that may come again are not needed once they are done. Seconds. */
const KEEP_BRIEFLY = { removeOnComplete: true, removeOnFail: KEEP.removeOnFail }

/** How long a job that failed waits is for its run to say. */
const BACKOFF = { type: 'as-the-run-says' } as const

/**
 * BullMQ's priorities go from 1, the first, upwards; jobs without one go before all of them. Of those for which people wait none has one,
 * since none goes before another.
 */
const PRIORITIES = { first: undefined, normal: 10, last: 100 }

function priorityOf({ lane, priority }: Pick<QueueItem, 'lane' | 'priority'>): { priority?: number } {
  const number = lane === 'sync' ? PRIORITIES[priority] : undefined
  return number === undefined ? {} : { priority: number }
}

/** `uncertain`: something was sent to Redis, and whether it came there is not known. */
export const storeAway = (cause?: unknown, { uncertain = false } = {}) =>
  new AppError('store-away', 'Redis cannot be reached', {
    say: { key: uncertain ? 'error.storeUncertain' : 'error.storeAway' },
    retry: { kind: 'backoff' },
    cause,
  })

/** The queues of both lanes over one connection, which stays the caller's. */
export function createQueue({ redis, prefix, log }: { redis: Redis; prefix: string; log: Log }) {
  const lanes = new Map(
    LANES.map((lane) => {
      const queue = new Queue(lane, { connection: redis, prefix, skipWaitingForReady: true })
      queue.on('error', (error) => log.debug({ lane, err: error }, 'queue'))
      return [lane, queue] as const
    }),
  )
  const queueOf = (lane: Lane) => lanes.get(lane) as Queue

  return {
    /** Adds a job, once per id. Throws `store-away` at once when Redis is known to be away: nothing is kept to be sent later. */
    async add({ name, lane, id, same, data, attempts, delay, priority: wanted }: QueueItem): Promise<void> {
      if (redis.status !== 'ready') throw storeAway()
      try {
        const identity =
          same === 'forever'
            ? { jobId: id, ...KEEP }
            : { deduplication: { id, keepLastIfActive: true }, ...KEEP_BRIEFLY }
        const priority = priorityOf({ lane, priority: wanted })
        await queueOf(lane).add(name, data, { ...identity, ...priority, attempts, delay, backoff: BACKOFF })
      } catch (error) {
        throw storeAway(error)
      }
    },

    /** Runs a job by itself every so many milliseconds, the first time at once; whichever processes ask for it, it runs once. */
    async repeat(item: Omit<QueueItem, 'id' | 'same' | 'delay'>, every: number): Promise<void> {
      const { name, lane, data, attempts } = item
      const opts = { ...KEEP_BRIEFLY, attempts, backoff: BACKOFF, ...priorityOf(item) }
      await queueOf(lane).upsertJobScheduler(name, { every }, { name, data, opts })
    },

    /** How many jobs each lane holds, by BullMQ's states. */
    counts: async () =>
      Object.fromEntries(
        await Promise.all(LANES.map(async (lane) => [lane, await queueOf(lane).getJobCounts()] as const)),
      ),

    async close(): Promise<void> {
      await Promise.all([...lanes.values()].map((queue) => queue.close()))
    },
  }
}

export type JobQueue = ReturnType<typeof createQueue>
