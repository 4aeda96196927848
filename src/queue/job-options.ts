import type { JobRequest } from './job-request.ts'

const HOUR_SECONDS = 3600

/** BullMQ's options: completed jobs stay a while, so their ids still deduplicate; failed jobs stay for inspection. */
export const KEEP_JOBS = {
  removeOnComplete: { age: HOUR_SECONDS, count: 5000 },
  removeOnFail: { age: 7 * 24 * HOUR_SECONDS, count: 1000 },
}

/** For repeated and `while-pending` jobs: their ids need not deduplicate after completion. */
export const KEEP_FAILED_JOBS = { removeOnComplete: true, removeOnFail: KEEP_JOBS.removeOnFail }

/** The run of a failed job decides its delay. */
export const CUSTOM_BACKOFF = { type: 'from-outcome' } as const

/**
 * BullMQ runs lower numbers first, and jobs without a priority before all others. Command jobs have none: they are all
 * equal. Nor have the background jobs that delete something (`high`).
 */
export const BULLMQ_PRIORITIES = { high: undefined, normal: 10, low: 100 }

export function priorityOf({ queueName, priority }: Pick<JobRequest, 'queueName' | 'priority'>): { priority?: number } {
  const value = queueName === 'background' ? BULLMQ_PRIORITIES[priority] : undefined
  return value === undefined ? {} : { priority: value }
}
