import { setTimeout as pause } from 'node:timers/promises'
import { Queue, QueueEvents } from 'bullmq'
import { Redis } from 'ioredis'
import { QUEUE_NAMES } from '../../src/queue/job-request.ts'
import { createEncryption } from '../../src/redis/encryption.ts'
import { createJobEncryption } from '../../src/redis/job-encryption.ts'
import { QUEUE_PREFIX } from '../../src/redis/keys.ts'

/** Jobs with these names may run before their time: they sync with Strava whenever they run. */
const PROMOTABLE_JOBS = new Set(['sync-activity', 'check-activities', 'catch-up'])
/** Jobs that are delayed by design and belong to no run: scheduled jobs, and those that expire approvals. */
const RECURRING_JOBS = new Set([
  'schedule-catch-ups',
  'resume-feeds',
  'offer-seats',
  'remove-expired-jobs',
  'expire-approval',
  'revoke-authorization',
  'recheck-activity',
])
const IDLE_CHECKS = 10
/** Pause between two rounds in which delayed jobs are run early. Milliseconds. */
const PROMOTE_INTERVAL_MS = 500

/** Watches the queues from outside. `key`: the program's key, which encrypts the data of its jobs. */
export async function watchQueues(url: string, key: Buffer) {
  const privacy = createJobEncryption(createEncryption([key]))
  const redis = new Redis(url, { maxRetriesPerRequest: null })
  // It may be down for a while, on purpose.
  const ignore = () => {}
  redis.on('error', ignore)
  const queues = QUEUE_NAMES.map((name) => new Queue(name, { connection: redis, prefix: QUEUE_PREFIX }))
  const listener = redis.duplicate()
  const events = new QueueEvents('background', { connection: listener, prefix: QUEUE_PREFIX })
  for (const queue of queues) queue.on('error', ignore)
  listener.on('error', ignore)
  events.on('error', ignore)
  await events.waitUntilReady()
  let stalled = 0
  events.on('stalled', () => {
    stalled += 1
  })

  const delayed = async () =>
    (await Promise.all(queues.map((queue) => queue.getDelayed())))
      .flat()
      .filter((job) => job && !RECURRING_JOBS.has(job.name))

  async function busy(): Promise<number> {
    const counts = await Promise.all(
      queues.map((queue) => queue.getJobCountByTypes('active', 'waiting', 'prioritized')),
    )
    return counts.reduce((sum, count) => sum + count, 0)
  }

  /** Runs delayed sync jobs now. */
  async function promoteDelayed(): Promise<void> {
    const later = (await delayed()).filter(({ name }) => PROMOTABLE_JOBS.has(name))
    // Jobs that started meanwhile need no promotion.
    await Promise.all(later.map((job) => job.promote().catch(() => {})))
  }

  async function describePending(): Promise<string> {
    const states = ['active', 'waiting', 'prioritized', 'delayed'] as const
    const jobs = await Promise.all(
      queues.flatMap((queue) => states.map(async (state) => ({ state, jobs: await queue.getJobs([state]) }))),
    )
    return jobs.flatMap(({ state, jobs }) => jobs.map((job) => `${job?.name} ${job?.id} ${state}`)).join(', ')
  }

  return {
    /** How many jobs lost their worker. */
    stalled: () => stalled,
    waiting: async () => (await busy()) + (await delayed()).length,
    /** The failed jobs, with their data decrypted. */
    async failed() {
      const jobs = (await Promise.all(queues.map((queue) => queue.getFailed()))).flat()
      return jobs.map(({ name, data, failedReason }) => {
        const decrypted = (privacy.decrypt(name, data) ?? {}) as { activityId?: string }
        return { name, failedReason, data: decrypted }
      })
    },
    promoteDelayed,
    /** Resolves when every job is done. Does not wait for jobs that can be promoted. */
    async waitUntilIdle(limit: number): Promise<void> {
      const deadline = Date.now() + limit
      let promotedAt = 0
      for (let idleChecks = 0; idleChecks < IDLE_CHECKS; ) {
        if (Date.now() > deadline) throw new Error(`After ${limit} ms these are not done: ${await describePending()}`)
        const later = (await delayed()).length
        if ((await busy()) === 0 && performance.now() - promotedAt > PROMOTE_INTERVAL_MS) {
          promotedAt = performance.now()
          await promoteDelayed()
        }
        idleChecks = (await busy()) + later === 0 ? idleChecks + 1 : 0
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
