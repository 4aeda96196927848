import { DelayedError, type Job, UnrecoverableError, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { withTimeout } from '../async.ts'
import type { Log } from '../log.ts'
import { type JobEncryption, LANES, type Lane } from './queue.ts'

/** How a run ended, as far as the queue must know. `until` and `since` in epoch milliseconds, `after` and `spread` in milliseconds. */
export type RunOutcome =
  | { kind: 'done' | 'expired' | 'refused' }
  | { kind: 'failed'; reason: string }
  | { kind: 'retry'; reason: string; after: number }
  | { kind: 'wait'; until: number; spread?: number | undefined; since?: number | undefined }

export interface QueueRun {
  /** The same in all runs of a job. */
  id: string
  /** By which the queue knows it. */
  jobId: string
  /** It was begun before and put off, or lost its worker. */
  returns: boolean
  name: string
  data: unknown
  /** The same for everything that one event or command led to. */
  correlationId: string
  /** Why its earlier attempts failed. */
  reasons: readonly string[]
  attempt: number
  attempts: number
}

export interface WorkersOptions {
  redis: Redis
  prefix: string
  encryption: Pick<JobEncryption, 'decrypt'>
  /** Whoever calls has looked at the server, and said what is wrong with it. */
  skipVersionCheck?: boolean
  run: (run: QueueRun) => Promise<RunOutcome>
  /** A job that failed because its workers died. */
  abandon: (run: QueueRun) => Promise<unknown>
  now: () => number
  onOutcome?: (lane: Lane, name: string, outcome: string) => void
  log: Log
}

/** How many jobs of a lane run at once in one process: they wait for others most of the time. */
const CONCURRENCY: Record<Lane, number> = { replies: 100, sync: 5 }

/** A job whose worker was killed is taken up by another one after this long, plus one check. Milliseconds. */
const LOCK = 10_000
const STALLED_CHECK = 5_000

/** How long workers may take to close when no job runs any more. Milliseconds. */
const IDLE_LIMIT = 2000

/** Jobs that failed together do not come back together: the pause is up to so much longer. */
const JITTER = 0.25

/** Jobs that come back in their order come within so long, and those since shortly before it began are told apart. Milliseconds. */
const IN_ORDER = 30_000
const BEFORE = 2000

/** Before a job comes back whose run could not say when. Milliseconds. */
const UNSAID = 1000

/** How often a job may lose its worker before it fails: it may be the job that kills them. */
const MAX_STALLED = 10

/** A job that no key opens is tried again after the first of these, until it is as old as the second. Milliseconds. */
const WITHOUT_KEY: Record<Lane, { pause: number; longest: number }> = {
  replies: { pause: 1000, longest: 15 * 60_000 },
  sync: { pause: 15 * 60_000, longest: 7 * 24 * 3600_000 },
}

/** A failed run, with how long its job waits. Milliseconds. */
class RunFailed extends Error {
  override readonly name = 'RunFailed'
  readonly after: number

  constructor(reason: string, after: number) {
    super(reason)
    this.after = after
  }
}

const pauseAfter = (error?: Error) => (error instanceof RunFailed ? error.after : UNSAID) * (1 + Math.random() * JITTER)

/** BullMQ keeps of each failed attempt what was thrown, as text, the latest last; also of those before the job failed and was run again. */
const reasonsOf = ({ stacktrace, attemptsMade }: Job) =>
  (attemptsMade > 0 ? (stacktrace ?? []).slice(-attemptsMade) : []).map(
    (text) => /^RunFailed: (\S+)/.exec(text)?.[1] ?? '',
  )

const toRun = (job: Job, data: unknown): QueueRun => ({
  id: `${job.queueName}-${job.id}`,
  jobId: String(job.id),
  returns: job.attemptsStarted > job.attemptsMade + 1,
  name: job.name,
  data,
  correlationId: String(job.data?.correlationId ?? job.id),
  reasons: reasonsOf(job),
  attempt: job.attemptsMade + 1,
  attempts: job.opts.attempts ?? 1,
})

/** Workers for both lanes. A job that must wait is set aside until then and uses up no attempt. */
export function createWorkers(options: WorkersOptions) {
  const { redis, prefix, encryption, skipVersionCheck = false, run, abandon, now, onOutcome, log } = options
  let active = 0
  let onIdle = () => {}
  const process = (lane: Lane) => async (job: Job, token?: string) => {
    active += 1
    const data = encryption.decrypt(job.name, job.data)
    const running = data === undefined ? withoutKey(job, lane) : run(toRun(job, data))
    const outcome = await running.finally(() => {
      active -= 1
      if (active === 0) onIdle()
    })
    onOutcome?.(lane, job.name, outcome.kind)
    switch (outcome.kind) {
      case 'wait':
        await job.moveToDelayed(Math.max(momentOf(job, outcome), Date.now()), token)
        throw new DelayedError()
      case 'retry':
        throw new RunFailed(outcome.reason, outcome.after)
      case 'failed':
        throw new UnrecoverableError(outcome.reason)
      default:
        return outcome.kind
    }
  }

  /** The operator's key is another one than the job was encrypted with: it waits for a worker that has the right one. */
  async function withoutKey(job: Job, lane: Lane): Promise<RunOutcome> {
    const { pause, longest } = WITHOUT_KEY[lane]
    const isFirst = job.attemptsStarted <= 1
    const fields = { job: job.name, jobId: job.id }
    log[isFirst ? 'warn' : 'debug'](fields, 'a job was encrypted with a key that ENCRYPTION_KEY does not hold')
    if (Date.now() - job.timestamp > longest) return { kind: 'failed', reason: 'job-undecryptable' }
    return { kind: 'wait', until: now() + pause }
  }

  /** How far the machine's clock, by which BullMQ goes, is ahead of the program's; the same for all that ask in one moment. Milliseconds. */
  const ahead = () => Math.round((Date.now() - now()) / 10) * 10

  /** When a job that waits comes back: after the moment for which many may wait, each in its place. By the machine's clock. */
  function momentOf(job: Job, { until, spread = 0, since }: Extract<RunOutcome, { kind: 'wait' }>): number {
    const moment = until + ahead()
    if (since === undefined) return Math.ceil(moment + Math.random() * spread)
    const range = now() - since + BEFORE
    const position = Math.min(Math.max(job.timestamp - ahead() - since + BEFORE, 0), range)
    return Math.ceil(moment + position * Math.min(1, IN_ORDER / range))
  }

  const workers = LANES.map((lane) => {
    const worker = new Worker(lane, process(lane), {
      connection: redis,
      prefix,
      skipVersionCheck,
      autorun: false,
      concurrency: CONCURRENCY[lane],
      lockDuration: LOCK,
      stalledInterval: STALLED_CHECK,
      maxStalledCount: MAX_STALLED,
      settings: { backoffStrategy: (_attempts, _type, error) => pauseAfter(error) },
    })
    worker.on('error', (error) => log.debug({ lane, err: error }, 'worker'))
    worker.on('failed', (job, error) => {
      if (!job || !/stalled/i.test(error.message)) return
      abandon(toRun(job, encryption.decrypt(job.name, job.data))).catch((failure) =>
        log.error({ err: failure }, 'the asker of a lost job could not be told'),
      )
    })
    return worker
  })

  /** Resolves when no job runs. */
  async function idle(): Promise<void> {
    while (active > 0) await new Promise<void>((resolve) => (onIdle = resolve))
  }

  return {
    start(): void {
      for (const worker of workers) worker.run().catch((error) => log.error({ err: error }, 'a worker ended'))
    },

    isRunning: () => workers.every((worker) => worker.isRunning()),

    /** Takes no new jobs and waits for running ones, `deadline` milliseconds at most; what is left is run again elsewhere. */
    async close(deadline: number): Promise<void> {
      const closed = Promise.all(workers.map((worker) => worker.close()))
      const ended = async () => {
        // A job that was on its way to a worker when it began to close is run all the same.
        do {
          await Promise.race([closed, idle()])
          // BullMQ's own end never comes while Redis is unavailable.
          await withTimeout(IDLE_LIMIT, closed).catch(() => {})
        } while (active > 0)
      }
      await withTimeout(deadline, ended()).catch(() =>
        log.warn({ active }, 'jobs did not finish in time; another worker takes them up'),
      )
    },
  }
}
