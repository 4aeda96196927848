import { setTimeout } from 'node:timers/promises'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { memoize } from '../../src/memoize.ts'
import { QUEUE_PREFIX } from '../../src/redis/keys.ts'

/** A look at the queues from outside. */
export function createTestQueues(url: string) {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: null })
  redis.on('error', () => {})
  const queueNames = ['commands', 'background']
  const queueOf = memoize((queueName: string) => {
    const queue = new Queue(queueName, { connection: redis, prefix: QUEUE_PREFIX })
    queue.on('error', () => {})
    return queue
  })

  /** How many jobs run, wait, or are due within a moment. BullMQ's delayed jobs stand by their moment, in 4,096ths of a millisecond. */
  async function busy(): Promise<number> {
    const look = redis.pipeline()
    for (const queueName of queueNames) {
      const keyOf = (state: string) => `${QUEUE_PREFIX}:${queueName}:${state}`
      look.llen(keyOf('active')).llen(keyOf('wait')).zcard(keyOf('prioritized'))
      look.zcount(keyOf('delayed'), 0, (Date.now() + 2000) * 4096)
    }
    const counts = (await look.exec()) ?? []
    return counts.reduce((sum, [error, count]) => {
      if (error) throw error
      return sum + Number(count)
    }, 0)
  }

  return {
    /** Resolves when nothing was busy three times in a row: between two jobs there is a moment without any. */
    async waitUntilIdle(): Promise<void> {
      const until = Date.now() + 15_000
      for (let quiet = 0; quiet < 3; quiet = (await busy()) === 0 ? quiet + 1 : 0) {
        if (Date.now() > until) throw new Error('the queues are still busy after 15 s')
        await setTimeout(10)
      }
    },

    /** Lets everything run that was put off, but what only looks again much later. Once: what puts itself off again waits. */
    async promoteDelayed(isMeant = ({ name }: { name: string }) => name !== 'look-again'): Promise<void> {
      const delayed = (await Promise.all(queueNames.map((queueName) => queueOf(queueName).getDelayed())))
        .flat()
        .filter(isMeant)
      // One that became due meanwhile runs without it.
      await Promise.all(delayed.map((job) => job.promote().catch(() => {})))
    },

    /** Milliseconds a key has to live; the first one whose name ends like this. */
    async ttlOf(end: string): Promise<number> {
      const [key = ''] = await redis.keys(`*${end}`)
      return redis.pttl(key)
    },

    async close(): Promise<void> {
      // They have no connection of their own.
      redis.disconnect()
    },
  }
}
