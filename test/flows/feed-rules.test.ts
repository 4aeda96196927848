import { beforeEach, describe, expect, test } from 'vitest'
import type { DiscordMessage, Person } from '../../sandbox/discord/index.ts'
import { type ActivityHandle, type AthleteHandle, activityFixtures } from '../../sandbox/strava/index.ts'
import { changeFeed } from '../support/change-feed.ts'
import { closeDirectMessages } from '../support/close-direct-messages.ts'
import { countFailedJobs } from '../support/count-failed-jobs.ts'
import { catchUp, interruptPost, isPostIn } from '../support/interrupted-post.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

beforeEach(() => testEnv.addFeed())

const run = { ...activityFixtures.run, gps: true, pr_count: 2 }
const HIDDEN = { hiddenFigures: ['heartRate', 'description', 'achievements'], maps: false } as const
/** What `HIDDEN` leaves out. */
const HIDDEN_CONTENT = /bpm|heron|record|\(image: Route map/

const texts = () => testEnv.channel.messages().map((message) => message.text())

describe('a feed that hides figures and maps', () => {
  test('leaves them out of posts, but shows distance, time and pace', async () => {
    await changeFeed(testEnv, HIDDEN)
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity(run)
    const post = await testEnv.channel.waitForMessage()
    expect(post.text()).not.toMatch(HIDDEN_CONTENT)
    expect(post.text()).toMatch(/8\.04 km · 42:24 · 5:16 \/km/)
    expect(post.attachments).toEqual([])
  })

  test('removes them from an older post when its activity changes, and shows them again', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    const post = await testEnv.channel.waitForMessage()
    for (const pattern of [/bpm/, /heron/, /record/, /\(image: Route map/]) expect(post.text()).toMatch(pattern)
    await testEnv.waitUntilIdle()

    await changeFeed(testEnv, HIDDEN)
    activity.rename('Fog')
    await testEnv.waitUntilIdle()
    expect(texts()).toEqual([expect.stringContaining('Fog')])
    expect(texts()[0]).not.toMatch(HIDDEN_CONTENT)

    await changeFeed(testEnv, { hiddenFigures: [], maps: true })
    activity.rename('More fog')
    await testEnv.waitUntilIdle()
    expect(texts()[0]).toMatch(/heron[\s\S]*\(image: Route map/)
  })

  test('leaves them out of the question to the member', async () => {
    await changeFeed(testEnv, HIDDEN)
    const { who, athlete } = await testEnv.addMember('ana', { share: 'ask' })
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const [question] = who.directMessages()
    expect(question?.text()).toContain('Before the milk')
    expect(question?.text()).not.toMatch(HIDDEN_CONTENT)
  })

  test('leaves them out of a question that waited for the member’s next command', async () => {
    await changeFeed(testEnv, HIDDEN)
    const { who, athlete } = await testEnv.addMember('ana', { share: 'ask' })
    closeDirectMessages(testEnv.discord)
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const interaction = who.runCommand(testEnv.channel, '/strava privacy')
    await interaction.waitForReply()
    await testEnv.waitUntilIdle()
    const [question] = interaction.followUps()
    expect(question?.text(who)).toContain('Before the milk')
    expect(question?.text(who)).not.toMatch(HIDDEN_CONTENT)
  })

  test('still shows everything in Details', async () => {
    await changeFeed(testEnv, HIDDEN)
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity(run)
    const post = await testEnv.channel.waitForMessage()
    const details = await who.clickButton(post, 'Details').waitForReply()
    expect(details.text(who)).toContain('bpm')
  })

  test('says so in the list of feeds, and still does when the feed is added again', async () => {
    await changeFeed(testEnv, { ...HIDDEN, maxPostsPerDay: 2, pausedByAdmin: true })
    await testEnv.readReply(testEnv.admin, '/strava-admin feed add channel:#activities units:miles')
    const list = await testEnv.readReply(testEnv.admin, '/strava-admin feed list')
    expect(list).toContain('no maps · some figures hidden · at most 2 posts a day per member · miles')
    expect(list).toContain('paused: by an admin')
  })
})

describe('a feed that an admin paused', () => {
  test('posts and asks nothing, not even later for activities that ended before it resumed', async () => {
    const ana = await testEnv.addMember('ana', { share: 'auto' })
    const bo = await testEnv.addMember('bo', { share: 'ask' })
    await changeFeed(testEnv, { pausedByAdmin: true })
    for (const { athlete } of [ana, bo]) athlete.createActivity(run)
    await catchUp(testEnv)
    await changeFeed(testEnv, { pausedByAdmin: false, since: testEnv.clock.now() })
    await catchUp(testEnv)
    expect(texts()).toEqual([])
    expect(bo.who.directMessages()).toEqual([])

    testEnv.clock.advance(3_600_000)
    ana.athlete.createActivity({ ...run, name: 'After the milk' })
    await testEnv.waitUntilIdle()
    expect(texts()).toEqual([expect.stringContaining('After the milk')])
  })

  test('costs no repeated reads, and one read for each waiting post when it resumes', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    await changeFeed(testEnv, { pausedByAdmin: true })
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const countReads = () => testEnv.strava.requests.filter(({ path }) => /\/activities\/\d+/.test(path)).length
    const before = countReads()
    await catchUp(testEnv)
    expect(countReads()).toBe(before)
    await changeFeed(testEnv, { pausedByAdmin: false, since: testEnv.clock.now() })
    await catchUp(testEnv)
    await catchUp(testEnv)
    expect(countReads()).toBe(before + 1)
  })

  test('edits and deletes posts when the activity changes on Strava', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const [keptActivity, secretActivity] = ['Kept', 'Secret'].map((name) => athlete.createActivity({ ...run, name }))
    await testEnv.waitUntilIdle()
    await changeFeed(testEnv, { pausedByAdmin: true })
    keptActivity?.rename('Renamed')
    secretActivity?.setVisibility('only_me')
    await testEnv.waitUntilIdle()
    expect(texts()).toEqual([expect.stringContaining('Renamed')])
  })
})

describe('a feed with a daily limit', () => {
  const setLimit = (maxPostsPerDay: number) => changeFeed(testEnv, { maxPostsPerDay })
  const postedRuns = () => texts().flatMap((text) => /Run \d/.exec(text)?.[0] ?? [])
  const lines = () => texts().flatMap((text) => /\d+ more .*/.exec(text)?.[0] ?? [])
  const endDay = () => testEnv.runDelayedJobsNamed('post-over-limit')

  /** Ana finishes runs one after the other. */
  async function createActivities({ athlete }: { athlete: AthleteHandle }, ...numbers: number[]) {
    const activities: ActivityHandle[] = []
    for (const number of numbers) {
      activities.push(athlete.createActivity({ ...run, gps: false, name: `Run ${number}` }))
      await testEnv.waitUntilIdle()
    }
    return activities
  }

  test('posts up to the limit for each member, and says at the end of the day how many more there were', async () => {
    await setLimit(2)
    const ana = await testEnv.addMember('ana', { share: 'auto' })
    const bo = await testEnv.addMember('bo', { share: 'auto' })
    await createActivities(ana, 1, 2, 3, 4)
    await createActivities(bo, 5)
    expect(postedRuns()).toEqual(['Run 1', 'Run 2', 'Run 5'])
    expect(lines()).toEqual([])
    await endDay()
    expect(lines()).toEqual(["2 more activities weren't posted, because of this channel's daily limit."])
    expect(texts().at(-1)).not.toMatch(/ana|Run/)
  })

  test('updates that line when another activity arrives late, and posts no second one', async () => {
    await setLimit(1)
    const ana = await testEnv.addMember('ana', { share: 'auto' })
    await createActivities(ana, 1, 2)
    await endDay()
    await createActivities(ana, 3)
    await endDay()
    expect(lines()).toEqual(["2 more activities weren't posted, because of this channel's daily limit."])
  })

  test.each([
    ['at once', 0],
    ['when Discord no longer knows its nonce', 30 * 60_000],
  ])('says it once if the response is lost and the job runs again %s', async (_, afterMs) => {
    await setLimit(1)
    await createActivities(await testEnv.addMember('ana', { share: 'auto' }), 1, 2)
    await interruptPost(testEnv, isPostIn(testEnv.channel), {
      create: () => void endDay(),
      beforeRetry: () => testEnv.clock.advance(afterMs),
    })
    expect(lines()).toEqual(["1 more activity wasn't posted, because of this channel's daily limit."])
  })

  test('says nothing on a day when nobody exceeded it', async () => {
    await setLimit(2)
    await createActivities(await testEnv.addMember('ana', { share: 'auto' }), 1, 2)
    await testEnv.runDelayedJobs()
    expect(lines()).toEqual([])
  })

  test("doesn't count edits and posts that return", async () => {
    await setLimit(1)
    const [first] = await createActivities(await testEnv.addMember('ana', { share: 'auto' }), 1, 2)
    first?.rename('Run 7')
    await testEnv.waitUntilIdle()
    expect(postedRuns()).toEqual(['Run 7'])
    first?.setVisibility('only_me')
    await testEnv.waitUntilIdle()
    expect(postedRuns()).toEqual([])
    first?.setVisibility('everyone')
    await testEnv.waitUntilIdle()
    expect(postedRuns()).toEqual(['Run 7'])
  })

  test('asks no more questions than it allows posts, plus one for each skipped, and reports nothing about the rest', async () => {
    await setLimit(1)
    const ana = await testEnv.addMember('ana', { share: 'ask' })
    await createActivities(ana, 1, 2)
    const [question] = ana.who.directMessages()
    expect(ana.who.directMessages()).toHaveLength(1)
    await ana.who.clickButton(question as DiscordMessage, 'Skip').waitForReply()
    await createActivities(ana, 3)
    const next = ana.who.directMessages().at(-1)
    expect(next?.text()).toContain('Run 3')
    await ana.who.clickButton(next as DiscordMessage, 'Post it').waitForReply()
    await createActivities(ana, 4)
    expect(postedRuns()).toEqual(['Run 3'])
    await endDay()
    expect(lines()).toEqual([])
  })

  test.each<[string, (one: { who: Person; overLimit: ActivityHandle | undefined }) => unknown]>([
    ['made it private', ({ overLimit }) => overLimit?.setVisibility('only_me')],
    ['deleted it on Strava', ({ overLimit }) => overLimit?.delete()],
    ['disconnected', ({ who }) => testEnv.unlink(who)],
    ['stopped sharing here', ({ who }) => testEnv.readReply(who, '/strava share mode:off')],
  ])('does not count an activity over the limit if its member %s', async (_, change) => {
    await setLimit(1)
    const ana = await testEnv.addMember('ana', { share: 'auto' })
    const [, overLimit] = await createActivities(ana, 1, 2)
    await change({ who: ana.who, overLimit })
    await testEnv.waitUntilIdle()
    await endDay()
    expect(lines()).toEqual([])
  })

  test.each<[string, () => unknown]>([
    [
      'is removed',
      () => testEnv.readReply(testEnv.admin, `/strava-admin feed remove channel:#${testEnv.channel.name}`),
    ],
    ['is paused by an admin', () => changeFeed(testEnv, { pausedByAdmin: true })],
    ['is in a channel that is closed to the bot', () => testEnv.discord.denyPermission(testEnv.channel, 'ViewChannel')],
  ])('reports nothing and fails no jobs when it %s', async (_, change) => {
    await setLimit(1)
    await createActivities(await testEnv.addMember('ana', { share: 'auto' }), 1, 2)
    await change()
    await endDay()
    expect(lines()).toEqual([])
    expect(testEnv.fatal).toEqual([])
    expect(await countFailedJobs(testEnv.redisUrl)).toBe(0)
  })

  test('posts an activity above the limit once the limit is removed and the activity changes', async () => {
    await setLimit(1)
    const [, overLimit] = await createActivities(await testEnv.addMember('ana', { share: 'auto' }), 1, 2)
    await setLimit(0)
    overLimit?.rename('Run 8')
    await testEnv.waitUntilIdle()
    expect(postedRuns()).toEqual(['Run 1', 'Run 8'])
    await endDay()
    expect(lines()).toEqual([])
  })

  test('says nothing in a forum, where posts are in the members’ own threads', async () => {
    const forum = testEnv.guild.addChannel({ name: 'forum', type: 'forum' })
    await testEnv.addFeed({ channel: forum, runIn: testEnv.channel })
    await testEnv.readReply(testEnv.admin, `/strava-admin feed remove channel:#${testEnv.channel.name}`)
    await changeFeed(testEnv, { maxPostsPerDay: 1 }, forum)
    await createActivities(await testEnv.addMember('ana', { share: 'auto' }), 1, 2)
    await endDay()
    const threads = testEnv.guild.channels().filter(({ type }) => type === 'thread')
    const threadTexts = threads.flatMap((thread) => thread.messages().map((message) => message.text()))
    expect(threadTexts).toEqual([expect.stringContaining('Run 1')])
  })
})
