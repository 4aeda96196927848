import { beforeEach, describe, expect, test } from 'vitest'
import type { DiscordMessage } from '../../sandbox/discord/index.ts'
import { type ActivityHandle, type ActivityInput, activityFixtures } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

const posts = (): DiscordMessage[] => testEnv.channel.messages().filter(({ deleted }) => !deleted)
const postOf = (activity: ActivityHandle) =>
  posts().find((message) => message.links().some(({ url }) => url.endsWith(`/activities/${activity.id}`)))

const run: ActivityInput = { sport_type: 'Run', distance: 10_000, moving_time: 2900, elapsed_time: 3000, gps: false }

describe('a post shows what Strava’s own page shows:', () => {
  beforeEach(() => testEnv.addFeed())

  test.each<[string, ActivityInput, string]>([
    ['a race counts elapsed time', { ...run, workout_type: 1 }, '10.00 km · 50:00 · 5:00 /km'],
    ['any other run counts moving time', run, '10.00 km · 48:20 · 4:50 /km'],
    [
      'a run shows seconds, however long it is',
      { ...run, distance: 21_097.5, moving_time: 5300, elapsed_time: 5396, workout_type: 1 },
      '21.09 km · 1:29:56 · 4:16 /km',
    ],
    [
      'a bike race counts moving time, like every ride, and shows seconds',
      { sport_type: 'Ride', distance: 100_000, moving_time: 9000, elapsed_time: 10_000, workout_type: 11, gps: false },
      '100.0 km · 2 h 30 min 0 s · 40.0 km/h',
    ],
    ['yoga counts elapsed time', { ...activityFixtures.yoga, moving_time: 1500, elapsed_time: 3600 }, '1 h 0 min'],
    [
      'skiing counts elapsed time, but its speed is based on moving time',
      { ...activityFixtures.alpineSki, moving_time: 7200, elapsed_time: 18_000 },
      '38.60 km · 5 h 0 min · 19.3 km/h',
    ],
    ['a run without moving time counts elapsed time', { ...run, moving_time: 0 }, '10.00 km · 50:00 · 5:00 /km'],
    ['four metres short of ten kilometres is not rounded up', { ...run, distance: 9996 }, '9.99 km · '],
    ['four metres have no pace', { ...run, distance: 4, moving_time: 5, elapsed_time: 5 }, '0:05'],
  ])('%s', async (_, input, figures) => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity({ total_elevation_gain: 0, ...input })
    const message = await testEnv.channel.waitForMessage()
    await testEnv.waitUntilIdle()
    const line = message.text().split('\n')[2]?.replace('│ ', '')
    expect(figures.endsWith(' · ') ? line?.slice(0, figures.length) : line).toBe(figures)
  })

  test('no impossible speed or climb', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity({ ...activityFixtures.alpineSki, max_speed: 5000 })
    const ski = await testEnv.channel.waitForMessage()
    athlete.createActivity({ ...run, name: 'Up', total_elevation_gain: 74_386.2 })
    const climb = await testEnv.channel.waitForMessage((message) => message.text().includes('Up'))
    await testEnv.waitUntilIdle()
    expect(ski.text()).not.toContain('max')
    expect(climb.text()).not.toContain('↗')
  })

  test('that a run was on a treadmill, and its achievements other than records', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity({ ...activityFixtures.indoorRun, pr_count: 2, achievement_count: 2 })
    const message = await testEnv.channel.waitForMessage()
    await testEnv.waitUntilIdle()
    expect(message.text()).toContain('Run · indoors · ')
    expect(message.text()).toContain('2 personal records')
    expect(message.text()).not.toContain('achievement')
  })
})

describe('a feed', () => {
  test('without indoor activities has no virtual rides, but has pool swims', async () => {
    await testEnv.addFeed({ options: 'indoor:False' })
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity(activityFixtures.virtualRide)
    athlete.createActivity(activityFixtures.indoorRide)
    const swim = athlete.createActivity({ ...activityFixtures.swim, trainer: true })
    await testEnv.waitUntilIdle()
    expect(posts()).toHaveLength(1)
    expect(postOf(swim)?.text()).not.toContain('indoors')
  })

  test('with a minimum time applies it to the time that posts show', async () => {
    await testEnv.addFeed({ options: 'min_time:30' })
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const stationary = athlete.createActivity({ ...run, moving_time: 0, elapsed_time: 3600 })
    const yoga = athlete.createActivity({ ...activityFixtures.yoga, moving_time: 600, elapsed_time: 3600 })
    athlete.createActivity({ ...run, moving_time: 1700, elapsed_time: 3600 })
    await testEnv.waitUntilIdle()
    expect(posts()).toHaveLength(2)
    expect([postOf(stationary), postOf(yoga)]).not.toContain(undefined)
  })
})

describe('a flagged activity', () => {
  test("isn't posted; one flagged later is deleted at the next check, and returns once it is unflagged", async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity(activityFixtures.flagged)
    await testEnv.waitUntilIdle()
    expect(posts()).toEqual([])
    const activity = athlete.createActivity(run)
    await testEnv.channel.waitForMessage()
    await testEnv.waitUntilIdle()
    activity.change({ flagged: true })
    await testEnv.runDelayedJobs()
    await testEnv.waitUntilIdle()
    expect(posts()).toEqual([])
    activity.change({ flagged: false })
    await testEnv.runDelayedJobs()
    await testEnv.waitUntilIdle()
    expect(postOf(activity)).toBeDefined()
  })

  test('is shown only to its athlete, in lists, totals and details', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto', activities: [run] })
    const { id } = athlete.createActivity(activityFixtures.flagged)
    await testEnv.waitUntilIdle()
    const bo = testEnv.addPerson('bo')
    for (const [reader, line] of [
      [who, '/strava recent'],
      [bo, '/strava recent member:@ana'],
      [bo, '/strava recent member:@ana private:True'],
      [who, '/strava stats period:Last four weeks'],
    ] as const) {
      const text = await testEnv.readReply(reader, line)
      expect(text).not.toContain('Left it on in the car')
      expect(text).toContain('1 activity')
    }
    expect(await testEnv.readReply(who, `/strava activity activity:${id}`)).toContain('flagged')
    expect(await testEnv.readReply(who, '/strava recent private:True')).toContain('Left it on in the car')
    expect(await testEnv.readReply(who, '/strava stats private:True')).toContain('2 activities')
    expect(await testEnv.readReply(who, `/strava activity activity:${id} private:True`)).toContain(
      'Left it on in the car',
    )
  })
})

test('lists and totals show the same figures as posts', async () => {
  const { who } = await testEnv.addMember('ana', {
    activities: [
      { ...run, workout_type: 1, total_elevation_gain: 50 },
      { ...run, distance: 9996, moving_time: 0, elapsed_time: 3600, total_elevation_gain: 50 },
      { ...run, distance: 4_000_000, moving_time: 600, elapsed_time: 600, total_elevation_gain: 74_386.2 },
    ],
  })
  const list = await testEnv.readReply(who, '/strava recent')
  expect(list).toContain('10.00 km · 50:00 · 5:00 /km · ↗ 50 m')
  expect(list).toContain('9.99 km · 1:00:00 · 6:00 /km · ↗ 50 m')
  expect(list).toContain('3 activities · 19.99 km · 2 h 0 min · ↗ 100 m')
  expect(await testEnv.readReply(who, '/strava stats')).toContain('3 activities · 19.99 km · 2 h 0 min · ↗ 100 m')
})
