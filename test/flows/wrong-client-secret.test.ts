import { describe, expect, test } from 'vitest'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const SEVEN_HOURS = 7 * 3600_000
const OPERATOR_MESSAGE = 'Strava rejects this bot'

const testEnv = useTestEnv()

const addRunner = (username: string) =>
  testEnv.addMember(username, {
    activities: recentActivities([activityFixtures.paceThatRoundsUp], testEnv.clock.now()),
  })

describe('a wrong STRAVA_CLIENT_SECRET', () => {
  const WRONG_SECRET = { STRAVA_CLIENT_SECRET: 'not-the-secret' }

  test('during a refresh loses no connection: the requester is told who has to fix it, and the right one works again', async () => {
    const { who, athlete } = await addRunner('ana')
    testEnv.clock.advance(SEVEN_HOURS)
    await testEnv.restart(WRONG_SECRET)
    expect(await testEnv.readReply(who, '/strava recent')).toContain(OPERATOR_MESSAGE)
    expect(await testEnv.readReply(who, '/strava recent')).toContain(OPERATOR_MESSAGE)
    expect(athlete.grants()).toHaveLength(1)
    await testEnv.restart()
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
  })

  test('during a revocation keeps the tokens, and access is revoked with the right one', async () => {
    const { who, athlete } = await addRunner('ana')
    await testEnv.restart(WRONG_SECRET)
    const answer = await testEnv.unlink(who)
    expect(answer).not.toContain('Your posts are being deleted')
    await testEnv.runDelayedJobs()
    expect(athlete.grants()).toHaveLength(1)
    await testEnv.restart()
    await testEnv.runDelayedJobs()
    expect(athlete.grants()).toEqual([])
    await testEnv.linkAccount(who, athlete)
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
  })

  test('during a revocation is reported as such, not as an outage of Strava', async () => {
    const { who } = await addRunner('ana')
    await testEnv.restart(WRONG_SECRET)
    const answer = await testEnv.unlink(who)
    expect(answer).not.toContain('once Strava answers')
    expect(answer).toContain("but access isn't revoked yet")
  })
})
