import { describe, expect, test } from 'vitest'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { keys } from '../../src/redis/keys.ts'
import { connectToRedis } from '../support/connect-to-redis.ts'
import { createRecordingLog } from '../support/recording-log.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

/** Restarts the program on a machine whose clock is off by `aheadMs`. Returns a filter for its log lines. */
async function restartAndGetWarnings(aheadMs: number | (() => number)) {
  const { log, lines } = createRecordingLog()
  await testEnv.stop()
  await testEnv.start({}, { aheadMs, log })
  await testEnv.discord.waitUntilReady()
  return lines.filter.bind(lines, ({ msg }) => msg.includes('clock')) as () => typeof lines
}

describe.each([
  ['ahead', 20 * MINUTE],
  ['behind', -20 * MINUTE],
])('a machine whose clock is 20 minutes %s', (_, aheadMs) => {
  test('answers commands, posts new activities once, and logs that the clock is wrong', async () => {
    await testEnv.addFeed()
    const { who, athlete } = await testEnv.addMember('ana', {
      share: 'auto',
      activities: recentActivities([activityFixtures.longRide], testEnv.clock.now() - 3 * 24 * 3_600_000),
    })
    // More than the clock is off, so connecting and choosing stay in the past.
    testEnv.clock.advance(60 * MINUTE)
    const warnings = await restartAndGetWarnings(aheadMs)
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    expect(await testEnv.readReply(who, '/strava units')).not.toBe('')
    athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the pond' })
    await testEnv.waitUntilIdle()
    expect(testEnv.channel.messages().filter((message) => message.text().includes('pond'))).toHaveLength(1)

    const aheadSeconds = aheadMs / 1000
    const services = warnings().map(({ level, service }) => [level, service])
    expect(services.sort()).toEqual([
      [40, 'Discord'],
      [40, 'Strava'],
    ])
    for (const line of warnings()) expect(Math.abs(Number(line.aheadSeconds) - aheadSeconds)).toBeLessThan(5)

    const laterWarnings = await restartAndGetWarnings(0)
    await testEnv.readReply(who, '/strava recent')
    expect(laterWarnings()).toEqual([])
  })
})

test('a clock corrected while the program runs needs no restart', async () => {
  let aheadMs = 5 * MINUTE
  const warnings = await restartAndGetWarnings(() => aheadMs)
  await testEnv.readReply(testEnv.admin, '/strava help')
  aheadMs = 0
  await testEnv.readReply(testEnv.admin, '/strava help')
  const levels = warnings().map(({ level }) => level)
  expect(levels.filter((level) => level === 30)).toEqual([30])
  expect(levels.at(-1)).toBe(30)
})

test('slow responses with a correct clock log nothing', async () => {
  const { who } = await testEnv.addMember('ana', {
    activities: recentActivities([activityFixtures.longRide], testEnv.clock.now()),
  })
  const warnings = await restartAndGetWarnings(20_000)
  expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
  expect(warnings()).toEqual([])
})

test('reads that Strava counts before midnight do not count for the new day if the clock is ahead', async () => {
  const { who } = await testEnv.addMember('ana', {
    activities: recentActivities([activityFixtures.longRide], testEnv.clock.now()),
  })
  await restartAndGetWarnings(20_000)
  testEnv.clock.advance(DAY - (testEnv.clock.now() % DAY) - 90_000)
  for (const count of [1, 2, 3]) await testEnv.readReply(who, `/strava recent count:${count} private:True`)
  const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length
  const before = countReads()
  testEnv.clock.advance(80_000)
  expect(await testEnv.readReply(who, '/strava recent count:4 private:True')).toContain('1 activity')
  const redis = connectToRedis(testEnv.redisUrl)
  const stored = await redis.get(keys.rateLimits())
  await redis.quit()
  expect(Object.values(JSON.parse(stored ?? '').windows.day)).toEqual([
    expect.objectContaining({ read: countReads() - before }),
  ])
})

test("Strava's usage count is adopted even if the clock is far ahead", async () => {
  const { who, athlete } = await testEnv.addMember('ana', {
    activities: recentActivities([activityFixtures.longRide], testEnv.clock.now()),
  })
  await restartAndGetWarnings(20 * MINUTE)
  const { accessToken } = athlete.grantAccess('read,activity:read')
  for (const page of [1, 2, 3]) {
    const url = `${testEnv.environmentFor().STRAVA_API_URL}/athlete/activities?page=${page}`
    await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } })
  }
  expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
  const redis = connectToRedis(testEnv.redisUrl)
  const stored = await redis.get(keys.rateLimits())
  await redis.quit()
  expect(Object.values(JSON.parse(stored ?? '').windows.quarter)).toEqual([
    expect.objectContaining({ read: testEnv.strava.usage().read[0] }),
  ])
})
