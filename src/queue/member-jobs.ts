import type { Job, Queue } from 'bullmq'
import { type JobEncryption, QUEUE_NAMES, type QueueName } from './job-request.ts'

/** Whom a job's data is about. */
type JobSubject = { athleteId?: unknown; userId?: unknown; requester?: { userId?: unknown } }

const JOB_STATES = ['waiting', 'active', 'delayed', 'prioritized', 'completed', 'failed'] as const

/** A job as it is stored. `addedAt` in epoch milliseconds. */
interface StoredJob {
  name: string
  state: (typeof JOB_STATES)[number]
  addedAt: number
  data: unknown
}

/** The jobs about a person: to show them, and to remove them. */
export function createMemberJobs(queueOf: (queueName: QueueName) => Queue, encryption: Pick<JobEncryption, 'decrypt'>) {
  return {
    /** All jobs about an athlete, or that a Discord user asked for, with their data. */
    async jobsAbout(ids: { userId: string | undefined; athleteId: string | undefined }): Promise<StoredJob[]> {
      const isTheirs = (data: unknown) => {
        const { athleteId, userId, requester } = (data ?? {}) as JobSubject
        const users = [userId, requester?.userId]
        return (
          (ids.athleteId !== undefined && athleteId === ids.athleteId) ||
          (ids.userId !== undefined && users.includes(ids.userId))
        )
      }
      const found = await Promise.all(
        QUEUE_NAMES.flatMap((queueName) =>
          JOB_STATES.map(async (state) => {
            // A worker may remove one meanwhile.
            const jobs = (await queueOf(queueName).getJobs([state])).filter((job?: Job) => job !== undefined)
            return jobs.map((job) => ({ job, state, data: encryption.decrypt(job.name, job.data) }))
          }),
        ),
      )
      return found
        .flat()
        .filter(({ data }) => isTheirs(data))
        .map(({ job, state, data }) => ({ name: job.name, state, addedAt: job.timestamp, data }))
    },

    /** Removes failed and delayed background jobs of an athlete who left, except those with these names. */
    async removeAthleteJobs(athleteId: string, exceptNames: readonly string[]): Promise<void> {
      const isTheirs = (job: Job | undefined) => {
        const data = job && !exceptNames.includes(job.name) && encryption.decrypt(job.name, job.data)
        return Boolean(data) && (data as { athleteId?: unknown }).athleteId === athleteId
      }
      const jobs = await queueOf('background').getJobs(['failed', 'delayed'])
      for (const job of jobs.filter(isTheirs)) {
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
