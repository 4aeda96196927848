import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Message } from '../../sandbox/discord/index.ts'
import { activities } from '../../sandbox/strava/index.ts'
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
const labels = (message: Message) => message.links().map(({ label }) => label)

describe('a name that shows nothing', () => {
  test.each([
    ['a blank braille pattern', '\u2800'],
    ['a lone accent', '\u0301'],
    ['soft hyphens and variation selectors', '\u00ad\ufe0f\u00ad'],
  ])('(%s) is Untitled in the post, in lists and in suggestions', async (_, name) => {
    await club.addsFeed()
    const { who, athlete } = await club.member('ana', { share: 'auto' })
    athlete.finishes({ ...run, name, description: '\u2800\n\u3164' })
    const post = await club.channel.next()
    await club.settled()
    expect(post.text().split('\n')[0]).toMatch(/^│ 🏃 Untitled </)
    expect(post.text()).not.toContain('> ')
    expect(await club.reads(who, '/strava recent')).toContain('🏃 Untitled')
    const [suggestion] = await who.types(club.channel, '/strava activity activity:')
    expect(suggestion?.name).toMatch(/^🏃 Untitled · /)
  })

  test('is not the title of a member’s post in a forum: their global name is', async () => {
    const forum = club.guild.addChannel({ name: 'forum', type: 'forum' })
    await club.addsFeed({ channel: forum, runIn: club.channel })
    const { who, athlete } = await club.member('ana', { share: 'auto', globalName: 'Ana Invented' })
    club.guild.join(who, { nickname: '\u2800' })
    athlete.finishes(run)
    await club.settled()
    const threads = club.guild.channels().filter(({ type }) => type === 'thread')
    expect(threads.map(({ name }) => name)).toEqual(['Ana Invented'])
  })

  test('of a Strava athlete is their number', async () => {
    const who = club.person('ana')
    const athlete = club.strava.addAthlete({ firstname: '\u2800', lastname: '\u3164', activities: [] })
    const { page } = await club.link(who, athlete)
    expect(page.text).toContain(`#${athlete.id}`)
    expect(await club.reads(who, '/strava privacy')).toContain(`Connected: #${athlete.id}`)
  })
})

test('a Discord name that shows nothing is the username on the pages', async () => {
  const who = club.person('ana', { globalName: '\u2800\u3164' })
  const { page } = await club.link(who, club.strava.addAthlete({ firstname: 'Ana', lastname: 'Invented' }))
  expect(page.text).toContain('is now connected to the Discord account ana.')
})

describe('a name with an emoji', () => {
  const name = 'Lunch run 🌮'

  test('is no link in a post, where Discord would show it as it is written', async () => {
    await club.addsFeed()
    const { athlete } = await club.member('ana', { share: 'auto' })
    const activity = athlete.finishes({ ...run, name })
    const post = await club.channel.next()
    await club.settled()
    expect(post.text().split('\n')[0]).toBe('│ 🏃 Lunch run 🌮')
    expect(labels(post)).toEqual(['View on Strava'])
    activity.change({ name: 'Breakfast run' })
    await club.settled()
    expect(labels(post)).toEqual(['Breakfast run', 'View on Strava'])
    for (const other of ['Supper run 1️⃣', 'Supper run <:taco:123456789012345678>']) {
      activity.change({ name: other })
      await club.settled()
      expect(labels(post)).toEqual(['View on Strava'])
    }
  })

  test('is no link in a forum', async () => {
    const forum = club.guild.addChannel({ name: 'forum', type: 'forum' })
    await club.addsFeed({ channel: forum, runIn: club.channel })
    const { athlete } = await club.member('ana', { share: 'auto' })
    athlete.finishes({ ...run, name })
    await club.settled()
    const [thread] = club.guild.channels().filter(({ type }) => type === 'thread')
    expect(thread?.messages().map(labels)).toEqual([['View on Strava']])
  })

  test('is no link in the private question, and is one in an answer to a command', async () => {
    await club.addsFeed()
    const { who, athlete } = await club.member('ana', { share: 'ask' })
    const activity = athlete.finishes({ ...run, name })
    await club.settled()
    const [question] = who.directMessages()
    expect(question?.text(who)).toContain('│ 🏃 Lunch run 🌮\n')
    const answer = await club.asks(who, `/strava activity activity:${activity.id}`)
    expect(labels(answer)).toEqual([name, 'View on Strava'])
  })
})
