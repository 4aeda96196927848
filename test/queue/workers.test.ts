import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { createLog } from '../../src/logger.ts'
import type { JobRequest } from '../../src/queue/job-request.ts'
import { createQueue } from '../../src/queue/queue.ts'
import { createWorkers, type QueueRun, type RunOutcome } from '../../src/queue/workers.ts'
import { createEncryption } from '../../src/redis/encryption.ts'
import { createJobEncryption } from '../../src/redis/job-encryption.ts'
import { QUEUE_PREFIX } from '../../src/redis/keys.ts'
import { createClock } from '../support/clock.ts'
import { jobEncryption } from '../support/test-encryption.ts'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

const MINUTE = 60_000
const log = createLog('silent')

const item = (id: string): JobRequest => ({
  name: 'invented',
  queueName: 'background',
  id,
  deduplication: 'permanent',
  data: { id },
  attempts: 1,
  delay: 0,
  priority: 'normal' as const,
})

async function openQueue() {
  const redis = new Redis(`${inject('redisUrl')}/${Number(process.env.VITEST_POOL_ID ?? 1) % 16}`, {
    maxRetriesPerRequest: null,
  })
  await redis.flushdb()
  return { redis, queue: createQueue({ redis, prefix: QUEUE_PREFIX, encryption: jobEncryption, now: Date.now, log }) }
}

describe('a job that waits for a given time', () => {
  let redis: Redis
  let queue: ReturnType<typeof createQueue>
  let jobs: Queue

  beforeEach(async () => {
    ;({ redis, queue } = await openQueue())
    jobs = new Queue('background', { connection: redis, prefix: QUEUE_PREFIX })
  })
  afterEach(async () => {
    await jobs.close()
    await queue.close()
    redis.disconnect()
  })

  for (const [place, hours] of [
    ['is slow', -7],
    ['is fast', 7],
  ] as const) {
    test(`is delayed by the remaining time if the program's clock ${place} by seven hours`, async () => {
      const clock = createClock()
      clock.advance(hours * 60 * MINUTE)
      const runs: QueueRun[] = []
      const outcomes: string[] = []
      const run = async (queueRun: QueueRun): Promise<RunOutcome> => {
        runs.push(queueRun)
        return { kind: 'wait', until: clock.now() + MINUTE, spread: 3000 }
      }
      const workers = createWorkers({
        redis,
        prefix: QUEUE_PREFIX,
        encryption: jobEncryption,
        run,
        failPermanently: () => Promise.resolve(),
        now: clock.now,
        onOutcome: (_lane, _name, outcome) => outcomes.push(outcome),
        log,
      })
      workers.start()
      const before = Date.now()
      await queue.add(item('waits'))
      await expect.poll(() => jobs.getDelayedCount()).toBe(1)
      await workers.close(1000)

      const [job] = await jobs.getDelayed()
      const [, score = '0'] = await redis.zrange(jobs.toKey('delayed'), '0', '-1', 'WITHSCORES')
      const due = Math.floor(Number(score) / 0x1000)
      expect(due - before).toBeGreaterThanOrEqual(MINUTE)
      expect(due - before).toBeLessThan(MINUTE + 10_000)
      expect(job?.attemptsMade).toBe(0)
      expect(runs).toHaveLength(1)
      expect(outcomes).toEqual(['wait'])
    })
  }
})

describe('a job encrypted with a missing key', () => {
  const otherEncryption = createJobEncryption(createEncryption([Buffer.alloc(32, 9)]))

  /** Runs a job while the program has another key, and then the right one again. */
  async function isTaken(queueName: JobRequest['queueName']) {
    const { redis, queue } = await openQueue()
    const runs: QueueRun[] = []
    const outcomes: string[] = []
    const jobs = new Queue(queueName, { connection: redis, prefix: QUEUE_PREFIX, skipMetasUpdate: true })
    const open = (encryptionThen: typeof jobEncryption) =>
      createWorkers({
        ...{ redis, prefix: QUEUE_PREFIX, encryption: encryptionThen, now: Date.now, log },
        run: async (queueRun) => {
          runs.push(queueRun)
          return { kind: 'done' }
        },
        failPermanently: async () => {},
        onOutcome: (_lane, _name, outcome) => outcomes.push(outcome),
      })
    await queue.add({ ...item('waits'), queueName })
    const withOtherKey = open(otherEncryption)
    withOtherKey.start()
    await expect.poll(() => outcomes.length).toBe(1)
    await withOtherKey.close(1000)
    for (const job of await jobs.getDelayed()) await job.promote()
    const withRightKey = open(jobEncryption)
    withRightKey.start()
    await expect.poll(() => outcomes.length).toBe(2)
    await withRightKey.close(1000)
    await jobs.close()
    await queue.close()
    redis.disconnect()
    return { outcomes, data: runs.map(({ data }) => data) }
  }

  test('waits for the key if it is a background job, and then succeeds', async () => {
    expect(await isTaken('background')).toEqual({ outcomes: ['wait', 'done'], data: [{ id: 'waits' }] })
  })

  test('waits for a worker with the key if a person waits for the reply', async () => {
    expect(await isTaken('commands')).toEqual({ outcomes: ['wait', 'done'], data: [{ id: 'waits' }] })
  })
})

describe('jobs that wait for the same time', () => {
  test('run in the order in which they were requested, however they were delayed', async () => {
    const { redis, queue } = await openQueue()
    const since = Date.now()
    const ids = Array.from({ length: 5 }, (_, index) => `${'abcde'[index]}`)
    // BullMQ records the millisecond in which each was added.
    for (const id of ids) {
      await queue.add(item(id))
      for (const added = Date.now(); Date.now() === added; ) await redis.ping()
    }
    const returned: string[] = []
    const postponed: (() => void)[] = []
    let until = 0
    const run = async ({ data, isResumed }: QueueRun): Promise<RunOutcome> => {
      const { id } = data as { id: string }
      if (isResumed) {
        returned.push(id)
        return { kind: 'done' }
      }
      await new Promise<void>((resolve) => {
        postponed.push(resolve)
        if (postponed.length < ids.length) return
        until = Date.now() + 300
        for (const resume of postponed.reverse()) resume()
      })
      return { kind: 'wait', until, since }
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
    await expect.poll(() => returned.length).toBe(ids.length)
    await workers.close(1000)
    await queue.close()
    redis.disconnect()
    expect(returned).toEqual(ids)
  })
})

describe('closing workers', () => {
  test('wait for a job that was being fetched, however long it takes', async () => {
    const { redis, queue } = await openQueue()
    const events: string[] = []
    const running: (() => void)[] = []
    const AT_ONCE = 5
    const IDLE_TIMEOUT_MS = 20
    const run = async ({ data }: QueueRun): Promise<RunOutcome> => {
      const { id } = data as { id: string }
      // Longer than the time limit for closing BullMQ, several times.
      if (id === 'next') await new Promise((done) => setTimeout(done, 5 * IDLE_TIMEOUT_MS))
      else {
        await new Promise<void>((done) => {
          running.push(done)
          if (running.length === AT_ONCE) for (const resolve of running) resolve()
        })
      }
      events.push(id)
      return { kind: 'done' }
    }
    // Now BullMQ has asked Redis for the next job and has no reply yet.
    let outcomes = 0
    const onOutcome = () => {
      outcomes += 1
      if (outcomes === AT_ONCE) setImmediate(() => workers.close(20_000).then(() => events.push('closed')))
    }
    const workers = createWorkers({
      ...{
        redis,
        prefix: QUEUE_PREFIX,
        encryption: jobEncryption,
        run,
        failPermanently: async () => {},
        idleTimeoutMs: IDLE_TIMEOUT_MS,
        now: Date.now,
        onOutcome,
        log,
      },
    })
    const first = Array.from({ length: AT_ONCE }, (_, index) => `first-${index}`)
    for (const id of [...first, 'next']) await queue.add(item(id))
    workers.start()
    await expect.poll(() => events.at(-1)).toBe('closed')
    await queue.close()
    redis.disconnect()
    expect(events).toEqual([...first, 'next', 'closed'])
  })
})

describe('a command whose workers died ten times', () => {
  let testEnv: TestEnv
  let redis: Redis

  beforeEach(async () => {
    testEnv = await createTestEnv({ start: false })
    redis = new Redis(testEnv.redisUrl)
    await testEnv.start({ RUN: 'bot' })
    await testEnv.discord.waitUntilReady()
    await testEnv.discord.waitForCommands()
  })
  afterEach(async () => {
    testEnv.expectNoComplaints()
    redis.disconnect()
    await testEnv.close()
  })

  /** The queue after the tenth worker died with this job. */
  async function loseWorkers(jobId: string): Promise<void> {
    const key = (end: string) => `${QUEUE_PREFIX}:commands:${end}`
    await expect.poll(() => redis.lrange(key('wait'), 0, -1)).toEqual([jobId])
    await redis
      .multi()
      .lmove(key('wait'), key('active'), 'RIGHT', 'LEFT')
      .hset(key(jobId), 'stc', '10', 'ats', '11')
      .sadd(key('stalled'), jobId)
      .exec()
  }

  for (const line of ['/strava privacy', '/strava recent'] as const) {
    test(`(${line}) is reported to its requester only`, async () => {
      const person = testEnv.addPerson('ana')
      const interaction = person.runCommand(testEnv.channel, line)
      const name = line.replace('/strava ', '')
      await loseWorkers(`${name}-${jobEncryption.hashId(`${name}:${name}-${interaction.id}`)}`)
      await testEnv.start({ RUN: 'worker', PORT: '0' })
      const message = await interaction.waitForReply()
      expect(message.ephemeralFor).toBe(person)
      expect(message.text(person)).toContain('Something went wrong')
      await testEnv.waitUntilIdle()
      expect(message.text(person)).toContain('Something went wrong')
    })
  }
})
