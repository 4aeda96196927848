import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, Person } from '../../sandbox/discord/index.ts'
import { type AthleteHandle, activities } from '../../sandbox/strava/index.ts'
import { QUEUE_PREFIX } from '../../src/store/keys.ts'
import { type Club, openClub } from '../support/club.ts'
import { dumpRedis } from '../support/redis-dump.ts'

const DAY = 24 * 3600_000
const run = { ...activities.paceThatRoundsUp, gps: false }

let club: Club
let asking: Channel

beforeEach(async () => {
  club = await openClub({ environment: { SETTLE_SECONDS: '0' } })
  const other = club.discord.addGuild({ name: 'Other Wheelers' })
  asking = other.addChannel({ name: 'asking' })
})
afterEach(async () => {
  await club.close()
  club.expectNoComplaints()
})

/** Lines of Redis in which one of these ids can be read. */
async function traces(ids: readonly string[]): Promise<string[]> {
  const lines = await dumpRedis(club.redisUrl)
  return lines.filter((line) => ids.some((id) => line.includes(id)))
}

const failed = async () => {
  const redis = new Redis(club.redisUrl)
  const count = await redis.zcard(`${QUEUE_PREFIX}:background:failed`)
  await redis.quit()
  return count
}

/**
 * A member who has used all there is: posts in a channel and in a forum, a question, feeds of their own, answers, jobs that failed, that
 * wait for their next try, and for a later window of Strava's.
 */
async function livelyMember(): Promise<{ who: Person; athlete: AthleteHandle; ids: string[] }> {
  const { who, athlete } = await club.member('ana', { share: 'auto' })
  club.guild.join(who, { permissions: ['ManageGuild'] })
  asking.guild?.join(who, { permissions: ['ManageGuild'] })
  const forum = club.guild.addChannel({ name: 'forum', type: 'forum' })
  for (const [where, line] of [
    [club.channel, '/strava-admin feed add channel:#activities'],
    [club.channel, `/strava-admin feed add channel:#${forum.name}`],
    [asking, '/strava-admin feed add channel:#asking'],
    [asking, '/strava share mode:ask'],
    [club.channel, '/strava units system:imperial'],
  ] as const) {
    await who.runs(where, line).answered()
  }
  athlete.finishes({ ...run, name: 'Posted' })
  await club.settled()
  expect(club.channel.messages().filter((message) => message.text().includes('Posted'))).toHaveLength(1)
  expect(who.directMessages()).toHaveLength(1)

  await who.types(club.channel, '/strava activity activity:Po')
  await who.runs(club.channel, '/strava recent').answered()
  await who.runs(club.channel, '/strava stats').answered()

  const isPost = ({ method, path }: { method: string; path: string }) =>
    method === 'POST' && path === `/channels/${club.channel.id}/messages`
  club.discord.failsNext(1, { code: 50035, status: 400 }, isPost)
  athlete.finishes({ ...run, name: 'Refused by Discord' })
  await expect.poll(failed, { timeout: 5000 }).toBe(1)
  club.strava.failsNext(1, '500', { kind: 'read' })
  athlete.finishes({ ...run, name: 'Broken on Strava' })
  await club.settled()
  club.strava.failsNext(1, '429', { kind: 'read' })
  athlete.finishes({ ...run, name: 'Has to wait' })
  await club.settled()
  return { who, athlete, ids: [who.id, athlete.id, ...athlete.activities().map(({ id }) => String(id))] }
}

async function unlinks(who: Person, label: 'Disconnect' | 'Disconnect, keep posts'): Promise<void> {
  const question = await club.asks(who, '/strava unlink')
  await who.presses(question, label).answered()
  await club.settled()
}

describe('who was a member, and what they did, can be read nowhere in Redis', () => {
  for (const label of ['Disconnect', 'Disconnect, keep posts'] as const) {
    test(`after /strava unlink and “${label}”`, async () => {
      const { who, ids } = await livelyMember()
      await unlinks(who, label)
      expect(await traces(ids)).toEqual([])
      await club.hurry()
      expect(await traces(ids)).toEqual([])
      expect(await failed()).toBe(0)
    })
  }

  test('after taking the permission back on Strava', async () => {
    const { athlete, ids } = await livelyMember()
    club.clock.advance(DAY / 24)
    athlete.revokesAccess()
    await club.settled()
    expect(await traces(ids)).toEqual([])
    await club.hurry()
    expect(await traces(ids)).toEqual([])
  })

  test('a day after Strava began to refuse the link, when the event that said so was lost', async () => {
    const { athlete, ids } = await livelyMember()
    club.clock.advance(DAY / 24)
    club.strava.losesEvents()
    athlete.revokesAccess()
    await club.hurry()
    club.clock.advance(DAY + 60_000)
    await club.hurry()
    await club.hurry()
    expect(await traces(ids)).toEqual([])
  })

  test('while Strava is down and the permission still has to be revoked', async () => {
    const { who, athlete, ids } = await livelyMember()
    club.strava.goesDown()
    await unlinks(who, 'Disconnect')
    expect(athlete.grants()).toHaveLength(1)
    expect(await traces(ids)).toEqual([])
    club.strava.comesBack()
    await club.hurry()
    expect(athlete.grants()).toEqual([])
    expect(await traces(ids)).toEqual([])
  })
})

/** The bot's next message to go takes Discord a while; answers when it was asked for. */
function removesSlowly(channelId: string): Promise<unknown> {
  const isRemoval = ({ method, path }: { method: string; path: string }) =>
    method === 'DELETE' && path.startsWith(`/channels/${channelId}/messages/`)
  club.discord.failsNext(1, { status: 429, retryAfter: 1.5, scope: 'shared' }, isRemoval)
  return club.discord.waitFor((request) => isRemoval(request) && request.status === 429, 'a removal')
}

describe('who leaves while a message of theirs is being deleted can be read nowhere in Redis', () => {
  test('where the activity was hidden on Strava', async () => {
    await club.addsFeed()
    const { who, athlete } = await club.member('ana', { share: 'auto' })
    const activity = athlete.finishes({ ...run, name: 'Posted' })
    await club.settled()
    const begun = removesSlowly(club.channel.id)
    activity.becomes('only_me')
    await begun
    await unlinks(who, 'Disconnect')
    await club.hurry()
    expect(club.channel.messages().filter((message) => message.text().includes('Posted'))).toEqual([])
    expect(await traces([who.id, athlete.id, String(activity.id)])).toEqual([])
  })

  test('where a question was not answered in time', async () => {
    await club.addsFeed()
    const { who, athlete } = await club.member('ana', { share: 'ask' })
    const activity = athlete.finishes({ ...run, name: 'Asked' })
    await club.settled()
    const [question] = who.directMessages()
    const begun = removesSlowly(question?.channel.id ?? '')
    const dropped = club.hurryOnly('expire-approval')
    await begun
    await unlinks(who, 'Disconnect')
    await dropped
    await club.hurry()
    expect(await traces([who.id, athlete.id, String(activity.id)])).toEqual([])
  })
})

test('only what is encrypted names an activity in the queue, also of a member who stays', async () => {
  const { ids } = await livelyMember()
  expect((await traces(ids)).filter((line) => line.startsWith(QUEUE_PREFIX))).toEqual([])
})

test('a failed job goes after seven days although no other job ends, and not before', async () => {
  await livelyMember()
  club.strava.losesEvents()
  club.clock.advance(6 * DAY)
  await club.hurry()
  expect(await failed()).toBe(1)
  club.clock.advance(DAY + 3600_000)
  await club.hurry()
  expect(await failed()).toBe(0)
})
