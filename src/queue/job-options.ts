import type { JobRequest } from './job-request.ts'

const HOUR_SECONDS = 3600

/** Completed jobs stay a while, so that their ids still deduplicate; failed jobs stay for inspection. Seconds. */
export const RETENTION_SECONDS = {
  removeOnComplete: { age: HOUR_SECONDS, count: 5000 },
  removeOnFail: { age: 7 * 24 * HOUR_SECONDS, count: 1000 },
}

/** Repeatable jobs are not needed after completion. Seconds. */
export const FAILED_RETENTION_SECONDS = { removeOnComplete: true, removeOnFail: RETENTION_SECONDS.removeOnFail }

/** The run of a failed job decides its delay. */
export const CUSTOM_BACKOFF = { type: 'from-outcome' } as const

/**
 * BullMQ runs lower numbers first, and jobs without a priority before all others. Interactive jobs have none: they are
 * all equal.
 */
export const BULLMQ_PRIORITIES = { high: undefined, normal: 10, low: 100 }

export function priorityOf({ queueName, priority }: Pick<JobRequest, 'queueName' | 'priority'>): { priority?: number } {
  const value = queueName === 'background' ? BULLMQ_PRIORITIES[priority] : undefined
  return value === undefined ? {} : { priority: value }
}
