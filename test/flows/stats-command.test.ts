import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { type ActivityInput, activityFixtures } from '../../sandbox/strava/index.ts'
import { createTranslator } from '../../src/i18n/translator.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const DAY = 24 * 3600_000

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' }, timing: { stravaTimeoutMs: 700 } })

/** The date that many days ago, where the athletes are. */
const dayOf = (days: number) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(testEnv.clock.now() - days * DAY)
/** In the middle of that day, whatever the time is now. */
const createPastActivity = (days: number, input: ActivityInput): ActivityInput => ({
  ...input,
  start_date: `${dayOf(days)}T10:00:00Z`,
})
const createRun = (distance: number, more: ActivityInput = {}): ActivityInput => ({
  sport_type: 'Run',
  distance,
  moving_time: 1800,
  total_elevation_gain: 100,
  gps: false,
  ...more,
})
const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length

/** A member with `count` runs of one kilometre, `perDay` of them a day. */
const addRunner = (count: number, perDay: number, name = 'ana') =>
  testEnv.addMember(name, {
    activities: Array.from({ length: count }, (_, index) =>
      createPastActivity(1 + Math.floor(index / perDay), createRun(1000)),
    ),
  })

async function findKeys(keyPart: string): Promise<string[]> {
  const redis = new Redis(testEnv.redisUrl)
  const keys = await redis.keys(`*${keyPart}*`)
  await redis.quit()
  return keys
}

describe('the answer to /strava stats', () => {
  test('totals four weeks by sport and overall, and compares them with the four weeks before, with one read', async () => {
    const { who } = await testEnv.addMember('ana', {
      activities: [
        createPastActivity(1, createRun(12_000)),
        createPastActivity(20, createRun(9000)),
        createPastActivity(3, activityFixtures.swim),
        createPastActivity(5, activityFixtures.yoga),
        createPastActivity(30, createRun(10_500)),
        createPastActivity(70, createRun(99_000)),
      ],
    })
    const message = await testEnv.runCommand(who, '/strava stats')
    expect(message.ephemeralFor).toBeUndefined()
    expect(testEnv.channel.messages()).toContain(message)
    const text = message.text(who)
    expect(text).toContain('Last four weeks · @ana')
    expect(text).toContain('Run · 2 activities (↑ 1)')
    expect(text).toContain('21.00 km (↑ 100%) · 1 h 0 min · ↗ 200 m · longest 12.00 km')
    expect(text).toContain('Swim · 1 activity')
    expect(text).toContain('4 activities (↑ 3) · 23.50 km (↑ 124%)')
    expect(text).toContain('compared with')
    expect(text).toMatch(/\(image: Time in [45] weeks\. Most: /)
    expect(message.attachments.map(({ filename }) => filename)).toEqual(['weeks.png'])
    expect(message.pings()).toEqual([])
    expect(countReads()).toBe(1)
  })

  test('costs no further read for five minutes, even for other days within the period counted', async () => {
    const { who } = await testEnv.addMember('ana', {
      activities: [createPastActivity(1, createRun(5000)), createPastActivity(40, createRun(7000))],
    })
    const first = await testEnv.readReply(who, '/strava stats')
    const before = countReads()
    expect(await testEnv.readReply(who, '/strava stats')).toBe(first)
    expect(await testEnv.readReply(who, `/strava stats from:${dayOf(6)}`)).toContain('1 activity')
    expect(await testEnv.readReply(who, '/strava stats sport:Run private:True')).toContain('1 activity')
    expect(countReads()).toBe(before)
    testEnv.clock.advance(5 * 60_000)
    await testEnv.runCommand(who, '/strava stats')
    expect(countReads()).toBeGreaterThan(before)
  })

  test('includes an activity that is new on Strava, and drops one that was hidden there', async () => {
    await testEnv.addFeed()
    const { who, athlete } = await testEnv.addMember('ana', {
      share: 'auto',
      activities: [createPastActivity(2, createRun(5000))],
    })
    expect(await testEnv.readReply(who, '/strava stats')).toContain('1 activity')
    const finished = athlete.createActivity(createRun(6000))
    await testEnv.waitUntilIdle()
    expect(await testEnv.readReply(who, '/strava stats')).toContain('11.00 km')
    finished.setVisibility('followers_only')
    await testEnv.waitUntilIdle()
    const text = await testEnv.readReply(who, '/strava stats')
    expect(text).toContain('5.00 km')
    expect(text).toContain('Public activities only')
  })

  test('is only visible to the requester if it is private, and then includes followers-only activities', async () => {
    const { who } = await testEnv.addMember('ana', {
      activities: [
        createPastActivity(1, createRun(5000)),
        createPastActivity(2, createRun(6000, { visibility: 'followers_only' })),
        createPastActivity(3, activityFixtures.onlyMe),
      ],
    })
    expect(await testEnv.readReply(who, '/strava stats')).toContain('1 activity · 5.00 km')
    const message = await testEnv.runCommand(who, '/strava stats private:True')
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('2 activities · 11.00 km')
    expect(message.text(who)).toContain('Including followers-only activities')
  })

  test('is in the units that the requester chose', async () => {
    const { who } = await testEnv.addMember('ana', {
      activities: [createPastActivity(1, createRun(16_093.44)), createPastActivity(2, activityFixtures.swim)],
    })
    await testEnv.runCommand(who, '/strava units system:imperial')
    const text = await testEnv.readReply(who, '/strava stats')
    expect(text).toContain('10.00 mi')
    expect(text).toContain('2,734 yd')
  })

  test("counts an activity that begins near midnight on the athlete's local day", async () => {
    const start = '2026-07-12T23:30:00Z'
    const berlinRun = createRun(5000, { start_date: start, timezone: '(GMT+01:00) Europe/Berlin' })
    const newYorkRun = createRun(7000, { start_date: start, timezone: '(GMT-05:00) America/New_York' })
    const { who } = await testEnv.addMember('ana', { activities: [berlinRun, newYorkRun] })
    expect(await testEnv.readReply(who, '/strava stats from:2026-07-13 to:2026-07-13')).toContain(
      '1 activity (±0) · 5.00 km',
    )
    expect(await testEnv.readReply(who, '/strava stats from:2026-07-12 to:2026-07-12')).toContain(
      '1 activity · 7.00 km',
    )
  })

  test('counts an activity whose start is hidden', async () => {
    const { who } = await testEnv.addMember('ana', {
      activities: [createPastActivity(3, activityFixtures.hiddenStart)],
    })
    expect(await testEnv.readReply(who, '/strava stats')).toContain('1 activity · 7.00 km')
  })

  test('continues after a page that is not full, and counts nothing twice', async () => {
    const { who } = await addRunner(250, 10)
    testEnv.strava.shortenPages(3)
    expect(await testEnv.readReply(who, '/strava stats')).toContain('250 activities · 250.0 km')
    expect(countReads()).toBe(3)
  })

  test('is deleted with its cached totals when the member disconnects', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { activities: [createPastActivity(1, createRun(5000))] })
    const message = await testEnv.runCommand(who, '/strava stats')
    expect(await findKeys(`totals:${athlete.id}`)).toHaveLength(1)
    const question = await testEnv.runCommand(who, '/strava unlink')
    await who.clickButton(question, 'Disconnect').waitForReply()
    await testEnv.waitUntilIdle()
    expect(await findKeys(`totals:${athlete.id}`)).toEqual([])
    expect(testEnv.channel.messages()).not.toContain(message)
  })
})

describe('an athlete with more activities than are read', () => {
  test('gets totals without a comparison if the period before is incomplete', async () => {
    const { who } = await addRunner(1100, 20)
    const text = await testEnv.readReply(who, '/strava stats')
    expect(text).toContain('540 activities · 540.0 km')
    expect(text).toContain('too many activities in')
    expect(countReads()).toBe(5)
    await testEnv.runCommand(who, '/strava stats')
    expect(countReads()).toBe(5)
  })

  test('gets the first day counted if the period itself is incomplete', async () => {
    const { who } = await addRunner(1700, 60)
    const text = await testEnv.readReply(who, '/strava stats')
    expect(text).toMatch(/Only counted from .+ on\./)
    expect(text).toContain('1,000 activities')
    expect(countReads()).toBe(5)
  })
})

describe('the requester of totals', () => {
  const readAnswer = async (line: string, inputs: ActivityInput[] = []) => {
    const { who } = await testEnv.addMember('ana', { activities: inputs })
    const message = await testEnv.runCommand(who, line)
    expect(message.ephemeralFor).toBe(who)
    expect(testEnv.channel.messages()).toEqual([])
    return message.text(who)
  }

  test('gets every kind of ride when they ask for rides', async () => {
    const { who } = await testEnv.addMember('ana', {
      activities: [
        createPastActivity(1, { ...activityFixtures.gravel, distance: 40_000 }),
        createPastActivity(2, { ...activityFixtures.ride, distance: 20_000 }),
        createPastActivity(3, createRun(5000)),
      ],
    })
    const text = await testEnv.readReply(who, '/strava stats sport:bike')
    expect(text).toContain('Last four weeks · @ana · All rides')
    expect(text).toContain('Gravel Ride')
    expect(text).toContain('2 activities')
    expect(text).toContain('60.0')
  })

  test('is privately asked to connect if they are not connected', async () => {
    const who = testEnv.addPerson('ana')
    const message = await testEnv.runCommand(who, '/strava stats')
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('Connect Strava first')
    expect(countReads()).toBe(0)
  })

  test('can write dates in the usual ways, or is told how to write them in their language', async () => {
    const { who } = await testEnv.addMember('ana', {
      activities: [
        createPastActivity(1, createRun(5000)),
        ...[20, 28, 36, 44, 52, 60, 68].map((days) => createPastActivity(days, createRun(1000))),
      ],
    })
    const read = (line: string) => testEnv.readReply(who, `/strava stats ${line}`)
    const formatDay = (day: string) => createTranslator('en-US').day(day)
    const now = new Date(testEnv.clock.now())
    const [first, last] = [1, 0].map((day) =>
      new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - day, day)).toISOString().slice(0, 10),
    ) as [string, string]
    expect(await read('from:last month')).toContain(`${formatDay(first)} – ${formatDay(last)}`)
    const [year, month, day] = dayOf(1).split('-')
    expect(await read(`from:${month}/${day}/${year} to:${month}/${day}`)).toContain(formatDay(dayOf(1)))
    const germanReply = await testEnv.runCommand(
      testEnv.addPerson('bo', { locale: 'de' }),
      '/strava stats from:irgendwann',
    )
    expect(germanReply.text(germanReply.ephemeralFor ?? who)).toContain('Etwa 31.05.2026 oder „letzter Monat“')
  })

  test('is told the period if it has no activities', async () => {
    expect(await readAnswer('/strava stats', [createPastActivity(60, createRun(5000))])).toContain('No activities (')
  })

  test('is told the sport if it has no activities', async () => {
    expect(await readAnswer('/strava stats sport:Swim', [createPastActivity(1, createRun(5000))])).toContain(
      'No Swim (',
    )
  })

  test('sees no day that is still in the future where they are', async () => {
    // Noon in UTC: the next day has begun in the east, but not where the club's members are.
    testEnv.clock.advance(36 * 3600_000 - (testEnv.clock.now() % DAY))
    const { who } = await testEnv.addMember('bo')
    const read = (line: string) => testEnv.readReply(who, line)
    expect(await read('/strava stats from:2020-01-01')).toContain('January 1, 2020 to today is over a year.')
    const tomorrow = dayOf(-1)
    expect(await read(`/strava stats from:${tomorrow} to:2999-01-01`)).not.toContain(dayOf(-2))
    expect(await read('/strava stats')).toContain('No activities (Last four weeks).')
    const first = dayOf(3)
    const open = await read(`/strava stats from:${first}`)
    expect(open).toMatch(/No activities \(\w+ \d+, 20\d\d – today\)\./)
  })

  test('sees activities that the channel may not, on request', async () => {
    const hidden = [createPastActivity(1, createRun(5000, { visibility: 'followers_only' }))]
    const { who } = await testEnv.addMember('bo', { activities: hidden })
    const message = await testEnv.runCommand(who, `/strava stats sport:Run from:${dayOf(3)}`)
    expect(message.text(who)).toContain('Not counted here')
    await who.clickButton(message, 'Show only to me').waitForEdit()
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('Totals · @bo · Run')
    expect(message.text(who)).toContain('1 activity')
    expect(testEnv.channel.messages()).toEqual([])
  })

  test.each([
    ['from:2026-02-29', "I can't read “2026-02-29”"],
    ['from:someday', "I can't read “someday”. Try 05/31/2026 or “last month”"],
    ['from:2026-05-01 to:32.05.2026', '32.05.2026”'],
    ['to:2026-05-31', 'also needs'],
    ['from:2026-06-01 to:2026-05-31', 'June 1, 2026 is after May 31, 2026'],
    ['from:2025-05-30 to:2026-05-31', 'is over a year'],
    ['from:2019-05-30', 'is over a year'],
    ['from:2999-01-01', 'is in the future'],
    ['period:week from:2026-02-30', "I can't read “2026-02-30”"],
    ['sport:quidditch', 'Pick one from the list'],
  ])('with %s is told what is wrong, without a call to Strava', async (options, expected) => {
    expect(await readAnswer(`/strava stats ${options}`)).toContain(expected)
    expect(countReads()).toBe(0)
  })
})

describe('when Strava', () => {
  test('has been down for a while, only the requester is told, at once and without a call', async () => {
    await testEnv.addFeed()
    const { who, athlete } = await testEnv.addMember('ana', {
      share: 'auto',
      activities: [createPastActivity(1, createRun(5000))],
    })
    testEnv.strava.startOutage()
    for (let count = 0; count < 6; count += 1) athlete.createActivity(createRun(1000))
    await testEnv.waitUntilIdle()
    testEnv.clock.advance(10 * 60_000)
    await testEnv.runDelayedJobs()
    const before = countReads()
    const message = await testEnv.runCommand(who, '/strava stats')
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain("Strava isn't answering")
    expect(countReads()).toBe(before)
  })

  test('fails once, the answer still appears', async () => {
    const { who } = await addRunner(20, 1)
    testEnv.strava.failNext(1, '503', { kind: 'read' })
    expect(await testEnv.readReply(who, '/strava stats')).toContain('20 activities')
  })

  test('allows no more calls, the requester is told until when, and then gets the answer', async () => {
    const { who } = await testEnv.addMember('ana', { activities: [createPastActivity(1, createRun(5000))] })
    await testEnv.runCommand(who, '/strava recent')
    testEnv.clock.advanceIntoQuarterHour(800_000)
    testEnv.strava.failNext(1, '429', { kind: 'read' })
    const interaction = who.runCommand(testEnv.channel, '/strava stats')
    expect((await interaction.waitForEdit()).text(who)).toContain('Your answer comes at about')
    testEnv.clock.advance(150_000)
    await testEnv.runDelayedJobs()
    const answer = await interaction.waitForEdit((message) => message.text(who).includes('1 activity'), 'the answer')
    expect(answer.text(who)).toContain('5.00 km')
  })

  test('rejects the connection, only the requester is told to reconnect', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { activities: [createPastActivity(1, createRun(5000))] })
    athlete.revokeAccess()
    const message = await testEnv.runCommand(who, '/strava stats')
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('Your Strava connection has ended.')
    expect(message.buttons().map(({ label }) => label)).toEqual(['Connect with Strava'])
  })
})
