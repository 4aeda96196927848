import type { Job, JobType, Queue } from 'bullmq'

/** Jobs read at once. */
const PAGE_SIZE = 100

/** How far a search goes in each state of a queue. */
export interface SearchLimits {
  maxRead: number
  maxFound: number
}

/** Far more jobs than any person has. A search still ends within a minute. */
export const SEARCH_LIMITS: SearchLimits = { maxRead: 50_000, maxFound: 1000 }

/** `isComplete`: no limit was reached. */
export interface FoundJobs<Found> {
  jobs: Found[]
  isComplete: boolean
}

/**
 * Reads the jobs in one state page by page, and keeps what `pick` returns. The newest come first: jobs added meanwhile
 * shift the pages, so some are seen twice but none is missed, and workers take the oldest.
 */
export async function findJobs<Found extends object>(
  queue: Queue,
  state: JobType,
  pick: (job: Job) => Found | undefined,
  { maxRead, maxFound }: SearchLimits,
): Promise<FoundJobs<Found>> {
  const found = new Map<string | undefined, Found>()
  const result = (isComplete: boolean) => ({ jobs: [...found.values()], isComplete })
  for (let start = 0; start < maxRead; start += PAGE_SIZE) {
    const page = await queue.getJobs([state], start, Math.min(start + PAGE_SIZE, maxRead) - 1)
    if (page.length === 0) return result(true)
    for (const job of page) {
      const picked = pick(job)
      if (picked === undefined) continue
      if (found.size === maxFound && !found.has(job.id)) return result(false)
      found.set(job.id, picked)
    }
  }
  return result((await queue.getJobs([state], maxRead, maxRead)).length === 0)
}

export const mergeFoundJobs = <Found>(parts: readonly FoundJobs<Found>[]): FoundJobs<Found> => ({
  jobs: parts.flatMap(({ jobs }) => jobs),
  isComplete: parts.every(({ isComplete }) => isComplete),
})
