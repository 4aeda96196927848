import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, RequestMatch } from '../../sandbox/discord/index.ts'
import { activities, lately } from '../../sandbox/strava/index.ts'
import { type Club, openClub } from '../support/club.ts'

let club: Club

beforeEach(async () => {
  club = await openClub({ environment: { SETTLE_SECONDS: '0' } })
})
afterEach(async () => {
  await club.close()
  club.expectNoComplaints()
})

const run = { ...activities.paceThatRoundsUp, gps: false }
const names = (channel: Channel) =>
  channel.messages().flatMap((message) => /Run of \w+(, renamed)?/.exec(message.text())?.[0] ?? [])
const threads = () => club.guild.channels().filter(({ type }) => type === 'thread')

async function addsForum(): Promise<Channel> {
  const forum = club.guild.addChannel({ name: 'forum', type: 'forum' })
  await club.addsFeed({ channel: forum, runIn: club.channel })
  return forum
}

/** How often an activity was read; lists do not count. */
const reads = () => club.strava.requests.filter(({ path }) => /\/activities\/\d+/.test(path)).length

async function expectNoPause() {
  expect(club.admin.directMessages()).toEqual([])
  expect(await club.reads(club.admin, '/strava-admin feed list')).not.toMatch(/paused/i)
}

/** Somebody finishes an activity, Discord posts it, and the answer is lost; then something happens before the next try. */
async function interrupts(posting: RequestMatch, finishes: () => void, happens: () => void) {
  club.discord.failsNext(1, { dropAfter: true }, posting)
  finishes()
  await club.discord.waitFor((request) => posting(request) && request.status === 0, 'a post whose answer is lost')
  happens()
  await club.settled()
  await club.hurry()
  await club.settled()
}

const opens: RequestMatch = ({ method, path }) => method === 'POST' && path.endsWith('/threads')
const postsIn =
  ({ id }: Channel): RequestMatch =>
  ({ method, path }) =>
    method === 'POST' && path === `/channels/${id}/messages`

/** Looks at the paused feeds, at the lists of all members, and does what comes of it. */
async function catchesUp() {
  club.clock.advance(6 * 60_000)
  for (let round = 0; round < 3; round += 1) {
    await club.hurry()
    await club.settled()
  }
}

describe('a member of a forum who left the server a moment ago', () => {
  test('is not shown there any more, and everybody else is', async () => {
    await addsForum()
    const { who: bo, athlete: other } = await club.member('bo', { share: 'auto' })
    const { who, athlete } = await club.member('ana', {
      share: 'auto',
      activities: lately([run], club.clock.now()),
    })
    expect(await club.reads(bo, '/strava recent member:@ana')).toContain('1 activity')
    club.guild.leave(who)
    athlete.finishes({ ...run, name: 'Run of ana' })
    await club.settled()
    other.finishes({ ...run, name: 'Run of bo' })
    await club.settled()
    const asked = club.discord.requests.filter(({ path }) => path === `/guilds/${club.guild.id}/members/${who.id}`)
    expect(asked.map(({ status }) => status)).toEqual([200, 404])
    expect(threads().map(names)).toEqual([['Run of bo']])
    await expectNoPause()
  })

  test('shares nothing there any more, also when they come back', async () => {
    await addsForum()
    const { who: bo } = await club.member('bo')
    const { who, athlete } = await club.member('ana', { share: 'auto', activities: lately([run], club.clock.now()) })
    await club.reads(bo, '/strava recent member:@ana')
    club.guild.leave(who)
    athlete.finishes({ ...run, name: 'Run of ana' })
    await club.settled()
    club.guild.join(who)
    athlete.finishes({ ...run, name: 'Run of return' })
    await catchesUp()
    expect(threads()).toEqual([])
  })

  test('while their post was being opened, and the answer was lost, holds up nobody else', async () => {
    await addsForum()
    const { athlete: other } = await club.member('bo', { share: 'auto' })
    const { who, athlete } = await club.member('ana', { share: 'auto' })
    await interrupts(
      opens,
      () => athlete.finishes({ ...run, name: 'Run of ana' }),
      () => club.guild.leave(who),
    )
    other.finishes({ ...run, name: 'Run of bo' })
    await club.settled()
    expect(threads().map(names)).toEqual([['Run of ana'], ['Run of bo']])
    await expectNoPause()
    await catchesUp()
    const before = reads()
    await catchesUp()
    expect(reads()).toBe(before)
  })
})

describe('a post whose answer was lost, in a channel that is shut before the next try', () => {
  async function interrupted() {
    await club.addsFeed()
    const { athlete } = await club.member('ana', { share: 'auto' })
    await interrupts(
      postsIn(club.channel),
      () => athlete.finishes({ ...run, name: 'Run of ana' }),
      () => club.discord.losesPermission(club.channel, 'ViewChannel'),
    )
  }

  test('pauses the feed and tells its admin, once', async () => {
    await interrupted()
    expect(club.admin.directMessages().map((message) => message.text())).toEqual([
      expect.stringContaining('I lost permission to post'),
    ])
    const before = reads()
    await catchesUp()
    expect(club.admin.directMessages()).toHaveLength(1)
    // The lists are looked at, and the activity is not read again.
    expect(reads()).toBe(before)
  })

  test('is finished when the channel is open again, and stands there once', async () => {
    await interrupted()
    club.discord.regainsPermission(club.channel, 'ViewChannel')
    await catchesUp()
    expect(names(club.channel)).toEqual(['Run of ana'])
    const before = reads()
    await catchesUp()
    expect(reads()).toBe(before)
  })
})

/** A forum in which a member has a post with one activity. */
async function posted() {
  await addsForum()
  const { athlete } = await club.member('ana', { share: 'auto' })
  const first = athlete.finishes({ ...run, name: 'Run of ana' })
  await club.settled()
  const [thread] = threads() as [Channel]
  expect(names(thread)).toEqual(['Run of ana'])
  return { athlete, first, thread }
}

test('a message in a forum whose answer was lost is taken down when its activity is hidden before the next try', async () => {
  const { athlete, thread } = await posted()
  const hidden: { becomes(visibility: 'only_me'): void }[] = []
  await interrupts(
    postsIn(thread),
    () => hidden.push(athlete.finishes({ ...run, name: 'Run of evening' })),
    () => hidden[0]?.becomes('only_me'),
  )
  await catchesUp()
  expect(names(thread)).toEqual(['Run of ana'])
})

describe("a member's post in a forum that somebody deleted", () => {
  test('while an answer was lost is opened anew, and the forum goes on', async () => {
    const { athlete, thread } = await posted()
    await interrupts(
      postsIn(thread),
      () => athlete.finishes({ ...run, name: 'Run of evening' }),
      () => club.guild.removeChannel(thread),
    )
    expect(threads().map(names)).toEqual([['Run of evening']])
    await expectNoPause()
  })

  test('is not missed when what stood there changes, and the forum goes on', async () => {
    const { athlete, first, thread } = await posted()
    club.guild.removeChannel(thread)
    first.rename('Run of ana, renamed')
    await club.settled()
    await expectNoPause()
    athlete.finishes({ ...run, name: 'Run of evening' })
    await club.settled()
    expect(threads().map(names)).toEqual([['Run of evening']])
  })
})
