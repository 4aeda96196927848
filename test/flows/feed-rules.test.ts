import { beforeEach, describe, expect, test } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { changeFeed } from '../support/change-feed.ts'
import { catchUp } from '../support/interrupted-post.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

beforeEach(() => testEnv.addFeed())

const run = { ...activityFixtures.run, gps: true, pr_count: 2 }
const HIDDEN = { hiddenFigures: ['heartRate', 'description', 'achievements'], maps: false } as const
/** What `HIDDEN` leaves out. */
const LEFT_OUT = /bpm|heron|record|\(image: Map/

const texts = () => testEnv.channel.messages().map((message) => message.text())

describe('a feed that hides figures and maps', () => {
  test('leaves them out of posts, and keeps distance, time and pace', async () => {
    await changeFeed(testEnv, HIDDEN)
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity(run)
    const post = await testEnv.channel.waitForMessage()
    expect(post.text()).not.toMatch(LEFT_OUT)
    expect(post.text()).toMatch(/8\.04 km · 42:24 · 5:16 \/km/)
    expect(post.attachments).toEqual([])
  })

  test('leaves them out of a post from before when its activity changes, and shows them again', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    const post = await testEnv.channel.waitForMessage()
    for (const shown of [/bpm/, /heron/, /record/, /\(image: Map/]) expect(post.text()).toMatch(shown)
    await testEnv.waitUntilIdle()

    await changeFeed(testEnv, HIDDEN)
    activity.rename('Fog')
    await testEnv.waitUntilIdle()
    expect(texts()).toEqual([expect.stringContaining('Fog')])
    expect(texts()[0]).not.toMatch(LEFT_OUT)

    await changeFeed(testEnv, { hiddenFigures: [], maps: true })
    activity.rename('More fog')
    await testEnv.waitUntilIdle()
    expect(texts()[0]).toMatch(/heron[\s\S]*\(image: Map/)
  })

  test('leaves them out of the question to the member', async () => {
    await changeFeed(testEnv, HIDDEN)
    const { who, athlete } = await testEnv.addMember('ana', { share: 'ask' })
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const [question] = who.directMessages()
    expect(question?.text()).toContain('Before the milk')
    expect(question?.text()).not.toMatch(LEFT_OUT)
  })

  test('leaves them out of a question that waited for the member’s next command', async () => {
    await changeFeed(testEnv, HIDDEN)
    const { who, athlete } = await testEnv.addMember('ana', { share: 'ask' })
    testEnv.discord.failNext(
      1,
      { code: 50007, status: 403 },
      ({ method, path }) => method === 'POST' && path.endsWith('/messages'),
    )
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const interaction = who.runCommand(testEnv.channel, '/strava privacy')
    await interaction.waitForReply()
    await testEnv.waitUntilIdle()
    const [question] = interaction.followUps()
    expect(question?.text(who)).toContain('Before the milk')
    expect(question?.text(who)).not.toMatch(LEFT_OUT)
  })

  test('shows everything in the details that a person asks for', async () => {
    await changeFeed(testEnv, HIDDEN)
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity(run)
    const post = await testEnv.channel.waitForMessage()
    const details = await who.clickButton(post, 'Details').waitForReply()
    expect(details.text(who)).toContain('bpm')
  })

  test('says so in the list of feeds, and keeps it when the feed is added again', async () => {
    await changeFeed(testEnv, { ...HIDDEN, maxPostsPerDay: 2, isPaused: true })
    await testEnv.readReply(testEnv.admin, '/strava-admin feed add channel:#activities units:miles')
    const list = await testEnv.readReply(testEnv.admin, '/strava-admin feed list')
    expect(list).toContain('no maps · some figures hidden · at most 2 posts a day per member · miles')
    expect(list).toContain('paused: by an admin')
  })
})

describe('a feed that an admin paused', () => {
  test('posts and asks nothing, and never what ended before it resumed', async () => {
    const ana = await testEnv.addMember('ana', { share: 'auto' })
    const bo = await testEnv.addMember('bo', { share: 'ask' })
    await changeFeed(testEnv, { isPaused: true })
    for (const { athlete } of [ana, bo]) athlete.createActivity(run)
    await catchUp(testEnv)
    await changeFeed(testEnv, { isPaused: false, since: testEnv.clock.now() })
    await catchUp(testEnv)
    expect(texts()).toEqual([])
    expect(bo.who.directMessages()).toEqual([])

    testEnv.clock.advance(3_600_000)
    ana.athlete.createActivity({ ...run, name: 'After the milk' })
    await testEnv.waitUntilIdle()
    expect(texts()).toEqual([expect.stringContaining('After the milk')])
  })

  test('reads nothing again and again, and one read for what waits when it resumes', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    await changeFeed(testEnv, { isPaused: true })
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const reads = () => testEnv.strava.requests.filter(({ path }) => /\/activities\/\d+/.test(path)).length
    const before = reads()
    await catchUp(testEnv)
    expect(reads()).toBe(before)
    await changeFeed(testEnv, { isPaused: false, since: testEnv.clock.now() })
    await catchUp(testEnv)
    await catchUp(testEnv)
    expect(reads()).toBe(before + 1)
  })

  test('changes and deletes posts as the activity does on Strava', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const [kept, secret] = ['Kept', 'Secret'].map((name) => athlete.createActivity({ ...run, name }))
    await testEnv.waitUntilIdle()
    await changeFeed(testEnv, { isPaused: true })
    kept?.rename('Renamed')
    secret?.setVisibility('only_me')
    await testEnv.waitUntilIdle()
    expect(texts()).toEqual([expect.stringContaining('Renamed')])
  })
})
