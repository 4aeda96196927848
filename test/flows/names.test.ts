import { describe, expect, test } from 'vitest'
import type { DiscordMessage } from '../../sandbox/discord/index.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

const run = { ...activityFixtures.paceThatRoundsUp, gps: false }
const labels = (message: DiscordMessage) => message.links().map(({ label }) => label)

describe('an invisible name', () => {
  test.each([
    ['a blank braille pattern', '\u2800'],
    ['a lone accent', '\u0301'],
    ['soft hyphens and variation selectors', '\u00ad\ufe0f\u00ad'],
  ])('(%s) is Untitled in the post, in lists and in suggestions', async (_, name) => {
    await testEnv.addFeed()
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity({ ...run, name, description: '\u2800\n\u3164' })
    const post = await testEnv.channel.waitForMessage()
    await testEnv.waitUntilIdle()
    expect(post.text().split('\n')[1]).toMatch(/^│ 🏃 Untitled </)
    expect(post.text()).not.toContain('> ')
    expect(await testEnv.readReply(who, '/strava recent')).toContain('🏃 Untitled')
    const [suggestion] = await who.requestAutocomplete(testEnv.channel, '/strava activity activity:')
    expect(suggestion?.name).toMatch(/^🏃 Untitled · /)
  })

  test('is not used as the title of a forum post: the global name is', async () => {
    const forum = testEnv.guild.addChannel({ name: 'forum', type: 'forum' })
    await testEnv.addFeed({ channel: forum, runIn: testEnv.channel })
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto', globalName: 'Ana Invented' })
    testEnv.guild.join(who, { nickname: '\u2800' })
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const threads = testEnv.guild.channels().filter(({ type }) => type === 'thread')
    expect(threads.map(({ name }) => name)).toEqual(['Ana Invented'])
  })

  test('is not used for the member in a post: the global name is', async () => {
    await testEnv.addFeed()
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto', globalName: 'Ana Invented' })
    testEnv.guild.join(who, { nickname: '\u2800' })
    athlete.createActivity(run)
    expect((await testEnv.channel.waitForMessage()).text()).toMatch(/^│ Ana Invented · @/)
    await testEnv.waitUntilIdle()
  })

  test('of a Strava athlete is replaced by their id', async () => {
    const who = testEnv.addPerson('ana')
    const athlete = testEnv.strava.addAthlete({ firstname: '\u2800', lastname: '\u3164', activities: [] })
    const { page } = await testEnv.linkAccount(who, athlete)
    expect(page.text).toContain(`#${athlete.id}`)
    expect(await testEnv.readReply(who, '/strava privacy')).toContain(`Connected: #${athlete.id}`)
  })
})

test('an invisible Discord name is replaced by the username on web pages', async () => {
  const who = testEnv.addPerson('ana', { globalName: '\u2800\u3164' })
  const { page } = await testEnv.linkAccount(who, testEnv.strava.addAthlete({ firstname: 'Ana', lastname: 'Invented' }))
  expect(page.text).toContain('on Strava and ana on Discord.')
})

describe('a name with an emoji', () => {
  const name = 'Lunch run 🌮'

  test('is not a link in a post, because Discord would show the raw Markdown', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity({ ...run, name })
    const post = await testEnv.channel.waitForMessage()
    await testEnv.waitUntilIdle()
    expect(post.text().split('\n')[1]).toBe('│ 🏃 Lunch run 🌮')
    expect(labels(post)).toEqual(['View on Strava'])
    activity.change({ name: 'Breakfast run' })
    await testEnv.waitUntilIdle()
    expect(labels(post)).toEqual(['Breakfast run', 'View on Strava'])
    for (const other of ['Supper run 1️⃣', 'Supper run <:taco:123456789012345678>']) {
      activity.change({ name: other })
      await testEnv.waitUntilIdle()
      expect(labels(post)).toEqual(['View on Strava'])
    }
  })

  test('is not a link in a forum', async () => {
    const forum = testEnv.guild.addChannel({ name: 'forum', type: 'forum' })
    await testEnv.addFeed({ channel: forum, runIn: testEnv.channel })
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity({ ...run, name })
    await testEnv.waitUntilIdle()
    const [thread] = testEnv.guild.channels().filter(({ type }) => type === 'thread')
    expect(thread?.messages().map(labels)).toEqual([['View on Strava']])
  })

  test('is not a link in the private question, but is one in a reply to a command', async () => {
    await testEnv.addFeed()
    const { who, athlete } = await testEnv.addMember('ana', { share: 'ask' })
    const activity = athlete.createActivity({ ...run, name })
    await testEnv.waitUntilIdle()
    const [question] = who.directMessages()
    expect(question?.text(who)).toContain('│ 🏃 Lunch run 🌮\n')
    const answer = await testEnv.runCommand(who, `/strava activity activity:${activity.id}`)
    expect(labels(answer)).toEqual([name, 'View on Strava'])
  })
})
