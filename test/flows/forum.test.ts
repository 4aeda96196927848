import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, RequestMatch } from '../../sandbox/discord/index.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

let testEnv: TestEnv

beforeEach(async () => {
  testEnv = await createTestEnv({ environment: { SETTLE_SECONDS: '0' } })
})
afterEach(async () => {
  await testEnv.close()
  testEnv.expectNoComplaints()
})

const run = { ...activityFixtures.paceThatRoundsUp, gps: false }
const names = (channel: Channel) =>
  channel.messages().flatMap((message) => /Run of \w+(, renamed)?/.exec(message.text())?.[0] ?? [])
const threads = () => testEnv.guild.channels().filter(({ type }) => type === 'thread')

async function addsForum(): Promise<Channel> {
  const forum = testEnv.guild.addChannel({ name: 'forum', type: 'forum' })
  await testEnv.addFeed({ channel: forum, runIn: testEnv.channel })
  return forum
}

/** How often an activity was read; lists do not count. */
const reads = () => testEnv.strava.requests.filter(({ path }) => /\/activities\/\d+/.test(path)).length

async function expectNoPause() {
  expect(testEnv.admin.directMessages()).toEqual([])
  expect(await testEnv.readReply(testEnv.admin, '/strava-admin feed list')).not.toMatch(/paused/i)
}

/** Somebody finishes an activity, Discord posts it, and the answer is lost; then something happens before the next try. */
async function interrupts(posting: RequestMatch, createActivity: () => void, happens: () => void) {
  testEnv.discord.failNext(1, { dropAfter: true }, posting)
  createActivity()
  await testEnv.discord.waitForRequest(
    (request) => posting(request) && request.status === 0,
    'a post whose answer is lost',
  )
  happens()
  await testEnv.waitUntilIdle()
  await testEnv.runDelayedJobs()
  await testEnv.waitUntilIdle()
}

const opens: RequestMatch = ({ method, path }) => method === 'POST' && path.endsWith('/threads')
const postsIn =
  ({ id }: Channel): RequestMatch =>
  ({ method, path }) =>
    method === 'POST' && path === `/channels/${id}/messages`

/** Looks at the paused feeds, at the lists of all members, and does what comes of it. */
async function catchesUp() {
  testEnv.clock.advance(6 * 60_000)
  for (let round = 0; round < 3; round += 1) {
    await testEnv.runDelayedJobs()
    await testEnv.waitUntilIdle()
  }
}

describe('a member of a forum who left the server a moment ago', () => {
  test('is not shown there any more, and everybody else is', async () => {
    await addsForum()
    const { who: bo, athlete: other } = await testEnv.addMember('bo', { share: 'auto' })
    const { who, athlete } = await testEnv.addMember('ana', {
      share: 'auto',
      activities: recentActivities([run], testEnv.clock.now()),
    })
    expect(await testEnv.readReply(bo, '/strava recent member:@ana')).toContain('1 activity')
    testEnv.guild.leave(who)
    athlete.createActivity({ ...run, name: 'Run of ana' })
    await testEnv.waitUntilIdle()
    other.createActivity({ ...run, name: 'Run of bo' })
    await testEnv.waitUntilIdle()
    const asked = testEnv.discord.requests.filter(
      ({ path }) => path === `/guilds/${testEnv.guild.id}/members/${who.id}`,
    )
    expect(asked.map(({ status }) => status)).toEqual([200, 404])
    expect(threads().map(names)).toEqual([['Run of bo']])
    await expectNoPause()
  })

  test('shares nothing there any more, also when they come back', async () => {
    await addsForum()
    const { who: bo } = await testEnv.addMember('bo')
    const { who, athlete } = await testEnv.addMember('ana', {
      share: 'auto',
      activities: recentActivities([run], testEnv.clock.now()),
    })
    await testEnv.readReply(bo, '/strava recent member:@ana')
    testEnv.guild.leave(who)
    athlete.createActivity({ ...run, name: 'Run of ana' })
    await testEnv.waitUntilIdle()
    testEnv.guild.join(who)
    athlete.createActivity({ ...run, name: 'Run of return' })
    await catchesUp()
    expect(threads()).toEqual([])
  })

  test('while their post was being opened, and the answer was lost, holds up nobody else', async () => {
    await addsForum()
    const { athlete: other } = await testEnv.addMember('bo', { share: 'auto' })
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    await interrupts(
      opens,
      () => athlete.createActivity({ ...run, name: 'Run of ana' }),
      () => testEnv.guild.leave(who),
    )
    other.createActivity({ ...run, name: 'Run of bo' })
    await testEnv.waitUntilIdle()
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
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    await interrupts(
      postsIn(testEnv.channel),
      () => athlete.createActivity({ ...run, name: 'Run of ana' }),
      () => testEnv.discord.denyPermission(testEnv.channel, 'ViewChannel'),
    )
  }

  test('pauses the feed and tells its admin, once', async () => {
    await interrupted()
    expect(testEnv.admin.directMessages().map((message) => message.text())).toEqual([
      expect.stringContaining('I lost permission to post'),
    ])
    const before = reads()
    await catchesUp()
    expect(testEnv.admin.directMessages()).toHaveLength(1)
    // The lists are looked at, and the activity is not read again.
    expect(reads()).toBe(before)
  })

  test('is finished when the channel is open again, and stands there once', async () => {
    await interrupted()
    testEnv.discord.undenyPermission(testEnv.channel, 'ViewChannel')
    await catchesUp()
    expect(names(testEnv.channel)).toEqual(['Run of ana'])
    const before = reads()
    await catchesUp()
    expect(reads()).toBe(before)
  })
})

/** A forum in which a member has a post with one activity. */
async function posted() {
  await addsForum()
  const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
  const first = athlete.createActivity({ ...run, name: 'Run of ana' })
  await testEnv.waitUntilIdle()
  const [thread] = threads() as [Channel]
  expect(names(thread)).toEqual(['Run of ana'])
  return { athlete, first, thread }
}

test('a message in a forum whose answer was lost is taken down when its activity is hidden before the next try', async () => {
  const { athlete, thread } = await posted()
  const hidden: { setVisibility(visibility: 'only_me'): void }[] = []
  await interrupts(
    postsIn(thread),
    () => hidden.push(athlete.createActivity({ ...run, name: 'Run of evening' })),
    () => hidden[0]?.setVisibility('only_me'),
  )
  await catchesUp()
  expect(names(thread)).toEqual(['Run of ana'])
})

describe("a member's post in a forum that somebody deleted", () => {
  test('while an answer was lost is opened anew, and the forum goes on', async () => {
    const { athlete, thread } = await posted()
    await interrupts(
      postsIn(thread),
      () => athlete.createActivity({ ...run, name: 'Run of evening' }),
      () => testEnv.guild.removeChannel(thread),
    )
    expect(threads().map(names)).toEqual([['Run of evening']])
    await expectNoPause()
  })

  test('is not missed when what stood there changes, and the forum goes on', async () => {
    const { athlete, first, thread } = await posted()
    testEnv.guild.removeChannel(thread)
    first.rename('Run of ana, renamed')
    await testEnv.waitUntilIdle()
    await expectNoPause()
    athlete.createActivity({ ...run, name: 'Run of evening' })
    await testEnv.waitUntilIdle()
    expect(threads().map(names)).toEqual([['Run of evening']])
  })
})
