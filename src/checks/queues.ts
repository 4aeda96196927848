import type { Finding, FindingSentences } from './finding.ts'

export type QueuesFinding = Finding & { check: 'queues' } & (
    | { kind: 'queue-long'; queueName: string; waiting: number }
    | { kind: 'queue-stalled'; queueName: string; oldestMs: number }
    | { kind: 'jobs-failed'; count: number }
    /** In the last hour, at least `minCount`. */
    | { kind: 'jobs-failing'; minCount: number }
  )

const check = 'queues'

/** A club's busiest hour is far below this. Jobs. */
const MAX_WAITING = 500

/** Discord gives a command fifteen minutes, but people wait for seconds. Milliseconds. */
const MAX_WAIT_MS: Readonly<Record<string, number>> = { commands: 30_000, background: 10 * 60_000 }

/** The number of jobs of a queue that a worker could run now. */
const waitingIn = (counts: Readonly<Record<string, number>> = {}) => (counts.waiting ?? 0) + (counts.prioritized ?? 0)

/** Whether the workers keep up, and whether background jobs failed for good in the last seven days. */
export async function checkQueues(queue: {
  counts: () => Promise<Record<string, Readonly<Record<string, number>>>>
  /** Milliseconds. */
  oldestWaits: () => Promise<Record<string, number>>
}): Promise<QueuesFinding[]> {
  const [counts, waits] = await Promise.all([queue.counts(), queue.oldestWaits()])
  const perQueue = Object.entries(waits).flatMap(([queueName, oldestMs]): QueuesFinding[] => {
    const waiting = waitingIn(counts[queueName])
    if (oldestMs > (MAX_WAIT_MS[queueName] ?? Number.POSITIVE_INFINITY))
      return [{ check, severity: 'error', kind: 'queue-stalled', queueName, oldestMs }]
    return waiting > MAX_WAITING ? [{ check, severity: 'warning', kind: 'queue-long', queueName, waiting }] : []
  })
  const count = counts.background?.failed ?? 0
  return [...perQueue, ...(count > 0 ? [{ check, severity: 'warning', kind: 'jobs-failed', count } as const] : [])]
}

const MORE_WORKERS = 'Start more processes with the role worker, or look into the log of those that run.'

export const queuesSentences: FindingSentences<QueuesFinding> = {
  'queue-long': ({ queueName, waiting }) => `${waiting} jobs wait in the queue ${queueName}. ${MORE_WORKERS}`,
  'queue-stalled': ({ queueName, oldestMs }) =>
    `A job in the queue ${queueName} has waited for ${Math.round(oldestMs / 60_000)} min. ${MORE_WORKERS}`,
  'jobs-failing': ({ minCount }) =>
    `${minCount} or more background jobs failed in the last hour. See which and why with npm run jobs; once it is fixed, run them again with npm run jobs -- --replay all.`,
  'jobs-failed': ({ count }) =>
    `${count} background ${count === 1 ? 'job' : 'jobs'} failed in the last seven days. See which and why with npm run jobs, and run them again with npm run jobs -- --replay all.`,
}
