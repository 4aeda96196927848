import type { Job, Queue } from 'bullmq'
import { type FoundJobs, findJobs, mergeFoundJobs, SEARCH_LIMITS } from './find-jobs.ts'
import { type JobEncryption, QUEUE_NAMES, type QueueName } from './job-request.ts'

/** The ids in a job's data that say who it is about. */
type JobSubject = { athleteId?: unknown; userId?: unknown; requester?: { userId?: unknown } }

const JOB_STATES = ['waiting', 'active', 'delayed', 'prioritized', 'completed', 'failed'] as const

/** A job as it is stored. `addedAt` in epoch milliseconds. */
interface StoredJob {
  name: string
  state: (typeof JOB_STATES)[number]
  addedAt: number
  data: unknown
}

/** All jobs of a member who leaves are removed, however many there are. */
const NO_LIMITS = { maxRead: Number.POSITIVE_INFINITY, maxFound: Number.POSITIVE_INFINITY }

/** The jobs about a person: to show them, and to remove them. */
export function createMemberJobs(queueOf: (queueName: QueueName) => Queue, encryption: Pick<JobEncryption, 'decrypt'>) {
  return {
    /** The jobs about an athlete, or requested by a Discord user, with their data. */
    async jobsAbout(
      ids: { userId: string | undefined; athleteId: string | undefined },
      limits = SEARCH_LIMITS,
    ): Promise<FoundJobs<StoredJob>> {
      const isTheirs = (data: unknown) => {
        const { athleteId, userId, requester } = (data ?? {}) as JobSubject
        const users = [userId, requester?.userId]
        return (
          (ids.athleteId !== undefined && athleteId === ids.athleteId) ||
          (ids.userId !== undefined && users.includes(ids.userId))
        )
      }
      const searches = QUEUE_NAMES.flatMap((queueName) =>
        JOB_STATES.map((state) => {
          const pick = (job: Job): StoredJob | undefined => {
            const data = encryption.decrypt(job.name, job.data)
            return isTheirs(data) ? { name: job.name, state, addedAt: job.timestamp, data } : undefined
          }
          return findJobs(queueOf(queueName), state, pick, limits)
        }),
      )
      return mergeFoundJobs(await Promise.all(searches))
    },

    /** Removes failed and delayed background jobs of an athlete who left, except those with these names. */
    async removeAthleteJobs(athleteId: string, exceptNames: readonly string[]): Promise<void> {
      const pick = (job: Job) => {
        const data = exceptNames.includes(job.name) ? undefined : encryption.decrypt(job.name, job.data)
        return (data as JobSubject | undefined)?.athleteId === athleteId ? job : undefined
      }
      // All are found before the first is removed, which shifts the pages.
      const searches = (['failed', 'delayed'] as const).map((state) =>
        findJobs(queueOf('background'), state, pick, NO_LIMITS),
      )
      const { jobs } = mergeFoundJobs(await Promise.all(searches))
      for (const job of jobs) {
        try {
          await job.remove()
        } catch (error) {
          // A job that a worker has just started cannot be removed; it ends because the athlete is no longer linked.
          if (!(await job.isActive())) throw error
        }
      }
    },
  }
}
