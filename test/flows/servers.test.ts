import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, Guild, Person } from '../../sandbox/discord/index.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

const ELSEWHERE = "I don't work in this server."

let testEnv: TestEnv
let other: Guild
let elsewhere: Channel

async function startsIn(guilds: Guild[], more: Record<string, string> = {}) {
  await testEnv.stop()
  await testEnv.start({ DISCORD_GUILD_IDS: guilds.map(({ id }) => id).join(), ...more })
  await testEnv.discord.waitUntilReady()
}

beforeEach(async () => {
  testEnv = await createTestEnv({ environment: { SETTLE_SECONDS: '0' } })
  other = testEnv.discord.addGuild({ name: 'Strangers' })
  elsewhere = other.addChannel({ name: 'elsewhere' })
})
afterEach(async () => {
  await testEnv.close()
  testEnv.expectNoComplaints()
})

/** A member of the club who is in the other server too. */
async function member(): Promise<{ who: Person; athlete: Awaited<ReturnType<TestEnv['addMember']>>['athlete'] }> {
  const found = await testEnv.addMember('ana', {
    share: 'auto',
    activities: recentActivities([activityFixtures.paceThatRoundsUp], Date.now()),
  })
  other.join(found.who, {})
  return found
}

const reads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length

describe('with DISCORD_GUILD_IDS', () => {
  test("the bot works in its own server, and in others says privately that it doesn't, without calling Strava", async () => {
    const { who } = await member()
    await startsIn([testEnv.guild])
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    const before = reads()
    for (const line of ['/strava recent', '/strava stats', '/strava link', '/strava help', '/strava privacy']) {
      const message = await who.runCommand(elsewhere, line).waitForReply()
      expect(message.text(who)).toContain(ELSEWHERE)
      expect(message.ephemeralFor).toBe(who)
    }
    expect(await who.requestAutocomplete(elsewhere, '/strava activity activity:r')).toEqual([])
    await testEnv.waitUntilIdle()
    expect(reads()).toBe(before)
  })

  test('no feed can be added in another server, and an existing one gets no posts until the server is listed again', async () => {
    const { who, athlete } = await member()
    await testEnv.addFeed()
    await testEnv.addFeed({ guild: other, channel: elsewhere })
    await who.runCommand(elsewhere, '/strava share mode:auto').waitForReply()
    const posts = (channel: Channel, name: string) =>
      channel.messages().filter((message) => message.text().includes(name)).length
    await startsIn([testEnv.guild])
    const refused = await testEnv.admin
      .runCommand(elsewhere, `/strava-admin feed add channel:#${elsewhere.name}`)
      .waitForReply()
    expect(refused.text(testEnv.admin)).toContain(ELSEWHERE)
    athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the pond' })
    await testEnv.waitUntilIdle()
    expect([posts(testEnv.channel, 'pond'), posts(elsewhere, 'pond')]).toEqual([1, 0])

    await startsIn([testEnv.guild, other])
    athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the lake' })
    await testEnv.waitUntilIdle()
    expect([posts(testEnv.channel, 'lake'), posts(elsewhere, 'lake')]).toEqual([1, 1])
  })

  test('a post waiting for a permission in another server costs no read, and appears when the server is listed and grants it', async () => {
    const { who, athlete } = await member()
    await testEnv.addFeed({ guild: other, channel: elsewhere })
    await who.runCommand(elsewhere, '/strava share mode:auto').waitForReply()
    testEnv.discord.denyPermission(elsewhere, 'SendMessages')
    athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the pond' })
    await testEnv.waitUntilIdle()
    const looks = async () => {
      testEnv.clock.advance(61_000)
      await testEnv.runDelayedJobsNamed('resume-feeds')
      await testEnv.waitUntilIdle()
    }
    await startsIn([testEnv.guild])
    await testEnv.waitUntilIdle()
    const before = reads()
    await looks()
    await looks()
    expect(reads()).toBe(before)

    await startsIn([testEnv.guild, other])
    testEnv.discord.undenyPermission(elsewhere, 'SendMessages')
    await looks()
    await testEnv.runDelayedJobsNamed('sync-activity')
    expect(elsewhere.messages().filter((message) => message.text().includes('pond'))).toHaveLength(1)
  })

  test('a member who must connect again gets a button that works, even if they also shared in an unlisted server', async () => {
    const { who, athlete } = await member()
    await testEnv.addFeed({ guild: other, channel: elsewhere })
    await who.runCommand(elsewhere, '/strava share mode:ask').waitForReply()
    await startsIn([other])
    testEnv.strava.dropEvents()
    athlete.revokeAccess()
    testEnv.clock.advance(7 * 3600_000)
    await testEnv.runDelayedJobs()
    const [notice] = who.directMessages()
    if (!notice) throw new Error('the member was not told')
    const answer = await who.clickButton(notice, 'Connect again').waitForReply()
    expect(answer.text(who)).not.toContain(ELSEWHERE)
    expect(answer.links().map(({ url }) => url)).toEqual([expect.stringContaining('/connect/')])
  })

  test('a worker rejects a command from a process with another list', async () => {
    const { who } = await member()
    await testEnv.stop()
    await testEnv.start({ RUN: 'bot,web' })
    await testEnv.start({ RUN: 'worker', PORT: '0', DISCORD_GUILD_IDS: testEnv.guild.id })
    await testEnv.discord.waitUntilReady()
    const before = reads()
    const message = await who.runCommand(elsewhere, '/strava recent').waitForReply()
    expect(message.text(who)).toContain(ELSEWHERE)
    expect(message.ephemeralFor).toBe(who)
    expect(reads()).toBe(before)
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
  })

  test('a button in a private message still works', async () => {
    const { who, athlete } = await member()
    await testEnv.addFeed()
    await testEnv.readReply(who, '/strava share mode:ask')
    await startsIn([testEnv.guild])
    athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the pond' })
    await testEnv.waitUntilIdle()
    const [question] = who.directMessages().filter((message) => message.text(who).includes('pond'))
    if (!question) throw new Error('there was no question')
    await who.clickButton(question, 'Post it').waitForReply()
    await testEnv.waitUntilIdle()
    expect(testEnv.channel.messages().some((message) => message.text().includes('pond'))).toBe(true)
  })
})
