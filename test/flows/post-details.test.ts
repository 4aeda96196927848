import { describe, expect, test } from 'vitest'
import type { DiscordMessage, Person } from '../../sandbox/discord/index.ts'
import { type ActivityInput, activityFixtures } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length
const createLap = (distance: number, moving_time: number) => ({ distance, moving_time, average_heartrate: 141 })

/** A post about an activity of Ana's, and Bo, who reads it. */
async function createPost(input: ActivityInput = activityFixtures.run, feed = '') {
  await testEnv.addFeed({ options: feed })
  const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
  const activity = athlete.createActivity(input)
  const post = await testEnv.channel.waitForMessage()
  await testEnv.waitUntilIdle()
  return { ana: who, athlete, activity, post, bo: testEnv.addPerson('bo') }
}
const clickDetails = (who: Person, post: DiscordMessage): Promise<DiscordMessage> =>
  who.clickButton(post, 'Details').waitForReply()
const expectUnedited = (post: DiscordMessage) => expect(post.editedAt).toBeUndefined()

describe('the Details button of a post', () => {
  test('shows splits, best efforts and gear only to the person who clicks it, for two reads', async () => {
    const { post, bo } = await createPost()
    const before = countReads()
    const message = await clickDetails(bo, post)
    expect(message.ephemeralFor).toBe(bo)
    expect(message.text(bo)).toContain('  km   /km  ↗ m  bpm')
    expect(message.text(bo)).toContain('Gear: Invented Shoes')
    expect(message.text(bo)).toMatch(/5K 26:\d\d 🥇 record/)
    expect(message.text(bo)).toMatch(/ \d{4} at \d{1,2}:\d\d (AM|PM) · /)
    expect(message.text(bo)).toContain('@ana')
    expect(message.buttons()).toEqual([])
    expect(message.text(bo)).toContain('(image: Chart over 8.0 km: elevation from 403 m to ')
    expect(message.pings()).toEqual([])
    expect(countReads() - before).toBe(2)
    expectUnedited(post)
  })

  test('shows them in the units of the feed', async () => {
    const { post, bo } = await createPost(activityFixtures.run, 'units:miles')
    expect((await clickDetails(bo, post)).text(bo)).toContain('/mi  ↗ ft')
  })

  test('works for people who are not connected, and more than once', async () => {
    const { post, bo } = await createPost()
    expect((await clickDetails(bo, post)).text(bo)).toContain('Splits')
    expect((await clickDetails(bo, post)).text(bo)).toContain('Splits')
    expectUnedited(post)
  })

  test('is answered once if the click is delivered twice', async () => {
    const { post, bo } = await createPost()
    const before = countReads()
    const interaction = bo.clickButton(post, 'Details')
    await interaction.waitForReply()
    testEnv.discord.replayInteraction(interaction)
    await testEnv.discord.waitForRequest(
      ({ status }) => status === 400,
      'the second delivery to be refused as acknowledged',
    )
    expect(countReads() - before).toBe(2)
    expect(interaction.followUps()).toEqual([])
  })

  test('works after a restart', async () => {
    const { post, bo } = await createPost()
    await testEnv.stop()
    await testEnv.start()
    await expect.poll(async () => (await fetch(`http://127.0.0.1:${testEnv.port}/readyz`)).status).toBe(200)
    expect((await clickDetails(bo, post)).text(bo)).toContain('Splits')
  })

  test('contains only ids, in at most a hundred characters', async () => {
    const { ana, post, activity } = await createPost()
    const [button] = post.buttons()
    expect(button?.customId).toBe(`post-details:${ana.id}:${activity.id}:${testEnv.channel.id}`)
    expect(button?.customId?.length).toBeLessThanOrEqual(100)
  })

  test('shows data at most a minute old, and nothing that was hidden before that', async () => {
    const { post, bo, activity } = await createPost({
      ...activityFixtures.ride,
      laps: [createLap(20_000, 2700), createLap(22_000, 2800)],
    })
    expect((await clickDetails(bo, post)).text(bo)).toMatch(/Laps[\s\S]*141/)
    const hidden = ['heart_rate', 'pace', 'power', 'speed', 'calories'].map((type) => ({ type, visibility: 'only_me' }))
    activity.change({ stats_visibility: hidden }, { silently: true })
    testEnv.clock.advance(60_000)
    const text = (await clickDetails(bo, post)).text(bo)
    expect(text).toContain('Round the invented lake')
    expect(text).not.toMatch(/Laps|bpm|km\/h|kcal/)
  })

  test('says so if the activity is gone', async () => {
    const { post, bo, activity } = await createPost()
    activity.delete({ silently: true })
    const message = await clickDetails(bo, post)
    expect(message.ephemeralFor).toBe(bo)
    expect(message.text(bo)).toContain('This activity is no longer on Strava')
    expect(post.deleted).toBe(false)
  })

  test('says so if the activity became private', async () => {
    const { post, bo, activity } = await createPost()
    activity.setVisibility('only_me', { silently: true })
    expect((await clickDetails(bo, post)).text(bo)).toContain('This activity is no longer on Strava')
  })

  test('is refused if the activity is now followers-only, unless the member shares those', async () => {
    const { ana, post, bo, activity } = await createPost()
    activity.setVisibility('followers_only', { silently: true })
    expect((await clickDetails(bo, post)).text(bo)).toContain('@ana no longer shares this here')
    await testEnv.runCommand(ana, '/strava share mode:auto followers:True')
    expect((await clickDetails(bo, post)).text(bo)).toContain('Splits')
  })

  test('is refused if the activity was muted since, unless the member shares those', async () => {
    const { ana, post, bo, activity } = await createPost()
    activity.change({ hide_from_home: true }, { silently: true })
    expect((await clickDetails(bo, post)).text(bo)).toContain('no longer shares this here')
    await testEnv.runCommand(ana, '/strava share mode:auto muted:True')
    expect((await clickDetails(bo, post)).text(bo)).toContain('Splits')
  })

  test('is refused without a call if the member stopped sharing in this server', async () => {
    const { ana, post, bo } = await createPost()
    await testEnv.runCommand(ana, '/strava share mode:off')
    const before = countReads()
    const message = await clickDetails(bo, post)
    expect(message.ephemeralFor).toBe(bo)
    expect(message.text(bo)).toContain('@ana no longer shares this here')
    expect(countReads()).toBe(before)
  })

  test('is refused if the member disconnected and kept their posts', async () => {
    const { ana, post, bo } = await createPost()
    await ana.clickButton(await testEnv.runCommand(ana, '/strava unlink'), 'Disconnect, keep posts').waitForReply()
    expect((await clickDetails(bo, post)).text(bo)).toContain('no longer shares this here')
  })

  test('is refused if the member has just left the server', async () => {
    const { ana, post, bo } = await createPost()
    testEnv.guild.leave(ana)
    expect((await clickDetails(bo, post)).text(bo)).toContain('no longer shares this here')
  })

  test('says who has to reconnect if Strava rejects the connection', async () => {
    const { athlete, post, bo } = await createPost()
    testEnv.strava.dropEvents()
    athlete.revokeAccess()
    expect((await clickDetails(bo, post)).text(bo)).toContain('@ana must reconnect Strava')
  })

  test('says so while Strava is down, and the post does not change', async () => {
    const { post, bo } = await createPost()
    testEnv.strava.startOutage()
    const interaction = bo.clickButton(post, 'Details')
    await interaction.waitForResponse()
    await testEnv.eventually(() => interaction.message()?.text(bo)).toContain("Strava isn't answering")
    expectUnedited(post)
  })

  test('is not in the private question or in the sample post of feed add', async () => {
    const answer = await testEnv.admin
      .runCommand(testEnv.channel, `/strava-admin feed add channel:#${testEnv.channel.name}`)
      .waitForReply()
    expect(answer.buttons().filter(({ label }) => label === 'Details')).toEqual([])
    const { who, athlete } = await testEnv.addMember('cy', { share: 'ask' })
    athlete.createActivity(activityFixtures.run)
    await expect.poll(() => who.directMessages().length).toBe(1)
    await testEnv.waitUntilIdle()
    expect(
      who
        .directMessages()[0]
        ?.buttons()
        .map(({ label }) => label),
    ).not.toContain('Details')
    await who.clickButton(who.directMessages()[0] as DiscordMessage, 'Post it').waitForReply()
    const post = await testEnv.channel.waitForMessage((message) => message.text().includes('Before the milk'))
    expect(post.buttons().map(({ label }) => label)).toContain('Details')
  })
})
