import { type Job, Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { newCorrelationId } from '../correlation-id.ts'
import { AppError } from '../errors.ts'
import type { Log } from '../logger.ts'
import { type JobRequest, QUEUE_NAMES, type QueueName } from './job-request.ts'

/** Keeps ids of people and activities out of what BullMQ stores. */
export interface JobEncryption {
  /** A keyed hash, the same in all processes. */
  hashId(id: string): string
  encrypt(jobName: string, data: unknown): { encrypted: string }
  /** Undefined when it was encrypted with another key. */
  decrypt(jobName: string, stored: unknown): unknown
}

const HOUR_SECONDS = 3600

/** Finished jobs stay a while, so that the same id stays the same job; failed ones stay to be looked at. Seconds. */
const RETENTION_SECONDS = {
  removeOnComplete: { age: HOUR_SECONDS, count: 5000 },
  removeOnFail: { age: 7 * 24 * HOUR_SECONDS, count: 1000 },
}

/** Jobs that may come again are not needed once they are done. Seconds. */
const FAILED_RETENTION_SECONDS = { removeOnComplete: true, removeOnFail: RETENTION_SECONDS.removeOnFail }

/** BullMQ keeps its latest events, for listeners that this program does not have. About so many. */
export const EVENT_STREAM_OPTIONS = { events: { maxLen: 100 } }

/** How long a job that failed waits is for its run to say. */
const CUSTOM_BACKOFF = { type: 'from-outcome' } as const

/**
 * BullMQ's priorities go from 1, the first, upwards; jobs without one go before all of them. Of those for which people wait none has one,
 * since none goes before another.
 */
const BULLMQ_PRIORITIES = { high: undefined, normal: 10, low: 100 }

function priorityOf({ queueName, priority }: Pick<JobRequest, 'queueName' | 'priority'>): { priority?: number } {
  const value = queueName === 'background' ? BULLMQ_PRIORITIES[priority] : undefined
  return value === undefined ? {} : { priority: value }
}

/** `uncertain`: something was sent to Redis, and whether it came there is not known. */
export const redisUnavailable = (cause?: unknown, { isOutcomeUnknown = false } = {}) =>
  new AppError('redis-unavailable', 'Redis cannot be reached', {
    userMessage: { key: isOutcomeUnknown ? 'error.redisOutcomeUnknown' : 'error.redisUnavailable' },
    retry: { kind: 'backoff' },
    cause,
  })

/** So many jobs that wait for their time are looked at to tell how many wait. */
const MAX_DELAYED_JOBS_CHECKED = 1000

/** A job's id, or what it is told apart by: its name and a hash. BullMQ wants letters first and no colon. */
const hashedId = (name: string, id: string, encryption: JobEncryption) =>
  `${name}-${encryption.hashId(`${name}:${id}`)}`

/** The queues of both queues over one connection, which stays the caller's. */
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
  const connection = {
    connection: redis,
    prefix,
    streams: EVENT_STREAM_OPTIONS,
    skipWaitingForReady: true,
    skipVersionCheck,
  }
  const queues = new Map(
    QUEUE_NAMES.map((queueName) => {
      const queue = new Queue(queueName, connection)
      queue.on('error', (error) => log.debug({ queueName, err: error }, 'queue'))
      return [queueName, queue] as const
    }),
  )
  const queueOf = (queueName: QueueName) => queues.get(queueName) as Queue

  /** Where a job was added for which another one waits already, everything goes on under the first one's correlation id. */
  async function logDeduplicated(queueName: QueueName, jobId: string, correlationId: string): Promise<void> {
    try {
      const job = await queueOf(queueName).getJob(jobId)
      const joinedCorrelationId = job?.data?.correlationId
      if (!job || joinedCorrelationId === correlationId || (await job.isActive())) return
      log.debug({ job: job.name, jobId, correlationId, joinedCorrelationId }, 'joined a job that waits')
    } catch (error) {
      log.debug({ err: error }, 'queue')
    }
  }

  return {
    /** Adds a job, once per id. Throws `redis-unavailable` at once when Redis is known to be unavailable: nothing is kept to be sent later. */
    async add({
      name,
      queueName,
      deduplication,
      attempts,
      delay,
      priority: wanted,
      ...item
    }: JobRequest): Promise<void> {
      if (redis.status !== 'ready') throw redisUnavailable()
      const { correlationId = newCorrelationId() } = item
      const id = hashedId(name, item.id, encryption)
      const data = { ...encryption.encrypt(name, item.data), correlationId }
      try {
        const idOptions =
          deduplication === 'permanent'
            ? { jobId: id, ...RETENTION_SECONDS }
            : { deduplication: { id, keepLastIfActive: true }, ...FAILED_RETENTION_SECONDS }
        const priority = priorityOf({ queueName, priority: wanted })
        const job = await queueOf(queueName).add(name, data, {
          ...idOptions,
          ...priority,
          attempts,
          delay,
          backoff: CUSTOM_BACKOFF,
        })
        if (deduplication === 'while-pending' && log.isLevelEnabled('debug'))
          void logDeduplicated(queueName, job.id ?? '', correlationId)
      } catch (error) {
        throw redisUnavailable(error)
      }
    },

    /** Runs a job by itself every so many milliseconds, the first time at once; whichever processes ask for it, it runs once. */
    async repeat(item: Omit<JobRequest, 'id' | 'deduplication' | 'delay'>, every: number): Promise<void> {
      const { name, queueName, data, attempts } = item
      const opts = { ...FAILED_RETENTION_SECONDS, attempts, backoff: CUSTOM_BACKOFF, ...priorityOf(item) }
      await queueOf(queueName).upsertJobScheduler(name, { every }, { name, data, opts })
    },

    /** How many jobs each queue holds, by BullMQ's states. */
    counts: async () =>
      Object.fromEntries(
        await Promise.all(
          QUEUE_NAMES.map(async (queueName) => [queueName, await queueOf(queueName).getJobCounts()] as const),
        ),
      ),

    /**
     * How many jobs wait to be done: those whose turn comes, and those that failed or found no slot and are tried again. What comes at a
     * time of its own waits for nothing.
     */
    async waiting(): Promise<number> {
      const each = QUEUE_NAMES.map(async (queueName) => {
        const queue = queueOf(queueName)
        const [next, delayed] = await Promise.all([
          queue.getJobCountByTypes('waiting', 'prioritized'),
          queue.getDelayed(0, MAX_DELAYED_JOBS_CHECKED - 1),
        ])
        return next + delayed.filter((job) => job && job.attemptsStarted > 0).length
      })
      return (await Promise.all(each)).reduce((sum, count) => sum + count, 0)
    },

    /** Removes finished and failed jobs that are past their time. BullMQ itself does so only when another job ends. */
    async removeExpired(): Promise<void> {
      // BullMQ goes by the machine's clock.
      const ahead = now() - Date.now()
      for (const queueName of QUEUE_NAMES) {
        await queueOf(queueName).clean(RETENTION_SECONDS.removeOnFail.age * 1000 - ahead, 0, 'failed')
        await queueOf(queueName).clean(RETENTION_SECONDS.removeOnComplete.age * 1000 - ahead, 0, 'completed')
      }
    },

    /** Removes the background jobs of an athlete who left that failed, or wait for their time, but those of these names. */
    async removeAthleteJobs(athleteId: string, exceptNames: readonly string[]): Promise<void> {
      const isTheirs = (job: Job | undefined) => {
        const data = job && !exceptNames.includes(job.name) && encryption.decrypt(job.name, job.data)
        return Boolean(data) && (data as { athleteId?: unknown }).athleteId === athleteId
      }
      const jobs = await queueOf('background').getJobs(['failed', 'delayed'])
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
      await Promise.all([...queues.values()].map((queue) => queue.close()))
    },
  }
}

export type JobQueue = ReturnType<typeof createQueue>
