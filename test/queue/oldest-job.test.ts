import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { createLog } from '../../src/logger.ts'
import { createQueue } from '../../src/queue/queue.ts'
import { QUEUE_PREFIX } from '../../src/redis/keys.ts'
import { jobEncryption } from '../support/test-encryption.ts'

const MINUTE = 60_000

let redis: Redis
let queue: ReturnType<typeof createQueue>
let jobs: Queue

beforeEach(async () => {
  redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`)
  await redis.flushdb()
  const log = createLog('silent')
  queue = createQueue({ redis, prefix: QUEUE_PREFIX, encryption: jobEncryption, now: Date.now, log })
  jobs = new Queue('background', { connection: redis, prefix: QUEUE_PREFIX })
})
afterEach(async () => {
  await jobs.close()
  await queue.close()
  redis.disconnect()
})

/** A job that was added some minutes ago and that no worker takes. */
const addJob = (minutesAgo: number, options: { priority?: number; delay?: number } = {}) =>
  jobs.add('invented', {}, { timestamp: Date.now() - minutesAgo * MINUTE, ...options })

const waitedMinutes = async () => Math.floor(((await queue.oldestWaits()).background ?? 0) / MINUTE)

test.each([
  ['high', undefined],
  ['normal', 10],
  ['low', 100],
])('the oldest waiting job is found if its priority is %s', async (_, priority) => {
  for (const other of [undefined, 10, 100]) await addJob(1, other ? { priority: other } : {})
  expect(await waitedMinutes()).toBe(1)
  await jobs.drain()
  await addJob(7, priority ? { priority } : {})
  for (const other of [undefined, 10, 10, 100]) await addJob(1, other ? { priority: other } : {})
  expect(await waitedMinutes()).toBe(7)
})

test('a delayed job counts as waiting only from the end of its delay', async () => {
  const job = await addJob(7, { delay: 60 * MINUTE })
  expect(await queue.oldestWaits()).toEqual({ commands: 0, background: 0 })
  await job.promote()
  expect(await waitedMinutes()).toBe(0)
  await addJob(9, { delay: 4 * MINUTE }).then((due) => due.promote())
  expect(await waitedMinutes()).toBe(0)
})
