import { describe, expect, test } from 'vitest'
import type { RequestMatch } from '../../sandbox/discord/index.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { catchUp, interruptPost, isPostIn } from '../support/interrupted-post.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

const run = { ...activityFixtures.paceThatRoundsUp, gps: false }
const names = () => testEnv.channel.messages().flatMap((message) => /Run of \w+/.exec(message.text())?.[0] ?? [])
/** How often an activity was read, not counting lists. */
const countReads = () => testEnv.strava.requests.filter(({ path }) => /\/activities\/\d+/.test(path)).length

describe("a post whose response was lost, in a channel the bot can't see at the retry", () => {
  async function addInterruptedPost() {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    await interruptPost(testEnv, isPostIn(testEnv.channel), {
      create: () => athlete.createActivity({ ...run, name: 'Run of ana' }),
      beforeRetry: () => testEnv.discord.denyPermission(testEnv.channel, 'ViewChannel'),
    })
  }

  test('pauses the feed and notifies its admin once', async () => {
    await addInterruptedPost()
    expect(testEnv.admin.directMessages().map((message) => message.text())).toEqual([
      expect.stringContaining('Feed paused: give me View Channel and Send Messages in #activities'),
    ])
    const before = countReads()
    await catchUp(testEnv)
    expect(testEnv.admin.directMessages()).toHaveLength(1)
    // The lists are read again, but not the activity.
    expect(countReads()).toBe(before)
  })

  test('is completed once the bot can see the channel again, without a duplicate', async () => {
    await addInterruptedPost()
    testEnv.discord.undenyPermission(testEnv.channel, 'ViewChannel')
    await catchUp(testEnv)
    expect(names()).toEqual(['Run of ana'])
    const before = countReads()
    await catchUp(testEnv)
    expect(countReads()).toBe(before)
  })
})

test('a post that should be deleted during a long Discord outage is deleted afterwards, however old it is', async () => {
  await testEnv.addFeed()
  const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
  const activity = athlete.createActivity({ ...run, name: 'Run of ana' })
  await testEnv.waitUntilIdle()
  testEnv.clock.advance(20 * 24 * 3600_000)
  const isDeletion: RequestMatch = ({ method, path }) => method === 'DELETE' && path.includes('/messages/')
  const stopFailing = testEnv.discord.failNext(1000, { status: 503 }, isDeletion)
  activity.setVisibility('only_me')
  for (let attempt = 0; attempt < 20; attempt += 1) {
    await testEnv.waitUntilIdle()
    await testEnv.runDelayedJobs()
  }
  expect(stopFailing()).toBeGreaterThan(1)
  expect(names()).toEqual(['Run of ana'])
  const before = countReads()
  await catchUp(testEnv)
  expect(names()).toEqual([])
  await catchUp(testEnv)
  expect(countReads()).toBe(before)
})

test('a post whose response was lost counts as deleted if its channel is gone when its activity is hidden', async () => {
  await testEnv.addFeed()
  const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
  const channel = testEnv.guild.addChannel({ name: 'closing' })
  await testEnv.addFeed({ channel, runIn: testEnv.channel })
  const isPost = isPostIn(channel)
  testEnv.discord.failNext(1000, { dropAfter: true }, isPost)
  const activity = athlete.createActivity({ ...run, name: 'Run of ana' })
  await testEnv.discord.waitForRequest((request) => isPost(request) && request.status === 0, 'a lost response')
  await testEnv.readReply(testEnv.admin, '/strava-admin feed remove channel:#closing')
  testEnv.guild.removeChannel(channel)
  testEnv.discord.clearFailures()
  activity.setVisibility('only_me')
  await catchUp(testEnv)
  const channelRequests = () =>
    testEnv.discord.requests.filter(({ path }) => path.startsWith(`/channels/${channel.id}/messages`))
  const before = channelRequests().length
  expect(before).toBeGreaterThan(0)
  await catchUp(testEnv)
  expect(channelRequests()).toHaveLength(before)
})
