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

  /** Sends the commands of all queues in one message, on a cluster in one for each queue. Returns the replies of each queue. */
  async function runForEach(commandsOf: (keyFor: (state: string) => string) => string[][]): Promise<unknown[][]> {
    const commands = queueNames.map((queueName) => commandsOf((state) => keyOf(queueName, state)))
    const send = async (batch: string[][]) => valuesOf(await redis.pipeline(batch).exec())
    if (redis.isCluster) return Promise.all(commands.map(send))
    const replies = await send(commands.flat())
    return commands.map(({ length }) => replies.splice(0, length))
  }

  /**
   * How many jobs run or wait, and the ids of those due within two seconds. BullMQ sorts delayed jobs by their time, in
   * 4,096ths of a millisecond.
   */
  async function inspectQueues(): Promise<{ busy: number; dueSoon: { queueName: QueueName; id: string }[] }> {
    const dueBefore = (Date.now() + 2000) * 4096
    const replies = await runForEach((keyFor) => [
      ['llen', keyFor('active')],
      ['llen', keyFor('wait')],
      ['zcard', keyFor('prioritized')],
      ['zrangebyscore', keyFor('delayed'), '0', String(dueBefore)],
    ])
    const queueStates = queueNames.map((queueName, index) => {
      const [active, wait, prioritized, delayed] = replies[index] as [number, number, number, string[]]
      return { busy: active + wait + prioritized, dueSoon: delayed.map((id) => ({ queueName, id })) }
    })
    return {
      busy: queueStates.reduce((sum, { busy }) => sum + busy, 0),
      dueSoon: queueStates.flatMap(({ dueSoon }) => dueSoon),
    }
  }

  async function promote({ queueName, id }: { queueName: QueueName; id: string }): Promise<void> {
    const job = await queueOf(queueName).getJob(id)
    // A job that became due meanwhile runs anyway.
    await job?.promote().catch(() => {})
  }

  /** Whether no job runs, waits or is due within two seconds. If only due jobs are left, they run now, in order. */
  async function isQuiet(): Promise<boolean> {
    const { busy, dueSoon } = await inspectQueues()
    if (busy > 0) return false
    for (const each of dueSoon) await promote(each)
    return dueSoon.length === 0
  }

  /** Removes every job that has not begun. Returns how many run. */
  async function cancelWaiting(): Promise<number> {
    const replies = await runForEach((keyFor) => [
      ['del', ...['wait', 'prioritized', 'delayed', 'marker'].map(keyFor)],
      ['llen', keyFor('active')],
    ])
    return replies.reduce((sum, [, active]) => sum + Number(active), 0)
  }

  /** Resolves when it was quiet three times in a row. */
  async function waitUntilQuiet(isQuietNow: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 15_000
    for (let quietChecks = 0; ; ) {
      quietChecks = (await isQuietNow()) ? quietChecks + 1 : 0
      if (quietChecks === 3) return
      if (Date.now() > deadline) throw new Error('jobs still wait or run after 15 s')
      // Each check costs processor time that the jobs need.
      await setTimeout(quietChecks > 0 ? 2 : 5)
    }
  }

  return {
    /** Removes every job that has not begun, and waits for those that have. */
    async cancelAll(): Promise<void> {
      await waitUntilQuiet(async () => (await cancelWaiting()) === 0)
    },

    /**
     * Resolves when nothing was busy three times in a row: between two jobs there is a moment without any. Jobs due within two seconds run
     * now.
     */
    async waitUntilIdle(): Promise<void> {
      await waitUntilQuiet(isQuiet)
    },

    /** Runs every delayed job once, except checks that are due much later. A job that delays itself again waits. */
    async promoteDelayed(shouldPromote = ({ name }: { name: string }) => name !== 'recheck-activity'): Promise<void> {
      const delayed = (await Promise.all(queueNames.map((queueName) => queueOf(queueName).getDelayed())))
        .flat()
        .filter(shouldPromote)
      // A job that became due meanwhile runs anyway.
      await Promise.all(delayed.map((job) => job.promote().catch(() => {})))
    },

    /** Whether the state of the push subscription is known. */
    hasSubscription: async (): Promise<boolean> => (await redis.exists(keys.subscription())) === 1,

    /** The TTL in milliseconds of the first key whose name ends like this. */
    async ttlOf(suffix: string): Promise<number> {
      const [key = ''] = await redis.keys(`*${suffix}`)
      return redis.pttl(key)
    },

    async close(): Promise<void> {
      // They have no connection of their own.
      redis.disconnect()
    },
  }
}
