import { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { AppError } from '../errors.ts'
import type { Log } from '../log.ts'

/** The lanes of work, each a BullMQ queue. */
export const LANES = ['replies', 'sync'] as const
export type Lane = (typeof LANES)[number]

/** What the queue takes. The same id is the same job. Delay in milliseconds. */
export interface QueueItem {
  name: string
  lane: Lane
  id: string
  data: unknown
  attempts: number
  delay: number
}

const HOUR = 3600

/** Finished jobs stay a while, so that the same id stays the same job; failed ones stay to be looked at. Seconds. */
const KEEP = { removeOnComplete: { age: HOUR, count: 5000 }, removeOnFail: { age: 7 * 24 * HOUR, count: 1000 } }

export const storeAway = (cause?: unknown) =>
  new AppError('store-away', 'Redis cannot be reached', {
    say: { key: 'error.storeAway' },
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
    async add({ name, lane, id, data, attempts, delay }: QueueItem): Promise<void> {
      if (redis.status !== 'ready') throw storeAway()
      const backoff = { type: 'exponential', delay: 1000, jitter: 0.5 }
      try {
        await queueOf(lane).add(name, data, { jobId: id, attempts, delay, backoff, ...KEEP })
      } catch (error) {
        throw storeAway(error)
      }
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
