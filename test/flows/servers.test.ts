import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, Guild, Person } from '../../sandbox/discord/index.ts'
import { activities, lately } from '../../sandbox/strava/index.ts'
import { type Club, openClub } from '../support/club.ts'

const ELSEWHERE = "I only work in my own club's servers."

let club: Club
let other: Guild
let elsewhere: Channel

async function startsIn(guilds: Guild[], more: Record<string, string> = {}) {
  await club.stop()
  await club.start({ DISCORD_GUILD_IDS: guilds.map(({ id }) => id).join(), ...more })
  await club.discord.ready()
}

beforeEach(async () => {
  club = await openClub({ environment: { SETTLE_SECONDS: '0' } })
  other = club.discord.addGuild({ name: 'Strangers' })
  elsewhere = other.addChannel({ name: 'elsewhere' })
})
afterEach(async () => {
  await club.close()
  club.expectNoComplaints()
})

/** A member of the club who is in the other server too. */
async function member(): Promise<{ who: Person; athlete: Awaited<ReturnType<Club['member']>>['athlete'] }> {
  const found = await club.member('ana', {
    share: 'auto',
    activities: lately([activities.paceThatRoundsUp], Date.now()),
  })
  other.join(found.who, {})
  return found
}

const reads = () => club.strava.requests.filter(({ kind }) => kind === 'read').length

describe('with DISCORD_GUILD_IDS', () => {
  test('the bot works in its own server, and says privately in others that it does not, without a word to Strava', async () => {
    const { who } = await member()
    await startsIn([club.guild])
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
    const before = reads()
    for (const line of ['/strava recent', '/strava stats', '/strava link', '/strava help', '/strava privacy']) {
      const message = await who.runs(elsewhere, line).answered()
      expect(message.text(who)).toContain(ELSEWHERE)
      expect(message.ephemeralFor).toBe(who)
    }
    expect(await who.types(elsewhere, '/strava activity activity:r')).toEqual([])
    await club.settled()
    expect(reads()).toBe(before)
  })

  test('no feed can be made in another server, and one that is there gets no posts until the server is listed again', async () => {
    const { who, athlete } = await member()
    await club.addsFeed()
    await club.addsFeed({ guild: other, channel: elsewhere })
    await who.runs(elsewhere, '/strava share mode:auto').answered()
    const posts = (channel: Channel, name: string) =>
      channel.messages().filter((message) => message.text().includes(name)).length
    await startsIn([club.guild])
    const refused = await club.admin.runs(elsewhere, `/strava-admin feed add channel:#${elsewhere.name}`).answered()
    expect(refused.text(club.admin)).toContain(ELSEWHERE)
    athlete.finishes({ ...activities.paceThatRoundsUp, gps: false, name: 'Round the pond' })
    await club.settled()
    expect([posts(club.channel, 'pond'), posts(elsewhere, 'pond')]).toEqual([1, 0])

    await startsIn([club.guild, other])
    athlete.finishes({ ...activities.paceThatRoundsUp, gps: false, name: 'Round the lake' })
    await club.settled()
    expect([posts(club.channel, 'lake'), posts(elsewhere, 'lake')]).toEqual([1, 1])
  })

  test('what waits in another server for a permission costs no read, and comes when the server is listed and lets the bot in', async () => {
    const { who, athlete } = await member()
    await club.addsFeed({ guild: other, channel: elsewhere })
    await who.runs(elsewhere, '/strava share mode:auto').answered()
    club.discord.losesPermission(elsewhere, 'SendMessages')
    athlete.finishes({ ...activities.paceThatRoundsUp, gps: false, name: 'Round the pond' })
    await club.settled()
    const looks = async () => {
      club.clock.advance(61_000)
      await club.hurryOnly('resume-feeds')
      await club.settled()
    }
    await startsIn([club.guild])
    await club.settled()
    const before = reads()
    await looks()
    await looks()
    expect(reads()).toBe(before)

    await startsIn([club.guild, other])
    club.discord.regainsPermission(elsewhere, 'SendMessages')
    await looks()
    await club.hurryOnly('sync-activity')
    expect(elsewhere.messages().filter((message) => message.text().includes('pond'))).toHaveLength(1)
  })

  test('a member whose link is dead gets a button that works, although they also shared in a server that is not listed', async () => {
    const { who, athlete } = await member()
    await club.addsFeed({ guild: other, channel: elsewhere })
    await who.runs(elsewhere, '/strava share mode:ask').answered()
    await startsIn([other])
    club.strava.losesEvents()
    athlete.revokesAccess()
    club.clock.advance(7 * 3600_000)
    await club.hurry()
    const [told] = who.directMessages()
    if (!told) throw new Error('the member was not told')
    const answer = await who.presses(told, 'Connect again').answered()
    expect(answer.text(who)).not.toContain(ELSEWHERE)
    expect(answer.links().map(({ url }) => url)).toEqual([expect.stringContaining('/connect/')])
  })

  test('a worker refuses what a process with another list took', async () => {
    const { who } = await member()
    await club.stop()
    await club.start({ RUN: 'bot,web' })
    await club.start({ RUN: 'worker', PORT: '0', DISCORD_GUILD_IDS: club.guild.id })
    await club.discord.ready()
    const before = reads()
    const message = await who.runs(elsewhere, '/strava recent').answered()
    expect(message.text(who)).toContain(ELSEWHERE)
    expect(message.ephemeralFor).toBe(who)
    expect(reads()).toBe(before)
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
  })

  test('a button in a private message still works', async () => {
    const { who, athlete } = await member()
    await club.addsFeed()
    await club.reads(who, '/strava share mode:ask')
    await startsIn([club.guild])
    athlete.finishes({ ...activities.paceThatRoundsUp, gps: false, name: 'Round the pond' })
    await club.settled()
    const [question] = who.directMessages().filter((message) => message.text(who).includes('pond'))
    if (!question) throw new Error('there was no question')
    await who.presses(question, 'Post it').answered()
    await club.settled()
    expect(club.channel.messages().some((message) => message.text().includes('pond'))).toBe(true)
  })
})
