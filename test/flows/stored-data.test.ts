import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { patternOf } from '../../docs/generate/stored-data.ts'
import type { DiscordMessage, Person } from '../../sandbox/discord/index.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { keys, QUEUE_PREFIX } from '../../src/redis/keys.ts'
import { STORED_KEYS } from '../../src/redis/stored-data/index.ts'
import type { StoredKey } from '../../src/redis/stored-data/stored-key.ts'
import { addActiveMember } from '../support/active-member.ts'
import { changeFeed } from '../support/change-feed.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const WEEK_SECONDS = 7 * 24 * 3600
const run = { ...activityFixtures.paceThatRoundsUp, gps: false }

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

const ROWS = Object.entries<StoredKey>(STORED_KEYS).map(([name, row]) => {
  const pattern = patternOf(name as keyof typeof STORED_KEYS)
  const escaped = pattern.replace(/[{}]/g, '\\$&').replace(/<[^>]*>/g, '[^:]+')
  return { name, row, matches: new RegExp(`^${escaped}$`) }
})

/** The keys in Redis, without BullMQ's, with the table rows that describe them. */
async function storedKeys() {
  const redis = new Redis(testEnv.redisUrl)
  const found = (await redis.keys('*')).filter((key) => !key.startsWith(`${QUEUE_PREFIX}:`))
  const described = found.map(async (key) => {
    // The lock library prefixes the key.
    const rows = ROWS.filter(({ matches }) => matches.test(key.replace(/^mutex:/, '')))
    return { key, rows, type: await redis.type(key), ttl: await redis.ttl(key) }
  })
  const all = await Promise.all(described)
  await redis.quit()
  // A key may expire in between.
  return all.filter(({ type }) => type !== 'none')
}

async function expectAllDescribed(): Promise<string[]> {
  const stored = await storedKeys()
  expect(stored.filter(({ rows }) => rows.length !== 1).map(({ key }) => key)).toEqual([])
  const expired = stored.filter(({ rows: [one], type, ttl }) => {
    const { row } = one as (typeof ROWS)[number]
    const isInTime = row.seconds === undefined ? ttl === -1 : ttl >= 0 && ttl <= row.seconds
    return (row.type ?? 'string') !== type || !isInTime
  })
  expect(expired.map(({ key, type, ttl }) => ({ key, type, ttl }))).toEqual([])
  return stored.map(({ rows }) => rows[0]?.name ?? '')
}

/** Fills the caches, which new activities emptied. */
async function runLookupCommands(who: Person): Promise<void> {
  testEnv.clock.advance(20 * 60_000)
  await testEnv.runCommand(who, '/strava recent')
  await testEnv.runCommand(who, '/strava stats')
  await who.requestAutocomplete(testEnv.channel, '/strava activity activity:Po')
}

/** The file in a private reply. */
function readFile(answer: DiscordMessage, reader: Person) {
  expect(answer.channel.guild === undefined || answer.ephemeralFor === reader).toBe(true)
  expect(answer.attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([
    ['my-data.json', 'application/json'],
  ])
  const text = Buffer.from(answer.attachments[0]?.data ?? []).toString()
  return { text, data: JSON.parse(text) as Record<string, unknown> }
}

const hasContent = (value: unknown): boolean =>
  value !== null && typeof value === 'object' ? Object.values(value).some(hasContent) : Boolean(value)

describe('stored data', () => {
  test('is described in the table, and expires as the table says', async () => {
    const { who } = await addActiveMember(testEnv)
    await runLookupCommands(who)
    const names = await expectAllDescribed()
    for (const name of ['link', 'tokens', 'posts', 'sharePreferences', 'activityCache', 'totals', 'recentActivities'])
      expect(names).toContain(name)
    const question = await testEnv.runCommand(who, '/strava unlink')
    testEnv.strava.startOutage()
    await who.clickButton(question, 'Disconnect').waitForReply()
    await testEnv.waitUntilIdle()
    expect(await expectAllDescribed()).toContain('revocation')
    testEnv.strava.endOutage()
    await testEnv.runDelayedJobs()
  })

  test('from Strava has an expiry in Redis, except athletes’ names and which message shows which activity', async () => {
    const { athlete } = await addActiveMember(testEnv)
    await changeFeed(testEnv, { maxPostsPerDay: 1 })
    athlete.createActivity({ ...run, name: 'Counts for a limit' })
    await testEnv.waitUntilIdle()
    const unexpiring = (await storedKeys()).filter(
      ({ rows, ttl }) => rows.some(({ row }) => row.isStravaData) && ttl === -1,
    )
    expect(unexpiring.map(({ rows }) => rows[0]?.name).sort()).toEqual(['link', 'posts'])
    const redis = new Redis(testEnv.redisUrl)
    const posts = Object.values(await redis.hgetall(keys.posts(athlete.id))).flatMap((text) =>
      Object.values(JSON.parse(text)),
    )
    await redis.quit()
    expect(posts.length).toBeGreaterThan(1)
    const isIdOrState = (value: unknown) =>
      value === null || typeof value === 'boolean' || /^(\d{15,20}|\d|[a-z-]+)$/.test(String(value))
    // A post that is being sent has the time at which that began.
    const finished = (posts as unknown[][]).filter(([state]) => state !== 'posting')
    expect(finished.flat().filter((value) => !isIdOrState(value))).toEqual([])
  })

  test('from Strava is deleted automatically after seven days, as the table says', () => {
    const unexpiring = ROWS.filter(
      ({ row }) => row.isStravaData && !((row.seconds ?? Number.POSITIVE_INFINITY) <= WEEK_SECONDS),
    )
    expect(unexpiring.map(({ name }) => name)).toEqual(['link', 'posts'])
  })
})

describe('/strava data', () => {
  test('gives a file with everything that is stored about the member, without secrets', async () => {
    const { who, athlete, otherChannel, ids } = await addActiveMember(testEnv)
    await runLookupCommands(who)
    const { who: other } = await testEnv.connectMember('ben', { share: 'auto' })
    await testEnv.runCommand(other, '/strava recent')
    const stored = new Set((await storedKeys()).flatMap(({ rows }) => rows.map(({ name }) => name)))
    const { text, data } = readFile(await testEnv.runCommand(who, '/strava data'), who)
    const missing = ROWS.filter(({ name, row }) => stored.has(name) && row.inFile && !hasContent(data[row.inFile]))
    expect(missing.map(({ name }) => name)).toEqual([])
    for (const id of ids) expect(text).toContain(id)
    expect(data.connection).toMatchObject({
      stravaAthleteId: athlete.id,
      stravaName: 'ana Invented',
      language: 'en-US',
    })
    expect(data.sharing).toContainEqual(expect.objectContaining({ guildId: otherChannel.guild?.id, mode: 'ask' }))
    expect(text).toContain('Posted')
    for (const { accessTokens, refreshToken } of athlete.grants())
      for (const secret of [...accessTokens, refreshToken]) expect(text).not.toContain(secret)
    expect(text).not.toContain(other.id)
    expect(text).not.toContain('ben')
  })

  test('works in a private chat and from /strava privacy', async () => {
    const { who: ana, athlete } = await testEnv.connectMember('ana', { share: 'off' })
    const privately = await ana.runCommand(ana.directChannel(), '/strava data').waitForReply()
    expect(readFile(privately, ana).data.connection).toMatchObject({ stravaAthleteId: athlete.id })
    const panel = await testEnv.runCommand(ana, '/strava privacy')
    expect(panel.text(ana)).toContain('Which stats you hide on Strava, and what is muted: 7 days at most')
    const answer = await ana.clickButton(panel, 'Get the file').waitForReply()
    expect(answer.id).not.toBe(panel.id)
    expect(readFile(answer, ana).data.sharing).toEqual([expect.objectContaining({ mode: 'off' })])
  })

  test('has the settings of a person who is not connected, and says if there are none', async () => {
    const eve = testEnv.addPerson('eve')
    expect(await testEnv.readReply(eve, '/strava data')).toContain('Nothing is stored about you')
    await testEnv.runCommand(eve, '/strava units system:imperial')
    const { data } = readFile(await testEnv.runCommand(eve, '/strava data'), eve)
    expect(data.settings).toEqual({ units: { system: 'imperial', pool: 'yards' } })
    expect(data).not.toHaveProperty('connection')
  })

  test('names the feeds that an admin set up, and the activities that wait for a channel', async () => {
    await testEnv.addFeedByCommand()
    const { who: ana, athlete } = await testEnv.connectMember('ana', { share: 'auto' })
    testEnv.discord.denyPermission(testEnv.channel, 'ViewChannel')
    const activity = athlete.createActivity({ ...run, name: 'Waits' })
    await testEnv.waitUntilIdle()
    const waiting = readFile(await ana.runCommand(ana.directChannel(), '/strava data').waitForReply(), ana)
    expect(waiting.data.waitingActivities).toEqual([
      expect.objectContaining({ guildId: testEnv.guild.id, activityId: String(activity.id) }),
    ])
    const chair = testEnv.admin
    const { data } = readFile(await chair.runCommand(chair.directChannel(), '/strava data').waitForReply(), chair)
    expect(data.feedsSetUp).toEqual([{ guildId: testEnv.guild.id, channelId: testEnv.channel.id }])
    const text = () => testEnv.readReply(chair, '/strava privacy')
    expect(await text()).toContain('with the feeds that you set up as an admin')
    await testEnv.readReply(chair, '/strava-admin feed remove channel:#activities')
    expect(await text()).toContain('Nothing is stored about you')
  })
})
