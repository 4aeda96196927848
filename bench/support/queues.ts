import { setTimeout as pause } from 'node:timers/promises'
import { Queue, QueueEvents } from 'bullmq'
import { Redis } from 'ioredis'
import { LANES } from '../../src/queue/queue.ts'
import { QUEUE_PREFIX } from '../../src/store/keys.ts'

/** A job of this name brings channels to agree with one activity. */
const SYNC = 'sync-activity'
const QUIET = 10

/** A look at the queues from outside. */
export async function watchQueues(url: string) {
  const redis = new Redis(url, { maxRetriesPerRequest: null })
  const queues = LANES.map((lane) => new Queue(lane, { connection: redis, prefix: QUEUE_PREFIX }))
  const listener = redis.duplicate()
  const events = new QueueEvents('sync', { connection: listener, prefix: QUEUE_PREFIX })
  await events.waitUntilReady()
  let stalled = 0
  events.on('stalled', () => {
    stalled += 1
  })

  const syncs = async () =>
    (await Promise.all(queues.map((queue) => queue.getDelayed()))).flat().filter(({ name }) => name === SYNC)

  async function busy(): Promise<number> {
    const counts = await Promise.all(
      queues.map((queue) => queue.getJobCountByTypes('active', 'waiting', 'prioritized')),
    )
    return counts.reduce((sum, count) => sum + count, 0)
  }

  return {
    /** How many jobs lost the worker that ran them. */
    stalled: () => stalled,
    waiting: async () => (await busy()) + (await syncs()).length,
    failed: async () => (await Promise.all(queues.map((queue) => queue.getFailed()))).flat(),
    /**
     * Resolves when every job about an activity is done. What is to be looked at once more a minute later, because it could not be
     * read yet, is looked at now.
     */
    async idle(limit: number): Promise<void> {
      const deadline = Date.now() + limit
      for (let quiet = 0; quiet < QUIET; ) {
        if (Date.now() > deadline) throw new Error(`After ${limit} ms ${await busy()} jobs are not done`)
        const later = await syncs()
        const again = later.filter(({ data }) => data.lookedBefore)
        if ((await busy()) + later.length === again.length) await Promise.all(again.map((job) => job.promote()))
        quiet = (await busy()) + later.length === 0 ? quiet + 1 : 0
        await pause(50)
      }
    },
    async close(): Promise<void> {
      await Promise.all([events.close(), ...queues.map((queue) => queue.close())])
      listener.disconnect()
      redis.disconnect()
    },
  }
}
