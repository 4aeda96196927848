import { type Job, Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { newCorrelationId } from '../correlation-id.ts'
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
  /** The same for everything that one event or command led to, in the log. Not given: it begins here. */
  correlationId?: string | undefined
}

/** Keeps ids of people and activities out of what BullMQ stores. */
export interface JobEncryption {
  /** A keyed hash, the same in all processes. */
  hashId(id: string): string
  encrypt(jobName: string, data: unknown): { encrypted: string }
  /** Undefined when it was encrypted with another key. */
  decrypt(jobName: string, stored: unknown): unknown
}

const HOUR = 3600

/** Finished jobs stay a while, so that the same id stays the same job; failed ones stay to be looked at. Seconds. */
const KEEP = { removeOnComplete: { age: HOUR, count: 5000 }, removeOnFail: { age: 7 * 24 * HOUR, count: 1000 } }

/** Jobs that may come again are not needed once they are done. Seconds. */
const KEEP_BRIEFLY = { removeOnComplete: true, removeOnFail: KEEP.removeOnFail }

/** BullMQ keeps its latest events, for listeners that this program does not have. About so many. */
export const EVENT_STREAM = { events: { maxLen: 100 } }

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
export const redisUnavailable = (cause?: unknown, { isOutcomeUnknown = false } = {}) =>
  new AppError('redis-unavailable', 'Redis cannot be reached', {
    say: { key: isOutcomeUnknown ? 'error.redisOutcomeUnknown' : 'error.redisUnavailable' },
    retry: { kind: 'backoff' },
    cause,
  })

/** So many jobs that wait for their time are looked at to tell how many wait. */
const MOST_LOOKED_AT = 1000

/** A job's id, or what it is told apart by: its name and a hash. BullMQ wants letters first and no colon. */
const hashedId = (name: string, id: string, encryption: JobEncryption) =>
  `${name}-${encryption.hashId(`${name}:${id}`)}`

/** The queues of both lanes over one connection, which stays the caller's. */
export function createQueue(options: {
  redis: Redis
  prefix: string
  encryption: JobEncryption
  /** Whoever calls has looked at the server, and said what is wrong with it. */
  skipVersionCheck?: boolean
  now: () => number
  log: Log
}) {
  const { redis, prefix, encryption, skipVersionCheck = false, now, log } = options
  const connection = { connection: redis, prefix, streams: EVENT_STREAM, skipWaitingForReady: true, skipVersionCheck }
  const lanes = new Map(
    LANES.map((lane) => {
      const queue = new Queue(lane, connection)
      queue.on('error', (error) => log.debug({ lane, err: error }, 'queue'))
      return [lane, queue] as const
    }),
  )
  const queueOf = (lane: Lane) => lanes.get(lane) as Queue

  /** Where a job was added for which another one waits already, everything goes on under the first one's correlation id. */
  async function noteJoining(lane: Lane, jobId: string, correlationId: string): Promise<void> {
    try {
      const job = await queueOf(lane).getJob(jobId)
      const joinedCorrelationId = job?.data?.correlationId
      if (!job || joinedCorrelationId === correlationId || (await job.isActive())) return
      log.debug({ job: job.name, jobId, correlationId, joinedCorrelationId }, 'joined a job that waits')
    } catch (error) {
      log.debug({ err: error }, 'queue')
    }
  }

  return {
    /** Adds a job, once per id. Throws `redis-unavailable` at once when Redis is known to be unavailable: nothing is kept to be sent later. */
    async add({ name, lane, same, attempts, delay, priority: wanted, ...item }: QueueItem): Promise<void> {
      if (redis.status !== 'ready') throw redisUnavailable()
      const { correlationId = newCorrelationId() } = item
      const id = hashedId(name, item.id, encryption)
      const data = { ...encryption.encrypt(name, item.data), correlationId }
      try {
        const identity =
          same === 'forever'
            ? { jobId: id, ...KEEP }
            : { deduplication: { id, keepLastIfActive: true }, ...KEEP_BRIEFLY }
        const priority = priorityOf({ lane, priority: wanted })
        const job = await queueOf(lane).add(name, data, { ...identity, ...priority, attempts, delay, backoff: BACKOFF })
        if (same === 'unfinished' && log.isLevelEnabled('debug')) void noteJoining(lane, job.id ?? '', correlationId)
      } catch (error) {
        throw redisUnavailable(error)
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

    /**
     * How many jobs wait to be done: those whose turn comes, and those that failed or found no slot and are tried again. What comes at a
     * time of its own waits for nothing.
     */
    async waiting(): Promise<number> {
      const each = LANES.map(async (lane) => {
        const queue = queueOf(lane)
        const [next, delayed] = await Promise.all([
          queue.getJobCountByTypes('waiting', 'prioritized'),
          queue.getDelayed(0, MOST_LOOKED_AT - 1),
        ])
        return next + delayed.filter((job) => job && job.attemptsStarted > 0).length
      })
      return (await Promise.all(each)).reduce((sum, count) => sum + count, 0)
    },

    /** Removes finished and failed jobs that are past their time. BullMQ itself does so only when another job ends. */
    async removeExpired(): Promise<void> {
      // BullMQ goes by the machine's clock.
      const ahead = now() - Date.now()
      for (const lane of LANES) {
        await queueOf(lane).clean(KEEP.removeOnFail.age * 1000 - ahead, 0, 'failed')
        await queueOf(lane).clean(KEEP.removeOnComplete.age * 1000 - ahead, 0, 'completed')
      }
    },

    /** Removes the background jobs of an athlete who left that failed, or wait for their time, but those of these names. */
    async forgetAthlete(athleteId: string, but: readonly string[]): Promise<void> {
      const isTheirs = (job: Job | undefined) => {
        const data = job && !but.includes(job.name) && encryption.decrypt(job.name, job.data)
        return Boolean(data) && (data as { athleteId?: unknown }).athleteId === athleteId
      }
      const jobs = await queueOf('sync').getJobs(['failed', 'delayed'])
      for (const job of jobs.filter(isTheirs)) {
        try {
          await job.remove()
        } catch (error) {
          // One that a worker has taken up meanwhile ends without it.
          if (!(await job.isActive())) throw error
        }
      }
    },

    async close(): Promise<void> {
      await Promise.all([...lanes.values()].map((queue) => queue.close()))
    },
  }
}

export type JobQueue = ReturnType<typeof createQueue>
