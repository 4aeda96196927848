import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import type { Person } from '../../sandbox/discord/index.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { keys, QUEUE_PREFIX } from '../../src/redis/keys.ts'
import { encryption } from '../support/test-encryption.ts'
import { useTestEnv } from '../support/use-test-env.ts'

/** The reads allowed in each window. */
const readLimit = 40

const testEnv = useTestEnv({
  strava: { limits: { read: [readLimit, 10_000], overall: [2 * readLimit, 20_000] } },
  environment: { SETTLE_SECONDS: '0' },
})

const QUARTER_HOUR_MS = 900_000

const posts = () =>
  testEnv.channel.messages().filter((message) => /Outing/.test(message.text()) && !/Latest/.test(message.text()))
const readRequests = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read')

/** A member whose activities are posted automatically; one command tells the program Strava's limits. */
async function addMemberWithKnownLimits() {
  await testEnv.addFeed()
  const member = await testEnv.addMember('ana', {
    share: 'auto',
    activities: recentActivities([activityFixtures.paceThatRoundsUp], testEnv.clock.now()),
  })
  await testEnv.runCommand(member.who, '/strava recent count:1')
  return member
}

/** Strava rejects a call, so there are no more reads in this window. */
async function exhaustRateLimit(who: Person): Promise<void> {
  testEnv.clock.advance(60_000)
  testEnv.strava.failNext(1, '429', { kind: 'read' })
  await who.runCommand(testEnv.channel, '/strava recent count:1 private:True').waitForEdit()
}

const createActivity = (athlete: Awaited<ReturnType<typeof addMemberWithKnownLimits>>['athlete'], count: number) =>
  Array.from({ length: count }, (_, index) =>
    // Without a route: drawing maps takes time and isn't tested here.
    athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, gps: false, name: `Outing ${index + 1}` }),
  )

test('more activities than the rate limit allows are all posted, window after window, without a rejected call', async () => {
  const { who, athlete } = await addMemberWithKnownLimits()
  await testEnv.start({ RUN: 'worker', PORT: '0' })
  const advanceIntoWindow = async (fraction: number) => {
    testEnv.clock.advance(QUARTER_HOUR_MS * fraction - (testEnv.clock.now() % QUARTER_HOUR_MS))
    await testEnv.runDelayedJobs()
  }
  const before = readRequests().length
  await advanceIntoWindow(1.01)
  const finished = createActivity(athlete, 2.5 * readLimit)
  await testEnv.waitUntilIdle()
  for (const fraction of [0.5, 0.95]) await advanceIntoWindow(fraction)
  // The last slots are reserved for commands, which don't wait for the rest.
  expect(await testEnv.readReply(who, '/strava recent count:1')).toContain('1 activity')
  expect(posts().length).toBeLessThan(finished.length)
  expect(readRequests().length - before).toBe(readLimit)

  for (const fraction of [1.5, 0.95, 1.5, 0.95]) await advanceIntoWindow(fraction)
  expect(posts()).toHaveLength(finished.length)
  expect(readRequests().filter(({ status }) => status !== 200)).toEqual([])
  const readsPerWindow = new Map<number, number>()
  for (const { at } of readRequests()) {
    const window = Math.floor(at / QUARTER_HOUR_MS)
    readsPerWindow.set(window, (readsPerWindow.get(window) ?? 0) + 1)
  }
  expect(Math.max(...readsPerWindow.values())).toBe(readLimit)
})

test('the post of an activity that is made private is deleted at once, even while a rename waits for a read', async () => {
  const { who, athlete } = await addMemberWithKnownLimits()
  testEnv.clock.advance(QUARTER_HOUR_MS * 1.05 - (testEnv.clock.now() % QUARTER_HOUR_MS))
  const [hiddenActivity, other] = createActivity(athlete, 2)
  await testEnv.waitUntilIdle()
  expect(posts()).toHaveLength(2)
  await exhaustRateLimit(who)
  const before = readRequests().length
  hiddenActivity?.rename('Outing 1, renamed')
  await testEnv.waitUntilIdle()
  hiddenActivity?.setVisibility('only_me')
  other?.delete()
  await testEnv.waitUntilIdle()
  expect(posts()).toEqual([])
  expect(readRequests()).toHaveLength(before)
})

test('a post removed by an event that was wrong comes back once the activity can be read', async () => {
  const { who, athlete } = await addMemberWithKnownLimits()
  testEnv.clock.advance(QUARTER_HOUR_MS * 1.05 - (testEnv.clock.now() % QUARTER_HOUR_MS))
  const [postedActivity] = createActivity(athlete, 1)
  await testEnv.waitUntilIdle()
  await exhaustRateLimit(who)
  const event = { ...testEnv.eventOf(athlete, postedActivity as { id: string }), updates: { private: 'true' } }
  expect(await testEnv.strava.sendEvent(event)).toBe(200)
  await testEnv.waitUntilIdle()
  expect(posts()).toEqual([])
  await testEnv.runDelayedJobsNamed('sync-activity')
  expect(posts()).toEqual([])

  testEnv.clock.advance(QUARTER_HOUR_MS)
  await testEnv.runDelayedJobs()
  expect(posts()).toHaveLength(1)
})

test('whether access was revoked is checked in the slot that was reserved for it', async () => {
  const { who, athlete } = await addMemberWithKnownLimits()
  testEnv.clock.advance(QUARTER_HOUR_MS * 1.7 - (testEnv.clock.now() % QUARTER_HOUR_MS))
  await exhaustRateLimit(who)
  const event = { ...testEnv.eventOf(athlete, athlete), object_type: 'athlete', updates: { authorized: 'false' } }
  expect(await testEnv.strava.sendEvent(event)).toBe(200)
  await testEnv.waitUntilIdle()

  const redis = new Redis(testEnv.redisUrl)
  const queue = new Queue('background', { connection: redis, prefix: QUEUE_PREFIX })
  const job = (await queue.getDelayed()).find(({ name }) => name === 'verify-authorization')
  const slot = Number(await redis.get(keys.rateLimitSlot(encryption.hashId(`background-${job?.id}`))))
  const dueAt = (job?.timestamp ?? 0) + (job?.delay ?? 0)
  await queue.close()
  redis.disconnect()
  // BullMQ uses the machine's clock.
  const clockOffset = Date.now() - testEnv.clock.now()
  expect(Math.abs(dueAt - clockOffset - slot)).toBeLessThan(1000)
})

describe('if Strava rejects a call anyway', () => {
  test('all processes know at once: no calls until the quarter hour is over, and then everything is done', async () => {
    await testEnv.start({ RUN: 'worker', PORT: '0' })
    const { who, athlete } = await addMemberWithKnownLimits()
    testEnv.clock.advanceIntoQuarterHour(800_000)
    const before = readRequests().length
    testEnv.strava.failNext(1, '429', { kind: 'read' })
    const interaction = who.runCommand(testEnv.channel, '/strava recent count:1')
    const notice = await interaction.waitForEdit()
    expect(notice.text(who)).toMatch(/Your answer comes at about/)
    createActivity(athlete, 5)
    await testEnv.waitUntilIdle()
    expect(readRequests().length).toBe(before + 1)

    testEnv.clock.advance(150_000)
    await testEnv.runDelayedJobs()
    expect(
      (await interaction.waitForEdit((message) => message.text(who).includes('1 activity'), 'the answer')).text(who),
    ).toContain('1 activity')
    testEnv.clock.advance(QUARTER_HOUR_MS)
    await testEnv.runDelayedJobs()
    expect(posts()).toHaveLength(5)
    expect(readRequests().filter(({ status }) => status === 429)).toHaveLength(1)
  })

  test("a requester who can't be answered in time is told when to try again", async () => {
    const { who } = await addMemberWithKnownLimits()
    testEnv.clock.advanceIntoQuarterHour(5000)
    testEnv.strava.failNext(1, '429', { kind: 'read' })
    const message = await testEnv.runCommand(who, '/strava recent')
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain("Strava's limit is reached. Try again after")
  })
})

test('/strava-admin status says that the limit is reached and until when, and the metrics how much is used and booked', async () => {
  testEnv.strava.setLimits({ read: [10, 500], overall: [20, 1000] })
  const status = () => testEnv.readReply(testEnv.admin, '/strava-admin status')
  const { athlete } = await addMemberWithKnownLimits()
  expect(await status()).not.toContain('rate limit')
  createActivity(athlete, 12)
  await testEnv.waitUntilIdle()
  expect(await status()).toMatch(/limit reached\. Posts wait until \d/)
  expect(await status()).not.toContain('✅ Strava')
  expect(await testEnv.readMetric('domestique_strava_calls{window="quarter",bucket="read",kind="allowed"}')).toBe(10)
  expect(await testEnv.readMetric('domestique_strava_booked_calls')).toBeGreaterThan(0)
  testEnv.clock.advance(QUARTER_HOUR_MS)
  expect(await status()).not.toContain('rate limit')
})

test("the usage is not forgotten when Strava's response about the subscription reports none", async () => {
  const { who } = await addMemberWithKnownLimits()
  await testEnv.runCommand(who, '/strava recent count:1')
  const readUsedCalls = () => testEnv.readMetric('domestique_strava_calls{window="quarter",bucket="read",kind="used"}')
  expect(await readUsedCalls()).toBe(2)
  await testEnv.stop()
  const subscriptionReads = () =>
    testEnv.strava.requests.filter(({ kind, method }) => kind === 'subscription' && method === 'GET')
  const before = subscriptionReads().length
  await testEnv.start()
  await expect.poll(() => subscriptionReads().length).toBeGreaterThan(before)
  await expect.poll(async () => (await fetch(`http://127.0.0.1:${testEnv.port}/readyz`)).status).toBe(200)
  // After a restart the program also catches up, which Strava counts too.
  const countMissingCalls = async () => testEnv.strava.usage().read[0] - (await readUsedCalls())
  expect(testEnv.strava.usage().read[0]).toBeGreaterThanOrEqual(2)
  await expect.poll(countMissingCalls).toBe(0)
})
