import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { startRedisServer } from '../../sandbox/redis-server.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { createTestEnv } from '../support/test-env.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ timing: { stravaTimeoutMs: 5000 } })

const createRecent = (...inputs: Parameters<typeof recentActivities>[0]) =>
  recentActivities(inputs, testEnv.clock.now())
const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length
const line = (input: string, more = '') => `/strava activity activity:${input} ${more}`.trim()

async function addAna(...inputs: Parameters<typeof recentActivities>[0]) {
  const { who, athlete } = await testEnv.addMember('ana', { activities: createRecent(...inputs) })
  return { who, athlete, ids: athlete.activities().map(({ id }) => String(id)) }
}

async function findStored(keyPart: string): Promise<{ key: string; value: string }[]> {
  const redis = new Redis(testEnv.redisUrl)
  const keys = (await redis.keys('*')).filter((key) => key.includes(keyPart))
  const found = await Promise.all(keys.map(async (key) => ({ key, value: (await redis.get(key)) ?? '' })))
  await redis.quit()
  return found
}

/** A date with a time of day. */
const START_TIME = / \d{4} at \d{1,2}:\d\d (AM|PM) · /

const createLap = (distance: number, moving_time: number) => ({ distance, moving_time, average_heartrate: 141 })

describe('/strava activity', () => {
  test.each([
    'https://strava.app.link/AbCdEf123',
    'strava.app.link/AbCdEf123',
    '<https://strava.app.link/AbCdEf123>',
    'Look at my run, https://strava.app.link/AbCdEf123',
    'https://bit.ly/3xYz',
    'https://t.co/a1b2',
  ])("can't read the short link in “%s”, and says which link it needs", async (typed) => {
    const { who } = await addAna(activityFixtures.run)
    const message = await testEnv.runCommand(who, line(typed))
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain("Short links don't work. Paste the full one")
    expect(message.text(who)).toContain('https://www.strava.com/activities/')
    expect(countReads()).toBe(0)
  })

  test('shows the card with splits, best efforts and gear in the channel, with two reads', async () => {
    const best = [{ name: '5K', elapsed_time: 1500, pr_rank: 1 }]
    const { who, ids } = await addAna({ ...activityFixtures.run, best_efforts: best, description: 'Fog.\nThen sun.' })
    const message = await testEnv.runCommand(who, line(`${ids[0]}`))
    expect(message.ephemeralFor).toBeUndefined()
    const text = message.text(who)
    expect(text).toContain('8.04 km · 42:24 · 5:16 /km')
    expect(text).toMatch(START_TIME)
    expect(text).toMatch(/ {2}km {3}\/km {2}↗ m {2}bpm\n│ {4}1 {2}\d:\d\d +[+-]?\d+ {2}\d{3}\n/)
    expect(text).toMatch(/│ 0\.04 {2}\d:\d\d/)
    expect(text).toContain('5K 25:00 🥇 record')
    expect(text).toContain('Gear: Invented Shoes · 1,204 km')
    expect(text).toMatch(/kcal · 14 °C/)
    expect(text).toContain('Then sun.')
    expect(text).toContain('(image: Profile picture)')
    expect(text).toContain('(image: Chart over 8.0 km: elevation from 403 m to ')
    expect(message.attachments.map(({ filename }) => filename)).toEqual(['profile.png'])
    expect(message.pings()).toEqual([])
    expect(countReads()).toBe(2)
  })

  test('has no route image when Strava has no route', async () => {
    const { who, ids } = await addAna(activityFixtures.manual)
    const message = await testEnv.runCommand(who, line(`${ids[0]}`))
    expect(message.text(who)).toContain('Watch was flat')
    expect(message.attachments).toEqual([])
  })

  test('has no route image when the rate limit leaves only one call', async () => {
    const { who, ids } = await addAna(activityFixtures.run)
    testEnv.clock.advanceIntoQuarterHour(1000)
    testEnv.strava.setLimits({ read: [1, 1000] })
    const message = await testEnv.runCommand(who, line(`${ids[0]}`))
    expect(message.text(who)).toContain('8.04 km')
    expect(message.attachments).toEqual([])
    expect(testEnv.strava.requests.filter(({ status }) => status === 429)).toEqual([])
    // The image is not drawn later, so no rate limit slot is booked.
    expect(await testEnv.readMetric('domestique_strava_booked_calls')).toBe(0)
  })

  test('shows the laps of a ride that has several', async () => {
    const { who, ids } = await addAna(
      { ...activityFixtures.ride, laps: [createLap(5000, 600), createLap(12_500, 1800)] },
      activityFixtures.kayak,
    )
    const text = await testEnv.readReply(who, line(`${ids[0]}`))
    expect(text).toContain('#     km   time  km/h  bpm\n│ 1   5.00  10:00  30.0  141\n│ 2  12.50  30:00  25.0  141')
    expect(await testEnv.readReply(who, line(`${ids[1]}`))).not.toContain('Laps')
  })

  test.each(['https://www.strava.com/activities/ID', 'strava.com/activities/ID/overview?x=1', 'ID'])(
    'accepts %s',
    async (pattern) => {
      const { who, ids } = await addAna(activityFixtures.run)
      expect(await testEnv.readReply(who, line(pattern.replace('ID', ids[0] ?? '')))).toContain('Before the milk')
    },
  )

  test.each(['my last run', 'https://example.org/activities/1', '12a'])(
    'refuses “%s” and says what to do',
    async (typed) => {
      const { who } = await addAna(activityFixtures.run)
      const message = await testEnv.runCommand(who, line(`"${typed}"`))
      expect(message.ephemeralFor).toBe(who)
      expect(message.text(who)).toContain('from the list')
      expect(countReads()).toBe(0)
    },
  )

  test('hides what the athlete hides in the channel, and shows it privately to the athlete', async () => {
    const { who, ids } = await addAna({
      ...activityFixtures.hiddenStats,
      laps: [createLap(20_000, 2700), createLap(20_000, 2700)],
    })
    const publicText = await testEnv.readReply(who, line(`${ids[0]}`))
    expect(publicText).toContain('Between me and my heart')
    expect(publicText).not.toMatch(/bpm|km\/h|kcal|Laps/)
    expect(publicText).toMatch(START_TIME)
    const message = await testEnv.runCommand(who, line(`${ids[0]}`, 'private:True'))
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toMatch(/26\.7 km\/h[\s\S]*139 bpm[\s\S]*Laps[\s\S]*\d (AM|PM)/)
  })

  test('with a hidden start time, shows only the day in the channel, and the time to the athlete', async () => {
    const stats_visibility = [
      ...activityFixtures.hiddenStats.stats_visibility,
      { type: 'start_time', visibility: 'only_me' },
    ]
    const { who, ids } = await addAna({ ...activityFixtures.hiddenStats, stats_visibility })
    expect(await testEnv.readReply(who, line(`${ids[0]}`))).not.toMatch(START_TIME)
    expect(await testEnv.readReply(who, line(`${ids[0]}`, 'private:True'))).toMatch(START_TIME)
  })

  test('shows weight training in full, without splits or laps, whatever else Strava lists as hidden', async () => {
    const { who, ids } = await addAna(activityFixtures.weights)
    const text = await testEnv.readReply(who, line(`${ids[0]}`))
    expect(text).toMatch(/Heavy things[\s\S]*45 min[\s\S]*139 bpm/)
    expect(text).toMatch(START_TIME)
    expect(text).not.toMatch(/Splits|Laps|Best efforts/)
  })

  test('shows splits of a hike, but no best efforts', async () => {
    const { who, ids } = await addAna(activityFixtures.hike)
    const text = await testEnv.readReply(who, line(`${ids[0]}`))
    expect(text).toMatch(/ {2}km {4}\/km +↗ m {2}bpm\n│ {4}1 {2}\d\d:\d\d +[+-]?\d+ +\d+\n/)
    expect(text).not.toContain('Best efforts')
  })

  test('shows a followers-only activity only to the requester', async () => {
    const { who, ids } = await addAna(activityFixtures.followersOnly)
    const message = await testEnv.runCommand(who, line(`${ids[0]}`))
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('Not shown here')
    await who.clickButton(message, 'Show only to me').waitForEdit()
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('Among friends')
    expect(testEnv.channel.messages()).toEqual([])
    expect(await testEnv.readReply(who, line(`${ids[0]}`, 'private:True'))).toContain('Among friends')
  })

  test("rejects another member's activity and one that doesn't exist", async () => {
    const { who } = await addAna(activityFixtures.run)
    const { athlete } = await testEnv.addMember('bo', {
      share: 'auto',
      activities: createRecent(activityFixtures.ride),
    })
    const others = await testEnv.runCommand(who, line(`${athlete.activities()[0]?.id}`))
    expect(others.ephemeralFor).toBe(who)
    expect(others.text(who)).toContain('That activity is private, deleted or not yours')
    expect(await testEnv.readReply(who, line('1'))).toContain('That activity is private, deleted or not yours')
  })

  test("asks a member who isn't connected to connect", async () => {
    expect(await testEnv.readReply(testEnv.addPerson('cy'), line('1'))).toContain('Connect Strava first')
  })

  test('says so while Strava is down', async () => {
    const { who, ids } = await addAna(activityFixtures.run)
    testEnv.strava.startOutage()
    const interaction = who.runCommand(testEnv.channel, line(`${ids[0]}`))
    await interaction.waitForResponse()
    await testEnv
      .eventually(() => interaction.followUps().map((message) => message.text(who)))
      .toEqual([expect.stringContaining("Strava isn't answering")])
  })

  test('is answered once when it is delivered twice', async () => {
    const { who, ids } = await addAna(activityFixtures.run)
    const interaction = who.runCommand(testEnv.channel, line(`${ids[0]}`))
    await interaction.waitForReply()
    testEnv.discord.replayInteraction(interaction)
    await testEnv.discord.waitForRequest(
      ({ status }) => status === 400,
      'the second delivery to be refused as acknowledged',
    )
    expect(testEnv.channel.messages()).toHaveLength(1)
    expect(countReads()).toBe(2)
  })

  test('leaves no answer in the channel once its member disconnects', async () => {
    const { who, ids } = await addAna(activityFixtures.run)
    const message = await testEnv.runCommand(who, line(`${ids[0]}`))
    await who.clickButton(await testEnv.runCommand(who, '/strava unlink'), 'Disconnect').waitForReply()
    await testEnv.waitUntilIdle()
    expect(message.deleted).toBe(true)
  })
})

describe('while an activity is typed', () => {
  test('the requester’s own activities are suggested, with one read of Strava for all keystrokes', async () => {
    const { who, ids } = await addAna(activityFixtures.run, activityFixtures.ride, activityFixtures.followersOnly)
    const all = await Promise.all(
      ['', 'r', 'ro', 'rou'].map((typed) => who.requestAutocomplete(testEnv.channel, line(typed))),
    )
    expect(all[0]?.map(({ value }) => value)).toEqual(ids)
    expect(all[0]?.[0]?.name).toMatch(/^🏃 Before the milk · [A-Z][a-z]+ \d+, \d{4}$/)
    expect(all[3]?.map(({ name }) => name)).toEqual([expect.stringContaining('Round the invented lake')])
    expect((await who.requestAutocomplete(testEnv.channel, line('run'))).map(({ value }) => value)).toEqual([ids[0]])
    expect((await who.requestAutocomplete(testEnv.channel, line(ids[1] ?? ''))).map(({ value }) => value)).toEqual([
      ids[1],
    ])
    expect(countReads()).toBe(1)
  })

  test('long and odd names fit, and at most 25 are shown', async () => {
    const { who } = await addAna(
      ...Array.from({ length: 30 }, () => activityFixtures.longName),
      activityFixtures.rightToLeft,
    )
    const found = await who.requestAutocomplete(testEnv.channel, line(''))
    expect(found).toHaveLength(25)
    for (const { name } of found) expect(name.length).toBeLessThanOrEqual(100)
  })

  test('the cached names are encrypted, and deleted when the member disconnects', async () => {
    const { who, ids } = await addAna(activityFixtures.run)
    await who.requestAutocomplete(testEnv.channel, line(''))
    const [one] = await findStored(`recent-activities:${who.id}`)
    expect(one?.value).not.toContain('milk')
    expect(one?.value).not.toContain(ids[0])
    expect(await testEnv.ttlOf(`recent-activities:${who.id}`)).toBeLessThanOrEqual(300_000)
    await who.clickButton(await testEnv.runCommand(who, '/strava unlink'), 'Disconnect').waitForReply()
    expect(await findStored(`:${who.id}`)).toEqual([])
  })

  test("nothing is suggested to a person who isn't connected, and Strava isn't called", async () => {
    expect(await testEnv.addPerson('cy').requestAutocomplete(testEnv.channel, line('r'))).toEqual([])
    expect(countReads()).toBe(0)
  })

  test('nothing is suggested while Strava is down, and not every keystroke calls it again', async () => {
    const { who } = await addAna(activityFixtures.run)
    testEnv.strava.startOutage()
    for (const typed of ['', 'r', 'ru']) expect(await who.requestAutocomplete(testEnv.channel, line(typed))).toEqual([])
    expect(countReads()).toBe(1)
    expect(await findStored(`recent-activities-refresh:${who.id}`)).toEqual([expect.objectContaining({ value: '0' })])
  })

  test("an empty list arrives within three seconds while Strava doesn't respond", async () => {
    const { who } = await addAna(activityFixtures.run)
    testEnv.strava.startOutage('hang')
    expect(await who.requestAutocomplete(testEnv.channel, line('r'))).toEqual([])
  })

  test('suggestions leave the last calls of the rate limit to commands', async () => {
    const { who } = await addAna(activityFixtures.run)
    testEnv.clock.advanceIntoQuarterHour(2000)
    await testEnv.runCommand(who, '/strava recent count:1')
    const used = countReads()
    testEnv.strava.setLimits({ read: [used + 1, 1000] })
    testEnv.clock.advance(60_000)
    await testEnv.runCommand(who, '/strava recent count:1')
    expect(await who.requestAutocomplete(testEnv.channel, line('r'))).toEqual([])
    expect(countReads()).toBe(used + 1)
  })
})

test('nothing is suggested while Redis is unavailable, and typing still works', async () => {
  const redis = await startRedisServer({ persistent: true })
  const other = await createTestEnv({ redisUrl: redis.url })
  try {
    const { who } = await other.addMember('ana', {
      activities: recentActivities([activityFixtures.run], other.clock.now()),
    })
    await redis.kill('SIGKILL')
    expect(await who.requestAutocomplete(other.channel, line('r'))).toEqual([])
  } finally {
    await redis.start().catch(() => {})
    await other.close()
    await redis.close()
  }
})
