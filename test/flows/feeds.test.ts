import { beforeEach, describe, expect, test } from 'vitest'
import type { Channel, DiscordMessage, Guild, RequestMatch } from '../../sandbox/discord/index.ts'
import { type ActivityHandle, activityFixtures } from '../../sandbox/strava/index.ts'
import { closeDirectMessages } from '../support/close-direct-messages.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

beforeEach(async () => {
  await testEnv.addFeed()
})

const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length
const posts = (channel: Channel = testEnv.channel): DiscordMessage[] =>
  channel.messages().filter(({ deleted }) => !deleted)
const activityUrl = (activity: ActivityHandle) => `https://www.strava.com/activities/${activity.id}`
const postOf = (activity: ActivityHandle, channel: Channel = testEnv.channel) =>
  posts(channel).find((message) => message.links().some(({ url }) => url === activityUrl(activity)))

/** Resolves when every event is delivered and its jobs are done. */
const waitUntilIdle = () => testEnv.waitUntilIdle()

const run = { ...activityFixtures.paceThatRoundsUp }

describe('a finished activity', () => {
  test('is posted in the channel automatically: one read of Strava, one message', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const before = testEnv.discord.requests.length
    const activity = athlete.createActivity(run)
    const message = await testEnv.channel.waitForMessage()
    await waitUntilIdle()
    expect(message.text()).toContain('10.00 km · 49:59 · 5:00 /km')
    expect(message.text()).toContain('@ana')
    expect(message.links().at(-1)).toEqual({ label: 'View on Strava', url: activityUrl(activity) })
    expect(new Set(message.links().map(({ url }) => url))).toEqual(new Set([activityUrl(activity)]))
    expect(message.pings()).toEqual([])
    expect(countReads()).toBe(1)
    const sent = testEnv.discord.requests.slice(before).filter(({ method }) => method !== 'GET')
    expect(sent.map(({ method }) => method)).toEqual(['POST'])
    expect(who.directMessages()).toEqual([])
  })

  test("starts with the member's server nickname, and a new nickname edits no post", async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto', globalName: 'Ana' })
    testEnv.guild.join(who, { nickname: '*Ana* of the hills' })
    athlete.createActivity(run)
    const message = await testEnv.channel.waitForMessage()
    await waitUntilIdle()
    expect(message.text()).toMatch(/^│ \*Ana\* of the hills · @/)
    testEnv.guild.join(who, { nickname: 'Hill Ana' })
    testEnv.clock.advance(3_600_000)
    await testEnv.runDelayedJobs()
    await waitUntilIdle()
    const edits = testEnv.discord.requests.filter(({ method, path }) => method === 'PATCH' && path.endsWith(message.id))
    expect(edits).toEqual([])
  })

  test("shows its start in the reader's time zone", async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const startDate = new Date(athlete.createActivity(run).activity.start_date)
    const message = await testEnv.channel.waitForMessage()
    for (const timeZone of ['Europe/Berlin', 'Asia/Tokyo']) {
      const reader = testEnv.addPerson(`in-${timeZone.slice(-5)}`, { timeZone })
      const time = new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'long', timeStyle: 'short' }).format(startDate)
      expect(message.text(reader)).toContain(time.replaceAll('\u202f', ' '))
    }
  })

  test('with a hidden start time shows only the day', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    // On the day of connecting it may have ended before that, so it isn't posted.
    testEnv.clock.advance(48 * 3600_000)
    athlete.createActivity({ ...run, hidden_start_time: true })
    const text = (await testEnv.channel.waitForMessage()).text()
    expect(text).toMatch(/, \d{4} · |\d \d{4} · /)
    expect(text).not.toMatch(/\d:\d\d (AM|PM)/)
  })

  test("with a hidden start time isn't posted if it ended before connecting, even if its UTC day starts later", async () => {
    const hour = 3600_000
    const sinceMidnight = testEnv.clock.now() % (24 * hour)
    testEnv.clock.advance(20 * hour - sinceMidnight + (sinceMidnight > 20 * hour ? 24 * hour : 0))
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const hidden = { ...run, moving_time: 1800, hidden_start_time: true, timezone: '(GMT+09:00) Asia/Tokyo' }
    athlete.createActivity({ ...hidden, start_date: new Date(testEnv.clock.now() - 2 * hour) })
    await waitUntilIdle()
    expect(posts()).toEqual([])
    testEnv.clock.advance(24 * hour)
    athlete.createActivity(hidden)
    await waitUntilIdle()
    expect(posts()).toHaveLength(1)
  })

  test('on any kind of bike is posted in a feed of rides, and no other sport is', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    await testEnv.addFeed({ options: 'sports:Ride' })
    for (const sport_type of ['GravelRide', 'Run', 'EBikeRide', 'MountainBikeRide', 'Ride']) {
      athlete.createActivity({ sport_type, name: `Out on a ${sport_type}`, gps: false })
    }
    await waitUntilIdle()
    const sports = posts().flatMap((message) => /Out on a (\w+)/.exec(message.text())?.[1] ?? [])
    expect(sports.sort()).toEqual(['EBikeRide', 'GravelRide', 'MountainBikeRide', 'Ride'])
  })

  test('is posted with the member’s profile picture, with one member lookup for each post', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity({ ...run, name: 'First' })
    const first = await testEnv.channel.waitForMessage()
    athlete.createActivity({ ...run, name: 'Second' })
    await testEnv.channel.waitForMessage((message) => message.text().includes('Second'))
    await waitUntilIdle()
    expect(first.text()).toContain('(image: Profile picture)')
    expect(JSON.stringify(first.components)).toContain('https://cdn.discordapp.com/embed/avatars/')
    const requests = testEnv.discord.requests.filter(
      ({ path }) => path === `/guilds/${testEnv.guild.id}/members/${who.id}`,
    )
    // One lookup for each post.
    expect(requests).toHaveLength(2)
  })

  test('gets records at the next check if Strava counts them later', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    const message = await testEnv.channel.waitForMessage()
    await waitUntilIdle()
    expect(message.text()).not.toContain('personal record')
    activity.change({ pr_count: 2 })
    await waitUntilIdle()
    expect(message.text()).not.toContain('personal record')
    await testEnv.runDelayedJobs()
    await waitUntilIdle()
    expect(message.text()).toContain('🏅 2 personal records')
  })

  test("isn't posted if its member turned sharing off or shares only in another server", async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'off' })
    const otherGuild = testEnv.discord.addGuild({ name: 'Other Club' })
    const otherChannel = otherGuild.addChannel({ name: 'elsewhere' })
    await testEnv.addFeed({ channel: otherChannel, guild: otherGuild })
    const { athlete: second } = await testEnv.addMember('bo', { share: 'auto' })
    athlete.createActivity(run)
    second.createActivity(run)
    await testEnv.channel.waitForMessage()
    await waitUntilIdle()
    expect(posts()).toHaveLength(1)
    expect(posts(otherChannel)).toEqual([])
  })

  test('is posted in both servers if its member shares in both', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const otherGuild = testEnv.discord.addGuild({ name: 'Other Club' })
    const otherChannel = otherGuild.addChannel({ name: 'elsewhere' })
    await testEnv.addFeed({ channel: otherChannel, guild: otherGuild })
    otherGuild.join(who)
    await who.runCommand(otherChannel, '/strava share mode:auto').waitForReply()
    const activity = athlete.createActivity(run)
    await Promise.all([testEnv.channel.waitForMessage(), otherChannel.waitForMessage()])
    await waitUntilIdle()
    expect(postOf(activity)).toBeDefined()
    expect(postOf(activity, otherChannel)).toBeDefined()
    expect(countReads()).toBe(1)
  })

  test("from before connecting, or from last month, isn't posted", async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto', activities: [run] })
    athlete.createActivity({ ...run, start_date: new Date(testEnv.clock.now() - 30 * 24 * 3600_000) })
    const newActivity = athlete.createActivity(run)
    await testEnv.channel.waitForMessage()
    await waitUntilIdle()
    expect(posts()).toHaveLength(1)
    expect(postOf(newActivity)).toBeDefined()
  })

  test('whose event arrives before it can be read is posted as soon as it can', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    activity.failNextReads(1)
    await waitUntilIdle()
    await testEnv.runDelayedJobs()
    await testEnv.channel.waitForMessage()
    expect(postOf(activity)).toBeDefined()
  })

  test('with three simultaneous events is posted once', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    await Promise.all([1, 2, 3].map(() => testEnv.strava.sendEvent(testEnv.eventOf(athlete, activity))))
    await testEnv.channel.waitForMessage()
    await waitUntilIdle()
    expect(posts()).toHaveLength(1)
  })
})

describe('a posted activity', () => {
  async function createPost() {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    const message = await testEnv.channel.waitForMessage()
    await waitUntilIdle()
    return { who, athlete, activity, message }
  }

  test('that is renamed is edited', async () => {
    const { activity, message } = await createPost()
    activity.rename('A better name')
    await waitUntilIdle()
    expect(message.text()).toContain('A better name')
    expect(posts()).toHaveLength(1)
  })

  test("isn't edited if nothing visible changed", async () => {
    const { activity } = await createPost()
    const before = testEnv.discord.requests.length
    activity.change({ kudos_count: 12, name: run.name as string })
    await waitUntilIdle()
    expect(testEnv.discord.requests.slice(before).filter(({ method }) => method !== 'GET')).toEqual([])
  })

  test('disappears when it becomes private, and comes back when it is public again', async () => {
    const { activity, message } = await createPost()
    activity.setVisibility('only_me')
    await waitUntilIdle()
    expect(message.deleted).toBe(true)
    activity.setVisibility('everyone')
    const again = await testEnv.channel.waitForMessage()
    await waitUntilIdle()
    expect(again.links()[0]?.url).toBe(activityUrl(activity))
    expect(posts()).toHaveLength(1)
    activity.delete()
    await waitUntilIdle()
    expect(posts()).toEqual([])
  })

  test('disappears when it becomes followers-only', async () => {
    const { activity } = await createPost()
    activity.setVisibility('followers_only')
    await waitUntilIdle()
    expect(posts()).toEqual([])
  })

  test("isn't posted again after a member deleted it by hand", async () => {
    const { activity, message } = await createPost()
    testEnv.channel.deleteAsModerator(message)
    activity.rename('A better name')
    await waitUntilIdle()
    activity.rename('The best name')
    await waitUntilIdle()
    expect(posts()).toEqual([])
  })

  test('disappears when it is deleted on Strava, in whatever order the events arrive', async () => {
    const { athlete, activity } = await createPost()
    activity.delete()
    await waitUntilIdle()
    await testEnv.strava.sendEvent({ ...testEnv.eventOf(athlete, activity), aspect_type: 'create' })
    await waitUntilIdle()
    expect(posts()).toEqual([])
  })

  test('disappears when its member disconnects, as do recent public answers', async () => {
    const { who } = await createPost()
    await testEnv.runCommand(who, '/strava recent')
    expect(posts()).toHaveLength(2)
    const question = await testEnv.runCommand(who, '/strava unlink')
    await who.clickButton(question, 'Disconnect').waitForReply()
    await waitUntilIdle()
    expect(posts()).toEqual([])
  })

  test('stays when the member disconnects and keeps their posts', async () => {
    const { who } = await createPost()
    const question = await testEnv.runCommand(who, '/strava unlink')
    await who.clickButton(question, 'Disconnect, keep posts').waitForReply()
    await waitUntilIdle()
    expect(posts()).toHaveLength(1)
  })

  test('disappears when the member revokes access on Strava', async () => {
    const { who, athlete } = await createPost()
    athlete.revokeAccess()
    await waitUntilIdle()
    expect(posts()).toEqual([])
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('Nothing is stored')
  })

  test('stays when a forged event claims that access was revoked', async () => {
    const { who, athlete } = await createPost()
    const id = Number(athlete.id)
    await testEnv.strava.sendEvent({
      object_type: 'athlete',
      aspect_type: 'update',
      updates: { authorized: 'false' },
      object_id: id,
      owner_id: id,
      subscription_id: testEnv.strava.subscription()?.id,
      event_time: 1,
    })
    await waitUntilIdle()
    expect(posts()).toHaveLength(1)
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('ana Invented')
  })
})

describe('a member who left the server', () => {
  test("isn't shown there anymore", async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    testEnv.guild.leave(who)
    athlete.createActivity(run)
    await waitUntilIdle()
    expect(posts()).toEqual([])
  })
})

describe('a member who wants to be asked', () => {
  async function createQuestion() {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'ask' })
    const activity = athlete.createActivity(run)
    await waitUntilIdle()
    const [question] = who.directMessages()
    return { who, athlete, activity, question: question as DiscordMessage }
  }

  test('gets the finished card privately, and nothing is posted', async () => {
    const { who, question } = await createQuestion()
    expect(question.text(who)).toContain('10.00 km · 49:59 · 5:00 /km')
    expect(question.text(who)).toContain('Post this in')
    expect(posts()).toEqual([])
  })

  test('says yes, and it is posted', async () => {
    const { who, activity, question } = await createQuestion()
    await who.clickButton(question, 'Post it').waitForReply()
    await waitUntilIdle()
    expect(postOf(activity)).toBeDefined()
    expect(question.text(who)).toContain('Posted in')
  })

  test('says no, and it is never posted', async () => {
    const { who, activity, question } = await createQuestion()
    await who.clickButton(question, 'Skip').waitForReply()
    activity.rename('Other')
    await waitUntilIdle()
    expect(posts()).toEqual([])
  })

  test('chooses Always here, and the next one is posted automatically', async () => {
    const { who, athlete, question } = await createQuestion()
    await who.clickButton(question, 'Always here').waitForReply()
    await waitUntilIdle()
    expect(posts()).toHaveLength(1)
    testEnv.clock.advance(60_000)
    athlete.createActivity(run)
    await waitUntilIdle()
    expect(posts()).toHaveLength(2)
  })

  test("doesn't answer for a day, and the question expires", async () => {
    const { who, question } = await createQuestion()
    await testEnv.runDelayedJobs()
    await waitUntilIdle()
    expect(question.deleted).toBe(true)
    expect(posts()).toEqual([])
    expect(who.directMessages().filter(({ deleted }) => !deleted)).toEqual([])
  })

  test('makes it private before answering, and the question is withdrawn', async () => {
    const { activity, question } = await createQuestion()
    activity.setVisibility('only_me')
    await waitUntilIdle()
    expect(question.deleted).toBe(true)
  })

  test('has direct messages turned off, and is asked at the next command', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'ask' })
    closeDirectMessages(testEnv.discord)
    const activity = athlete.createActivity(run)
    await waitUntilIdle()
    const interaction = who.runCommand(testEnv.channel, '/strava privacy')
    await interaction.waitForReply()
    await waitUntilIdle()
    const [offer] = interaction.followUps()
    expect(offer?.ephemeralFor).toBe(who)
    await who.clickButton(offer as DiscordMessage, 'Post it').waitForReply()
    await waitUntilIdle()
    expect(postOf(activity)).toBeDefined()
  })
})

describe('a channel in which the bot may not post any more', () => {
  test('pauses its feed, notifies the admin once, and resumes automatically with the missed posts', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
    athlete.createActivity(run)
    athlete.createActivity({ ...run, name: 'Second' })
    await waitUntilIdle()
    expect(posts()).toEqual([])
    expect(testEnv.admin.directMessages()).toHaveLength(1)
    expect(testEnv.admin.directMessages()[0]?.text()).toContain('Feed paused: give me Send Messages in #activities')

    testEnv.discord.undenyPermission(testEnv.channel, 'SendMessages')
    testEnv.clock.advance(6 * 60_000)
    await testEnv.runDelayedJobs()
    await waitUntilIdle()
    expect(posts()).toHaveLength(2)
  })
})

test('an admin is notified of each paused feed, even if the ids of the channels are almost the same', async () => {
  const channels = [testEnv.guild.addChannel({ name: 'new-0' })]
  const haveAdjacentIds = () => new Set(channels.slice(-2).map(({ id }) => id.slice(0, -1))).size === 1
  while (channels.length < 2 || !haveAdjacentIds())
    channels.push(testEnv.guild.addChannel({ name: `new-${channels.length}` }))
  const adjacentChannels = channels.slice(-2)
  for (const channel of adjacentChannels) await testEnv.addFeed({ channel })
  const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
  for (const channel of adjacentChannels) testEnv.discord.denyPermission(channel, 'SendMessages')
  athlete.createActivity(run)
  await waitUntilIdle()
  expect(testEnv.admin.directMessages()).toHaveLength(2)
})

describe('a forum', () => {
  test('has one post for each member, with all of their activities', async () => {
    const forum = testEnv.guild.addChannel({ name: 'forum', type: 'forum' })
    await testEnv.addFeed({ channel: forum, runIn: testEnv.channel })
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const { athlete: other } = await testEnv.addMember('bo', { share: 'auto' })
    const first = athlete.createActivity(run)
    await waitUntilIdle()
    athlete.createActivity({ ...run, name: 'Second' })
    other.createActivity(run)
    await waitUntilIdle()
    const threads = testEnv.guild.channels().filter(({ type }) => type === 'thread')
    expect(threads.map(({ name }) => name).sort()).toEqual(['ana', 'bo'])
    const ofAna = threads.find(({ name }) => name === 'ana') as Channel
    expect(posts(ofAna)).toHaveLength(2)
    first.setVisibility('only_me')
    await waitUntilIdle()
    expect(posts(ofAna)).toHaveLength(1)
  })

  test('has one post for a member whose activities arrive at the same moment', async () => {
    const forum = testEnv.guild.addChannel({ name: 'forum', type: 'forum' })
    await testEnv.addFeed({ channel: forum, runIn: testEnv.channel })
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    testEnv.strava.dropEvents()
    for (const name of ['First', 'Second', 'Third', 'Fourth']) athlete.createActivity({ ...run, gps: false, name })
    await testEnv.runDelayedJobs()
    await waitUntilIdle()
    const threads = testEnv.guild.channels().filter(({ type }) => type === 'thread')
    expect(threads.map((thread) => posts(thread).length)).toEqual([4])
  })
})

describe("a member's post in a forum that was created but whose response was lost", () => {
  const isOpening: RequestMatch = ({ method, path }) => method === 'POST' && /^\/channels\/\d+\/threads$/.test(path)

  test('gets their next activity, and none of a member with the same name', async () => {
    const forum = testEnv.guild.addChannel({ name: 'forum', type: 'forum' })
    await testEnv.addFeed({ channel: forum, runIn: testEnv.channel })
    const { athlete: namesake } = await testEnv.addMember('ana', { share: 'auto' })
    namesake.createActivity(run)
    await waitUntilIdle()
    testEnv.clock.advance(3_600_000)
    const { athlete } = await testEnv.addMember('ana.b', { share: 'auto', globalName: 'ana' })
    testEnv.discord.failNext(1, { dropAfter: true }, isOpening)
    const first = athlete.createActivity({ ...run, name: 'First' })
    await waitUntilIdle()
    const second = athlete.createActivity({ ...run, name: 'Second' })
    await waitUntilIdle()
    await testEnv.runDelayedJobs()
    await waitUntilIdle()
    const [otherThread, own, ...more] = testEnv.guild.channels().filter(({ type }) => type === 'thread') as Channel[]
    expect(more).toEqual([])
    expect(posts(otherThread)).toHaveLength(1)
    expect([first, second].map((activity) => postOf(activity, own)?.deleted)).toEqual([false, false])
    expect(posts(own)).toHaveLength(2)
  })
})

describe('the catch-up', () => {
  test('finds what was missed while events were lost: new, renamed, private and deleted', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const renamed = athlete.createActivity({ ...run, name: 'First' })
    const hidden = athlete.createActivity({ ...run, name: 'Second' })
    const deleted = athlete.createActivity({ ...run, name: 'Third' })
    await waitUntilIdle()
    expect(posts()).toHaveLength(3)
    testEnv.strava.dropEvents()
    renamed.rename('First, renamed')
    hidden.setVisibility('only_me')
    deleted.delete()
    const missed = athlete.createActivity({ ...run, name: 'Fourth' })
    const before = countReads()
    await testEnv.runDelayedJobs()
    await waitUntilIdle()
    expect(posts()).toHaveLength(2)
    expect(postOf(renamed)?.text()).toContain('First, renamed')
    expect(postOf(missed)).toBeDefined()
    // One list, and one read for each of the four that differ.
    expect(countReads() - before).toBe(5)
  })
})

describe('a post that must be deleted', () => {
  test("while the bot can't see the channel is deleted when it can again", async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    await waitUntilIdle()
    testEnv.discord.denyPermission(testEnv.channel, 'ViewChannel')
    activity.setVisibility('followers_only')
    await waitUntilIdle()
    expect(posts()).toHaveLength(1)
    testEnv.discord.undenyPermission(testEnv.channel, 'ViewChannel')
    testEnv.clock.advance(6 * 60_000)
    await testEnv.runDelayedJobs()
    await waitUntilIdle()
    await testEnv.runDelayedJobs()
    await waitUntilIdle()
    expect(posts()).toEqual([])
  })

  test('is found by the catch-up even if its member no longer shares new activities', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    await waitUntilIdle()
    await testEnv.runCommand(who, '/strava share mode:off')
    testEnv.strava.dropEvents()
    activity.setVisibility('followers_only')
    await testEnv.runDelayedJobs()
    await waitUntilIdle()
    expect(posts()).toEqual([])
  })
})

describe('a server', () => {
  test('that removes the bot and adds it again keeps its feeds', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    testEnv.guild.removeBot()
    await waitUntilIdle()
    expect(who).toBeDefined()
    expect(athlete).toBeDefined()
    const ttl = await testEnv.ttlOf(`:feeds:${(testEnv.guild as Guild).id}`)
    expect(ttl).toBeGreaterThan(29 * 24 * 3600_000)
  })
})
