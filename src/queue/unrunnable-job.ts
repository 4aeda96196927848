import type { Job } from 'bullmq'
import type { Log } from '../logger.ts'
import type { QueueName } from './job-request.ts'
import { toDueTime } from './queue-counts.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 3600_000

/**
 * The reasons why this worker can't run a job, though another may. The delay is a quarter of the job's age, between
 * `minMs` and `maxMs`; a job older than `maxAgeMs` fails.
 */
const DELAYS = {
  /** Encrypted with a key that this process doesn't have. */
  undecryptable: {
    log: 'the job is encrypted with a key that is not in ENCRYPTION_KEY',
    commands: { minMs: 1000, maxMs: 1000, maxAgeMs: 15 * MINUTE_MS },
    background: { minMs: 15 * MINUTE_MS, maxMs: 15 * MINUTE_MS, maxAgeMs: 7 * DAY_MS },
  },
  /** This program is too old for the job. Workers of the newer version start soon, or were stopped for good. */
  unknown: {
    log: 'the job is of a newer version of this program',
    commands: { minMs: 1000, maxMs: 1000, maxAgeMs: 2 * MINUTE_MS },
    background: { minMs: 5000, maxMs: 15 * MINUTE_MS, maxAgeMs: DAY_MS },
  },
}

/**
 * What happens to a job that this worker can't run: it waits until `until` (epoch milliseconds) for another worker, or fails because none
 * took it.
 */
export function handleUnrunnableJob(
  job: Job,
  queueName: QueueName,
  why: keyof typeof DELAYS,
  { now, log }: { now: () => number; log: Log },
): { kind: 'wait'; until: number } | { kind: 'failed'; reason: string } {
  log[job.attemptsStarted <= 1 ? 'warn' : 'debug']({ job: job.name, jobId: job.id }, DELAYS[why].log)
  const { minMs, maxMs, maxAgeMs } = DELAYS[why][queueName]
  const age = Date.now() - toDueTime(job)
  if (age > maxAgeMs) return { kind: 'failed', reason: `job-${why}` }
  return { kind: 'wait', until: now() + Math.min(Math.max(minMs, age / 4), maxMs) }
}
