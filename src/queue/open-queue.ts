import { Queue, type QueueOptions } from 'bullmq'
import type { Cluster, Redis } from 'ioredis'
import type { JobEncryption, QueueName } from './job-request.ts'
import { toSlotPrefix } from './slot-prefix.ts'

/** BullMQ keeps its latest events (about this many) for listeners, which this program does not have. */
const EVENT_STREAM_OPTIONS = { events: { maxLen: 100 } }

/** A queue of BullMQ, on a connection that the caller owns. `prefix`: the same for all queues. */
export const openQueue = (
  queueName: QueueName,
  { redis, prefix, ...options }: { redis: Redis | Cluster; prefix: string } & Partial<QueueOptions>,
): Queue =>
  new Queue(queueName, {
    ...{ connection: redis, prefix: toSlotPrefix(redis, prefix, queueName), streams: EVENT_STREAM_OPTIONS },
    ...options,
  })

/** What it takes to read jobs, on a connection that the caller owns. */
export interface JobReaderOptions {
  redis: Redis | Cluster
  prefix: string
  encryption: Pick<JobEncryption, 'decrypt'>
}
