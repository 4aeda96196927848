import type { Job, JobType } from 'bullmq'
import { type FoundJobs, findJobs, mergeFoundJobs, SEARCH_LIMITS } from './find-jobs.ts'
import { type JobReaderOptions, openQueue } from './open-queue.ts'

/** A background job about an activity. Times in epoch milliseconds. */
export interface ActivityJob {
  id: string
  name: string
  state: 'waiting' | 'running' | 'failed'
  athleteId: string | undefined
  /** When it runs next, or when it failed. */
  at: number
  /** The kind of its last error. */
  reason: string | undefined
}

/** BullMQ's states, except `completed`. */
const STATES: Readonly<Partial<Record<JobType, ActivityJob['state']>>> = {
  wait: 'waiting',
  prioritized: 'waiting',
  delayed: 'waiting',
  active: 'running',
  failed: 'failed',
}

function toActivityJob(job: Job, state: ActivityJob['state'], athleteId: unknown): ActivityJob {
  const kinds: string[] = job.data?.errorKinds ?? []
  return {
    id: job.id ?? '',
    name: job.name,
    state,
    athleteId: typeof athleteId === 'string' ? athleteId : undefined,
    at: state === 'failed' ? (job.finishedOn ?? job.timestamp) : job.timestamp + job.delay,
    reason: state === 'failed' ? job.failedReason : kinds.at(-1),
  }
}

/** The background jobs about an activity that are not done, on a connection that the caller owns. */
export function createActivityJobs({ redis, prefix, encryption }: JobReaderOptions) {
  const queue = openQueue('background', { redis, prefix })

  return {
    /** The earliest first. */
    async find(activityId: string, limits = SEARCH_LIMITS): Promise<FoundJobs<ActivityJob>> {
      const searches = Object.entries(STATES).map(([name, state]) => {
        const pick = (job: Job): ActivityJob | undefined => {
          const data = encryption.decrypt(job.name, job.data)
          const ids = (data ?? {}) as { activityId?: unknown; athleteId?: unknown }
          return ids.activityId === activityId ? toActivityJob(job, state, ids.athleteId) : undefined
        }
        return findJobs(queue, name as JobType, pick, limits)
      })
      const { jobs, isComplete } = mergeFoundJobs(await Promise.all(searches))
      return { jobs: jobs.sort((a, b) => a.at - b.at), isComplete }
    },

    close: () => queue.close(),
  }
}
