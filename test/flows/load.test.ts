import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import type { DiscordMessage, Person } from '../../sandbox/discord/index.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { syncActivity } from '../../src/jobs/sync-activity/sync-activity.ts'
import { createLog } from '../../src/logger.ts'
import { createQueue } from '../../src/queue/queue.ts'
import { QUEUE_PREFIX } from '../../src/redis/keys.ts'
import { jobEncryption } from '../support/test-encryption.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

const QUARTER_HOUR_MS = 900_000
const run = { ...activityFixtures.paceThatRoundsUp, gps: false }

const readRequests = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read')
const posts = () =>
  testEnv.channel.messages().filter((message) => !message.deleted && !message.text().includes('Latest activities'))

/** Begins a new rate limit window. */
const beginWindow = () => testEnv.clock.advanceIntoQuarterHour(2000)

async function createClubWithPosts() {
  await testEnv.addFeed()
  const { who, athlete } = await testEnv.addMember('ana', {
    share: 'auto',
    activities: recentActivities(
      Array.from({ length: 12 }, () => run),
      testEnv.clock.now(),
    ),
  })
  const finished = Array.from({ length: 6 }, (_, index) =>
    athlete.createActivity({ ...run, name: `Outing ${index + 1}` }),
  )
  await testEnv.waitUntilIdle()
  expect(posts()).toHaveLength(6)
  return { ana: who, athlete, finished, posted: posts() }
}

describe('one person who clicks and runs commands as fast as they can', () => {
  /** Runs 500 commands and clicks within a quarter hour; `actions` take turns. */
  async function sendRequests(actions: readonly ((index: number) => Promise<unknown>)[]): Promise<void> {
    for (let sent = 0; sent < 500; sent += 25) {
      await Promise.all(
        Array.from({ length: 25 }, (_, index) => actions[(sent + index) % actions.length]?.(sent + index)),
      )
      testEnv.clock.advance(40_000)
    }
  }

  test('leaves reads for everyone else: commands, new activities and removals work as usual', async () => {
    const { ana, athlete, finished, posted } = await createClubWithPosts()
    const mallory = testEnv.addPerson('mallory')
    const answers: DiscordMessage[] = []
    const runCommand = async (who: Person, line: string) => void answers.push(await testEnv.runCommand(who, line))
    beginWindow()
    const before = readRequests().length
    await sendRequests([
      () => runCommand(mallory, '/strava recent member:@ana sport:Yoga private:True'),
      (index) => runCommand(mallory, `/strava recent member:@ana count:${1 + (index % 10)}`),
      async (index) =>
        void answers.push(
          await mallory.clickButton(posted[index % posted.length] as DiscordMessage, 'Details').waitForReply(),
        ),
      () => runCommand(mallory, '/strava recent private:True'),
      () => mallory.requestAutocomplete(testEnv.channel, '/strava recent sport:yo'),
    ])
    expect(readRequests().length - before).toBeLessThanOrEqual(25)
    const texts = answers.map((message) => message.text(mallory))
    expect(texts).toHaveLength(400)
    expect(texts.filter((text) => text.includes("You've used up your share of Strava's limit"))).not.toEqual([])
    expect(texts.filter((text) => /thinking|undefined/.test(text))).toEqual([])

    // In the same window everyone else's reads are immediate.
    const { who: bo } = await testEnv.addMember('bo', { activities: recentActivities([run], testEnv.clock.now()) })
    expect(await testEnv.readReply(bo, '/strava recent count:1')).toContain('1 activity')
    athlete.createActivity({ ...run, name: 'Outing 7' })
    finished[0]?.setVisibility('only_me')
    finished[1]?.rename('Outing 2, renamed')
    await testEnv.waitUntilIdle()
    const postTexts = posts().map((message) => message.text())
    expect(postTexts).toHaveLength(6)
    expect(postTexts.some((text) => text.includes('Outing 7'))).toBe(true)
    expect(postTexts.some((text) => text.includes('Outing 2, renamed'))).toBe(true)
    expect(postTexts.some((text) => text.includes('Outing 1'))).toBe(false)
    expect(await testEnv.readReply(ana, '/strava recent private:True count:1')).toContain('Outing')
  })

  test('can wait for only one answer when the rate limit is reached, and is told so', async () => {
    const { ana } = await createClubWithPosts()
    testEnv.clock.advanceIntoQuarterHour(QUARTER_HOUR_MS - 120_000)
    testEnv.strava.failNext(1, '429', { kind: 'read' })
    const first = ana.runCommand(testEnv.channel, '/strava recent private:True')
    expect((await first.waitForEdit()).text(ana)).toContain('Your answer comes at about')
    const second = await testEnv.runCommand(ana, '/strava stats private:True')
    expect(second.text(ana)).toContain("I'm still working on your last command")
    testEnv.clock.advance(125_000)
    await testEnv.runDelayedJobs()
    expect(
      (await first.waitForEdit((message) => message.text(ana).includes('Outing'), 'the answer')).text(ana),
    ).toContain('Outing 6')
    expect(await testEnv.readReply(ana, '/strava stats private:True')).toMatch(/activities/)
  })
})

describe('with no reads left and ten thousand jobs waiting', () => {
  test('the post of a hidden or deleted activity is gone within ten seconds of the event', async () => {
    const { ana, athlete, finished } = await createClubWithPosts()
    // Strava rejects a read, so there are none until the next window.
    testEnv.clock.advance(60_000)
    testEnv.strava.failNext(1, '429', { kind: 'read' })
    await ana.runCommand(testEnv.channel, '/strava recent private:True').waitForEdit()
    await testEnv.stop()

    const redis = new Redis(testEnv.redisUrl, { maxRetriesPerRequest: null })
    const log = createLog('silent')
    const queue = createQueue({ redis, prefix: QUEUE_PREFIX, encryption: jobEncryption, now: testEnv.clock.now, log })
    await redis.ping()
    const ids = Array.from({ length: 10_000 }, (_, index) => String(18_000_000_000 + index))
    await Promise.all(ids.map((activityId) => queue.add(syncActivity.request({ athleteId: athlete.id, activityId }))))
    const waiting = await queue.counts()
    expect(waiting.background?.prioritized).toBeGreaterThanOrEqual(10_000)
    await queue.close()
    redis.disconnect()

    await testEnv.start()
    await expect.poll(async () => (await fetch(`http://127.0.0.1:${testEnv.port}/readyz`)).status).toBe(200)
    const before = readRequests().length
    finished[0]?.setVisibility('only_me')
    finished[1]?.delete()
    await expect.poll(() => posts().length).toBe(4)
    expect(posts().some((message) => /Outing [12]\b/.test(message.text()))).toBe(false)
    expect(readRequests()).toHaveLength(before)
  })
})

test('an athlete who uploads hundreds of old recordings at once delays nobody and costs few reads', async () => {
  const { athlete } = await createClubWithPosts()
  const { athlete: bo } = await testEnv.addMember('bo', { share: 'auto' })
  beginWindow()
  const before = readRequests().length
  const YEAR = 365 * 24 * 3600_000
  for (let index = 0; index < 300; index += 1) {
    athlete.createActivity({
      ...run,
      name: `Old ${index}`,
      start_date: new Date(testEnv.clock.now() - YEAR - index * 3600_000),
    })
  }
  bo.createActivity({ ...run, name: 'News of Bo' })
  const [newActivity] = [athlete.createActivity({ ...run, name: 'News of Ana' })]
  await testEnv.waitUntilIdle()
  expect(posts().some((message) => message.text().includes('News of Bo'))).toBe(true)
  await testEnv.runDelayedJobsNamed('check-activities')
  await testEnv.waitUntilIdle()
  expect(posts().some((message) => message.text().includes('News of Ana'))).toBe(true)
  expect(posts().some((message) => message.text().includes('Old'))).toBe(false)
  expect(readRequests().length - before).toBeLessThan(20)
  expect(newActivity?.id).toBeDefined()
})
