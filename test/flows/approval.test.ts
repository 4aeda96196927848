import { describe, expect, test } from 'vitest'
import type { Channel, DiscordMessage, Person } from '../../sandbox/discord/index.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { changeFeed } from '../support/change-feed.ts'
import { closeDirectMessages } from '../support/close-direct-messages.ts'
import { readPrivateNote } from '../support/private-note.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

const HOUR = 3600_000
const run = { ...activityFixtures.paceThatRoundsUp, name: 'Round *the* pond', gps: false }
const countReads = ({ id }: { id: string }) =>
  testEnv.strava.requests.filter(({ path }) => path.endsWith(`/activities/${id}`)).length
const posts = () => testEnv.channel.messages().filter(({ interaction }) => !interaction)
const labels = (message: DiscordMessage) => message.buttons().map(({ label }) => label)

/** Ana, who was asked about one of her runs. */
async function createQuestion(prepare = () => {}) {
  await testEnv.addFeed()
  const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'ask' })
  prepare()
  const activity = athlete.createActivity(run)
  await testEnv.waitUntilIdle()
  const [question] = ana.directMessages() as [DiscordMessage]
  return { ana, athlete, activity, question }
}

/** Ana, whose question came with the reply to a command, because her direct messages are closed. */
async function createQuestionWithCommand(channel: Channel) {
  await testEnv.addFeed()
  const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'ask' })
  closeDirectMessages(testEnv.discord)
  athlete.createActivity(run)
  await testEnv.waitUntilIdle()
  channel.guild?.join(ana)
  const interaction = ana.runCommand(channel, '/strava privacy')
  await interaction.waitForReply()
  await testEnv.waitUntilIdle()
  const [question] = interaction.followUps() as [DiscordMessage]
  return { ana, question }
}

async function click(who: Person, message: DiscordMessage, label: string): Promise<string> {
  await who.clickButton(message, label).waitForReply()
  await testEnv.waitUntilIdle()
  return message.text(who)
}

/** Opens the sharing settings of the question's server, below the question. */
async function openSharing(who: Person, question: DiscordMessage): Promise<DiscordMessage> {
  const panel = await who.clickButton(question, 'Sharing').waitForReply()
  expect(panel.id).not.toBe(question.id)
  expect(panel.text(who)).toContain('Sharing in Invented Wheelers')
  return panel
}

const choose = (who: Person, panel: DiscordMessage, mode: string) =>
  who.selectOptions(panel, `settings-set:sharing:${testEnv.guild.id}:sharing`, [mode]).waitForReply()

const expectAllNames = (text: string) => {
  expect(text).toContain('Round *the* pond')
  expect(text).toContain('#activities (Invented Wheelers)')
}

describe('the question before a post', () => {
  test('names the activity, the channel and the server', async () => {
    const { ana, question } = await createQuestion()
    expectAllNames(question.text(ana))
    expect(question.text(ana)).toContain('Post this in #activities (Invented Wheelers)?')
  })

  test.each([
    ['Post it', 'Posted in #activities', 1],
    ['Skip', 'Not posted in #activities', 0],
    ['Always here', 'From now on, I post your activities in that server automatically', 1],
  ])('still names them after “%s”, with at most one read', async (label, text, reads) => {
    const { ana, activity, question } = await createQuestion()
    const before = countReads(activity)
    await ana.clickButton(question, label).waitForReply()
    await testEnv.waitUntilIdle()
    expect(countReads(activity)).toBe(before + reads)
    expect(question.text(ana)).toContain(text)
    expectAllNames(question.text(ana))
  })

  test.each(['Post it', 'Always here'])('says after “%s” that it is posted, and opens the post', async (label) => {
    const { ana, question } = await createQuestion()
    expect(await click(ana, question, label)).toContain('Posted in #activities (Invented Wheelers).')
    const [post] = posts()
    expect(question.buttons().flatMap(({ url }) => url ?? [])).toEqual([
      `https://discord.com/channels/${testEnv.guild.id}/${testEnv.channel.id}/${post?.id}`,
    ])
    expect(question.text(ana)).not.toContain('Posting')
  })

  test('says so if the post fails, keeps its buttons, and the activity is posted once that is possible', async () => {
    const { ana, question } = await createQuestion()
    testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
    expect(await click(ana, question, 'Post it')).toContain(
      "Not posted in #activities (Invented Wheelers). I can't post",
    )
    expect(labels(question)).toEqual(['Post it', 'Skip', 'Always here'])
    testEnv.discord.undenyPermission(testEnv.channel, 'SendMessages')
    testEnv.clock.advance(6 * 60_000)
    await testEnv.runDelayedJobs()
    await testEnv.waitUntilIdle()
    expect(posts()).toHaveLength(1)
    expect(await click(ana, question, 'Post it')).toContain('Posted in #activities')
    expect(posts()).toHaveLength(1)
  })

  test('tells the member privately if Strava is down, and the activity is posted once it is back', async () => {
    const { ana, question } = await createQuestion()
    testEnv.clock.advance(2 * 60_000)
    testEnv.strava.startOutage()
    const interaction = ana.clickButton(question, 'Post it')
    expect(await readPrivateNote(testEnv, interaction)).toContain("Strava isn't answering")
    expect(labels(question)).toEqual(['Post it', 'Skip', 'Always here'])
    await testEnv.waitUntilIdle()
    testEnv.strava.endOutage()
    testEnv.clock.advance(10 * 60_000)
    await testEnv.runDelayedJobs()
    await testEnv.waitUntilIdle()
    expect(posts()).toHaveLength(1)
    expect(await click(ana, question, 'Post it')).toContain('Posted in #activities')
    expect(posts()).toHaveLength(1)
  })

  test('still names them after it expires', async () => {
    const { ana, question } = await createQuestion()
    const clicks = [ana.clickButton(question, 'Skip'), ana.clickButton(question, 'Skip')]
    await Promise.all(clicks.map((one) => one.waitForReply()))
    await testEnv.waitUntilIdle()
    expect(question.text(ana)).toContain('#activities (Invented Wheelers): already answered')
    expectAllNames(question.text(ana))
    expect(labels(question)).toEqual(['Post after all'])
  })

  test('can be answered again once sharing is turned on again', async () => {
    const { ana, question } = await createQuestion()
    await testEnv.readReply(ana, '/strava share mode:off')
    expect(await click(ana, question, 'Post it')).toContain('Sharing is off in that server')
    expectAllNames(question.text(ana))
    await testEnv.readReply(ana, '/strava share mode:ask')
    expect(await click(ana, question, 'Post it')).toContain('Posted in #activities')
    expect(posts()).toHaveLength(1)
  })

  test('keeps its buttons while sharing is turned on from it, even after a restart', async () => {
    const { ana, question } = await createQuestion()
    await testEnv.readReply(ana, '/strava share mode:off')
    await click(ana, question, 'Post it')
    await testEnv.restart()
    const panel = await openSharing(ana, question)
    expect(labels(question)).toEqual(['Post it', 'Skip', 'Always here', 'Sharing'])
    await choose(ana, panel, 'ask')
    expect(await click(ana, question, 'Post it')).toContain('Posted in #activities')
    expect(posts()).toHaveLength(1)
  })

  test('answered with “Always here” opens the sharing settings of that server', async () => {
    const { ana, question } = await createQuestion()
    await click(ana, question, 'Always here')
    expect(labels(question)).toEqual(['Open post', 'Sharing'])
    await choose(ana, await openSharing(ana, question), 'ask')
    expect(await testEnv.readReply(ana, '/strava privacy')).toContain('I ask before posting')
    expect(question.text(ana)).toContain('Posted in #activities')
  })

  test("attached to a command in another server doesn't open the sharing settings there", async () => {
    const otherGuild = testEnv.discord.addGuild({ name: 'Second Club' })
    const { ana, question } = await createQuestionWithCommand(otherGuild.addChannel({ name: 'rides' }))
    expect(await click(ana, question, 'Always here')).toContain(
      'From now on, I post your activities in that server automatically',
    )
    expect(labels(question)).toEqual(['Open post'])
  })

  test.each([
    ['an admin paused the feed', () => changeFeed(testEnv, { pausedByAdmin: true })],
    ['the feed was removed', () => testEnv.readReply(testEnv.admin, '/strava-admin feed remove channel:#activities')],
  ])('promises no post while %s, and keeps its buttons', async (_, change) => {
    const { ana, question } = await createQuestion()
    await change()
    for (const label of ['Post it', 'Always here']) {
      expect(await click(ana, question, label)).toContain("Not posted in #activities (Invented Wheelers). I can't post")
      expectAllNames(question.text(ana))
      expect(labels(question)).toEqual(['Post it', 'Skip', 'Always here'])
    }
    expect(await testEnv.readReply(ana, '/strava privacy')).toContain('I ask before posting')
    expect(await click(ana, question, 'Skip')).toContain('Not posted in')
  })

  test.each([
    ['is deleted when its member disconnects', 'Disconnect', 0],
    ['stays when its member disconnects and keeps their posts', 'Disconnect, keep posts', 1],
  ])('once answered, %s', async (_, label, expectedCount) => {
    const { ana, question } = await createQuestion()
    await click(ana, question, 'Skip')
    await ana.clickButton(await testEnv.runCommand(ana, '/strava unlink'), label).waitForReply()
    await testEnv.waitUntilIdle()
    expect(ana.directMessages().filter(({ id }) => id === question.id)).toHaveLength(expectedCount)
  })

  test("names only the channel if Discord doesn't give the server's name", async () => {
    const { ana, question } = await createQuestion(() => {
      // The name cached when Ana connected has expired.
      testEnv.clock.advance(11 * 60_000)
      testEnv.discord.failNext(50, { status: 500 }, ({ path }) => path === `/guilds/${testEnv.guild.id}`)
    })
    expect(question.text(ana)).toContain('Post this in #activities?')
    testEnv.discord.clearFailures()
  })
})

describe('Post after all', () => {
  test('posts an activity that was skipped, for one read, even after a restart', async () => {
    const { ana, activity, question } = await createQuestion()
    await click(ana, question, 'Skip')
    expect(labels(question)).toEqual(['Post after all'])
    await testEnv.restart()
    const before = countReads(activity)
    expect(await click(ana, question, 'Post after all')).toContain('Posted in #activities')
    expectAllNames(question.text(ana))
    expect(labels(question)).toEqual(['Open post'])
    expect(posts()).toHaveLength(1)
    expect(posts()[0]?.text()).toContain('Round')
    expect(countReads(activity)).toBe(before + 1)
  })

  test('clicked twice posts once', async () => {
    const { ana, question } = await createQuestion()
    await click(ana, question, 'Skip')
    const clicks = [ana.clickButton(question, 'Post after all'), ana.clickButton(question, 'Post after all')]
    await Promise.all(clicks.map((one) => one.waitForReply()))
    await testEnv.waitUntilIdle()
    expect(posts()).toHaveLength(1)
    expect(question.text(ana)).toContain('Posted in #activities')
  })

  test("doesn't post an activity that became private, says why, and posts it once it is public again", async () => {
    const { ana, activity, question } = await createQuestion()
    await click(ana, question, 'Skip')
    activity.setVisibility('only_me')
    await testEnv.waitUntilIdle()
    expect(await click(ana, question, 'Post after all')).toContain('The activity is deleted or private on Strava.')
    expectAllNames(question.text(ana))
    expect(posts()).toEqual([])
    activity.setVisibility('everyone')
    await testEnv.waitUntilIdle()
    expect(posts()).toEqual([])
    expect(await click(ana, question, 'Post after all')).toContain('Posted in #activities')
    expect(posts()).toHaveLength(1)
  })

  test('posts nothing while sharing is off, and offers to turn it on', async () => {
    const { ana, question } = await createQuestion()
    await click(ana, question, 'Skip')
    await testEnv.readReply(ana, '/strava share mode:off')
    expect(await click(ana, question, 'Post after all')).toContain('Sharing is off in that server')
    expect(posts()).toEqual([])
    await choose(ana, await openSharing(ana, question), 'ask')
    expect(await click(ana, question, 'Post after all')).toContain('Posted in #activities')
  })

  test("doesn't post an activity that is too old by then, and disappears", async () => {
    const { ana, question } = await createQuestion()
    await click(ana, question, 'Skip')
    testEnv.clock.advance(50 * HOUR)
    expect(await click(ana, question, 'Post after all')).toContain('The activity is too old.')
    expect(labels(question)).toEqual([])
    expect(posts()).toEqual([])
  })

  test('is also offered in a question attached to a command', async () => {
    const { ana, question } = await createQuestionWithCommand(testEnv.channel)
    expectAllNames(question.text(ana))
    expectAllNames(await click(ana, question, 'Skip'))
    expect(await click(ana, question, 'Post after all')).toContain('Posted in #activities')
    expectAllNames(question.text(ana))
    expect(posts()).toHaveLength(1)
  })

  test('is not offered for an activity that ended too long ago', async () => {
    const { ana, question } = await createQuestion()
    testEnv.clock.advance(50 * HOUR)
    await click(ana, question, 'Skip')
    expect(labels(question)).toEqual([])
  })
})
