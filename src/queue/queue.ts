import { type Job, Queue, type Telemetry } from 'bullmq'
import type { Cluster, Redis } from 'ioredis'
import { newCorrelationId } from '../correlation-id.ts'
import { AppError } from '../errors.ts'
import type { Log } from '../logger.ts'
import { type JobRequest, QUEUE_NAMES, type QueueName } from './job-request.ts'
import { toSlotPrefix } from './slot-prefix.ts'

/** Keeps the ids of people and activities out of what BullMQ stores. */
export interface JobEncryption {
  /** A keyed hash, equal in all processes. */
  hashId(id: string): string
  encrypt(jobName: string, data: unknown): { encrypted: string }
  /** Undefined if encrypted with another key. */
  decrypt(jobName: string, stored: unknown): unknown
}

/** Whom a job's data is about. */
type JobSubject = { athleteId?: unknown; userId?: unknown; requester?: { userId?: unknown } }

const JOB_STATES = ['waiting', 'active', 'delayed', 'prioritized', 'completed', 'failed'] as const

/** A job as it is stored. `addedAt` in epoch milliseconds. */
interface StoredJob {
  name: string
  state: (typeof JOB_STATES)[number]
  addedAt: number
  data: unknown
}

const HOUR_SECONDS = 3600

/** Completed jobs stay a while, so that their ids still deduplicate; failed jobs stay for inspection. Seconds. */
const RETENTION_SECONDS = {
  removeOnComplete: { age: HOUR_SECONDS, count: 5000 },
  removeOnFail: { age: 7 * 24 * HOUR_SECONDS, count: 1000 },
}

/** Repeatable jobs are not needed after completion. Seconds. */
const FAILED_RETENTION_SECONDS = { removeOnComplete: true, removeOnFail: RETENTION_SECONDS.removeOnFail }

/** BullMQ keeps its latest events (about this many) for listeners, which this program does not have. */
export const EVENT_STREAM_OPTIONS = { events: { maxLen: 100 } }

/** The run of a failed job decides its delay. */
const CUSTOM_BACKOFF = { type: 'from-outcome' } as const

/**
 * BullMQ runs lower numbers first, and jobs without a priority before all others. Interactive jobs have none: they are
 * all equal.
 */
const BULLMQ_PRIORITIES = { high: undefined, normal: 10, low: 100 }

function priorityOf({ queueName, priority }: Pick<JobRequest, 'queueName' | 'priority'>): { priority?: number } {
  const value = queueName === 'background' ? BULLMQ_PRIORITIES[priority] : undefined
  return value === undefined ? {} : { priority: value }
}

/** `isOutcomeUnknown`: something was sent to Redis, and whether it arrived is unknown. */
export const redisUnavailable = (cause?: unknown, { isOutcomeUnknown = false } = {}) =>
  new AppError('redis-unavailable', 'Redis is unavailable', {
    userMessage: { key: isOutcomeUnknown ? 'error.redisOutcomeUnknown' : 'error.redisUnavailable' },
    retry: { kind: 'backoff' },
    cause,
  })

/** The id or deduplication id of a job: its name and a hash. BullMQ requires a leading letter and no colon. */
const hashedId = (name: string, id: string, encryption: JobEncryption) =>
  `${name}-${encryption.hashId(`${name}:${id}`)}`

/** When a job was due for the first time, by the machine's clock. Epoch milliseconds. */
export const toDueTime = ({ timestamp, opts }: Job): number => timestamp + (opts.delay ?? 0)

/** The queues, on one connection that the caller owns. */
export function createQueue(options: {
  redis: Redis | Cluster
  prefix: string
  encryption: JobEncryption
  /** The caller has already checked the server and logged its problems. */
  skipVersionCheck?: boolean
  telemetry?: Telemetry | undefined
  now: () => number
  log: Log
}) {
  const { redis, prefix, encryption, skipVersionCheck = false, telemetry, now, log } = options
  const connection = {
    ...{ connection: redis, streams: EVENT_STREAM_OPTIONS, skipWaitingForReady: true, skipVersionCheck },
    ...(telemetry ? { telemetry } : {}),
  }
  const queues = new Map(
    QUEUE_NAMES.map((queueName) => {
      const queue = new Queue(queueName, { ...connection, prefix: toSlotPrefix(redis, prefix, queueName) })
      queue.on('error', (error) => log.debug({ queueName, err: error }, 'queue'))
      return [queueName, queue] as const
    }),
  )
  const queueOf = (queueName: QueueName) => queues.get(queueName) as Queue

  /** If an added job was merged into a waiting one, its work continues under that one's correlation id. */
  async function logDeduplicated(queueName: QueueName, jobId: string, correlationId: string): Promise<void> {
    try {
      const job = await queueOf(queueName).getJob(jobId)
      const joinedCorrelationId = job?.data?.correlationId
      if (!job || joinedCorrelationId === correlationId || (await job.isActive())) return
      log.debug({ job: job.name, jobId, correlationId, joinedCorrelationId }, 'merged into a waiting job')
    } catch (error) {
      log.debug({ err: error }, 'queue')
    }
  }

  return {
    /**
     * Adds a job, once per id. Throws `redis-unavailable` at once if Redis is known to be unavailable; nothing is sent
     * later.
     */
    async add({
      name,
      queueName,
      version = 1,
      deduplication,
      attempts,
      delay,
      priority: wanted,
      ...item
    }: JobRequest): Promise<void> {
      if (redis.status !== 'ready') throw redisUnavailable()
      const { correlationId = newCorrelationId() } = item
      const id = hashedId(name, item.id, encryption)
      const data = { ...encryption.encrypt(name, item.data), version, correlationId }
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

    /**
     * Schedules a job at this interval (milliseconds), starting now. It runs once, however many processes schedule it.
     */
    async repeat(item: Omit<JobRequest, 'id' | 'version' | 'deduplication' | 'delay'>, every: number): Promise<void> {
      const { name, queueName, data, attempts } = item
      const opts = { ...FAILED_RETENTION_SECONDS, attempts, backoff: CUSTOM_BACKOFF, ...priorityOf(item) }
      await queueOf(queueName).upsertJobScheduler(name, { every }, { name, data, opts })
    },

    /** The background jobs that failed last; some may be gone meanwhile. `finishedOn` is of the machine's clock. */
    newestFailed: (max: number) => queueOf('background').getFailed(0, max - 1),
    all: (): Queue[] => [...queues.values()],

    /** Number of jobs by queue and BullMQ state. */
    counts: async () =>
      Object.fromEntries(
        await Promise.all(
          QUEUE_NAMES.map(async (queueName) => [queueName, await queueOf(queueName).getJobCounts()] as const),
        ),
      ),

    /**
     * How long ago the oldest job that waits for a worker was due first, by queue; 0 if none waits. The jobs of each
     * priority run in order, so only the first ones are read. Milliseconds.
     */
    async oldestWaits(): Promise<Record<string, number>> {
      const waits = QUEUE_NAMES.map(async (queueName) => {
        const queue = queueOf(queueName)
        const { normal } = BULLMQ_PRIORITIES
        const { [normal]: firstLow = 0 } = await queue.getCountsPerPriority([normal])
        const next = await Promise.all([
          queue.getWaiting(0, 0),
          queue.getPrioritized(0, 0),
          queue.getPrioritized(firstLow, firstLow),
        ])
        // A worker may have taken and removed one meanwhile.
        const jobs = next.flat().filter((job?: Job) => job !== undefined)
        return [queueName, Math.max(0, ...jobs.map((job) => Date.now() - toDueTime(job)))] as const
      })
      return Object.fromEntries(await Promise.all(waits))
    },

    /** Removes expired completed and failed jobs. BullMQ itself does so only when another job ends. */
    async removeExpired(): Promise<void> {
      // BullMQ uses the machine's clock.
      const ahead = now() - Date.now()
      for (const queueName of QUEUE_NAMES) {
        await queueOf(queueName).clean(RETENTION_SECONDS.removeOnFail.age * 1000 - ahead, 0, 'failed')
        await queueOf(queueName).clean(RETENTION_SECONDS.removeOnComplete.age * 1000 - ahead, 0, 'completed')
      }
    },

    /** All jobs about an athlete, or that a Discord user asked for, with their data. */
    async jobsAbout(ids: { userId: string | undefined; athleteId: string | undefined }): Promise<StoredJob[]> {
      const isTheirs = (data: unknown) => {
        const { athleteId, userId, requester } = (data ?? {}) as JobSubject
        const users = [userId, requester?.userId]
        return (
          (ids.athleteId !== undefined && athleteId === ids.athleteId) ||
          (ids.userId !== undefined && users.includes(ids.userId))
        )
      }
      const found = await Promise.all(
        QUEUE_NAMES.flatMap((queueName) =>
          JOB_STATES.map(async (state) => {
            // A worker may remove one meanwhile.
            const jobs = (await queueOf(queueName).getJobs([state])).filter((job?: Job) => job !== undefined)
            return jobs.map((job) => ({ job, state, data: encryption.decrypt(job.name, job.data) }))
          }),
        ),
      )
      return found
        .flat()
        .filter(({ data }) => isTheirs(data))
        .map(({ job, state, data }) => ({ name: job.name, state, addedAt: job.timestamp, data }))
    },

    /** Removes failed and delayed background jobs of an athlete who left, except those with these names. */
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
          // A job that a worker has just started cannot be removed; it ends because the athlete is no longer linked.
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
