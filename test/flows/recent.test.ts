import { describe, expect, test } from 'vitest'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()

const createRecent = (...inputs: Parameters<typeof recentActivities>[0]) =>
  recentActivities(inputs, testEnv.clock.now())
const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length

describe('the answer to /strava recent', () => {
  test('is in the channel, and shows each activity with its figures and date, and the totals', async () => {
    const { who } = await testEnv.addMember('ana', {
      activities: createRecent(activityFixtures.paceThatRoundsUp, activityFixtures.longRide),
    })

    const message = await testEnv.runCommand(who, '/strava recent')

    expect(message.ephemeralFor).toBeUndefined()
    expect(testEnv.channel.messages()).toContain(message)
    const text = message.text(who)
    expect(text).toContain('Latest activities of @ana')
    expect(text).toContain('10.00 km · 49:59 · 5:00 /km')
    expect(text).toContain('600.4 km · 26 h 20 min · 22.8 km/h')
    expect(text).toMatch(/2 activities · 610\.4 km · 27 h 9 min/)
  })

  test('links each activity under the words that Strava asks for', async () => {
    const { who, athlete } = await testEnv.addMember('ana', {
      activities: createRecent(activityFixtures.paceThatRoundsUp),
    })
    const message = await testEnv.runCommand(who, '/strava recent')
    const [activity] = athlete.activities()
    expect(message.links()).toEqual([
      { label: 'View on Strava', url: `https://www.strava.com/activities/${activity?.id}` },
    ])
  })

  test('costs one read, plus one the first time for what the athlete hides', async () => {
    const inputs = Array.from({ length: 40 }, () => activityFixtures.paceThatRoundsUp)
    const { who } = await testEnv.addMember('ana', { activities: createRecent(...inputs) })
    await testEnv.runCommand(who, '/strava recent count:10')
    expect(countReads()).toBe(2)
    testEnv.clock.advance(60_000)
    await testEnv.runCommand(who, '/strava recent count:10')
    expect(countReads()).toBe(3)
    await testEnv.runCommand(who, '/strava recent count:3')
    expect(countReads()).toBe(3)
  })

  test('shows the time of day where the reader is, not where the bot or the athlete is', async () => {
    const start = new Date('2026-07-01T05:30:00Z')
    const run = { ...activityFixtures.paceThatRoundsUp, start_date: start, timezone: '(GMT-05:00) America/New_York' }
    const { who } = await testEnv.addMember('ana', { activities: [run], timeZone: 'Europe/Berlin' })
    const reader = testEnv.addPerson('yuki', { timeZone: 'Asia/Tokyo' })
    const message = await testEnv.runCommand(who, '/strava recent')
    expect(message.text(who)).toContain('July 1, 2026 at 7:30 AM')
    expect(message.text(reader)).toContain('July 1, 2026 at 2:30 PM')
  })

  test('shows a start time that the athlete hides as a day without a time', async () => {
    const { who } = await testEnv.addMember('ana', { activities: createRecent(activityFixtures.hiddenStart) })
    const text = await testEnv.readReply(who, '/strava recent')
    expect(text).not.toContain('00:00')
    expect(text).toMatch(/ · [A-Z][a-z]+ \d{1,2}, \d{4} · | · \d{1,2} [A-Z][a-z]+ \d{4} · /)
  })

  test('pings nobody and shows names as they are', async () => {
    const { who } = await testEnv.addMember('ana', { activities: createRecent(activityFixtures.pingingName) })
    const message = await testEnv.runCommand(who, '/strava recent')
    expect(message.pings()).toEqual([])
    expect(message.text(who)).toContain('@everyone')
  })

  test('is only visible to the requester if it is private, including what only they may see', async () => {
    const { who } = await testEnv.addMember('ana', { activities: createRecent(activityFixtures.followersOnly) })
    const message = await testEnv.runCommand(who, '/strava recent private:True')
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('1 activity')
  })

  test('contains no followers-only activities in a channel', async () => {
    const { who } = await testEnv.addMember('ana', {
      activities: createRecent(activityFixtures.paceThatRoundsUp, activityFixtures.followersOnly),
    })
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity ·')
  })

  test('is private if the channel may see none of it, shows it to the requester on request, and leaves no trace', async () => {
    const { who } = await testEnv.addMember('ana', { activities: createRecent(activityFixtures.followersOnly) })
    const message = await testEnv.runCommand(who, '/strava recent')
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('Not shown here')
    await who.clickButton(message, 'Show only to me').waitForEdit()
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('1 activity')
    expect(testEnv.channel.messages()).toEqual([])
  })

  test('says so when Strava has no activities at all', async () => {
    const { who } = await testEnv.addMember('ana')
    expect(await testEnv.readReply(who, '/strava recent')).toContain('No activities yet')
  })
})

describe('one sport of many', () => {
  const longRide = { ...activityFixtures.longRide, gps: false }

  test('is searched for page after page until there is enough', async () => {
    const rides = Array.from({ length: 230 }, () => longRide)
    const { who } = await testEnv.addMember('ana', {
      activities: createRecent(...rides, activityFixtures.paceThatRoundsUp),
    })
    expect(await testEnv.readReply(who, '/strava recent count:1 sport:Run')).toContain('1 activity')
    expect(countReads()).toBe(3)
  })

  test('ends after a few pages, and the answer says how many were looked at', async () => {
    const rides = Array.from({ length: 650 }, () => longRide)
    const { who } = await testEnv.addMember('ana', { activities: createRecent(...rides) })
    expect(await testEnv.readReply(who, '/strava recent sport:Run')).toContain('No Run in your last 600 activities')
    expect(countReads()).toBe(3)
  })

  test('is still searched for after a page that is not full', async () => {
    const rides = Array.from({ length: 200 }, () => longRide)
    const { who } = await testEnv.addMember('ana', {
      activities: createRecent(...rides, activityFixtures.paceThatRoundsUp),
    })
    testEnv.strava.shortenPages(3)
    expect(await testEnv.readReply(who, '/strava recent sport:Run')).toContain('1 activity')
  })

  test('is suggested while it is typed, by its name', async () => {
    const who = testEnv.addPerson('ana')
    const found = await who.requestAutocomplete(testEnv.channel, '/strava recent sport:trail')
    expect(found).toEqual([{ name: 'Trail Run', value: 'TrailRun' }])
    const common = await who.requestAutocomplete(testEnv.channel, '/strava recent sport:')
    expect(common.map(({ value }) => value)).toContain('Run')
    expect(common.length).toBe(25)
  })

  test.each(['bike', 'cycling', 'vélo', 'Radfahren'])('typed as “%s” is any ride', async (typed) => {
    const { who } = await testEnv.addMember('ana', {
      activities: createRecent(activityFixtures.gravel, activityFixtures.paceThatRoundsUp, activityFixtures.ride),
    })
    const text = await testEnv.readReply(who, `/strava recent sport:${typed}`)
    expect(text).toContain('Latest activities of @ana: All rides')
    expect(text).toContain('2 activities')
    expect(text).toContain('Dust and dogs')
  })

  test("typed with Strava's name is only that sport", async () => {
    const { who } = await testEnv.addMember('ana', {
      activities: createRecent(activityFixtures.gravel, activityFixtures.ride),
    })
    const text = await testEnv.readReply(who, '/strava recent sport:Ride')
    expect(text).toContain('Latest activities of @ana: Ride')
    expect(text).toContain('1 activity')
  })

  test("without activities in its whole group is answered with the group's name, for the requester and for another member", async () => {
    const { who } = await testEnv.addMember('ana', {
      share: 'auto',
      activities: createRecent(activityFixtures.paceThatRoundsUp, activityFixtures.yoga),
    })
    expect(await testEnv.readReply(who, '/strava recent sport:bike')).toContain(
      'All rides: none in your last 2 activities.',
    )
    expect(await testEnv.readReply(testEnv.addPerson('bo'), '/strava recent sport:ski member:@ana')).toContain(
      'All snow sports: nothing public by @ana lately',
    )
    expect(await testEnv.readReply(who, '/strava stats sport:ski')).toContain('All snow sports: none (')
  })

  test.each([
    ['mtb', 'MountainBikeRide'],
    ['weights', 'WeightTraining'],
    ['hiking', 'Hike'],
    ['laufen', 'runs'],
    ['correr', 'runs'],
    ['erg', 'rows'],
    ['gym', 'gym'],
    ['cycl', 'rides'],
  ])('is suggested first for what people call it: “%s”', async (typed, value) => {
    const [first] = await testEnv.addPerson('ana').requestAutocomplete(testEnv.channel, `/strava recent sport:${typed}`)
    expect(first?.value).toBe(value)
  })

  test('is suggested after the groups before anything is typed', async () => {
    const found = await testEnv.addPerson('ana').requestAutocomplete(testEnv.channel, '/strava stats sport:')
    expect(found.slice(0, 3).map(({ name }) => name)).toEqual(['All runs', 'All rides', 'All walks and hikes'])
    expect(found.map(({ value }) => value)).toEqual(expect.arrayContaining(['Run', 'Ride', 'Swim']))
  })

  test('that does not exist is refused with advice', async () => {
    const { who } = await testEnv.addMember('ana')
    expect(await testEnv.readReply(who, '/strava recent sport:quidditch')).toContain('from the list')
  })
})

describe("another member's activities", () => {
  test('are shown if that member shares automatically in this server', async () => {
    await testEnv.addMember('bo', { share: 'auto', activities: createRecent(activityFixtures.paceThatRoundsUp) })
    const requester = testEnv.addPerson('ana')
    expect(await testEnv.readReply(requester, '/strava recent member:@bo')).toContain('Latest activities of @bo')
  })

  for (const share of ['ask', 'off'] as const) {
    test(`are refused if that member chose ${share}, privately and without revealing whether they are connected`, async () => {
      await testEnv.addMember('bo', { share, activities: createRecent(activityFixtures.paceThatRoundsUp) })
      testEnv.addPerson('cy')
      const requester = testEnv.addPerson('ana')
      const bosReply = await testEnv.runCommand(requester, '/strava recent member:@bo')
      const cysReply = await testEnv.readReply(requester, '/strava recent member:@cy')
      expect(bosReply.ephemeralFor).toBe(requester)
      expect(bosReply.text(requester).replace('@bo', '@cy')).toBe(cysReply)
      expect(countReads()).toBe(0)
    })
  }

  test('never include followers-only ones, even if the answer is private', async () => {
    await testEnv.addMember('bo', {
      share: 'auto',
      activities: createRecent(activityFixtures.followersOnly, activityFixtures.paceThatRoundsUp),
    })
    const requester = testEnv.addPerson('ana')
    expect(await testEnv.readReply(requester, '/strava recent member:@bo private:True')).toContain('1 activity ·')
  })

  test('are refused once that member stops sharing', async () => {
    const { who: bo } = await testEnv.addMember('bo', {
      share: 'auto',
      activities: createRecent(activityFixtures.paceThatRoundsUp),
    })
    await testEnv.runCommand(bo, '/strava share mode:off')
    const requester = testEnv.addPerson('ana')
    expect(await testEnv.readReply(requester, '/strava recent member:@bo')).toContain("isn't sharing here")
  })
})

describe('people who are not connected', () => {
  test('are privately asked to connect', async () => {
    const who = testEnv.addPerson('ana')
    const message = await testEnv.runCommand(who, '/strava recent')
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('[ Connect with Strava ]')
    expect(testEnv.channel.messages()).toEqual([])
  })

  test('are told what the bot can do', async () => {
    const who = testEnv.addPerson('ana')
    expect(await testEnv.readReply(who, '/strava help')).toContain('/strava recent')
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('Nothing is stored about you')
  })
})
