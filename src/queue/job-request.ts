/** The BullMQ queues: `commands` for those for which somebody waits, `background` for everything else. */
export const QUEUE_NAMES = ['commands', 'background'] as const
export type QueueName = (typeof QUEUE_NAMES)[number]

/**
 * What the same id means. `permanent`: a second job changes nothing, also when the first is done. `while-pending`: while the first waits, a
 * second changes nothing; while it runs, one more runs after it.
 */
export type Deduplication = 'permanent' | 'while-pending'

export type JobPriority = 'high' | 'normal' | 'low'

/** A job with its payload, ready to be queued. */
export interface JobRequest {
  name: string
  queueName: QueueName
  id: string
  deduplication: Deduplication
  /** Identities only. */
  data: unknown
  /** How often it is tried in all when something fails that may pass. */
  attempts: number
  /** Milliseconds before its first run. */
  delay: number
  /** Which jobs of its queue go first: `high` those that take something down, `low` those that only look whether something was missed. */
  priority: JobPriority
  /** The same for everything that one event or command led to, in the log. Not given: it begins with this job. */
  correlationId?: string | undefined
}
