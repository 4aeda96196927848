import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { type ActivityInput, activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { keys } from '../../src/redis/keys.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

const MINUTE = 60_000
const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length
const hideStats = (...types: string[]) => ({ stats_visibility: types.map((type) => ({ type, visibility: 'only_me' })) })
const createRecent = (...inputs: ActivityInput[]) => recentActivities(inputs, testEnv.clock.now())
const run = { ...activityFixtures.paceThatRoundsUp, gps: false }

describe('a list of someone who hides statistics', () => {
  test('shows pace only to the athlete, not to others or in a channel', async () => {
    const hidden = { ...run, ...hideStats('pace', 'heart_rate') }
    const { who: ana } = await testEnv.addMember('ana', { share: 'auto', activities: createRecent(hidden, hidden) })
    const bo = testEnv.addPerson('bo')
    const anasList = await testEnv.readReply(bo, '/strava recent member:@ana')
    expect(anasList).toContain('10.00 km · 49:59')
    expect(anasList).not.toContain('/km')
    expect(await testEnv.readReply(ana, '/strava recent')).not.toContain('/km')
    expect(await testEnv.readReply(ana, '/strava recent private:True')).toContain('5:00 /km')
  })

  test("but once showed them has no pace for activities the bot hasn't read since", async () => {
    const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'auto', activities: createRecent(run) })
    const bo = testEnv.addPerson('bo')
    expect(await testEnv.readReply(bo, '/strava recent member:@ana')).toContain('5:00 /km')
    await testEnv.addFeed()
    athlete.createActivity({ ...run, ...hideStats('pace'), name: 'Hidden' })
    await testEnv.waitUntilIdle()
    testEnv.strava.dropEvents()
    athlete.createActivity({ ...run, name: 'Not read' })
    const text = await testEnv.readReply(bo, '/strava recent member:@ana count:3')
    expect(text.match(/5:00 \/km/g)).toHaveLength(1)
    expect(await testEnv.readReply(ana, '/strava recent private:True')).toMatch(/5:00 \/km[\s\S]*5:00 \/km/)
  })

  test("shows no statistics that may be hidden if the details can't be read", async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity(run).breakReads()
    await testEnv.waitUntilIdle()
    const text = await testEnv.readReply(testEnv.addPerson('bo'), '/strava recent member:@ana')
    expect(text).toContain('10.00 km · 49:59')
    expect(text).not.toContain('/km')
  })

  test('needs no more reads for a week, and its data is deleted on disconnecting', async () => {
    const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'auto', activities: createRecent(run) })
    const bo = testEnv.addPerson('bo')
    await testEnv.runCommand(bo, '/strava recent member:@ana count:1')
    expect(countReads()).toBe(2)
    testEnv.clock.advance(6 * 24 * 60 * MINUTE)
    await testEnv.runCommand(bo, '/strava recent member:@ana count:1')
    expect(countReads()).toBe(3)
    testEnv.clock.advance(2 * 24 * 60 * MINUTE)
    await testEnv.runCommand(bo, '/strava recent member:@ana count:1')
    expect(countReads()).toBe(5)
    await ana.clickButton(await testEnv.runCommand(ana, '/strava unlink'), 'Disconnect').waitForReply()
    const redis = new Redis(testEnv.redisUrl)
    expect(await redis.exists(keys.activityVisibility(athlete.id), keys.activityCache(athlete.id))).toBe(0)
    redis.disconnect()
  })
})

test('an activity that a member skipped in a server is in no list there that others see', async () => {
  await testEnv.addFeed()
  const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'ask' })
  const skippedActivity = athlete.createActivity({ ...run, name: 'Kept to myself' })
  await testEnv.waitUntilIdle()
  const [first] = ana.directMessages()
  await ana.clickButton(first as NonNullable<typeof first>, 'Skip').waitForReply()
  athlete.createActivity({ ...run, name: 'For everybody' })
  await testEnv.waitUntilIdle()
  const second = ana.directMessages().at(-1)
  await ana.clickButton(second as NonNullable<typeof second>, 'Always here').waitForReply()
  await testEnv.waitUntilIdle()

  const bo = testEnv.addPerson('bo')
  for (const text of [
    await testEnv.readReply(bo, '/strava recent member:@ana'),
    (await bo.runContextMenuCommand(testEnv.channel, 'Recent activities', ana).waitForReply()).text(bo),
    await testEnv.readReply(ana, '/strava recent'),
  ]) {
    expect(text).toContain('For everybody')
    expect(text).not.toContain('Kept to myself')
  }
  const skipped = await testEnv.runCommand(ana, `/strava activity activity:${skippedActivity.id}`)
  expect(skipped.text(ana)).toContain('you skipped it in this server')
  await ana.clickButton(skipped, 'Show only to me').waitForEdit()
  expect(skipped.ephemeralFor).toBe(ana)
  expect(skipped.text(ana)).toContain('Kept to myself')
  expect(await testEnv.readReply(ana, `/strava activity activity:${skippedActivity.id} private:True`)).toContain(
    'Kept to myself',
  )
  const own = await testEnv.runCommand(ana, '/strava recent private:True')
  expect(own.text(ana)).toContain('Kept to myself')
  const shared = ana.clickButton(own, 'Share')
  expect((await shared.waitForReply()).text()).not.toContain('Kept to myself')

  // A week later the Strava data is gone, but not the choice.
  testEnv.clock.advance(8 * 24 * 60 * MINUTE)
  await testEnv.runDelayedJobs()
  expect(await testEnv.readReply(bo, '/strava recent member:@ana')).not.toContain('Kept to myself')
})

test('a muted activity is in a list only if the member chose to show muted ones', async () => {
  await testEnv.addFeed()
  const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'auto' })
  athlete.createActivity({ ...run, name: 'Quiet', hide_from_home: true })
  athlete.createActivity({ ...run, name: 'Loud' })
  await testEnv.waitUntilIdle()
  const bo = testEnv.addPerson('bo')
  expect(await testEnv.readReply(bo, '/strava recent member:@ana')).not.toContain('Quiet')
  await testEnv.runCommand(ana, '/strava share mode:auto muted:True')
  expect(await testEnv.readReply(bo, '/strava recent member:@ana')).toContain('Quiet')
})

describe('a change on Strava without an event', () => {
  const posts = () => testEnv.channel.messages().filter(({ deleted }) => !deleted)

  async function createPost() {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity({ ...run, average_heartrate: 150 })
    await testEnv.waitUntilIdle()
    expect(posts()[0]?.text()).toContain('150 bpm')
    return activity
  }

  test('is in the post an hour later: a new description, and statistics hidden since', async () => {
    const activity = await createPost()
    activity.change({ description: 'Along the invented canal.', ...hideStats('heart_rate') }, { silently: true })
    await testEnv.runDelayedJobsNamed('recheck-activity')
    expect(posts()[0]?.text()).toContain('Along the invented canal.')
    expect(posts()[0]?.text()).not.toContain('bpm')
  })

  test('removes the post if the activity was muted', async () => {
    const activity = await createPost()
    activity.change({ hide_from_home: true }, { silently: true })
    await testEnv.runDelayedJobsNamed('recheck-activity')
    expect(posts()).toEqual([])
  })

  test('costs two reads for each post, and none for a deleted one', async () => {
    const activity = await createPost()
    const before = countReads()
    await testEnv.runDelayedJobsNamed('recheck-activity')
    expect(countReads() - before).toBe(2)
    activity.change({ name: 'Another name' })
    await testEnv.waitUntilIdle()
    activity.delete()
    await testEnv.waitUntilIdle()
    const readsAfterDeletion = countReads()
    await testEnv.runDelayedJobsNamed('recheck-activity')
    expect(countReads()).toBe(readsAfterDeletion)
  })
})
