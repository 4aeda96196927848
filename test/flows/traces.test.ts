import { Redis } from 'ioredis'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Channel, Person } from '../../sandbox/discord/index.ts'
import { type AthleteHandle, activityFixtures } from '../../sandbox/strava/index.ts'
import { QUEUE_PREFIX } from '../../src/redis/keys.ts'
import { dumpRedis } from '../support/redis-dump.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const DAY = 24 * 3600_000
const run = { ...activityFixtures.paceThatRoundsUp, gps: false }

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })
let asking: Channel

beforeEach(async () => {
  const other = testEnv.discord.addGuild({ name: 'Other Wheelers' })
  asking = other.addChannel({ name: 'asking' })
})

/** Lines of Redis in which one of these ids can be read. */
async function traces(ids: readonly string[]): Promise<string[]> {
  const lines = await dumpRedis(testEnv.redisUrl)
  return lines.filter((line) => ids.some((id) => line.includes(id)))
}

const failed = async () => {
  const redis = new Redis(testEnv.redisUrl)
  const count = await redis.zcard(`${QUEUE_PREFIX}:background:failed`)
  await redis.quit()
  return count
}

/**
 * A member who has used all there is: posts in a channel and in a forum, a question, feeds of their own, answers, jobs that failed, that
 * wait for their next try, and for a later window of Strava's.
 */
async function livelyMember(): Promise<{ who: Person; athlete: AthleteHandle; ids: string[] }> {
  const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
  testEnv.guild.join(who, { permissions: ['ManageGuild'] })
  asking.guild?.join(who, { permissions: ['ManageGuild'] })
  const forum = testEnv.guild.addChannel({ name: 'forum', type: 'forum' })
  for (const [where, line] of [
    [testEnv.channel, '/strava-admin feed add channel:#activities'],
    [testEnv.channel, `/strava-admin feed add channel:#${forum.name}`],
    [asking, '/strava-admin feed add channel:#asking'],
    [asking, '/strava share mode:ask'],
    [testEnv.channel, '/strava units system:imperial'],
  ] as const) {
    await who.runCommand(where, line).waitForReply()
  }
  athlete.createActivity({ ...run, name: 'Posted' })
  await testEnv.waitUntilIdle()
  expect(testEnv.channel.messages().filter((message) => message.text().includes('Posted'))).toHaveLength(1)
  expect(who.directMessages()).toHaveLength(1)

  await who.requestAutocomplete(testEnv.channel, '/strava activity activity:Po')
  await who.runCommand(testEnv.channel, '/strava recent').waitForReply()
  await who.runCommand(testEnv.channel, '/strava stats').waitForReply()

  const isPost = ({ method, path }: { method: string; path: string }) =>
    method === 'POST' && path === `/channels/${testEnv.channel.id}/messages`
  testEnv.discord.failNext(1, { code: 50035, status: 400 }, isPost)
  athlete.createActivity({ ...run, name: 'Refused by Discord' })
  await expect.poll(failed, { timeout: 5000 }).toBe(1)
  testEnv.strava.failNext(1, '500', { kind: 'read' })
  athlete.createActivity({ ...run, name: 'Broken on Strava' })
  await testEnv.waitUntilIdle()
  testEnv.strava.failNext(1, '429', { kind: 'read' })
  athlete.createActivity({ ...run, name: 'Has to wait' })
  await testEnv.waitUntilIdle()
  return { who, athlete, ids: [who.id, athlete.id, ...athlete.activities().map(({ id }) => String(id))] }
}

async function unlinks(who: Person, label: 'Disconnect' | 'Disconnect, keep posts'): Promise<void> {
  const question = await testEnv.runCommand(who, '/strava unlink')
  await who.clickButton(question, label).waitForReply()
  await testEnv.waitUntilIdle()
}

describe('nothing in Redis names a former member or what they did', () => {
  for (const label of ['Disconnect', 'Disconnect, keep posts'] as const) {
    test(`after /strava unlink and “${label}”`, async () => {
      const { who, ids } = await livelyMember()
      await unlinks(who, label)
      expect(await traces(ids)).toEqual([])
      await testEnv.runDelayedJobs()
      expect(await traces(ids)).toEqual([])
      expect(await failed()).toBe(0)
    })
  }

  test('after revoking access on Strava', async () => {
    const { athlete, ids } = await livelyMember()
    testEnv.clock.advance(DAY / 24)
    athlete.revokeAccess()
    await testEnv.waitUntilIdle()
    expect(await traces(ids)).toEqual([])
    await testEnv.runDelayedJobs()
    expect(await traces(ids)).toEqual([])
  })

  test('a day after Strava began to reject the token, if the event was lost', async () => {
    const { athlete, ids } = await livelyMember()
    testEnv.clock.advance(DAY / 24)
    testEnv.strava.dropEvents()
    athlete.revokeAccess()
    await testEnv.runDelayedJobs()
    testEnv.clock.advance(DAY + 60_000)
    await testEnv.runDelayedJobs()
    await testEnv.runDelayedJobs()
    expect(await traces(ids)).toEqual([])
  })

  test('while Strava is down and access still has to be revoked', async () => {
    const { who, athlete, ids } = await livelyMember()
    testEnv.strava.startOutage()
    await unlinks(who, 'Disconnect')
    expect(athlete.grants()).toHaveLength(1)
    expect(await traces(ids)).toEqual([])
    testEnv.strava.endOutage()
    await testEnv.runDelayedJobs()
    expect(athlete.grants()).toEqual([])
    expect(await traces(ids)).toEqual([])
  })
})

/** The bot's next message to go takes Discord a while; answers when it was asked for. */
function removesSlowly(channelId: string): Promise<unknown> {
  const isRemoval = ({ method, path }: { method: string; path: string }) =>
    method === 'DELETE' && path.startsWith(`/channels/${channelId}/messages/`)
  testEnv.discord.failNext(1, { status: 429, retryAfter: 1.5, scope: 'shared' }, isRemoval)
  return testEnv.discord.waitForRequest((request) => isRemoval(request) && request.status === 429, 'a removal')
}

describe('nothing in Redis names someone who disconnects while their message is being deleted', () => {
  test('where the activity was hidden on Strava', async () => {
    await testEnv.addFeed()
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity({ ...run, name: 'Posted' })
    await testEnv.waitUntilIdle()
    const begun = removesSlowly(testEnv.channel.id)
    activity.setVisibility('only_me')
    await begun
    await unlinks(who, 'Disconnect')
    await testEnv.runDelayedJobs()
    expect(testEnv.channel.messages().filter((message) => message.text().includes('Posted'))).toEqual([])
    expect(await traces([who.id, athlete.id, String(activity.id)])).toEqual([])
  })

  test('where a question was not answered in time', async () => {
    await testEnv.addFeed()
    const { who, athlete } = await testEnv.addMember('ana', { share: 'ask' })
    const activity = athlete.createActivity({ ...run, name: 'Asked' })
    await testEnv.waitUntilIdle()
    const [question] = who.directMessages()
    const begun = removesSlowly(question?.channel.id ?? '')
    const dropped = testEnv.runDelayedJobsNamed('expire-approval')
    await begun
    await unlinks(who, 'Disconnect')
    await dropped
    await testEnv.runDelayedJobs()
    expect(await traces([who.id, athlete.id, String(activity.id)])).toEqual([])
  })
})

test('the queue names activities only in encrypted data, also for current members', async () => {
  const { ids } = await livelyMember()
  expect((await traces(ids)).filter((line) => line.startsWith(QUEUE_PREFIX))).toEqual([])
})
