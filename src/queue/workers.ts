import { DelayedError, type Job, type Telemetry, UnrecoverableError, Worker } from 'bullmq'
import type { Cluster, Redis } from 'ioredis'
import { withTimeout } from '../async.ts'
import type { Log } from '../logger.ts'
import { type JobEncryption, QUEUE_NAMES, type QueueName } from './job-request.ts'
import { toSlotPrefix } from './open-queue.ts'
import { toDueTime } from './queue-counts.ts'
import { handleUnrunnableJob } from './unrunnable-job.ts'

/**
 * How a run ended, for the queue and metrics. `reason` is the kind of the error and is stored unencrypted in Redis.
 * Times in milliseconds.
 */
export type RunOutcome =
  | { kind: 'done' | 'expired' | 'refused' }
  | { kind: 'failed'; reason: string }
  /** This program is too old for the job, or for its data. */
  | { kind: 'unknown' }
  | { kind: 'retry'; reason: string; delayMs: number }
  /**
   * Waits until that time. Jobs that wait for the same time are spread over `spread`, or resume in the order of
   * `since`.
   */
  | { kind: 'wait'; until: number; spread?: number | undefined; since?: number | undefined }

export interface QueueRun {
  /** The same in all runs of a job. */
  id: string
  /** The job's id in BullMQ. */
  jobId: string
  /** The job was started before and delayed, or lost its worker. */
  isResumed: boolean
  name: string
  data: unknown
  /** The version of `data`. */
  version: number
  /** Shared by everything that one event or command caused. */
  correlationId: string
  /** Why its earlier attempts failed. */
  previousErrorKinds: readonly string[]
  attempt: number
  attempts: number
  /** How long the job was due before its first run; undefined in later runs. Milliseconds. */
  waitedMs: number | undefined
}

export interface WorkersOptions {
  redis: Redis | Cluster
  prefix: string
  encryption: Pick<JobEncryption, 'encrypt' | 'decrypt'>
  /** The caller has already checked the server and logged its problems. */
  skipVersionCheck?: boolean
  telemetry?: Telemetry | undefined
  run: (run: QueueRun) => Promise<RunOutcome>
  /** Handles a job that failed because its workers died or no worker knows it. */
  failPermanently: (run: QueueRun) => Promise<unknown>
  /** Time limit for closing workers that have no running job (default: two seconds). */
  idleTimeoutMs?: number
  now: () => number
  onOutcome?: (
    queueName: QueueName,
    name: string,
    outcome: string,
    times: Pick<QueueRun, 'waitedMs'> & { ranMs: number },
  ) => void
  log: Log
}

/** Concurrent jobs per queue and process: they mostly wait for the network. */
const CONCURRENCY: Record<QueueName, number> = { commands: 100, background: 5 }

/** A job whose worker was killed is taken over after this time plus one check. Milliseconds. */
const LOCK_DURATION_MS = 10_000
const STALLED_INTERVAL_MS = 5_000

/** Jobs that failed together do not retry together: the delay is up to this much longer. */
const JITTER_SHARE = 0.25

/**
 * Jobs that resume in order do so within this time. Jobs delayed shortly before that began are told apart.
 * Milliseconds.
 */
const ORDERED_SPREAD_MS = 30_000
const ORDER_MARGIN_MS = 2000

/** Delay of a job whose run could not say when to retry. Milliseconds. */
const DEFAULT_RETRY_MS = 1000

/** How often a job may lose its worker before it fails: the job itself may be killing them. */
const MAX_STALLED_COUNT = 10

/** A failed run, with the delay of its job. Milliseconds. */
class RunFailed extends Error {
  override readonly name = 'RunFailed'
  readonly delayMs: number

  constructor(reason: string, delayMs: number) {
    super(reason)
    this.delayMs = delayMs
  }
}

const retryDelayMs = (error?: Error) =>
  (error instanceof RunFailed ? error.delayMs : DEFAULT_RETRY_MS) * (1 + Math.random() * JITTER_SHARE)

/**
 * Errors of its attempts since the last replay. Excludes the last one if the worker was lost right after writing it.
 */
const errorKindsOf = ({ data, attemptsMade }: Job): string[] => (data?.errorKinds ?? []).slice(0, attemptsMade)

const toRun = (job: Job, data: unknown, waitedMs?: number): QueueRun => ({
  id: `${job.queueName}-${job.id}`,
  jobId: String(job.id),
  isResumed: job.attemptsStarted > job.attemptsMade + 1,
  name: job.name,
  data,
  version: Number(job.data?.version ?? 1),
  correlationId: String(job.data?.correlationId ?? job.id),
  previousErrorKinds: errorKindsOf(job),
  attempt: job.attemptsMade + 1,
  attempts: job.opts.attempts ?? 1,
  waitedMs,
})

/** Workers for both queues. A job that has to wait is delayed and uses up no attempt. */
export function createWorkers(options: WorkersOptions) {
  const {
    redis,
    prefix,
    idleTimeoutMs = 2000,
    encryption,
    skipVersionCheck = false,
    telemetry,
    run,
    failPermanently,
    now,
    onOutcome,
    log,
  } = options
  let active = 0
  let onIdle = () => {}
  async function runOrDelay(job: Job, queueRun: QueueRun, queueName: QueueName): Promise<RunOutcome> {
    if (queueRun.data === undefined) return handleUnrunnableJob(job, queueName, 'undecryptable', { now, log })
    const outcome = await run(queueRun)
    if (outcome.kind !== 'unknown') return outcome
    const delayed = handleUnrunnableJob(job, queueName, 'unknown', { now, log })
    if (delayed.kind === 'failed') await failPermanently(queueRun)
    return delayed
  }

  const process = (queueName: QueueName) => async (job: Job, token?: string) => {
    active += 1
    const startedAt = Date.now()
    const waitedMs = job.attemptsStarted > 1 ? undefined : Math.max(startedAt - toDueTime(job), 0)
    const data = encryption.decrypt(job.name, job.data)
    const outcome = await runOrDelay(job, toRun(job, data, waitedMs), queueName).finally(() => {
      active -= 1
      if (active === 0) onIdle()
    })
    onOutcome?.(queueName, job.name, outcome.kind, { waitedMs, ranMs: Date.now() - startedAt })
    switch (outcome.kind) {
      case 'wait':
        await job.moveToDelayed(Math.max(resumeAt(job, outcome), Date.now()), token)
        throw new DelayedError()
      case 'retry':
        // Encrypted again: the key may have changed since the job was read.
        await job.updateData({
          ...job.data,
          ...encryption.encrypt(job.name, data),
          errorKinds: [...errorKindsOf(job), outcome.reason],
        })
        throw new RunFailed(outcome.reason, outcome.delayMs)
      case 'failed':
        throw new UnrecoverableError(outcome.reason)
      default:
        return outcome.kind
    }
  }

  /**
   * How far the machine's clock, which BullMQ uses, is ahead of the program's; equal for all calls in one moment.
   * Milliseconds.
   */
  const clockSkew = () => Math.round((Date.now() - now()) / 10) * 10

  /**
   * When a waiting job resumes, by the machine's clock. Many jobs may wait for the same time, so each has its own place
   * after it.
   */
  function resumeAt(job: Job, { until, spread = 0, since }: Extract<RunOutcome, { kind: 'wait' }>): number {
    const moment = until + clockSkew()
    if (since === undefined) return Math.ceil(moment + Math.random() * spread)
    const range = now() - since + ORDER_MARGIN_MS
    const position = Math.min(Math.max(job.timestamp - clockSkew() - since + ORDER_MARGIN_MS, 0), range)
    return Math.ceil(moment + position * Math.min(1, ORDERED_SPREAD_MS / range))
  }

  const workers = QUEUE_NAMES.map((queueName) => {
    const worker = new Worker(queueName, process(queueName), {
      connection: redis,
      prefix: toSlotPrefix(redis, prefix, queueName),
      skipVersionCheck,
      autorun: false,
      concurrency: CONCURRENCY[queueName],
      lockDuration: LOCK_DURATION_MS,
      stalledInterval: STALLED_INTERVAL_MS,
      maxStalledCount: MAX_STALLED_COUNT,
      ...(telemetry ? { telemetry } : {}),
      settings: { backoffStrategy: (_attempts, _type, error) => retryDelayMs(error) },
    })
    worker.on('error', (error) => log.debug({ queueName, err: error }, 'a worker reported an error'))
    worker.on('failed', (job) => {
      // BullMQ sets this on a job that lost its worker too often.
      if (!job?.deferredFailure) return
      failPermanently(toRun(job, encryption.decrypt(job.name, job.data))).catch((failure) =>
        log.error({ err: failure }, 'could not notify the requester of a lost job'),
      )
    })
    return worker
  })

  /** Resolves when no job is running. */
  async function idle(): Promise<void> {
    while (active > 0) await new Promise<void>((resolve) => (onIdle = resolve))
  }

  return {
    start(): void {
      for (const worker of workers) worker.run().catch((error) => log.error({ err: error }, 'a worker stopped'))
    },

    isRunning: () => workers.every((worker) => worker.isRunning()),

    /** Takes no new jobs and waits up to `timeoutMs` for running ones; the rest runs again elsewhere. */
    async close(timeoutMs: number): Promise<void> {
      const closed = Promise.all(workers.map((worker) => worker.close()))
      const ended = async () => {
        // A job that was being fetched when closing began still runs.
        do {
          await Promise.race([closed, idle()])
          // BullMQ's close never resolves while Redis is unavailable.
          await withTimeout(idleTimeoutMs, closed).catch(() => {})
        } while (active > 0)
      }
      await withTimeout(timeoutMs, ended()).catch(() =>
        log.warn({ active }, 'jobs did not finish in time; another worker will run them'),
      )
    },
  }
}
