import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, Message } from '../../sandbox/discord/index.ts'
import { freePort } from '../../sandbox/redis.ts'
import { activities } from '../../sandbox/strava/index.ts'
import { keys, QUEUE_PREFIX } from '../../src/store/keys.ts'
import { type Club, openClub } from '../support/club.ts'
import { jobEncryption } from '../support/test-encryption.ts'

let club: Club

beforeEach(async () => {
  club = await openClub({ environment: { SETTLE_SECONDS: '0' } })
})
afterEach(async () => {
  await club.close()
  club.expectNoComplaints()
})

const HOUR_MS = 3600_000
const run = { ...activities.paceThatRoundsUp, gps: false }
const names = (channel: Channel) =>
  channel.messages().flatMap((message) => /Run of \w+/.exec(message.text())?.[0] ?? [])
const threads = () => club.guild.channels().filter(({ type }) => type === 'thread')
const shown = () => threads().map(names)
/** How often an activity was read; lists do not count. */
const reads = () => club.strava.requests.filter(({ path }) => /\/activities\/\d+/.test(path)).length
const asks = (line: string) => club.reads(club.admin, `/strava-admin ${line}`)
const told = () => club.admin.directMessages().map((message) => message.text())

async function addsForum(): Promise<Channel> {
  const forum = club.guild.addChannel({ name: 'forum', type: 'forum' })
  await club.addsFeed({ channel: forum, runIn: club.channel })
  return forum
}

async function finishes(athlete: { finishes(input: typeof run & { name: string }): unknown }, name: string) {
  athlete.finishes({ ...run, name })
  await club.settled()
}

/** Time passes with the looks that come by themselves; no event of Discord's is needed. */
async function passes(ms: number) {
  club.clock.advance(ms)
  for (let round = 0; round < 3; round += 1) {
    await club.hurry()
    await club.settled()
  }
}

/** A moderator changes something a moment later: what changes at once is one look for the bot. */
function aMomentLater(change: () => void) {
  club.clock.advance(20_000)
  change()
}

/** Appears because Discord told of the change: nothing is hurried, and no time passes but the real one. */
const appears = (channel: Channel, name: string) => channel.next((message) => message.text().includes(name), name, 8000)

describe("a member's post in a forum that a moderator locks", () => {
  async function locked(change: { locked?: boolean; archived?: boolean } = { locked: true }) {
    const forum = await addsForum()
    const { who: ana, athlete } = await club.member('ana', { share: 'auto' })
    const { athlete: other } = await club.member('bo', { share: 'auto' })
    await finishes(athlete, 'Run of ana')
    await finishes(other, 'Run of bo')
    const [thread] = threads() as [Channel]
    club.discord.changesThread(thread, change)
    await finishes(athlete, 'Run of evening')
    return { forum, thread, ana, athlete, other }
  }

  test.each([
    ['locked', { locked: true }],
    ['locked and archived', { locked: true, archived: true }],
  ])('stops nobody else when it is %s', async (_, change) => {
    const { other, thread } = await locked(change)
    await finishes(other, 'Run of noon')
    expect(shown()).toEqual([['Run of ana'], ['Run of bo', 'Run of noon']])
    expect(told()).toEqual([])
    expect(await asks('feed list')).not.toMatch(/paused/i)
    const status = await asks('status')
    expect(status).toContain('✅ Feeds: 1')
    expect(status).toContain(`#${thread.name}: the post of @ana in #forum`)
  })

  test('costs no read of Strava as long as it stays locked', async () => {
    await locked()
    const before = reads()
    for (let look = 0; look < 4; look += 1) await passes(31 * 60_000)
    expect(reads()).toBe(before)
  })

  test('shows what waited as soon as it is unlocked, and nothing twice', async () => {
    const { athlete, thread } = await locked()
    await finishes(athlete, 'Run of night')
    aMomentLater(() => club.discord.changesThread(thread, { locked: false }))
    await appears(thread, 'Run of night')
    await club.settled()
    await passes(HOUR_MS)
    expect(names(thread).sort()).toEqual(['Run of ana', 'Run of evening', 'Run of night'])
    expect(await asks('status')).not.toContain('Locked forum posts')
  })

  test('shows what waited also when it is locked for the third time within minutes', async () => {
    const { athlete, thread } = await locked()
    for (const name of ['Run of three', 'Run of four']) {
      await passes(61_000)
      aMomentLater(() => club.discord.changesThread(thread, { locked: false }))
      await passes(61_000)
      aMomentLater(() => club.discord.changesThread(thread, { locked: true }))
      await finishes(athlete, name)
      expect(names(thread)).not.toContain(name)
    }
    aMomentLater(() => club.discord.changesThread(thread, { locked: false }))
    await appears(thread, 'Run of four')
  })

  test('shows it as well when the bot gets Manage Threads', async () => {
    const { forum, thread } = await locked()
    aMomentLater(() => club.discord.gainsPermission(forum, 'ManageThreads'))
    await appears(thread, 'Run of evening')
  })

  test('is found open without a word of the gateway within two minutes', async () => {
    const { thread } = await locked()
    club.discord.dropsGateway()
    club.discord.changesThread(thread, { locked: false })
    await passes(61_000)
    expect(names(thread)).toEqual(['Run of ana', 'Run of evening'])
  })

  test('and then deletes is opened anew, with what waited', async () => {
    const { thread } = await locked()
    aMomentLater(() => club.guild.removeChannel(thread))
    await expect.poll(shown, { timeout: 8000 }).toEqual([['Run of bo'], ['Run of evening']])
  })

  test('gives back what became private meanwhile when it is open again', async () => {
    await addsForum()
    const { athlete } = await club.member('ana', { share: 'auto' })
    const activity = athlete.finishes({ ...run, name: 'Run of ana' })
    await club.settled()
    const [thread] = threads() as [Channel]
    club.discord.changesThread(thread, { locked: true, archived: true })
    activity.becomes('only_me')
    await club.settled()
    expect(names(thread)).toEqual(['Run of ana'])
    aMomentLater(() => club.discord.changesThread(thread, { locked: false }))
    await expect.poll(() => names(thread), { timeout: 8000 }).toEqual([])
  })

  test('is forgotten when its member unlinks', async () => {
    const { ana } = await locked()
    await ana.presses(await club.asks(ana, '/strava unlink'), 'Disconnect').answered()
    await club.settled()
    expect(await asks('status')).not.toContain('Locked forum posts')
    const redis = new Redis(club.redisUrl)
    const stored = await redis.exists(keys.pausedThreads(), keys.waitingActivities(club.guild.id), keys.waitingGuilds())
    await redis.quit()
    expect(stored).toBe(0)
  })

  test('is named no longer when its forum is no feed any more', async () => {
    await locked()
    await asks('feed remove channel:#forum')
    await club.addsFeed()
    expect(await asks('status')).not.toContain('Locked forum posts')
    await passes(61_000)
    expect(shown()).toEqual([['Run of ana'], ['Run of bo']])
  })
})

describe('a bot and a worker that are processes of their own', () => {
  test('bring what waited as soon as Discord tells the bot', async () => {
    await club.stop()
    await club.start({ RUN: 'worker,web' })
    await club.start({ RUN: 'bot', PORT: String(await freePort()) })
    await club.discord.ready()
    await club.addsFeed()
    const { athlete } = await club.member('ana', { share: 'auto' })
    club.discord.losesPermission(club.channel, 'SendMessages')
    await finishes(athlete, 'Run of ana')
    expect(told()).toEqual([expect.stringContaining('Give me Send Messages there')])
    aMomentLater(() => club.discord.regainsPermission(club.channel, 'SendMessages'))
    await appears(club.channel, 'Run of ana')
  })
})

test('a channel that is shut for a moment time and again goes on each time within a minute or two', async () => {
  await club.addsFeed()
  const { athlete } = await club.member('ana', { share: 'auto' })
  for (const name of ['Run of one', 'Run of two', 'Run of three', 'Run of four']) {
    club.discord.losesPermission(club.channel, 'SendMessages')
    await finishes(athlete, name)
    club.discord.regainsPermission(club.channel, 'SendMessages')
    await passes(61_000)
    expect(names(club.channel)).toContain(name)
  }
})

describe('a thread that is a feed', () => {
  test('is paused when it is locked, says why, and goes on when it is unlocked', async () => {
    const thread = club.guild.addChannel({ name: 'talk', type: 'thread', parent: club.channel })
    await club.addsFeed({ channel: thread })
    const { athlete } = await club.member('ana', { share: 'auto' })
    club.discord.changesThread(thread, { locked: true })
    await finishes(athlete, 'Run of ana')
    expect(await asks('status')).toContain('missing Manage Threads (the thread is locked)')
    aMomentLater(() => club.discord.changesThread(thread, { locked: false }))
    await appears(thread, 'Run of ana')
  })

  test('is refused while it is locked', async () => {
    const thread = club.guild.addChannel({ name: 'talk', type: 'thread', parent: club.channel })
    club.discord.changesThread(thread, { locked: true })
    expect(await asks('feed add channel:#talk')).toContain('Missing: Manage Threads (the thread is locked)')
  })
})

describe('a forum that requires tags', () => {
  const forumWith = (...tags: { name: string; moderated?: boolean }[]) => {
    const forum = club.guild.addChannel({ name: 'forum', type: 'forum' })
    club.discord.changesForum(forum, { requiresTag: true, tags })
    return forum
  }

  test('gets posts with a tag that is not for moderators, and the admin reads which', async () => {
    forumWith({ name: 'News', moderated: true }, { name: 'Rides' }, { name: 'Runs' })
    expect(await asks('feed add channel:#forum')).toContain('Tag of new posts: Rides')
    const { athlete } = await club.member('ana', { share: 'auto' })
    await finishes(athlete, 'Run of ana')
    await finishes(athlete, 'Run of evening')
    expect(shown()).toEqual([['Run of ana', 'Run of evening']])
    expect(threads()[0]?.appliedTags()).toEqual(['Rides'])
  })

  test.each([
    ['none', []],
    ['only tags for moderators', [{ name: 'News', moderated: true }]],
  ])('and has %s is no feed yet, and the admin reads what to do', async (_, tags) => {
    const forum = forumWith(...tags)
    expect(await asks('feed add channel:#forum')).toContain('#forum requires a tag')
    expect(await asks('feed list')).toContain('No feeds yet')
    club.discord.gainsPermission(forum, 'ManageThreads')
    if (tags.length > 0) expect(await asks('feed add channel:#forum')).toContain('Tag of new posts: News')
  })

  test('only since it is a feed goes on with a tag, and pauses with a word to its admin when there is none', async () => {
    const forum = await addsForum()
    const { athlete } = await club.member('ana', { share: 'auto' })
    const { athlete: other } = await club.member('bo', { share: 'auto' })
    club.discord.changesForum(forum, { requiresTag: true, tags: [{ name: 'From Strava' }] })
    await finishes(athlete, 'Run of ana')
    expect(threads()[0]?.appliedTags()).toEqual(['From Strava'])

    aMomentLater(() => club.discord.changesForum(forum, { tags: [] }))
    await finishes(other, 'Run of bo')
    expect(told()).toEqual([expect.stringContaining("#forum requires a tag, and I can't use any of its tags")])
    expect(await asks('feed list')).toContain('paused: no tag I can use')
    expect(await asks('status')).toContain("#forum: requires a tag, and I can't use any of its tags")
    const before = reads()
    for (let look = 0; look < 4; look += 1) await passes(31 * 60_000)
    expect(reads()).toBe(before)

    aMomentLater(() => club.discord.changesForum(forum, { tags: [{ name: 'Rides' }] }))
    await expect.poll(shown, { timeout: 8000 }).toEqual([['Run of ana'], ['Run of bo']])
  })
})

describe('a bot that is timed out', () => {
  test('says until when in the answers to its admins, and posts what waited when it is over', async () => {
    await club.addsFeed()
    const { athlete } = await club.member('ana', { share: 'auto' })
    club.discord.timesOutBot(club.guild, 10 * 60_000)
    const until = /<t:\d+:f>|until \w/
    await finishes(athlete, 'Run of ana')
    expect(told()).toEqual([expect.stringContaining("I'm timed out in the server of #activities")])
    for (const line of ['feed list', 'status']) {
      const answer = await asks(line)
      expect(answer).toContain("I'm timed out in this server")
      expect(answer).toMatch(until)
    }
    expect(await asks('feed add channel:#activities sports:Run')).toContain("Nothing was saved: I'm timed out")
    await passes(5 * 60_000)
    expect(names(club.channel)).toEqual([])
    await passes(6 * 60_000)
    expect(names(club.channel)).toEqual(['Run of ana'])
  })

  test('posts what waited as soon as a moderator ends it', async () => {
    await club.addsFeed()
    const { athlete } = await club.member('ana', { share: 'auto' })
    club.discord.timesOutBot(club.guild, 24 * HOUR_MS)
    await finishes(athlete, 'Run of ana')
    aMomentLater(() => club.discord.timesOutBot(club.guild, undefined))
    await appears(club.channel, 'Run of ana')
  })
})

describe('a permission that was gone for a moment', () => {
  test.each<[string, () => void, () => void]>([
    [
      'in the channel',
      () => club.discord.losesPermission(club.channel, 'SendMessages'),
      () => club.discord.regainsPermission(club.channel, 'SendMessages'),
    ],
    [
      'with a role',
      () => club.discord.rolesLosePermission(club.guild, 'ViewChannel'),
      () => club.discord.roleGainsPermission(club.guild, 'ViewChannel'),
    ],
  ])('%s holds up five activities for a moment, and each is read once more', async (_, lose, regain) => {
    await club.addsFeed()
    const { athlete } = await club.member('ana', { share: 'auto' })
    lose()
    const five = ['Run of one', 'Run of two', 'Run of three', 'Run of four', 'Run of five']
    for (const name of five) await finishes(athlete, name)
    const before = reads()
    aMomentLater(regain)
    await expect.poll(() => names(club.channel).length, { timeout: 10_000 }).toBe(5)
    await club.settled()
    expect(names(club.channel).sort()).toEqual(five.sort())
    expect(reads() - before).toBe(5)
  })

  test('holds up nothing for good when the process dies between going on and bringing what waited', async () => {
    await club.addsFeed()
    const { athlete } = await club.member('ana', { share: 'auto' })
    club.discord.dropsGateway()
    club.discord.losesPermission(club.channel, 'SendMessages')
    await finishes(athlete, 'Run of ana')
    const redis = new Redis(club.redisUrl)
    await redis.del(keys.pausedFeeds())
    club.discord.regainsPermission(club.channel, 'SendMessages')
    await passes(61_000)
    expect(names(club.channel)).toEqual(['Run of ana'])
    expect(await redis.exists(keys.waitingGuilds())).toBe(0)
    await redis.quit()
  })

  test('is found without a word of the gateway within two minutes', async () => {
    await club.addsFeed()
    const { athlete } = await club.member('ana', { share: 'auto' })
    club.discord.losesPermission(club.channel, 'SendMessages')
    await finishes(athlete, 'Run of ana')
    club.discord.dropsGateway()
    club.discord.regainsPermission(club.channel, 'SendMessages')
    await passes(61_000)
    expect(names(club.channel)).toEqual(['Run of ana'])
  })

  test('makes no work for a server in which nothing is shut', async () => {
    await club.addsFeed()
    const other = club.discord.addGuild({ name: 'Busy Wheelers' })
    const { athlete } = await club.member('ana', { share: 'auto' })
    club.discord.losesPermission(club.channel, 'SendMessages')
    await finishes(athlete, 'Run of ana')
    // Without a worker, what is queued stays there.
    await club.stop()
    await club.start({ RUN: 'bot' })
    await club.discord.ready()
    aMomentLater(() => club.discord.reordersRoles(other, 5))
    club.discord.regainsPermission(club.channel, 'SendMessages')
    const connection = new Redis(club.redisUrl, { maxRetriesPerRequest: null })
    const queue = new Queue('background', { connection, prefix: QUEUE_PREFIX })
    const servers = async () =>
      (await queue.getJobs()).flatMap(({ name, data }) => {
        const { guildId } = (jobEncryption.decrypt(name, data) ?? {}) as { guildId?: string }
        return guildId ?? []
      })
    await expect.poll(servers, { timeout: 5000 }).toEqual([club.guild.id])
    await queue.close()
    connection.disconnect()
  })

  test('is looked for once, not with every role of a big server that is dragged about', async () => {
    await club.addsFeed()
    const { athlete } = await club.member('ana', { share: 'auto' })
    club.discord.losesPermission(club.channel, 'SendMessages')
    await finishes(athlete, 'Run of ana')
    await club.settled()
    const looks = () =>
      club.discord.requests.filter(({ method, path }) => method === 'GET' && path === `/guilds/${club.guild.id}`)
    const before = looks().length
    club.clock.advance(20_000)
    for (let i = 0; i < 30; i += 1) club.discord.addsRole(club.guild, `role ${i}`)
    club.discord.reordersRoles(club.guild, 50)
    await expect.poll(() => looks().length, { timeout: 5000 }).toBeGreaterThan(before)
    await club.settled()
    expect(looks().length - before).toBe(1)
  })
})

describe('what Discord never takes', () => {
  test.each([
    ['a channel of another type', 50024, 'its type has changed'],
    ['too many active threads', 160006, 'too many active threads in this server'],
  ])('pauses the feed with its own reason: %s', async (_, code, reason) => {
    await club.addsFeed()
    const { athlete } = await club.member('ana', { share: 'auto' })
    const posting = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path === `/channels/${club.channel.id}/messages`
    club.discord.failsNext(1, { status: 400, code }, posting)
    await finishes(athlete, 'Run of ana')
    expect(await asks('feed list')).toContain(`paused: ${reason}`)
    expect(await asks('status')).toContain(`paused (${reason})`)
    await passes(61_000)
    expect(names(club.channel)).toEqual(['Run of ana'])
  })

  test('a post whose answer was lost, and whose new words are refused, still comes down when its activity is hidden', async () => {
    await club.addsFeed()
    const { athlete } = await club.member('ana', { share: 'auto' })
    club.discord.failsNext(
      1,
      { dropAfter: true },
      ({ method, path }) => method === 'POST' && path.endsWith('/messages'),
    )
    const activity = athlete.finishes({ ...run, name: 'Run of ana' })
    await club.discord.waitFor(({ path, status }) => path.endsWith('/messages') && status === 0, 'a lost answer')
    const forgets = club.discord.failsNext(50, { status: 400, code: 200000 }, ({ method }) => method === 'PATCH')
    activity.rename('Run of words')
    await passes(1000)
    forgets()
    activity.becomes('only_me')
    await passes(61_000)
    expect(club.channel.messages()).toEqual([])
  })

  test('a message with a word that the server blocks is read once, and holds up nothing', async () => {
    await club.addsFeed()
    const { athlete } = await club.member('ana', { share: 'auto' })
    const posting = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path === `/channels/${club.channel.id}/messages`
    const forgets = club.discord.failsNext(50, { status: 400, code: 200000 }, posting)
    await finishes(athlete, 'Run of ana')
    const before = reads()
    for (let look = 0; look < 3; look += 1) await passes(31 * 60_000)
    expect(reads()).toBe(before)
    expect(forgets()).toBe(1)
    await finishes(athlete, 'Run of evening')
    expect(names(club.channel)).toEqual(['Run of evening'])
  })
})

describe('a member who left the server a moment ago', () => {
  test('is shown to nobody else there any more, by no button and no post', async () => {
    await club.addsFeed()
    const { who: ana, athlete } = await club.member('ana', { share: 'auto' })
    const bo = club.person('bo')
    await finishes(athlete, 'Run of ana')
    const [post] = club.channel.messages() as [Message]
    expect((await bo.presses(post, 'Details').answered()).text(bo)).toContain('Run of ana')
    club.guild.leave(ana)
    expect((await bo.presses(post, 'Details').answered()).text(bo)).toContain('no longer shares this activity')
    await finishes(athlete, 'Run of evening')
    expect(names(club.channel)).not.toContain('Run of evening')
  })
})
