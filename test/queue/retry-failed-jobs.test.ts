import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { createLog } from '../../src/logger.ts'
import { createQueue } from '../../src/queue/queue.ts'
import { createFailedJobs } from '../../src/queue/retry-failed-jobs.ts'
import { createWorkers, type QueueRun, type RunOutcome } from '../../src/queue/workers.ts'
import { QUEUE_PREFIX } from '../../src/redis/keys.ts'
import { jobEncryption } from '../support/test-encryption.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const log = createLog('silent')

describe('a failed job', () => {
  let redis: Redis
  let queue: ReturnType<typeof createQueue>
  let failedJobs: ReturnType<typeof createFailedJobs>

  beforeEach(async () => {
    redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`, {
      maxRetriesPerRequest: null,
    })
    await redis.flushdb()
    queue = createQueue({ redis, prefix: QUEUE_PREFIX, encryption: jobEncryption, now: Date.now, log })
    failedJobs = createFailedJobs({ redis, prefix: QUEUE_PREFIX, encryption: jobEncryption })
  })
  afterEach(async () => {
    await failedJobs.close()
    await queue.close()
    redis.disconnect()
  })

  test('has all its attempts when it is retried: earlier failures do not count', async () => {
    const ERROR_KINDS = ['activity-broken', 'strava-down', 'activity-broken']
    const runs: Pick<QueueRun, 'attempt' | 'previousErrorKinds'>[] = []
    const run = async ({ attempt, previousErrorKinds }: QueueRun): Promise<RunOutcome> => {
      runs.push({ attempt, previousErrorKinds })
      const reason = ERROR_KINDS[attempt - 1]
      return reason ? { kind: 'retry', reason, delayMs: 1 } : { kind: 'failed', reason: 'activity-broken' }
    }
    const workers = createWorkers({
      redis,
      prefix: QUEUE_PREFIX,
      encryption: jobEncryption,
      run,
      failPermanently: async () => {},
      now: Date.now,
      log,
    })
    workers.start()
    await queue.add({
      ...{ name: 'invented', queueName: 'background', id: 'broken', deduplication: 'while-pending', data: {} },
      ...{ attempts: 8, delay: 0, priority: 'normal' as const },
    })
    const attempts: unknown[] = []
    while (attempts.length < 3) {
      await expect.poll(() => failedJobs.list()).toHaveLength(1)
      attempts.push(runs.splice(0))
      const [job] = await failedJobs.list()
      expect(await failedJobs.replay(job?.id ?? '')).toBe(true)
    }
    await workers.close(1000)
    const expectedAttempt = [0, 1, 2, 3].map((failures) => ({
      attempt: failures + 1,
      previousErrorKinds: ERROR_KINDS.slice(0, failures),
    }))
    expect(attempts).toEqual([expectedAttempt, expectedAttempt, expectedAttempt])
  })
})

describe('the metric of failed jobs', () => {
  const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

  test('counts the jobs listed by npm run jobs', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const isPost = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path === `/channels/${testEnv.channel.id}/messages`
    testEnv.discord.failNext(1, { code: 50035, status: 400 }, isPost)
    athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, gps: false })
    const failed = () => testEnv.readMetric('domestique_queue_jobs{queue="background",state="failed"}')
    await expect.poll(failed).toBe(1)
  })
})
