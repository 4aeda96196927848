import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, Guild, Person } from '../../sandbox/discord/index.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

const REFUSAL = "I don't work in this server."

let testEnv: TestEnv
let otherGuild: Guild
let otherChannel: Channel

async function restartWithGuilds(guilds: Guild[], more: Record<string, string> = {}) {
  await testEnv.restart({ DISCORD_GUILD_IDS: guilds.map(({ id }) => id).join(), ...more })
  await testEnv.waitUntilIdle()
}

beforeEach(async () => {
  testEnv = await createTestEnv({ environment: { SETTLE_SECONDS: '0' } })
  otherGuild = testEnv.discord.addGuild({ name: 'Strangers' })
  otherChannel = otherGuild.addChannel({ name: 'elsewhere' })
})
afterEach(async () => {
  await testEnv.close()
  testEnv.expectNoComplaints()
})

/** A member of the club who is in the other server too. */
async function addMember(): Promise<{ who: Person; athlete: Awaited<ReturnType<TestEnv['addMember']>>['athlete'] }> {
  const found = await testEnv.addMember('ana', {
    share: 'auto',
    activities: recentActivities([activityFixtures.paceThatRoundsUp], Date.now()),
  })
  otherGuild.join(found.who, {})
  return found
}

const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length

describe('with DISCORD_GUILD_IDS', () => {
  test("the bot works in its own server, and in others says privately that it doesn't, without calling Strava", async () => {
    const { who } = await addMember()
    await restartWithGuilds([testEnv.guild])
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    const before = countReads()
    for (const line of ['/strava recent', '/strava stats', '/strava link', '/strava help', '/strava privacy']) {
      const message = await who.runCommand(otherChannel, line).waitForReply()
      expect(message.text(who)).toContain(REFUSAL)
      expect(message.ephemeralFor).toBe(who)
    }
    expect(await who.requestAutocomplete(otherChannel, '/strava activity activity:r')).toEqual([])
    await testEnv.waitUntilIdle()
    expect(countReads()).toBe(before)
  })

  test('no feed can be added in another server, and an existing one gets no posts until the server is listed again', async () => {
    const { who, athlete } = await addMember()
    await testEnv.addFeed()
    await testEnv.addFeed({ guild: otherGuild, channel: otherChannel })
    await who.runCommand(otherChannel, '/strava share mode:auto').waitForReply()
    const posts = (channel: Channel, name: string) =>
      channel.messages().filter((message) => message.text().includes(name)).length
    await restartWithGuilds([testEnv.guild])
    const refused = await testEnv.admin
      .runCommand(otherChannel, `/strava-admin feed add channel:#${otherChannel.name}`)
      .waitForReply()
    expect(refused.text(testEnv.admin)).toContain(REFUSAL)
    athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the pond' })
    await testEnv.waitUntilIdle()
    expect([posts(testEnv.channel, 'pond'), posts(otherChannel, 'pond')]).toEqual([1, 0])

    await restartWithGuilds([testEnv.guild, otherGuild])
    athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the lake' })
    await testEnv.waitUntilIdle()
    expect([posts(testEnv.channel, 'lake'), posts(otherChannel, 'lake')]).toEqual([1, 1])
  })

  test('a post waiting for a permission in another server costs no read, and appears when the server is listed and grants it', async () => {
    const { who, athlete } = await addMember()
    await testEnv.addFeed({ guild: otherGuild, channel: otherChannel })
    await who.runCommand(otherChannel, '/strava share mode:auto').waitForReply()
    testEnv.discord.denyPermission(otherChannel, 'SendMessages')
    athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the pond' })
    await testEnv.waitUntilIdle()
    const resumeFeeds = async () => {
      testEnv.clock.advance(61_000)
      await testEnv.runDelayedJobsNamed('resume-feeds')
      await testEnv.waitUntilIdle()
    }
    await restartWithGuilds([testEnv.guild])
    const before = countReads()
    await resumeFeeds()
    await resumeFeeds()
    expect(countReads()).toBe(before)

    await restartWithGuilds([testEnv.guild, otherGuild])
    testEnv.discord.undenyPermission(otherChannel, 'SendMessages')
    await resumeFeeds()
    await testEnv.runDelayedJobsNamed('sync-activity')
    expect(otherChannel.messages().filter((message) => message.text().includes('pond'))).toHaveLength(1)
  })

  test('a member who must reconnect gets a button that works, even if they also shared in an unlisted server', async () => {
    const { who, athlete } = await addMember()
    await testEnv.addFeed({ guild: otherGuild, channel: otherChannel })
    await who.runCommand(otherChannel, '/strava share mode:ask').waitForReply()
    await restartWithGuilds([otherGuild])
    testEnv.strava.dropEvents()
    athlete.revokeAccess()
    testEnv.clock.advance(7 * 3600_000)
    await testEnv.runDelayedJobs()
    const [notice] = who.directMessages()
    if (!notice) throw new Error('the member was not told')
    const answer = await who.clickButton(notice, 'Reconnect').waitForReply()
    expect(answer.text(who)).not.toContain(REFUSAL)
    expect(answer.links().map(({ url }) => url)).toEqual([expect.stringContaining('/connect/')])
  })

  test('a worker rejects a command from a process with another list', async () => {
    const { who } = await addMember()
    await testEnv.stop()
    await testEnv.start({ RUN: 'bot,web' })
    await testEnv.start({ RUN: 'worker', PORT: '0', DISCORD_GUILD_IDS: testEnv.guild.id })
    await testEnv.discord.waitUntilReady()
    const before = countReads()
    const message = await who.runCommand(otherChannel, '/strava recent').waitForReply()
    expect(message.text(who)).toContain(REFUSAL)
    expect(message.ephemeralFor).toBe(who)
    expect(countReads()).toBe(before)
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
  })

  test('a button in a private message still works', async () => {
    const { who, athlete } = await addMember()
    await testEnv.addFeed()
    await testEnv.readReply(who, '/strava share mode:ask')
    await restartWithGuilds([testEnv.guild])
    athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the pond' })
    await testEnv.waitUntilIdle()
    const [question] = who.directMessages().filter((message) => message.text(who).includes('pond'))
    if (!question) throw new Error('there was no question')
    await who.clickButton(question, 'Post it').waitForReply()
    await testEnv.waitUntilIdle()
    expect(testEnv.channel.messages().some((message) => message.text().includes('pond'))).toBe(true)
  })
})
