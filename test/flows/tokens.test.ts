import { describe, expect, test } from 'vitest'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ timing: { stravaTimeoutMs: 700 } })

const calls = (kind: string) => testEnv.strava.requests.filter((request) => request.kind === kind).length
const addRunner = () =>
  testEnv.addMember('ana', { activities: recentActivities([activityFixtures.paceThatRoundsUp], testEnv.clock.now()) })

describe('an access token', () => {
  test("that is still valid isn't refreshed", async () => {
    const { who } = await addRunner()
    await testEnv.runCommand(who, '/strava recent')
    expect(calls('refresh')).toBe(0)
  })

  test('that expired is refreshed, and the next command uses the new one', async () => {
    const { who, athlete } = await addRunner()
    athlete.expireTokens()
    testEnv.clock.advance(7 * 3600_000)
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    expect(calls('refresh')).toBe(1)
  })

  test('that expired is refreshed once for fifty simultaneous commands in two processes', async () => {
    const { who, athlete } = await addRunner()
    await testEnv.start({ RUN: 'worker', PORT: '0' })
    athlete.expireTokens()
    testEnv.clock.advance(7 * 3600_000)
    // One read each: twice fifty would be all that Strava allows in a quarter hour.
    const interactions = Array.from({ length: 50 }, () => who.runCommand(testEnv.channel, '/strava recent count:1'))
    const answers = await Promise.all(interactions.map((interaction) => interaction.waitForReply(15_000)))
    expect([...new Set(answers.map((message) => message.text(who)))]).toEqual([expect.stringContaining('1 activity')])
    expect(calls('refresh')).toBe(1)
  })

  test.each([
    ['an athlete without an id', { athlete: { firstname: 'Ana' } }],
    ['an athlete that is not an object', { athlete: 'Ana' }],
    ['scopes in a list', { scope: ['read', 'activity:read'] }],
    ['names that are not text', { athlete: { id: 7, firstname: 7, lastname: {} }, token_type: null }],
  ])('that expired is refreshed, whatever else is in the response: %s', async (_, extraFields) => {
    const { who, athlete } = await addRunner()
    testEnv.strava.setExtraRefreshFields(extraFields)
    for (const count of [1, 2]) {
      athlete.expireTokens()
      testEnv.clock.advance(7 * 3600_000)
      expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
      expect(calls('refresh')).toBe(count)
    }
  })

  test('that Strava rejects although it should be valid is refreshed once', async () => {
    const { who, athlete } = await addRunner()
    athlete.expireTokens()
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    expect(calls('refresh')).toBe(1)
  })
})

describe('a grant', () => {
  test('that the athlete revoked ends in one private request to reconnect, and no more calls', async () => {
    const { who, athlete } = await addRunner()
    testEnv.strava.dropEvents()
    athlete.revokeAccess()
    const message = await testEnv.runCommand(who, '/strava recent')
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('Your Strava connection has ended')
    const before = testEnv.strava.requests.length
    expect(await testEnv.readReply(who, '/strava recent')).toContain('Your Strava connection has ended')
    expect(testEnv.strava.requests.length).toBe(before)
  })

  test('whose refresh response is lost ends in one private request to reconnect, without a loop', async () => {
    const { who } = await addRunner()
    testEnv.clock.advance(7 * 3600_000)
    testEnv.strava.failNext(1, 'drop-after', { kind: 'refresh' })
    const message = await testEnv.runCommand(who, '/strava recent')
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('Your Strava connection has ended')
    expect(calls('refresh')).toBe(2)
    expect(calls('read')).toBe(0)
  })

  test('works again after the member reconnects', async () => {
    const { who, athlete } = await addRunner()
    athlete.revokeAccess()
    await testEnv.runCommand(who, '/strava recent')
    await testEnv.linkAccount(who, athlete)
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
  })

  test('that is dead can only be renewed by its member, not by others who ask for their activities', async () => {
    const { athlete } = await testEnv.addMember('bo', { share: 'auto' })
    athlete.revokeAccess()
    const requester = testEnv.addPerson('cy')
    expect(await testEnv.readReply(requester, '/strava recent member:@bo')).toContain('@bo must reconnect Strava')
  })

  test('is not lost when the operator has a wrong secret or no subscription', async () => {
    const { who } = await addRunner()
    testEnv.strava.deactivateApplication()
    expect(await testEnv.readReply(who, '/strava recent')).toContain('Strava has switched off this bot')
    testEnv.strava.activateApplication()
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
  })
})

describe('while Strava has trouble', () => {
  for (const failure of ['500', '503', 'drop', 'html', 'hang'] as const) {
    test(`the answer still comes after one ${failure}`, async () => {
      const { who } = await addRunner()
      testEnv.strava.failNext(1, failure, { kind: 'read' })
      expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    })
  }

  test('that lasts, the requester is told privately', async () => {
    const { who } = await addRunner()
    testEnv.strava.startOutage()
    const interaction = who.runCommand(testEnv.channel, '/strava recent')
    await testEnv.eventually(() => interaction.followUps().length).toBe(1)
    const [message] = interaction.followUps()
    expect(message?.ephemeralFor).toBe(who)
    expect(message?.text(who)).toContain("Strava isn't answering")
    testEnv.strava.endOutage()
    // After a failure, Strava isn't called for a few seconds.
    testEnv.clock.advance(60_000)
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
  })
})

describe("Strava's rate limit", () => {
  test('reached early in the quarter hour is reported with the time when it ends', async () => {
    const { who } = await addRunner()
    testEnv.clock.advanceIntoQuarterHour(1000)
    testEnv.strava.setLimits({ read: [0, 1000] })
    const message = await who.runCommand(testEnv.channel, '/strava recent').waitForEdit()
    expect(message.text(who)).toMatch(/Strava's limit is reached/)
    expect(calls('read')).toBe(1)
  })
})
