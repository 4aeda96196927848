import { setTimeout } from 'node:timers/promises'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
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
    /** Resolves when nothing was busy three times in a row: between two jobs there is a moment without any. */
    async idle(): Promise<void> {
      const until = Date.now() + 15_000
      for (let quiet = 0; quiet < 3; quiet = (await busy()) === 0 ? quiet + 1 : 0) {
        if (Date.now() > until) throw new Error('the queues are still busy after 15 s')
        await setTimeout(10)
      }
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
