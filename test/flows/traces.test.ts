import { describe, expect, test } from 'vitest'
import type { Person } from '../../sandbox/discord/index.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { QUEUE_PREFIX } from '../../src/redis/keys.ts'
import { addActiveMember } from '../support/active-member.ts'
import { countFailedJobs } from '../support/count-failed-jobs.ts'
import { dumpRedis } from '../support/redis-dump.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const DAY = 24 * 3600_000
const run = { ...activityFixtures.paceThatRoundsUp, gps: false }

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

/** The lines of Redis that contain one of these ids. */
async function findTraces(ids: readonly string[]): Promise<string[]> {
  const lines = await dumpRedis(testEnv.redisUrl)
  return lines.filter((line) => ids.some((id) => line.includes(id)))
}

const addMember = () => addActiveMember(testEnv)
const countFailed = () => countFailedJobs(testEnv.redisUrl)

async function disconnect(who: Person, label: 'Disconnect' | 'Disconnect, keep posts'): Promise<void> {
  const question = await testEnv.runCommand(who, '/strava unlink')
  await who.clickButton(question, label).waitForReply()
  await testEnv.waitUntilIdle()
}

describe('nothing in Redis names a former member or what they did', () => {
  for (const label of ['Disconnect', 'Disconnect, keep posts'] as const) {
    test(`after /strava unlink and “${label}”`, async () => {
      const { who, ids } = await addMember()
      await disconnect(who, label)
      expect(await findTraces(ids)).toEqual([])
      await testEnv.runDelayedJobs()
      expect(await findTraces(ids)).toEqual([])
      expect(await countFailed()).toBe(0)
    })
  }

  test('after revoking access on Strava', async () => {
    const { athlete, ids } = await addMember()
    testEnv.clock.advance(DAY / 24)
    athlete.revokeAccess()
    await testEnv.waitUntilIdle()
    expect(await findTraces(ids)).toEqual([])
    await testEnv.runDelayedJobs()
    expect(await findTraces(ids)).toEqual([])
  })

  test('a day after Strava began to reject the token, if the event was lost', async () => {
    const { athlete, ids } = await addMember()
    testEnv.clock.advance(DAY / 24)
    testEnv.strava.dropEvents()
    athlete.revokeAccess()
    await testEnv.runDelayedJobs()
    testEnv.clock.advance(DAY + 60_000)
    await testEnv.runDelayedJobs()
    await testEnv.runDelayedJobs()
    expect(await findTraces(ids)).toEqual([])
  })

  test('while Strava is down and access still has to be revoked', async () => {
    const { who, athlete, ids } = await addMember()
    testEnv.strava.startOutage()
    await disconnect(who, 'Disconnect')
    expect(athlete.grants()).toHaveLength(1)
    expect(await findTraces(ids)).toEqual([])
    testEnv.strava.endOutage()
    await testEnv.runDelayedJobs()
    expect(athlete.grants()).toEqual([])
    expect(await findTraces(ids)).toEqual([])
  })
})

/** Discord takes a while for the bot's next deletion of a message. Resolves when the bot requests it. */
function delayRemoval(channelId: string): Promise<unknown> {
  const isRemoval = ({ method, path }: { method: string; path: string }) =>
    method === 'DELETE' && path.startsWith(`/channels/${channelId}/messages/`)
  testEnv.discord.failNext(1, { status: 429, retryAfter: 1.5, scope: 'shared' }, isRemoval)
  return testEnv.discord.waitForRequest((request) => isRemoval(request) && request.status === 429, 'a removal')
}

describe('nothing in Redis names someone who disconnects while their message is being deleted', () => {
  test('where the activity was hidden on Strava', async () => {
    await testEnv.addFeedByCommand()
    const { who, athlete } = await testEnv.connectMember('ana', { share: 'auto' })
    const activity = athlete.createActivity({ ...run, name: 'Posted' })
    await testEnv.waitUntilIdle()
    const removalStarted = delayRemoval(testEnv.channel.id)
    activity.setVisibility('only_me')
    await removalStarted
    await disconnect(who, 'Disconnect')
    await testEnv.runDelayedJobs()
    expect(testEnv.channel.messages().filter((message) => message.text().includes('Posted'))).toEqual([])
    expect(await findTraces([who.id, athlete.id, String(activity.id)])).toEqual([])
  })

  test('where a question was not answered in time', async () => {
    await testEnv.addFeedByCommand()
    const { who, athlete } = await testEnv.connectMember('ana', { share: 'ask' })
    const activity = athlete.createActivity({ ...run, name: 'Asked' })
    await testEnv.waitUntilIdle()
    const [question] = who.directMessages()
    const removalStarted = delayRemoval(question?.channel.id ?? '')
    const expiry = testEnv.runDelayedJobsNamed('expire-approval')
    await removalStarted
    await disconnect(who, 'Disconnect')
    await expiry
    await testEnv.runDelayedJobs()
    expect(await findTraces([who.id, athlete.id, String(activity.id)])).toEqual([])
  })
})

test('the queue names activities only in encrypted data, also for current members', async () => {
  const { ids } = await addMember()
  expect((await findTraces(ids)).filter((line) => line.startsWith(QUEUE_PREFIX))).toEqual([])
})
