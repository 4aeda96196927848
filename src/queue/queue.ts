import type { Queue, Telemetry } from 'bullmq'
import type { Cluster, Redis } from 'ioredis'
import { newCorrelationId } from '../correlation-id.ts'
import { AppError } from '../errors.ts'
import type { Log } from '../logger.ts'
import { CUSTOM_BACKOFF, KEEP_FAILED_JOBS, KEEP_JOBS, priorityOf } from './job-options.ts'
import { type JobEncryption, type JobRequest, QUEUE_NAMES, type QueueName } from './job-request.ts'
import { createMemberJobs } from './member-jobs.ts'
import { openQueue } from './open-queue.ts'
import { createQueueCounts } from './queue-counts.ts'

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
    ...{ redis, prefix, skipWaitingForReady: true, skipVersionCheck },
    ...(telemetry ? { telemetry } : {}),
  }
  const queues = new Map(
    QUEUE_NAMES.map((queueName) => {
      const queue = openQueue(queueName, connection)
      queue.on('error', (error) => log.debug({ queueName, err: error }, 'a queue reported an error'))
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
      log.debug({ err: error }, 'could not read the job that this one was merged into')
    }
  }

  return {
    /**
     * Adds a job, once per id. Throws `redis-unavailable` at once if Redis is known to be unavailable; nothing is sent
     * later.
     */
    async add(request: JobRequest): Promise<void> {
      if (redis.status !== 'ready') throw redisUnavailable()
      const { name, queueName, deduplication, attempts, delay } = request
      const { version = 1, correlationId = newCorrelationId() } = request
      const id = hashedId(name, request.id, encryption)
      const data = { ...encryption.encrypt(name, request.data), version, correlationId }
      const idOptions =
        deduplication === 'permanent'
          ? { jobId: id, ...KEEP_JOBS }
          : { deduplication: { id, keepLastIfActive: true }, ...KEEP_FAILED_JOBS }
      const options = { ...idOptions, ...priorityOf(request), attempts, delay, backoff: CUSTOM_BACKOFF }
      try {
        const job = await queueOf(queueName).add(name, data, options)
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
      const opts = { ...KEEP_FAILED_JOBS, attempts, backoff: CUSTOM_BACKOFF, ...priorityOf(item) }
      await queueOf(queueName).upsertJobScheduler(name, { every }, { name, data, opts })
    },

    all: (): Queue[] => [...queues.values()],

    ...createQueueCounts(queueOf),
    ...createMemberJobs(queueOf, encryption),

    /** Removes expired completed and failed jobs. BullMQ itself does so only when another job ends. */
    async removeExpired(): Promise<void> {
      // BullMQ uses the machine's clock.
      const ahead = now() - Date.now()
      for (const queueName of QUEUE_NAMES) {
        await queueOf(queueName).clean(KEEP_JOBS.removeOnFail.age * 1000 - ahead, 0, 'failed')
        await queueOf(queueName).clean(KEEP_JOBS.removeOnComplete.age * 1000 - ahead, 0, 'completed')
      }
    },

    async close(): Promise<void> {
      await Promise.all([...queues.values()].map((queue) => queue.close()))
    },
  }
}

export type JobQueue = ReturnType<typeof createQueue>
