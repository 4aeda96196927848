import type { Job } from 'bullmq'
import type { Log } from '../logger.ts'
import type { QueueName } from './job-request.ts'
import { toDueTime } from './queue-counts.ts'

/**
 * How a job is left to another worker: the first pause, which grows to a quarter of the job's age, the longest pause, and
 * the age at which it fails. Milliseconds.
 */
type Patience = Record<QueueName, { pause: number; maxPause: number; maxAge: number }>

const MINUTE_MS = 60_000
const DAY_MS = 24 * 3600_000

const UNDECRYPTABLE: Patience = {
  commands: { pause: 1000, maxPause: 1000, maxAge: 15 * MINUTE_MS },
  background: { pause: 15 * MINUTE_MS, maxPause: 15 * MINUTE_MS, maxAge: 7 * DAY_MS },
}

/** The workers of the newer program are started soon, or were stopped for good. */
const UNKNOWN: Patience = {
  commands: { pause: 1000, maxPause: 1000, maxAge: 2 * MINUTE_MS },
  background: { pause: 5000, maxPause: 15 * MINUTE_MS, maxAge: DAY_MS },
}

/** The job waits until that time (epoch milliseconds), or nobody took it. */
type LeftJob = { kind: 'wait'; until: number } | { kind: 'failed'; reason: string }

interface Tools {
  now: () => number
  log: Log
}

function leave(
  job: Job,
  { pause, maxPause, maxAge }: Patience[QueueName],
  { now, log, why, reason }: Tools & { why: string; reason: string },
): LeftJob {
  log[job.attemptsStarted <= 1 ? 'warn' : 'debug']({ job: job.name, jobId: job.id }, why)
  const age = Date.now() - toDueTime(job)
  if (age > maxAge) return { kind: 'failed', reason }
  return { kind: 'wait', until: now() + Math.min(Math.max(pause, age / 4), maxPause) }
}

/** The job is encrypted with a key that this process doesn't have: it waits for a worker that has it. */
export const leaveUndecryptable = (job: Job, queueName: QueueName, tools: Tools): LeftJob =>
  leave(job, UNDECRYPTABLE[queueName], {
    ...tools,
    why: 'the job is encrypted with a key that is not in ENCRYPTION_KEY',
    reason: 'job-undecryptable',
  })

/** This program is too old for the job: it waits for a worker of a newer version. */
export const leaveUnknown = (job: Job, queueName: QueueName, tools: Tools): LeftJob =>
  leave(job, UNKNOWN[queueName], {
    ...tools,
    why: 'the job is of a newer version of this program',
    reason: 'job-unknown',
  })
