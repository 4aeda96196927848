import { beforeEach, describe, expect, test } from 'vitest'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const MINUTE = 60_000

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' }, timing: { stravaTimeoutMs: 700 } })

beforeEach(async () => {
  await testEnv.addFeed()
})

const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length
const addMember = (name = 'ana') =>
  testEnv.addMember(name, {
    share: 'auto',
    activities: recentActivities([activityFixtures.ride], testEnv.clock.now() - 3 * 24 * 60 * MINUTE),
  })
const titles = () =>
  testEnv.channel
    .messages()
    .map((message) => /Outing \d+/.exec(message.text())?.[0])
    .filter((title) => title !== undefined)

type Athlete = Awaited<ReturnType<typeof addMember>>['athlete']
const createActivity = (athlete: Athlete, count: number, first = 1) =>
  Array.from({ length: count }, (_, index) =>
    athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, name: `Outing ${index + first}` }),
  )

/** Time passes, and the delayed jobs run. */
async function advanceMinutes(minutes: number) {
  testEnv.clock.advance(minutes * MINUTE)
  await testEnv.runDelayedJobs()
}

/** Strava goes down, and the program notices. */
async function startOutage(athlete: Athlete, failure: '503' | 'drop' | 'html' | 'hang' = '503') {
  testEnv.strava.startOutage(failure)
  const finished = createActivity(athlete, 6)
  await testEnv.waitUntilIdle()
  return finished
}

describe('an outage of Strava', () => {
  test.each([
    ['503', 9],
    ['drop', 1],
    ['html', 1],
    ['hang', 1],
  ] as const)(
    '(%s, %i more probes) uses up no attempts: one call at a time probes Strava, and then everything is posted',
    async (failure, rounds) => {
      const { athlete } = await addMember()
      await startOutage(athlete, failure)
      const before = countReads()
      for (let round = 0; round < rounds; round += 1) await advanceMinutes(10)
      expect(titles()).toEqual([])
      expect(countReads() - before).toBeLessThanOrEqual(rounds)

      testEnv.strava.endOutage()
      await advanceMinutes(10)
      await testEnv.waitUntilIdle()
      await advanceMinutes(1)
      expect(titles().sort()).toEqual([1, 2, 3, 4, 5, 6].map((number) => `Outing ${number}`))
    },
  )

  test('that has lasted a while is reported to the requester at once, without a call', async () => {
    const { who, athlete } = await addMember()
    await startOutage(athlete)
    await advanceMinutes(10)
    const before = countReads()
    const message = await testEnv.runCommand(who, '/strava recent')
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain("Strava isn't answering")
    expect(countReads()).toBe(before)
    expect(await testEnv.readReply(testEnv.admin, '/strava-admin status')).toContain('down since')
  })

  test('causes no token refreshes', async () => {
    const { athlete } = await addMember()
    await startOutage(athlete)
    testEnv.clock.advance(7 * 60 * MINUTE)
    testEnv.strava.endOutage()
    testEnv.strava.startOutage('503')
    const before = testEnv.strava.requests.length
    for (let round = 0; round < 3; round += 1) await advanceMinutes(10)
    expect(testEnv.strava.requests.length - before).toBeLessThanOrEqual(3)
    testEnv.strava.endOutage()
    await advanceMinutes(10)
    await advanceMinutes(1)
    expect(titles()).toHaveLength(6)
  })
})

describe('an activity that Strava can never return', () => {
  test('is read four times and then given up, while others are posted', async () => {
    const { athlete } = await addMember()
    const [brokenActivity] = createActivity(athlete, 1)
    brokenActivity?.breakReads()
    await testEnv.waitUntilIdle()
    const countAttempts = () =>
      testEnv.strava.requests.filter(({ path }) => path.endsWith(`/activities/${brokenActivity?.id}`)).length
    for (let round = 0; round < 12; round += 1) await advanceMinutes(120)
    // Once for the event, then because it is in the list.
    const attempts = countAttempts()
    expect(attempts).toBeLessThanOrEqual(12)
    for (let round = 0; round < 8; round += 1) await advanceMinutes(31)
    expect(countAttempts()).toBe(attempts)

    createActivity(athlete, 1, 2)
    await testEnv.waitUntilIdle()
    expect(titles()).toEqual(['Outing 2'])
  })

  test('is posted after Strava fixes it and the activity is updated', async () => {
    const { athlete } = await addMember()
    const [brokenActivity] = createActivity(athlete, 1)
    brokenActivity?.breakReads()
    await testEnv.waitUntilIdle()
    for (let round = 0; round < 5; round += 1) await advanceMinutes(120)
    brokenActivity?.repairReads()
    brokenActivity?.rename('Outing 7')
    await testEnv.strava.waitUntilIdle()
    await advanceMinutes(120)
    expect(titles()).toEqual(['Outing 7'])
  })
})

test('activities uploaded while the Strava application is inactive are posted when it is active again', async () => {
  const { who, athlete } = await addMember()
  testEnv.strava.deactivateApplication()
  createActivity(athlete, 5)
  await testEnv.waitUntilIdle()
  const before = countReads()
  await advanceMinutes(10)
  expect(countReads()).toBe(before)
  expect(await testEnv.readReply(who, '/strava recent')).toContain('Strava has switched off this bot')
  expect(await testEnv.readReply(testEnv.admin, '/strava-admin status')).toContain(
    "Strava has switched off the bot's access",
  )
  testEnv.strava.activateApplication()
  await advanceMinutes(16)
  await advanceMinutes(1)
  expect(titles()).toHaveLength(5)
})
