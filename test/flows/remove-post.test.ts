import { describe, expect, test } from 'vitest'
import type { Channel, DiscordMessage, Interaction, Person } from '../../sandbox/discord/index.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { catchUp } from '../support/interrupted-post.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

const run = { ...activityFixtures.paceThatRoundsUp, gps: false }
const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length
const posts = (channel: Channel = testEnv.channel) => channel.messages().filter(({ interaction }) => !interaction)
const countDeletions = () => testEnv.discord.requests.filter(({ method }) => method === 'DELETE').length

/** A post about an activity of Ana's. */
async function createPost({ share = 'auto' as 'auto' | 'ask', channel = testEnv.channel } = {}) {
  await testEnv.addFeed({ channel, runIn: testEnv.channel })
  const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'auto' })
  const activity = athlete.createActivity(run)
  await testEnv.waitUntilIdle()
  if (share === 'ask') await testEnv.readReply(ana, '/strava share mode:ask')
  const [post] = posts(channel) as [DiscordMessage]
  return { ana, athlete, activity, post }
}

const addModerator = (): Person => {
  const moderator = testEnv.discord.addPerson({ username: 'mo' })
  testEnv.guild.join(moderator, { permissions: ['ManageMessages'] })
  return moderator
}

const remove = (who: Person, post: DiscordMessage): Interaction =>
  who.runContextMenuCommand(post.channel, 'Remove this post', post)

const undo = async (who: Person, answer: DiscordMessage): Promise<string> => {
  await who.clickButton(answer, 'Undo').waitForEdit()
  await testEnv.waitUntilIdle()
  return answer.text(who)
}

describe('“Remove this post” in the context menu of a message', () => {
  test('lets the member remove their post without a read, and undo it with a new message', async () => {
    const { ana, post } = await createPost()
    const before = countReads()
    const answer = await remove(ana, post).waitForReply()
    expect(answer.ephemeralFor).toBe(ana)
    expect(answer.text(ana)).toContain("It won't be posted in #activities again")
    expect(posts()).toEqual([])
    expect(countReads()).toBe(before)
    expect(await undo(ana, answer)).toContain('The post is back in #activities')
    expect(answer.buttons()).toEqual([])
    expect(posts()).toHaveLength(1)
    expect(posts()[0]?.id).not.toBe(post.id)
    expect(posts()[0]?.nonce).not.toBe(post.nonce)
    expect(countReads()).toBe(before + 1)
  })

  test('lets a moderator with Manage Messages remove it, and undo it', async () => {
    const { post } = await createPost()
    const moderator = addModerator()
    const answer = await remove(moderator, post).waitForReply()
    expect(posts()).toEqual([])
    expect(await undo(moderator, answer)).toContain('The post is back')
    expect(posts()).toHaveLength(1)
  })

  test('refuses everyone else in private, and says who may', async () => {
    const { post } = await createPost()
    const bo = testEnv.addPerson('bo')
    const answer = await remove(bo, post).waitForReply()
    expect(answer.ephemeralFor).toBe(bo)
    expect(answer.text(bo)).toContain('Only @ana and whoever can manage messages here')
    expect(posts()).toEqual([post])
  })

  test('says so on a message that is not a post', async () => {
    const { ana } = await createPost()
    const list = await testEnv.runCommand(ana, '/strava recent')
    const answer = await remove(ana, list).waitForReply()
    expect(answer.text(ana)).toContain('I can only remove my own posts')
    expect(list.deleted).toBe(false)
  })

  test('used twice removes the post once, and undoing both answers restores it once', async () => {
    const { ana, post } = await createPost()
    const [first, second] = await Promise.all([remove(ana, post).waitForReply(), remove(ana, post).waitForReply()])
    await undo(ana, first)
    expect(await undo(ana, second)).toContain('The post is back')
    expect(posts()).toHaveLength(1)
    const [restoredPost] = posts() as [DiscordMessage]
    await remove(ana, restoredPost).waitForReply()
    expect(posts()).toEqual([])
  })

  test('delivered twice is answered once', async () => {
    const { ana, post } = await createPost()
    const interaction = remove(ana, post)
    await interaction.waitForReply()
    testEnv.discord.replayInteraction(interaction)
    await testEnv.discord.waitForRequest(({ status }) => status === 400, 'the second delivery to be refused')
    expect(countDeletions()).toBe(1)
  })

  test('keeps it removed when the activity is renamed, listed again, hidden and shown again', async () => {
    const { ana, post, activity } = await createPost()
    await remove(ana, post).waitForReply()
    activity.rename('Another name')
    await testEnv.waitUntilIdle()
    await catchUp(testEnv)
    activity.setVisibility('only_me')
    await testEnv.waitUntilIdle()
    activity.setVisibility('everyone')
    await testEnv.waitUntilIdle()
    await catchUp(testEnv)
    expect(posts()).toEqual([])
  })

  test('works in a thread of a forum, even after a restart', async () => {
    const forum = testEnv.guild.addChannel({ name: 'forum', type: 'forum' })
    const { ana, athlete } = await createPost({ channel: forum })
    athlete.createActivity({ ...run, name: 'Second' })
    await testEnv.waitUntilIdle()
    const thread = testEnv.guild.channels().find(({ type }) => type === 'thread') as Channel
    const second = posts(thread).find((message) => message.text().includes('Second')) as DiscordMessage
    await testEnv.restart()
    const answer = await remove(ana, second).waitForReply()
    expect(second.deleted).toBe(true)
    expect(posts(thread)).toHaveLength(1)
    await testEnv.restart()
    expect(await undo(ana, answer)).toContain('The post is back in #forum')
    expect(posts(thread)).toHaveLength(2)
  })

  test('is completed even if Discord fails midway', async () => {
    const { ana, post, activity } = await createPost()
    testEnv.discord.failNext(100, { status: 503 }, ({ method }) => method === 'DELETE')
    const interaction = remove(ana, post)
    await testEnv.eventually(() => interaction.message()?.text(ana)).toContain('Discord')
    expect(post.deleted).toBe(false)
    testEnv.discord.clearFailures()
    activity.rename('Another name')
    await testEnv.waitUntilIdle()
    await testEnv.runDelayedJobs()
    expect(post.deleted).toBe(true)
    await catchUp(testEnv)
    expect(posts()).toEqual([])
  })

  test('of a member who disconnected and kept their posts still works', async () => {
    const { ana, post } = await createPost()
    const question = await testEnv.runCommand(ana, '/strava unlink')
    await ana.clickButton(question, 'Disconnect, keep posts').waitForReply()
    await testEnv.waitUntilIdle()
    const answer = await remove(ana, post).waitForReply()
    expect(answer.text(ana)).toContain('Removed')
    expect(answer.buttons()).toEqual([])
    expect(post.deleted).toBe(true)
  })
})

describe('Undo of a removal', () => {
  test('after a minute says that it is too late', async () => {
    const { ana, post } = await createPost()
    const answer = await remove(ana, post).waitForReply()
    testEnv.clock.advance(61_000)
    expect(await undo(ana, answer)).toContain('Undo works once, for one minute')
    expect(posts()).toEqual([])
  })

  test('of an activity that is now private posts nothing, and tells the moderator less than the member', async () => {
    const { ana, post, activity } = await createPost()
    const moderator = addModerator()
    const [own, other] = [await remove(ana, post).waitForReply(), await remove(moderator, post).waitForReply()]
    activity.setVisibility('only_me')
    await testEnv.waitUntilIdle()
    expect(await undo(ana, own)).toContain('deleted or private on Strava')
    expect(await undo(moderator, other)).toContain('@ana no longer shares this here')
    expect(posts()).toEqual([])
  })

  test('while sharing is off posts nothing, and the member alone can turn it on there', async () => {
    const { ana, post } = await createPost()
    const moderator = addModerator()
    const [own, other] = [await remove(ana, post).waitForReply(), await remove(moderator, post).waitForReply()]
    await testEnv.readReply(ana, '/strava share mode:off')
    expect(await undo(ana, own)).toContain('Sharing is off in that server')
    expect(await undo(moderator, other)).toContain('@ana no longer shares this here')
    expect(other.buttons()).toEqual([])
    const panel = await ana.clickButton(own, 'Sharing').waitForReply()
    expect(panel.text(ana)).toContain('Sharing in this server')
  })

  test('posts nothing of a member who disconnected since', async () => {
    const { ana, post } = await createPost()
    const moderator = addModerator()
    const [own, other] = [await remove(ana, post).waitForReply(), await remove(moderator, post).waitForReply()]
    await testEnv.unlink(ana)
    await testEnv.waitUntilIdle()
    expect(await undo(ana, own)).toContain('Undo works once, for one minute')
    expect(await undo(moderator, other)).toContain('Undo works once, for one minute')
    expect(posts()).toEqual([])
  })

  test('by a moderator asks a member who now wants to be asked', async () => {
    const { ana, post } = await createPost({ share: 'ask' })
    const moderator = addModerator()
    const answer = await remove(moderator, post).waitForReply()
    expect(await undo(moderator, answer)).toContain('@ana wants to be asked first')
    expect(posts()).toEqual([])
    expect(ana.directMessages()).toHaveLength(1)
  })

  test('while Strava is down keeps the button', async () => {
    const { ana, post } = await createPost()
    const answer = await remove(ana, post).waitForReply()
    testEnv.strava.startOutage()
    const click = ana.clickButton(answer, 'Undo')
    await testEnv
      .eventually(() =>
        click
          .followUps()
          .map((message) => message.text(ana))
          .join(),
      )
      .toContain("isn't answering")
    expect(answer.buttons().map(({ label }) => label)).toEqual(['Undo'])
    expect(posts()).toEqual([])
  })
})
