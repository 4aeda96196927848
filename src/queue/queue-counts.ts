import type { Job, Queue } from 'bullmq'
import { BULLMQ_PRIORITIES } from './job-options.ts'
import { QUEUE_NAMES, type QueueName } from './job-request.ts'

/** When a job was due for the first time, by the machine's clock. Epoch milliseconds. */
export const toDueTime = ({ timestamp, opts }: Job): number => timestamp + (opts.delay ?? 0)

/** Counts of waiting and failed jobs. */
export function createQueueCounts(queueOf: (queueName: QueueName) => Queue) {
  return {
    /** The background jobs that failed last; some may be gone meanwhile. `finishedOn` is of the machine's clock. */
    newestFailed: (max: number) => queueOf('background').getFailed(0, max - 1),

    /** Number of jobs by queue and BullMQ state. */
    counts: async () =>
      Object.fromEntries(
        await Promise.all(
          QUEUE_NAMES.map(async (queueName) => [queueName, await queueOf(queueName).getJobCounts()] as const),
        ),
      ),

    /**
     * How long ago the oldest job that waits for a worker was due first, by queue; 0 if none waits. The jobs of each
     * priority run in order, so only the first ones are read. Milliseconds.
     */
    async oldestWaits(): Promise<Record<string, number>> {
      const waits = QUEUE_NAMES.map(async (queueName) => {
        const queue = queueOf(queueName)
        const { normal } = BULLMQ_PRIORITIES
        const { [normal]: firstLow = 0 } = await queue.getCountsPerPriority([normal])
        const next = await Promise.all([
          queue.getWaiting(0, 0),
          queue.getPrioritized(0, 0),
          queue.getPrioritized(firstLow, firstLow),
        ])
        // A worker may have taken and removed one meanwhile.
        const jobs = next.flat().filter((job?: Job) => job !== undefined)
        return [queueName, Math.max(0, ...jobs.map((job) => Date.now() - toDueTime(job)))] as const
      })
      return Object.fromEntries(await Promise.all(waits))
    },
  }
}
