import { Queue, type QueueOptions } from 'bullmq'
import { Cluster, type Redis } from 'ioredis'
import type { JobEncryption, QueueName } from './job-request.ts'

/**
 * The prefix of a queue's keys. On a cluster the queue's name is added to the hash tag, so the queues may be on other
 * nodes than the rest: `{tag}:bull` becomes `{tag:background}:bull`.
 */
export const toSlotPrefix = (redis: Redis | Cluster, prefix: string, queueName: QueueName): string =>
  redis instanceof Cluster ? prefix.replace('}', `:${queueName}}`) : prefix

/** BullMQ keeps about this many events for `QueueEvents` listeners, which this program doesn't have. */
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

export interface JobReaderOptions {
  redis: Redis | Cluster
  prefix: string
  encryption: Pick<JobEncryption, 'decrypt'>
}
