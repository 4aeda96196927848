import { afterEach, describe, expect, test } from 'vitest'
import type { DiscordMessage } from '../../sandbox/discord/index.ts'
import { type RedisServer, startRedisServer } from '../../sandbox/redis-server.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

let testEnv: TestEnv
let redis: RedisServer | undefined

afterEach(async () => {
  await redis?.start().catch(() => {})
  await testEnv.close()
  await redis?.close()
  redis = undefined
  testEnv.expectNoComplaints()
})

const isReady = async () => (await fetch(`http://127.0.0.1:${testEnv.port}/readyz`)).status === 200

async function createClubWithRedis() {
  redis = await startRedisServer({ persistent: true })
  testEnv = await createTestEnv({ redisUrl: redis.url })
  const { who, athlete } = await testEnv.addMember('ana', {
    activities: recentActivities([activityFixtures.paceThatRoundsUp], testEnv.clock.now()),
  })
  return { redis, who, athlete }
}

describe('while Redis is unavailable', () => {
  test('the requester is told within three seconds, and nothing happens later', async () => {
    const { redis, who } = await createClubWithRedis()
    await redis.kill('SIGKILL')
    const interaction = who.runCommand(testEnv.channel, '/strava recent')
    const message = await interaction.waitForReply(3000)
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('nothing was changed')

    await redis.start()
    await expect.poll(isReady).toBe(true)
    expect(await testEnv.readReply(who, '/strava recent count:1 private:True')).toContain('1 activity')
    expect(message.text(who)).toContain('nothing was changed')
    expect(testEnv.strava.requests.filter(({ kind }) => kind === 'read')).toHaveLength(1)
  })

  test('because it is too slow to answer, the requester is told too, and the late job does nothing', async () => {
    const { redis, who } = await createClubWithRedis()
    redis.suspend()
    const message = await who.runCommand(testEnv.channel, '/strava recent').waitForReply(3000)
    expect(message.text(who)).toContain('nothing was changed')
    redis.resume()
    expect(await testEnv.readReply(who, '/strava recent count:1 private:True')).toContain('1 activity')
    expect(testEnv.strava.requests.filter(({ kind }) => kind === 'read')).toHaveLength(1)
    expect(message.text(who)).toContain('nothing was changed')
  })

  test.each([
    ['is full', 'exhaustMemory', 'restoreMemory'],
    ['fails over', 'becomeReplica', 'becomePrimary'],
  ] as const)(
    'because it %s, the requester is told that nothing changed, and new activities are posted afterwards',
    async (_, startFault, endFault) => {
      const { redis, who, athlete } = await createClubWithRedis()
      await testEnv.addFeed()
      expect(await testEnv.readReply(who, '/strava share mode:auto')).toContain('Saved')
      await redis[startFault]()
      expect(await testEnv.readReply(who, '/strava recent')).toContain('nothing was changed')
      const activity = athlete.createActivity(activityFixtures.run)
      // The event was refused, so Strava sends it again.
      await expect.poll(() => testEnv.strava.events.at(-1)?.attempts).toBe(2)
      await redis[endFault]()
      await testEnv.strava.waitUntilIdle()
      expect(testEnv.strava.events.at(-1)).toMatchObject({
        event: { object_id: Number(activity.id) },
        outcome: 'acknowledged',
      })
      await testEnv.runDelayedJobs()
      expect(testEnv.channel.messages().filter((message) => message.text().includes('Before the milk'))).toHaveLength(1)
      expect(await testEnv.readReply(who, '/strava recent count:1')).toContain('1 activity')
    },
  )

  test('a click on a private question gets an error, and the question can be answered afterwards', async () => {
    const { redis } = await createClubWithRedis()
    await testEnv.addFeed()
    const { who, athlete } = await testEnv.addMember('bo', { share: 'ask' })
    athlete.createActivity({ ...activityFixtures.run, gps: false })
    await testEnv.strava.waitUntilIdle()
    await testEnv.runDelayedJobs()
    const [question] = who.directMessages() as [DiscordMessage]
    await redis.kill('SIGKILL')
    const interaction = who.clickButton(question, 'Post it')
    await expect
      .poll(() =>
        interaction
          .followUps()
          .map((message) => message.text(who))
          .join(),
      )
      .toContain('nothing was changed')
    expect(question.deleted).toBe(false)
    await redis.start()
    await expect.poll(isReady).toBe(true)
    await who.clickButton(question, 'Post it').waitForReply()
    await testEnv.waitUntilIdle()
    expect(testEnv.channel.messages().filter((message) => message.text().includes('Before the milk'))).toHaveLength(1)
  })

  test('the process is not ready, and is ready again when Redis is back', async () => {
    const { redis } = await createClubWithRedis()
    expect(await isReady()).toBe(true)
    await redis.kill('SIGKILL')
    expect(await isReady()).toBe(false)
    expect((await fetch(`http://127.0.0.1:${testEnv.port}/healthz`)).status).toBe(200)
    await redis.start()
    await expect.poll(isReady).toBe(true)
  })

  test('a page in the browser asks people to try again', async () => {
    const { redis } = await createClubWithRedis()
    await redis.kill('SIGKILL')
    const page = await fetch(`http://127.0.0.1:${testEnv.port}/connect/whatever`)
    expect(page.status).toBe(503)
    expect(await page.text()).toContain('in a few minutes')
  })
})

describe('an interaction', () => {
  test('that expired while its job was waiting does no harm to the worker', async () => {
    testEnv = await createTestEnv()
    const { who } = await testEnv.addMember('ana', {
      activities: recentActivities([activityFixtures.paceThatRoundsUp], testEnv.clock.now()),
    })
    testEnv.strava.failNext(1, '503', { kind: 'read' })
    const interaction = who.runCommand(testEnv.channel, '/strava recent')
    await testEnv.strava.waitForRequest(({ kind }) => kind === 'read', 'the first read')
    testEnv.discord.expireInteraction(interaction)
    await testEnv.discord.waitForRequest(
      ({ status, path }) => status === 401 && path.includes('webhooks'),
      'the late answer',
    )
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    expect(testEnv.fatal).toEqual([])
  })

  test('is answered even if Discord fails briefly', async () => {
    testEnv = await createTestEnv()
    const { who } = await testEnv.addMember('ana', {
      activities: recentActivities([activityFixtures.paceThatRoundsUp], testEnv.clock.now()),
    })
    const isEdit = ({ method }: { method: string }) => method === 'PATCH'
    testEnv.discord.failNext(1, { status: 503 }, isEdit)
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    testEnv.discord.failNext(1, { dropAfter: true }, isEdit)
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    testEnv.discord.failNext(1, { retryAfter: 0.5, scope: 'shared' }, isEdit)
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
  })

  test('is deferred even if the first attempt is dropped', async () => {
    testEnv = await createTestEnv()
    const who = testEnv.addPerson('ana')
    testEnv.discord.failNext(1, { drop: true }, ({ path }) => path.endsWith('/callback'))
    expect(await testEnv.readReply(who, '/strava help')).toContain('/strava recent')
  })
})
