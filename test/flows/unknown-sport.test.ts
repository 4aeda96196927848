import { describe, expect, test } from 'vitest'
import { type ActivityInput, activityFixtures } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length
const oneMinuteAgo = () => new Date(testEnv.clock.now() - 60_000).toISOString()
const createRecentActivity = (input: ActivityInput): ActivityInput => ({
  gps: false,
  ...input,
  start_date: oneMinuteAgo(),
})
const rides = () => [
  createRecentActivity({ sport_type: 'GravelRide', name: 'Gravel' }),
  createRecentActivity({ sport_type: 'Ride', name: 'Evening ride', visibility: 'followers_only' }),
  createRecentActivity({ ...activityFixtures.swim, name: 'Swim' }),
]

describe('a person who mistypes a sport', () => {
  test('gets buttons with similar sports, and one runs the same command for the channel', async () => {
    const { who } = await testEnv.addMember('ana', { activities: rides() })
    const error = await testEnv.runCommand(who, '/strava recent sport:rdie count:1')
    expect(error.ephemeralFor).toBe(who)
    expect(error.text(who)).toContain('No sport called “rdie”. Did you mean All rides')
    expect(countReads()).toBe(0)
    const answer = await who.clickButton(error, 'All rides').waitForReply()
    expect(answer.ephemeralFor).toBeUndefined()
    expect(answer.text(who)).toContain('Latest activities of @ana: All rides')
    expect(answer.text(who)).toContain('Gravel')
    expect(answer.text(who)).not.toContain('Evening ride')
  })

  test('in a private list gets the list in place of the question', async () => {
    const { who } = await testEnv.addMember('ana', { activities: rides() })
    const error = await testEnv.runCommand(who, '/strava recent sport:rdie private:True')
    await who.clickButton(error, 'All rides').waitForEdit()
    expect(error.ephemeralFor).toBe(who)
    expect(error.text(who)).toContain('Evening ride')
    expect(testEnv.channel.messages()).toEqual([])
  })

  test('with answers set to “only me” gets the list in place of the question too', async () => {
    const { who } = await testEnv.addMember('ana', { activities: rides() })
    const panel = await testEnv.runCommand(who, '/strava settings')
    await who.selectOptions(panel, 'settings-set:all::answers', ['me']).waitForEdit()
    const error = await testEnv.runCommand(who, '/strava recent sport:rdie')
    await who.clickButton(error, 'All rides').waitForEdit()
    expect(error.text(who)).toContain('Evening ride')
    const publicError = await testEnv.runCommand(who, '/strava recent sport:rdie private:False')
    const answer = await who.clickButton(publicError, 'All rides').waitForReply()
    expect(answer.ephemeralFor).toBeUndefined()
    expect(answer.text(who)).not.toContain('Evening ride')
  })

  test("in the list of another member gets that member's list, if they share", async () => {
    const { who: bo } = await testEnv.addMember('bo', { share: 'auto', activities: rides() })
    const { who } = await testEnv.addMember('ana')
    const error = await testEnv.runCommand(who, `/strava recent sport:rdie member:@bo`)
    const answer = await who.clickButton(error, 'All rides').waitForReply()
    expect(answer.text(who)).toContain('Latest activities of @bo: All rides')
    await testEnv.readReply(bo, '/strava share mode:off')
    const refusal = await who.clickButton(error, 'All rides').waitForReply()
    expect(refusal.ephemeralFor).toBe(who)
    expect(refusal.text(who)).not.toContain('Gravel')
  })

  test.each([
    ['period:year', 'This year · @ana · All rides'],
    ['', 'Last four weeks · @ana · All rides'],
  ])('in totals with “%s” gets the totals of that period', async (options, title) => {
    const { who } = await testEnv.addMember('ana', { activities: rides() })
    const error = await testEnv.runCommand(who, `/strava stats sport:rdie ${options}`)
    const answer = await who.clickButton(error, 'All rides').waitForReply()
    expect(answer.text(who)).toContain(title)
  })

  test('in totals of some days gets those, as typed', async () => {
    const { who } = await testEnv.addMember('ana', { activities: rides() })
    const error = await testEnv.runCommand(who, '/strava stats sport:rdie from:3 days ago to:today private:True')
    await who.clickButton(error, 'All rides').waitForEdit()
    expect(error.text(who)).toContain('Totals · @ana · All rides')
    expect(error.text(who)).toContain('2 activities')
  })

  test('and a date is told next what is wrong with the date', async () => {
    const { who } = await testEnv.addMember('ana')
    const error = await testEnv.runCommand(who, '/strava stats sport:rdie from:2026-02-30')
    const next = await who.clickButton(error, 'All rides').waitForReply()
    expect(next.ephemeralFor).toBe(who)
    expect(next.text(who)).toContain("I can't read “2026-02-30”")
  })

  test('gets no buttons where the other options do not fit into one', async () => {
    const who = testEnv.addPerson('ana')
    const error = await testEnv.runCommand(who, `/strava stats sport:rdie from:${'soon '.repeat(20)}`)
    expect(error.text(who)).toContain('Did you mean All rides')
    expect(error.buttons()).toEqual([])
  })

  test('reads the question in their language', async () => {
    const who = testEnv.addPerson('ana', { locale: 'de' })
    const error = await testEnv.runCommand(who, '/strava recent sport:Fahrrd')
    expect(error.text(who)).toContain('Meinst du Alle Radfahrten')
  })

  test("in a feed's list of sports is told the similar ones without buttons", async () => {
    const error = await testEnv.runCommand(testEnv.admin, '/strava-admin feed add channel:#activities sports:Run, rdie')
    expect(error.text(testEnv.admin)).toContain('Did you mean All rides')
    expect(error.buttons()).toEqual([])
  })
})
