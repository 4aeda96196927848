import { describe, expect, test } from 'vitest'
import type { Channel, RequestMatch } from '../../sandbox/discord/index.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { catchUp, interruptPost, isPostIn } from '../support/interrupted-post.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

const run = { ...activityFixtures.paceThatRoundsUp, gps: false }
const runsIn = (channel: Channel) =>
  channel.messages().flatMap((message) => /Run of \w+(, renamed)?/.exec(message.text())?.[0] ?? [])
const threads = () => testEnv.guild.channels().filter(({ type }) => type === 'thread')

async function addForum(): Promise<Channel> {
  const forum = testEnv.guild.addChannel({ name: 'forum', type: 'forum' })
  await testEnv.addFeed({ channel: forum, runIn: testEnv.channel })
  return forum
}

/** How often an activity was read, not counting lists. */
const countReads = () => testEnv.strava.requests.filter(({ path }) => /\/activities\/\d+/.test(path)).length

async function expectNoPause() {
  expect(testEnv.admin.directMessages()).toEqual([])
  expect(await testEnv.readReply(testEnv.admin, '/strava-admin feed list')).not.toMatch(/paused/i)
}

const isThreadCreation: RequestMatch = ({ method, path }) => method === 'POST' && path.endsWith('/threads')

describe('a member of a forum who left the server a moment ago', () => {
  test("isn't shown there anymore, but everyone else is", async () => {
    await addForum()
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
    const memberRequests = testEnv.discord.requests.filter(
      ({ path }) => path === `/guilds/${testEnv.guild.id}/members/${who.id}`,
    )
    expect(memberRequests.map(({ status }) => status)).toEqual([200, 404])
    expect(threads().map(runsIn)).toEqual([['Run of bo']])
    await expectNoPause()
  })

  test('shares nothing there anymore, even when they come back', async () => {
    await addForum()
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
    await catchUp(testEnv)
    expect(threads()).toEqual([])
  })

  test('while their post was being created, and the response was lost, delays nobody else', async () => {
    await addForum()
    const { athlete: other } = await testEnv.addMember('bo', { share: 'auto' })
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    await interruptPost(testEnv, isThreadCreation, {
      create: () => athlete.createActivity({ ...run, name: 'Run of ana' }),
      beforeRetry: () => testEnv.guild.leave(who),
    })
    other.createActivity({ ...run, name: 'Run of bo' })
    await testEnv.waitUntilIdle()
    expect(threads().map(runsIn)).toEqual([['Run of ana'], ['Run of bo']])
    await expectNoPause()
    await catchUp(testEnv)
    const before = countReads()
    await catchUp(testEnv)
    expect(countReads()).toBe(before)
  })
})

/** A forum in which a member has a post with one activity. */
async function createPost() {
  await addForum()
  const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
  const first = athlete.createActivity({ ...run, name: 'Run of ana' })
  await testEnv.waitUntilIdle()
  const [thread] = threads() as [Channel]
  expect(runsIn(thread)).toEqual(['Run of ana'])
  return { who, athlete, first, thread }
}

test('a message in a forum whose response was lost is deleted if its activity is hidden before the retry', async () => {
  const { athlete, thread } = await createPost()
  const hidden: { setVisibility(visibility: 'only_me'): void }[] = []
  await interruptPost(testEnv, isPostIn(thread), {
    create: () => hidden.push(athlete.createActivity({ ...run, name: 'Run of evening' })),
    beforeRetry: () => hidden[0]?.setVisibility('only_me'),
  })
  await catchUp(testEnv)
  expect(runsIn(thread)).toEqual(['Run of ana'])
})

test('a message in a forum whose response was lost is deleted if its member disconnects before the retry', async () => {
  const { who, athlete, thread } = await createPost()
  const isPost = isPostIn(thread)
  testEnv.discord.failNext(1000, { dropAfter: true }, isPost)
  athlete.createActivity({ ...run, name: 'Run of evening' })
  await testEnv.discord.waitForRequest((request) => isPost(request) && request.status === 0, 'a lost response')
  await testEnv.unlink(who)
  testEnv.discord.clearFailures()
  await testEnv.waitUntilIdle()
  await catchUp(testEnv)
  expect(runsIn(thread)).toEqual([])
})

describe("a member's post in a forum that somebody deleted", () => {
  test('while a response was lost is created again, and the forum keeps working', async () => {
    const { athlete, thread } = await createPost()
    await interruptPost(testEnv, isPostIn(thread), {
      create: () => athlete.createActivity({ ...run, name: 'Run of evening' }),
      beforeRetry: () => testEnv.guild.removeChannel(thread),
    })
    expect(threads().map(runsIn)).toEqual([['Run of evening']])
    await expectNoPause()
  })

  test('causes no error when one of its activities changes, and the forum keeps working', async () => {
    const { athlete, first, thread } = await createPost()
    testEnv.guild.removeChannel(thread)
    first.rename('Run of ana, renamed')
    await testEnv.waitUntilIdle()
    await expectNoPause()
    athlete.createActivity({ ...run, name: 'Run of evening' })
    await testEnv.waitUntilIdle()
    expect(threads().map(runsIn)).toEqual([['Run of evening']])
  })
})
