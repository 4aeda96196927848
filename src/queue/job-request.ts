/** The BullMQ queues: `commands` for jobs that a person waits for, `background` for all others. */
export const QUEUE_NAMES = ['commands', 'background'] as const
export type QueueName = (typeof QUEUE_NAMES)[number]

/**
 * What a repeated id does. `permanent`: a second job is ignored, even after the first is done. `while-pending`: a
 * second job is ignored while the first waits; while the first runs, one more runs after it.
 */
export type Deduplication = 'permanent' | 'while-pending'

export type JobPriority = 'high' | 'normal' | 'low'

/** A job with its payload, ready to be queued. */
export interface JobRequest {
  name: string
  queueName: QueueName
  id: string
  deduplication: Deduplication
  /** Ids only. */
  data: unknown
  /** The version of `data` (default: 1). A worker that only knows an older version leaves the job to others. */
  version?: number
  /** Maximum number of attempts if an error is temporary. */
  attempts: number
  /** Delay of the first run. Milliseconds. */
  delay: number
  /**
   * The order within a queue: `high` for jobs that delete something, `low` for jobs that check whether something was
   * missed.
   */
  priority: JobPriority
  /** Shared by all log lines that one event or command caused. If absent, the job gets a new one. */
  correlationId?: string | undefined
}

/** Keeps the ids of people and activities out of what BullMQ stores. */
export interface JobEncryption {
  /** A keyed hash, equal in all processes. */
  hashId(id: string): string
  encrypt(jobName: string, data: unknown): { encrypted: string }
  /** Undefined if encrypted with another key. */
  decrypt(jobName: string, stored: unknown): unknown
}
