import { describe, expect, test } from 'vitest'
import type { DiscordMessage } from '../../sandbox/discord/index.ts'
import { type ActivityInput, activityFixtures } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length
const createLap = (distance: number, moving_time: number) => ({ distance, moving_time, average_heartrate: 141 })

/** Eight kilometres with intervals in between: five laps, and nine splits. */
const INTERVALS: ActivityInput = {
  ...activityFixtures.run,
  laps: [createLap(3000, 1000), createLap(400, 76), createLap(200, 90), createLap(400, 77), createLap(4041.2, 1301)],
}
const MARATHON: ActivityInput = { ...activityFixtures.run, distance: 42_195, moving_time: 13_000 }

async function addAnaWith(input: ActivityInput) {
  const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'auto', activities: [] })
  const activity = athlete.createActivity(input)
  await testEnv.waitUntilIdle()
  // A read within a second of an event isn't cached.
  testEnv.clock.advance(2000)
  return { ana, activity, line: `/strava activity activity:${activity.id}` }
}

const labels = (message: DiscordMessage) => message.buttons().map(({ label }) => label)

describe('/strava activity for an interval session', () => {
  test('shows its laps, and switches to its splits and back in the same message, without reading again', async () => {
    const { ana, line } = await addAnaWith(INTERVALS)
    const message = await testEnv.runCommand(ana, line)
    expect(message.text(ana)).toMatch(/Laps[\s\S]*2 {2}0\.40 {3}1:16/)
    expect(labels(message)).toEqual(['Show splits', 'Only me'])
    const before = countReads()
    await ana.clickButton(message, 'Show splits').waitForEdit()
    expect(message.text(ana)).toMatch(/Splits\n[\s\S]*\/km/)
    expect(message.text(ana)).not.toContain('Laps')
    expect(message.attachments.map(({ filename }) => filename)).toEqual(['profile.png'])
    await ana.clickButton(message, 'Show laps').waitForEdit()
    expect(message.text(ana)).toContain('Laps')
    expect(countReads()).toBe(before)
    expect(testEnv.channel.messages()).toHaveLength(1)
  })

  test('in the channel, can be switched only by the requester', async () => {
    const { ana, line } = await addAnaWith(INTERVALS)
    const bo = testEnv.addPerson('bo')
    const message = await testEnv.runCommand(ana, line)
    const before = countReads()
    const answer = await bo.clickButton(message, 'Show splits').waitForReply()
    expect(answer.ephemeralFor).toBe(bo)
    expect(answer.text(bo)).toContain('Run the command yourself')
    expect(message.editedAt).toBeUndefined()
    expect(countReads()).toBe(before)
  })

  test('shows nothing hidden in the channel, whichever table is selected', async () => {
    const { ana, activity, line } = await addAnaWith(INTERVALS)
    const message = await testEnv.runCommand(ana, line)
    const hidden = ['heart_rate', 'pace'].map((type) => ({ type, visibility: 'only_me' }))
    activity.change({ stats_visibility: hidden }, { silently: true })
    testEnv.clock.advance(60_000)
    await ana.clickButton(message, 'Show splits').waitForEdit()
    expect(message.text(ana)).not.toMatch(/Splits|Laps|\/km|bpm/)
    expect(labels(message)).toEqual(['Only me'])
  })
})

test('a marathon shows ten splits, and all of them on request', async () => {
  const { ana, line } = await addAnaWith(MARATHON)
  const message = await testEnv.runCommand(ana, `${line} private:True`)
  expect(labels(message)).toEqual(['Show all 43', 'Share'])
  expect(message.text(ana)).not.toMatch(/│ +42 {2}/)
  await ana.clickButton(message, 'Show all 43').waitForEdit()
  expect(message.text(ana)).toMatch(/│ +42 {2}/)
  await ana.clickButton(message, 'Show fewer').waitForEdit()
  expect(message.text(ana)).not.toMatch(/│ +42 {2}/)
})

describe('the details below /strava recent', () => {
  const hiddenHeartRate = { stats_visibility: [{ type: 'heart_rate', visibility: 'only_me' }] }
  const visibleStats = ['pace', 'power', 'speed', 'calories'].map((type) => ({ type, visibility: 'everyone' }))
  const INTERVALS_WITH_HIDDEN_HEART_RATE = {
    ...INTERVALS,
    stats_visibility: [...hiddenHeartRate.stats_visibility, ...visibleStats],
  }

  test('can be switched by the member who opened them, and show only what they may see', async () => {
    const { ana, activity } = await addAnaWith(INTERVALS_WITH_HIDDEN_HEART_RATE)
    const bo = testEnv.addPerson('bo')
    const list = await testEnv.runCommand(ana, '/strava recent')
    const openDetails = (who: typeof ana) =>
      who.selectOptions(list, `recent-details:${ana.id}`, [`${activity.id}`]).waitForReply()
    const [own, bosMessage] = [await openDetails(ana), await openDetails(bo)]
    for (const [who, message] of [
      [ana, own],
      [bo, bosMessage],
    ] as const) {
      await who.clickButton(message, 'Show splits').waitForEdit()
      await who.clickButton(message, 'Show laps').waitForEdit()
      expect(message.ephemeralFor).toBe(who)
      expect(message.text(who)).toContain('Laps')
    }
    expect(own.text(ana)).toContain('bpm')
    expect(bosMessage.text(bo)).not.toContain('bpm')
  })
})

describe('the details of a post', () => {
  async function createPost() {
    await testEnv.addFeed()
    const { ana } = await addAnaWith(INTERVALS)
    const post = await testEnv.channel.waitForMessage()
    const bo = testEnv.addPerson('bo')
    return { ana, post, bo, details: await bo.clickButton(post, 'Details').waitForReply() }
  }

  test('can be switched by the member who opened them, without reading again', async () => {
    const { post, bo, details } = await createPost()
    expect(details.text(bo)).toContain('Laps')
    const before = countReads()
    await bo.clickButton(details, 'Show splits').waitForEdit()
    expect(details.text(bo)).toContain('Splits')
    expect(details.ephemeralFor).toBe(bo)
    expect(post.editedAt).toBeUndefined()
    expect(countReads()).toBe(before)
  })

  test("can't be switched when the member no longer shares it here", async () => {
    const { ana, bo, details } = await createPost()
    await testEnv.readReply(ana, '/strava share mode:off')
    const interaction = bo.clickButton(details, 'Show splits')
    await testEnv
      .eventually(() => interaction.followUps().map((message) => message.text(bo)))
      .toEqual([expect.stringContaining('no longer shares this here')])
    expect(details.text(bo)).not.toContain('Splits')
  })

  test('have only ids in their buttons, in at most 100 characters', async () => {
    const { details } = await createPost()
    const [button] = details.buttons()
    expect(button?.customId).toMatch(/^post-table:splits:first(:\d+){4}$/)
    expect(button?.customId?.length).toBeLessThanOrEqual(100)
  })
})
