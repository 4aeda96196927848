import { performance } from 'node:perf_hooks'
import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { printJson, readTask } from './read-task.ts'

/** BullMQ's own rate with empty jobs of the same kind as the program's. Reports jobs per second. */
const { redisUrl, count, atOnce } = await readTask<{ redisUrl: string; count: number; atOnce: number }>()

const connection = new Redis(redisUrl, { maxRetriesPerRequest: null })
const queue = new Queue('empty', { connection })
await queue.addBulk(
  Array.from({ length: count }, (_, index) => ({
    name: 'empty',
    data: { athleteId: '90000001', activityId: String(index) },
    opts: { deduplication: { id: `empty-${index}`, keepLastIfActive: true }, removeOnComplete: true },
  })),
)
let left = count
const began = performance.now()
const worker = new Worker('empty', async () => {}, { connection, concurrency: atOnce })
await new Promise<void>((done) =>
  worker.on('completed', () => {
    left -= 1
    if (left === 0) done()
  }),
)
printJson(count / ((performance.now() - began) / 1000))
await worker.close()
await queue.close()
connection.disconnect()
