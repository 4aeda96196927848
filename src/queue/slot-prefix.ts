import { Cluster, type Redis } from 'ioredis'
import type { QueueName } from './job-request.ts'

/**
 * The prefix of a queue's keys. On a cluster the queue's name is added to the hash tag, so that the queues are on other
 * nodes than the rest: `{tag}:bull` becomes `{tag:background}:bull`.
 */
export const toSlotPrefix = (redis: Redis | Cluster, prefix: string, queueName: QueueName): string =>
  redis instanceof Cluster ? prefix.replace('}', `:${queueName}}`) : prefix
