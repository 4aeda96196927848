import { AppError } from '../errors.ts'
import { within } from '../time.ts'
import { type JobQueue, type QueueItem, storeAway } from './queue.ts'

/** After this long the asker is told that it failed: Discord's three seconds have to hold the deferral too. Milliseconds. */
const SUBMIT_LIMIT = 2000

/**
 * Hands a question to the workers: first what it takes to answer, then the job. When that is not done in time, the asker is told
 * so, and nothing happens late: the means to answer are taken back over the same connection, behind everything sent before,
 * and a job that finds none does nothing.
 */
export function createSubmit<Reply extends { interactionId: string }>(options: {
  queue: Pick<JobQueue, 'add'>
  replies: { keep(reply: Reply): Promise<void>; forget(interactionId: string): Promise<void> }
}) {
  const { queue, replies } = options
  return async (reply: Reply, job: QueueItem): Promise<void> => {
    let late = false
    const submitted = (async () => {
      await replies.keep(reply)
      if (!late) await queue.add(job)
    })()
    try {
      await within(SUBMIT_LIMIT, submitted)
    } catch (error) {
      late = true
      submitted.catch(() => {})
      replies.forget(reply.interactionId).catch(() => {})
      throw error instanceof AppError ? error : storeAway(error)
    }
  }
}
