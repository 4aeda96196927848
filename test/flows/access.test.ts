import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import type { Channel, DiscordMessage } from '../../sandbox/discord/index.ts'
import { findFreePort } from '../../sandbox/redis-server.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { keys, QUEUE_PREFIX } from '../../src/redis/keys.ts'
import { jobEncryption } from '../support/test-encryption.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

const HOUR_MS = 3600_000
const run = { ...activityFixtures.paceThatRoundsUp, gps: false }
const runsIn = (channel: Channel) =>
  channel.messages().flatMap((message) => /Run of \w+/.exec(message.text())?.[0] ?? [])
const threads = () => testEnv.guild.channels().filter(({ type }) => type === 'thread')
const threadRuns = () => threads().map(runsIn)
/** How often an activity was read, not counting lists. */
const countReads = () => testEnv.strava.requests.filter(({ path }) => /\/activities\/\d+/.test(path)).length
const runAdminCommand = (line: string) => testEnv.readReply(testEnv.admin, `/strava-admin ${line}`)
const messagesToAdmin = () => testEnv.admin.directMessages().map((message) => message.text())

async function addForum(): Promise<Channel> {
  const forum = testEnv.guild.addChannel({ name: 'forum', type: 'forum' })
  await testEnv.addFeed({ channel: forum, runIn: testEnv.channel })
  return forum
}

async function createActivity(
  athlete: { createActivity(input: typeof run & { name: string }): unknown },
  name: string,
) {
  athlete.createActivity({ ...run, name })
  await testEnv.waitUntilIdle()
}

/** Time passes, and the scheduled checks run; no Discord event is needed. */
async function elapse(ms: number) {
  testEnv.clock.advance(ms)
  for (let round = 0; round < 3; round += 1) {
    await testEnv.runDelayedJobs()
    await testEnv.waitUntilIdle()
  }
}

/** A moderator changes something a moment later: the bot checks simultaneous changes only once. */
function changeLater(change: () => void) {
  testEnv.clock.advance(20_000)
  change()
}

/** Appears because of a Discord event: no delayed job is run early, and the clock isn't moved. */
const waitForRun = (channel: Channel, name: string) =>
  channel.waitForMessage((message) => message.text().includes(name), name, 8000)

describe("a member's post in a forum that a moderator locks", () => {
  async function lockThread(change: { locked?: boolean; archived?: boolean } = { locked: true }) {
    const forum = await addForum()
    const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const { athlete: other } = await testEnv.addMember('bo', { share: 'auto' })
    await createActivity(athlete, 'Run of ana')
    await createActivity(other, 'Run of bo')
    const [thread] = threads() as [Channel]
    testEnv.discord.updateThread(thread, change)
    await createActivity(athlete, 'Run of evening')
    return { forum, thread, ana, athlete, other }
  }

  test.each([
    ['locked', { locked: true }],
    ['locked and archived', { locked: true, archived: true }],
  ])("delays nobody else's posts when it is %s", async (_, change) => {
    const { other, thread } = await lockThread(change)
    await createActivity(other, 'Run of noon')
    expect(threadRuns()).toEqual([['Run of ana'], ['Run of bo', 'Run of noon']])
    expect(messagesToAdmin()).toEqual([])
    expect(await runAdminCommand('feed list')).not.toMatch(/paused/i)
    const status = await runAdminCommand('status')
    expect(status).toContain('✅ Feeds: 1')
    expect(status).toContain(`#${thread.name}: @ana in #forum`)
  })

  test('costs no Strava reads while it stays locked', async () => {
    await lockThread()
    const before = countReads()
    for (let round = 0; round < 4; round += 1) await elapse(31 * 60_000)
    expect(countReads()).toBe(before)
  })

  test('gets the waiting posts as soon as it is unlocked, each once', async () => {
    const { athlete, thread } = await lockThread()
    await createActivity(athlete, 'Run of night')
    changeLater(() => testEnv.discord.updateThread(thread, { locked: false }))
    await waitForRun(thread, 'Run of night')
    await testEnv.waitUntilIdle()
    await elapse(HOUR_MS)
    expect(runsIn(thread).sort()).toEqual(['Run of ana', 'Run of evening', 'Run of night'])
    expect(await runAdminCommand('status')).not.toContain('Locked posts')
  })

  test('gets the waiting posts even if it was locked three times within minutes', async () => {
    const { athlete, thread } = await lockThread()
    for (const name of ['Run of three', 'Run of four']) {
      await elapse(61_000)
      changeLater(() => testEnv.discord.updateThread(thread, { locked: false }))
      await elapse(61_000)
      changeLater(() => testEnv.discord.updateThread(thread, { locked: true }))
      await createActivity(athlete, name)
      expect(runsIn(thread)).not.toContain(name)
    }
    changeLater(() => testEnv.discord.updateThread(thread, { locked: false }))
    await waitForRun(thread, 'Run of four')
  })

  test('gets the waiting posts when the bot is given Manage Threads', async () => {
    const { forum, thread } = await lockThread()
    changeLater(() => testEnv.discord.allowPermission(forum, 'ManageThreads'))
    await waitForRun(thread, 'Run of evening')
  })

  test('is found unlocked within two minutes without a gateway event', async () => {
    const { thread } = await lockThread()
    testEnv.discord.dropGatewayConnections()
    testEnv.discord.updateThread(thread, { locked: false })
    await elapse(61_000)
    expect(runsIn(thread)).toEqual(['Run of ana', 'Run of evening'])
  })

  test('and then deletes is created again, with the waiting posts', async () => {
    const { thread } = await lockThread()
    changeLater(() => testEnv.guild.removeChannel(thread))
    await expect.poll(threadRuns, { timeout: 8000 }).toEqual([['Run of bo'], ['Run of evening']])
  })

  test('loses the posts of activities that became private meanwhile once it is unlocked', async () => {
    await addForum()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity({ ...run, name: 'Run of ana' })
    await testEnv.waitUntilIdle()
    const [thread] = threads() as [Channel]
    testEnv.discord.updateThread(thread, { locked: true, archived: true })
    activity.setVisibility('only_me')
    await testEnv.waitUntilIdle()
    expect(runsIn(thread)).toEqual(['Run of ana'])
    changeLater(() => testEnv.discord.updateThread(thread, { locked: false }))
    await expect.poll(() => runsIn(thread), { timeout: 8000 }).toEqual([])
  })

  test('no longer waits once its member disconnects', async () => {
    const { ana } = await lockThread()
    await ana.clickButton(await testEnv.runCommand(ana, '/strava unlink'), 'Disconnect').waitForReply()
    await testEnv.waitUntilIdle()
    expect(await runAdminCommand('status')).not.toContain('Locked posts')
    const redis = new Redis(testEnv.redisUrl)
    const stored = await redis.exists(
      keys.pausedThreads(),
      keys.heldBackActivities(testEnv.guild.id),
      keys.heldBackGuilds(),
    )
    await redis.quit()
    expect(stored).toBe(0)
  })

  test("isn't listed any more once its forum is no longer a feed", async () => {
    await lockThread()
    await runAdminCommand('feed remove channel:#forum')
    await testEnv.addFeed()
    expect(await runAdminCommand('status')).not.toContain('Locked posts')
    await elapse(61_000)
    expect(threadRuns()).toEqual([['Run of ana'], ['Run of bo']])
  })
})

describe('a bot and a worker in separate processes', () => {
  test('send the waiting posts as soon as Discord notifies the bot', async () => {
    await testEnv.stop()
    await testEnv.start({ RUN: 'worker,web' })
    await testEnv.start({ RUN: 'bot', PORT: String(await findFreePort()) })
    await testEnv.discord.waitUntilReady()
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
    await createActivity(athlete, 'Run of ana')
    expect(messagesToAdmin()).toEqual([expect.stringContaining('give me Send Messages in #')])
    changeLater(() => testEnv.discord.undenyPermission(testEnv.channel, 'SendMessages'))
    await waitForRun(testEnv.channel, 'Run of ana')
  })
})

test('a channel that repeatedly denies access briefly gets its posts within two minutes each time', async () => {
  await testEnv.addFeed()
  const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
  for (const name of ['Run of one', 'Run of two', 'Run of three', 'Run of four']) {
    testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
    await createActivity(athlete, name)
    testEnv.discord.undenyPermission(testEnv.channel, 'SendMessages')
    await elapse(61_000)
    expect(runsIn(testEnv.channel)).toContain(name)
  }
})

describe('a thread that is a feed', () => {
  test('is paused with a reason when it is locked, and resumes when it is unlocked', async () => {
    const thread = testEnv.guild.addChannel({ name: 'talk', type: 'thread', parent: testEnv.channel })
    await testEnv.addFeed({ channel: thread })
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    testEnv.discord.updateThread(thread, { locked: true })
    await createActivity(athlete, 'Run of ana')
    expect(await runAdminCommand('status')).toContain('give me Manage Threads (the thread is locked)')
    changeLater(() => testEnv.discord.updateThread(thread, { locked: false }))
    await waitForRun(thread, 'Run of ana')
  })

  test('is refused while it is locked', async () => {
    const thread = testEnv.guild.addChannel({ name: 'talk', type: 'thread', parent: testEnv.channel })
    testEnv.discord.updateThread(thread, { locked: true })
    expect(await runAdminCommand('feed add channel:#talk')).toContain(
      'Give me Manage Threads (the thread is locked) in',
    )
  })
})

describe('a forum that requires tags', () => {
  const addForumWithTags = (...tags: { name: string; moderated?: boolean }[]) => {
    const forum = testEnv.guild.addChannel({ name: 'forum', type: 'forum' })
    testEnv.discord.updateForum(forum, { requiresTag: true, tags })
    return forum
  }

  test("gets posts with a tag that isn't for moderators, and tells the admin which", async () => {
    addForumWithTags({ name: 'News', moderated: true }, { name: 'Rides' }, { name: 'Runs' })
    expect(await runAdminCommand('feed add channel:#forum')).toContain('Tag: Rides')
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    await createActivity(athlete, 'Run of ana')
    await createActivity(athlete, 'Run of evening')
    expect(threadRuns()).toEqual([['Run of ana', 'Run of evening']])
    expect(threads()[0]?.appliedTags()).toEqual(['Rides'])
  })

  test.each([
    ['none', []],
    ['only tags for moderators', [{ name: 'News', moderated: true }]],
  ])("and has %s can't become a feed, and the admin is told what to do", async (_, tags) => {
    const forum = addForumWithTags(...tags)
    expect(await runAdminCommand('feed add channel:#forum')).toContain('#forum requires a tag')
    expect(await runAdminCommand('feed list')).toContain('No feeds yet')
    testEnv.discord.allowPermission(forum, 'ManageThreads')
    if (tags.length > 0) expect(await runAdminCommand('feed add channel:#forum')).toContain('Tag: News')
  })

  test('only since it became a feed still gets tagged posts, or is paused and its admin notified if it has no usable tag', async () => {
    const forum = await addForum()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const { athlete: other } = await testEnv.addMember('bo', { share: 'auto' })
    testEnv.discord.updateForum(forum, { requiresTag: true, tags: [{ name: 'From Strava' }] })
    await createActivity(athlete, 'Run of ana')
    expect(threads()[0]?.appliedTags()).toEqual(['From Strava'])

    changeLater(() => testEnv.discord.updateForum(forum, { tags: [] }))
    await createActivity(other, 'Run of bo')
    expect(messagesToAdmin()).toEqual([
      expect.stringContaining('Feed paused: add a tag that everyone can use in #forum'),
    ])
    expect(await runAdminCommand('feed list')).toContain('paused: no tag I can use')
    expect(await runAdminCommand('status')).toContain('#forum: add a tag that everyone can use')
    const before = countReads()
    for (let round = 0; round < 4; round += 1) await elapse(31 * 60_000)
    expect(countReads()).toBe(before)

    changeLater(() => testEnv.discord.updateForum(forum, { tags: [{ name: 'Rides' }] }))
    await expect.poll(threadRuns, { timeout: 8000 }).toEqual([['Run of ana'], ['Run of bo']])
  })
})

describe('a bot that is timed out', () => {
  test('tells its admins until when, and sends the waiting posts when it is over', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    testEnv.discord.timeOutBot(testEnv.guild, 10 * 60_000)
    const until = /<t:\d+:f>|until \w/
    await createActivity(athlete, 'Run of ana')
    expect(messagesToAdmin()).toEqual([
      expect.stringContaining("The feed in #activities is paused while I'm timed out in that server"),
    ])
    for (const line of ['feed list', 'status']) {
      const answer = await runAdminCommand(line)
      expect(answer).toContain('Timed out until')
      expect(answer).toMatch(until)
    }
    expect(await runAdminCommand('feed add channel:#activities sports:Run')).toContain("Not saved: I'm timed out")
    await elapse(5 * 60_000)
    expect(runsIn(testEnv.channel)).toEqual([])
    await elapse(6 * 60_000)
    expect(runsIn(testEnv.channel)).toEqual(['Run of ana'])
  })

  test('sends the waiting posts as soon as a moderator ends the timeout', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    testEnv.discord.timeOutBot(testEnv.guild, 24 * HOUR_MS)
    await createActivity(athlete, 'Run of ana')
    changeLater(() => testEnv.discord.timeOutBot(testEnv.guild, undefined))
    await waitForRun(testEnv.channel, 'Run of ana')
  })
})

describe('a permission that is briefly missing', () => {
  test.each<[string, () => void, () => void]>([
    [
      'in the channel',
      () => testEnv.discord.denyPermission(testEnv.channel, 'SendMessages'),
      () => testEnv.discord.undenyPermission(testEnv.channel, 'SendMessages'),
    ],
    [
      'with a role',
      () => testEnv.discord.revokeRolePermission(testEnv.guild, 'ViewChannel'),
      () => testEnv.discord.grantRolePermission(testEnv.guild, 'ViewChannel'),
    ],
  ])('%s delays five activities briefly, and each is read once more', async (_, revoke, restore) => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    revoke()
    const runNames = ['Run of one', 'Run of two', 'Run of three', 'Run of four', 'Run of five']
    for (const name of runNames) await createActivity(athlete, name)
    const before = countReads()
    changeLater(restore)
    await waitForRun(testEnv.channel, 'Run of')
    await testEnv.waitUntilIdle()
    expect(runsIn(testEnv.channel).sort()).toEqual(runNames.sort())
    expect(countReads() - before).toBe(5)
  })

  test('loses no posts if the process dies between resuming the feed and sending the waiting posts', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    testEnv.discord.dropGatewayConnections()
    testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
    await createActivity(athlete, 'Run of ana')
    const redis = new Redis(testEnv.redisUrl)
    await redis.del(keys.pausedFeeds())
    testEnv.discord.undenyPermission(testEnv.channel, 'SendMessages')
    await elapse(61_000)
    expect(runsIn(testEnv.channel)).toEqual(['Run of ana'])
    expect(await redis.exists(keys.heldBackGuilds())).toBe(0)
    await redis.quit()
  })

  test('is noticed within two minutes without a gateway event', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
    await createActivity(athlete, 'Run of ana')
    testEnv.discord.dropGatewayConnections()
    testEnv.discord.undenyPermission(testEnv.channel, 'SendMessages')
    await elapse(61_000)
    expect(runsIn(testEnv.channel)).toEqual(['Run of ana'])
  })

  test('causes no work for a server without paused feeds', async () => {
    await testEnv.addFeed()
    const other = testEnv.discord.addGuild({ name: 'Busy Wheelers' })
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
    await createActivity(athlete, 'Run of ana')
    // Without a worker, jobs stay in the queue.
    await testEnv.restart({ RUN: 'bot' })
    changeLater(() => testEnv.discord.reorderRoles(other, 5))
    testEnv.discord.undenyPermission(testEnv.channel, 'SendMessages')
    const connection = new Redis(testEnv.redisUrl, { maxRetriesPerRequest: null })
    const queue = new Queue('background', { connection, prefix: QUEUE_PREFIX })
    const servers = async () =>
      (await queue.getJobs()).flatMap(({ name, data }) => {
        const { guildId } = (jobEncryption.decrypt(name, data) ?? {}) as { guildId?: string }
        return guildId ?? []
      })
    await expect.poll(servers).toEqual([testEnv.guild.id])
    await queue.close()
    connection.disconnect()
  })

  test('is checked once, not for every role that is moved in a big server', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
    await createActivity(athlete, 'Run of ana')
    await testEnv.waitUntilIdle()
    const channelRequests = () =>
      testEnv.discord.requests.filter(({ method, path }) => method === 'GET' && path === `/guilds/${testEnv.guild.id}`)
    const before = channelRequests().length
    testEnv.clock.advance(20_000)
    for (let i = 0; i < 30; i += 1) testEnv.discord.addRole(testEnv.guild, `role ${i}`)
    testEnv.discord.reorderRoles(testEnv.guild, 50)
    await expect.poll(() => channelRequests().length).toBeGreaterThan(before)
    await testEnv.waitUntilIdle()
    expect(channelRequests().length - before).toBe(1)
  })
})

describe('when Discord never accepts a request', () => {
  test.each([
    ['a channel of another type', 50024, 'its type has changed'],
    ['too many active threads', 160006, 'too many active threads'],
  ])('pauses the feed with its own reason: %s', async (_, code, reason) => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const isPost = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path === `/channels/${testEnv.channel.id}/messages`
    testEnv.discord.failNext(1, { status: 400, code }, isPost)
    await createActivity(athlete, 'Run of ana')
    expect(await runAdminCommand('feed list')).toContain(`paused: ${reason}`)
    expect(await runAdminCommand('status')).toContain(`paused (${reason})`)
    await elapse(61_000)
    expect(runsIn(testEnv.channel)).toEqual(['Run of ana'])
  })

  test('a post whose response was lost and whose edit is rejected is still deleted when its activity is hidden', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    testEnv.discord.failNext(
      1,
      { dropAfter: true },
      ({ method, path }) => method === 'POST' && path.endsWith('/messages'),
    )
    const activity = athlete.createActivity({ ...run, name: 'Run of ana' })
    await testEnv.discord.waitForRequest(
      ({ path, status }) => path.endsWith('/messages') && status === 0,
      'a lost answer',
    )
    const stopFailing = testEnv.discord.failNext(50, { status: 400, code: 200000 }, ({ method }) => method === 'PATCH')
    activity.rename('Run of words')
    await elapse(1000)
    stopFailing()
    activity.setVisibility('only_me')
    await elapse(61_000)
    expect(testEnv.channel.messages()).toEqual([])
  })

  test('an activity with a word that the server blocks is read once and delays nothing', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const isPost = ({ method, path }: { method: string; path: string }) =>
      method === 'POST' && path === `/channels/${testEnv.channel.id}/messages`
    const stopFailing = testEnv.discord.failNext(50, { status: 400, code: 200000 }, isPost)
    await createActivity(athlete, 'Run of ana')
    const before = countReads()
    for (let round = 0; round < 3; round += 1) await elapse(31 * 60_000)
    expect(countReads()).toBe(before)
    expect(stopFailing()).toBe(1)
    await createActivity(athlete, 'Run of evening')
    expect(runsIn(testEnv.channel)).toEqual(['Run of evening'])
  })
})

describe('a member who left the server a moment ago', () => {
  test("isn't shown to anyone there any more, by a button or a post", async () => {
    await testEnv.addFeed()
    const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const bo = testEnv.addPerson('bo')
    await createActivity(athlete, 'Run of ana')
    const [post] = testEnv.channel.messages() as [DiscordMessage]
    expect((await bo.clickButton(post, 'Details').waitForReply()).text(bo)).toContain('Run of ana')
    testEnv.guild.leave(ana)
    expect((await bo.clickButton(post, 'Details').waitForReply()).text(bo)).toContain('no longer shares this here')
    await createActivity(athlete, 'Run of evening')
    expect(runsIn(testEnv.channel)).not.toContain('Run of evening')
  })
})
