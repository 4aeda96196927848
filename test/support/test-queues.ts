import { setTimeout } from 'node:timers/promises'
import { Queue } from 'bullmq'
import { memoize } from '../../src/memoize.ts'
import { QUEUE_NAMES, type QueueName } from '../../src/queue/job-request.ts'
import { toSlotPrefix } from '../../src/queue/open-queue.ts'
import { keys, QUEUE_PREFIX } from '../../src/redis/keys.ts'
import { connectToRedis } from './connect-to-redis.ts'

/** The values that a pipeline replies. Throws the first error. */
function valuesOf(replies: readonly (readonly [Error | null, unknown])[] | null): unknown[] {
  return (replies ?? []).map(([error, value]) => {
    if (error) throw error
    return value
  })
}

/** Inspects and controls the queues from outside. */
export function createTestQueues(url: string) {
  const redis = connectToRedis(url)
  const queueNames = QUEUE_NAMES
  const prefixOf = (queueName: QueueName) => toSlotPrefix(redis, QUEUE_PREFIX, queueName)
  const queueOf = memoize((queueName: QueueName) => {
    const queue = new Queue(queueName, { connection: redis, prefix: prefixOf(queueName) })
    queue.on('error', () => {})
    return queue
  })

  const keyOf = (queueName: QueueName, state: string) => `${prefixOf(queueName)}:${queueName}:${state}`

  /**
   * How many jobs run or wait for their turn, and the ids of those that are due within a moment. BullMQ sorts delayed jobs by their time, in
   * 4,096ths of a millisecond.
   */
  async function look(): Promise<{ busy: number; soonDue: { queueName: QueueName; id: string }[] }> {
    const soon = (Date.now() + 2000) * 4096
    const answers = await Promise.all(
      queueNames.map(async (queueName) => {
        const keyFor = (state: string) => keyOf(queueName, state)
        // In one message: this is asked every few milliseconds.
        const replies = await redis
          .pipeline()
          .llen(keyFor('active'))
          .llen(keyFor('wait'))
          .zcard(keyFor('prioritized'))
          .zrangebyscore(keyFor('delayed'), 0, soon)
          .exec()
        const [active, wait, prioritized, delayed] = valuesOf(replies) as [number, number, number, string[]]
        return { busy: active + wait + prioritized, soonDue: delayed.map((id) => ({ queueName, id })) }
      }),
    )
    return {
      busy: answers.reduce((sum, { busy }) => sum + busy, 0),
      soonDue: answers.flatMap(({ soonDue }) => soonDue),
    }
  }

  async function promote({ queueName, id }: { queueName: QueueName; id: string }): Promise<void> {
    const job = await queueOf(queueName).getJob(id)
    // One that became due meanwhile runs without it.
    await job?.promote().catch(() => {})
  }

  /** Whether nothing is busy. If so, jobs that are due within a moment run now, in their order, and it isn't quiet. */
  async function isQuiet(): Promise<boolean> {
    const { busy, soonDue } = await look()
    if (busy > 0) return false
    for (const each of soonDue) await promote(each)
    return soonDue.length === 0
  }

  const countActive = async () =>
    (await Promise.all(queueNames.map((queueName) => redis.llen(keyOf(queueName, 'active'))))).reduce(
      (sum, count) => sum + count,
      0,
    )

  return {
    /** Removes every job that has not begun, and waits for those that have. */
    async cancelAll(): Promise<void> {
      const waiting = queueNames.flatMap((queueName) =>
        ['wait', 'prioritized', 'delayed', 'marker'].map((state) => keyOf(queueName, state)),
      )
      const until = Date.now() + 15_000
      for (let quiet = 0; quiet < 2; quiet = (await countActive()) === 0 ? quiet + 1 : 0) {
        if (Date.now() > until) throw new Error('jobs still run after 15 s')
        for (const key of waiting) await redis.del(key)
        await setTimeout(3)
      }
    },

    /**
     * Resolves when nothing was busy three times in a row: between two jobs there is a moment without any. What is due within a moment is
     * not waited for: it runs now.
     */
    async waitUntilIdle(): Promise<void> {
      const until = Date.now() + 15_000
      for (let quiet = 0; quiet < 3; quiet = (await isQuiet()) ? quiet + 1 : 0) {
        if (Date.now() > until) throw new Error('the queues are still busy after 15 s')
        await setTimeout(2)
      }
    },

    /** Runs every delayed job once, except checks that are due much later. A job that delays itself again waits. */
    async promoteDelayed(isMeant = ({ name }: { name: string }) => name !== 'recheck-activity'): Promise<void> {
      const delayed = (await Promise.all(queueNames.map((queueName) => queueOf(queueName).getDelayed())))
        .flat()
        .filter(isMeant)
      // One that became due meanwhile runs without it.
      await Promise.all(delayed.map((job) => job.promote().catch(() => {})))
    },

    /** Whether the state of the push subscription is known. */
    hasSubscription: async (): Promise<boolean> => (await redis.exists(keys.subscription())) === 1,

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
