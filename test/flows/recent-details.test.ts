import { describe, expect, test } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()

const run = { ...activityFixtures.paceThatRoundsUp, gps: false }

describe('the select below /strava recent', () => {
  test('shows members the details of their own activity privately, including what only they may see', async () => {
    const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'off', activities: [] })
    const activity = athlete.createActivity({ ...run, name: 'Round the lake', visibility: 'followers_only' })
    const list = await testEnv.runCommand(ana, '/strava recent private:true')
    const details = await ana.selectOptions(list, `recent-details:${ana.id}`, [`${activity.id}`]).waitForReply()
    expect(details.ephemeralFor).toBe(ana)
    expect(details.text(ana)).toContain('Round the lake')
    expect(details.text(ana)).toContain('Splits')
  })

  test('shows them to others while the member shares here automatically, for one read', async () => {
    const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'auto', activities: [] })
    const bo = testEnv.addPerson('bo')
    const activity = athlete.createActivity({ ...run, name: 'Round the lake' })
    await testEnv.waitUntilIdle()
    const list = await testEnv.runCommand(ana, '/strava recent')
    const open = () => bo.selectOptions(list, `recent-details:${ana.id}`, [`${activity.id}`]).waitForReply()
    const details = await open()
    expect(details.ephemeralFor).toBe(bo)
    expect(details.text(bo)).toContain('Round the lake')
    await testEnv.readReply(ana, '/strava share mode:off')
    expect((await open()).text(bo)).toContain("isn't sharing here")
  })

  test('tells others nothing about an activity that is no longer public', async () => {
    const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'auto', activities: [] })
    const bo = testEnv.addPerson('bo')
    const activity = athlete.createActivity({ ...run, name: 'Round the lake' })
    await testEnv.waitUntilIdle()
    const list = await testEnv.runCommand(ana, '/strava recent')
    activity.setVisibility('followers_only')
    await testEnv.waitUntilIdle()
    testEnv.clock.advance(5 * 60_000)
    const answer = await bo.selectOptions(list, `recent-details:${ana.id}`, [`${activity.id}`]).waitForReply()
    expect(answer.text(bo)).toContain('This activity is no longer on Strava')
    expect(answer.buttons()).toEqual([])
  })

  test('tells others nothing about an activity that was muted since, unless the member shares those', async () => {
    const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'auto', activities: [] })
    const bo = testEnv.addPerson('bo')
    const activity = athlete.createActivity({ ...run, name: 'Round the lake' })
    await testEnv.waitUntilIdle()
    const list = await testEnv.runCommand(ana, '/strava recent')
    activity.change({ hide_from_home: true })
    testEnv.clock.advance(5 * 60_000)
    const open = () => bo.selectOptions(list, `recent-details:${ana.id}`, [`${activity.id}`]).waitForReply()
    expect((await open()).text(bo)).toContain('This activity is no longer on Strava')
    await testEnv.readReply(ana, '/strava share mode:auto muted:True')
    expect((await open()).text(bo)).toContain('Round the lake')
  })

  test('offers only what is listed', async () => {
    const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'off', activities: [] })
    athlete.createActivity({ ...run, name: 'Round the lake' })
    const list = await testEnv.runCommand(ana, '/strava recent')
    expect(() => ana.selectOptions(list, `recent-details:${ana.id}`, ['1'])).toThrow("does not offer '1'")
  })

  test('reads nothing if nothing is selected, as a modified client can do', async () => {
    const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'off', activities: [] })
    athlete.createActivity({ ...run, name: 'Round the lake' })
    const list = await testEnv.runCommand(ana, '/strava recent')
    const before = testEnv.strava.requests.length
    const answer = await ana.forgeSelection(list, { type: 3, customId: `recent-details:${ana.id}` }, []).waitForReply()
    expect(answer.text(ana)).toContain("This button doesn't work")
    expect(testEnv.strava.requests).toHaveLength(before)
  })
})
