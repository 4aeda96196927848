import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { expect } from 'vitest'
import { QUEUE_PREFIX } from '../../src/store/keys.ts'

/** A look at the queues from outside. */
export function createLanes(url: string) {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: null })
  redis.on('error', () => {})
  const queues = ['replies', 'sync'].map((lane) => new Queue(lane, { connection: redis, prefix: QUEUE_PREFIX }))
  for (const queue of queues) queue.on('error', () => {})

  /** How many jobs run, wait, or are due within a moment. */
  async function busy(): Promise<number> {
    const counts = await Promise.all(
      queues.map(async (queue) => {
        const delayed = await queue.getDelayed()
        const due = delayed.filter(({ timestamp, delay }) => timestamp + delay < Date.now() + 2000)
        return (await queue.getJobCountByTypes('active', 'waiting', 'prioritized')) + due.length
      }),
    )
    return counts.reduce((sum, count) => sum + count, 0)
  }

  return {
    async idle(): Promise<void> {
      let quiet = 0
      await expect
        .poll(
          async () => {
            quiet = (await busy()) === 0 ? quiet + 1 : 0
            return quiet
          },
          { timeout: 15_000, interval: 20 },
        )
        .toBeGreaterThan(2)
    },

    async promote(): Promise<void> {
      for (const queue of queues) await queue.promoteJobs()
    },

    /** Milliseconds a key has to live; the first one whose name ends like this. */
    async ttlOf(end: string): Promise<number> {
      const [key = ''] = await redis.keys(`*${end}`)
      return redis.pttl(key)
    },

    async close(): Promise<void> {
      await Promise.all(queues.map((queue) => queue.close()))
      redis.disconnect()
    },
  }
}
