import { performance } from 'node:perf_hooks'
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { printJson, readTask } from './read-task.ts'

/** BullMQ's own rate with empty jobs of the same kind as the program's. Reports jobs per second. */
const { redisUrl, count, concurrency } = await readTask<{ redisUrl: string; count: number; concurrency: number }>()

const connection = new Redis(redisUrl, { maxRetriesPerRequest: null })
const queue = new Queue('empty', { connection })
await queue.addBulk(
  Array.from({ length: count }, (_, index) => ({
    name: 'empty',
    data: { athleteId: '90000001', activityId: String(index) },
    opts: { deduplication: { id: `empty-${index}`, keepLastIfActive: true }, removeOnComplete: true },
  })),
)
let remaining = count
const startedAt = performance.now()
const worker = new Worker('empty', async () => {}, { connection, concurrency })
await new Promise<void>((resolve) =>
  worker.on('completed', () => {
    remaining -= 1
    if (remaining === 0) resolve()
  }),
)
printJson(count / ((performance.now() - startedAt) / 1000))
await worker.close()
await queue.close()
connection.disconnect()
