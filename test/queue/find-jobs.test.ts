import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type RedisServer, startRedisServer } from '../../sandbox/redis-server.ts'
import { toText } from '../../src/cli/why/report-text.ts'
import { storedDataFile } from '../../src/jobs/membership/stored-data-file.ts'
import { createLog } from '../../src/logger.ts'
import { createActivityJobs } from '../../src/queue/activity-jobs.ts'
import { createQueue } from '../../src/queue/queue.ts'
import { QUEUE_PREFIX } from '../../src/redis/keys.ts'
import type { MemberData } from '../../src/redis/member-data.ts'
import { recordCommands } from '../support/record-commands.ts'
import { jobEncryption } from '../support/test-encryption.ts'

/** Jobs that may be held in memory at once. */
const MAX_PAGE = 100

let server: RedisServer
let redis: Redis
let queue: ReturnType<typeof createQueue>
let activityJobs: ReturnType<typeof createActivityJobs>

beforeAll(async () => {
  server = await startRedisServer()
})
afterAll(() => server.close())

beforeEach(async () => {
  redis = new Redis(server.url)
  await redis.flushdb()
  const options = { redis, prefix: QUEUE_PREFIX, encryption: jobEncryption }
  queue = createQueue({ ...options, now: Date.now, log: createLog('silent') })
  activityJobs = createActivityJobs(options)
})
afterEach(async () => {
  await activityJobs.close()
  await queue.close()
  redis.disconnect()
})

async function addJobs(count: number, athleteOf: (index: number) => string): Promise<void> {
  const jobs = Array.from({ length: count }, (_, index) =>
    queue.add({
      ...{ name: 'invented', queueName: 'background', id: String(index), deduplication: 'permanent', attempts: 1 },
      ...{
        data: { athleteId: athleteOf(index), activityId: `of-${athleteOf(index)}` },
        delay: 60_000,
        priority: 'normal',
      },
    }),
  )
  await Promise.all(jobs)
}

/** The most jobs that one BullMQ script read while `work` ran. */
async function largestRead(work: () => Promise<unknown>): Promise<number> {
  const counts = [0]
  for (const { name, isInScript } of await recordCommands(redis, work)) {
    if (!isInScript) counts.push(0)
    else if (name === 'hgetall') counts.push((counts.pop() ?? 0) + 1)
  }
  return Math.max(...counts)
}

const ANA = { userId: undefined, athleteId: 'ana' }

test('the jobs of a member are found among a thousand others, a page at a time', async () => {
  await addJobs(1000, (index) => (index % 250 === 0 ? 'ana' : 'others'))
  const read = await largestRead(async () => {
    const { jobs, isComplete } = await queue.jobsAbout(ANA)
    expect(jobs).toHaveLength(4)
    expect(isComplete).toBe(true)
  })
  expect(read).toBeLessThanOrEqual(MAX_PAGE)
})

test('the jobs of an activity are found among a thousand others, a page at a time', async () => {
  await addJobs(1000, (index) => (index % 250 === 0 ? 'ana' : 'others'))
  const read = await largestRead(async () => {
    const { jobs, isComplete } = await activityJobs.find('of-ana')
    expect(jobs.map(({ athleteId }) => athleteId)).toEqual(['ana', 'ana', 'ana', 'ana'])
    expect(isComplete).toBe(true)
  })
  expect(read).toBeLessThanOrEqual(MAX_PAGE)
})

test('all jobs of a member who leaves are removed, a page at a time, and no others', async () => {
  await addJobs(1000, (index) => (index % 2 === 0 ? 'ana' : 'others'))
  const read = await largestRead(() => queue.removeAthleteJobs('ana', []))
  expect(read).toBeLessThanOrEqual(MAX_PAGE)
  expect((await queue.counts()).background?.delayed).toBe(500)
  expect((await queue.jobsAbout(ANA)).jobs).toEqual([])
})

test.each([
  ['too many are queued', { maxRead: 20, maxFound: 1000 }],
  ['too many are found', { maxRead: 50_000, maxFound: 2 }],
])('a search that ends because %s says so', async (_, limits) => {
  await addJobs(21, () => 'ana')
  expect(await queue.jobsAbout(ANA, limits)).toMatchObject({ isComplete: false })
  expect(await activityJobs.find('of-ana', limits)).toMatchObject({ isComplete: false })
  const exact = { maxRead: 21, maxFound: 21 }
  expect(await queue.jobsAbout(ANA, exact)).toMatchObject({ isComplete: true })
})

test('the file of /strava data says if jobs are left out', async () => {
  const memberData: MemberData = { of: async () => ({ connection: undefined }) }
  const fileWith = async (isComplete: boolean) => {
    const jobsAbout = async () => ({ jobs: [], isComplete })
    const { text } = await storedDataFile({ userId: '1' }, { memberData, queue: { jobsAbout }, now: Date.now })
    return JSON.parse(text).notInThisFile.join('\n')
  }
  expect(await fileWith(false)).toContain('some jobs')
  expect(await fileWith(true)).not.toContain('some jobs')
})

test('npm run why says if jobs are left out', () => {
  const program = { connectedAccounts: 1, subscription: undefined, lastEventAt: undefined, circuitBreaker: undefined }
  const report = {
    ...{ activityId: '1', athleteId: '2', userId: '3', events: [], last: undefined, channels: [], jobs: [] },
    ...{ wasRead: false, program: { ...program, invalidSince: undefined } },
  }
  expect(toText({ ...report, areJobsComplete: false })).toContain('There may be more jobs about it')
  expect(toText({ ...report, areJobsComplete: true })).not.toContain('There may be more jobs about it')
})
