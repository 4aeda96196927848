import { createHash } from 'node:crypto'
import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import { findFreePort } from '../../sandbox/redis-server.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { createRecordingLog } from '../support/recording-log.ts'
import { KEY } from '../support/test-env.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const OTHER_KEY = Buffer.alloc(32, 9).toString('base64')
/** The name of the test environment's first key, found as docs/setup.md describes. */
const USUAL_KEY_NAME = createHash('sha256').update(Buffer.from(KEY, 'base64')).digest('base64url').slice(0, 6)

const testEnv = useTestEnv()

const addRunner = (username: string) =>
  testEnv.addMember(username, {
    activities: recentActivities([activityFixtures.paceThatRoundsUp], testEnv.clock.now()),
  })

/** The response of `/readyz`, of the first process by default. */
async function readiness(port = testEnv.port): Promise<{ status: number; encryptionKey: boolean }> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`)
  const { encryptionKey } = (await response.json()) as { encryptionKey: boolean }
  return { status: response.status, encryptionKey }
}

/** As if two and a half minutes had passed: no worker has recently reported that it has the key. */
async function forgetWorkers(): Promise<void> {
  const redis = new Redis(testEnv.redisUrl)
  await redis.del('{domestique}:encryption-key-worker')
  await redis.quit()
}

describe('another ENCRYPTION_KEY', () => {
  test("is logged once with the key's name, and the process isn't ready; with the right key everything works as before", async () => {
    const { who } = await addRunner('ana')
    const events = testEnv.strava.subscription()
    const { log, lines } = createRecordingLog()
    await testEnv.stop()
    await testEnv.start({ ENCRYPTION_KEY: OTHER_KEY }, { log })
    await testEnv.discord.waitUntilReady()
    expect(await readiness()).toMatchObject({ status: 503, encryptionKey: false })
    await readiness()
    expect(await testEnv.readReply(testEnv.admin, '/strava-admin status')).toContain(
      'Tell the people who run it: the key to the stored data is missing',
    )
    const missingKeyLines = lines.filter(({ missingKey }) => missingKey !== undefined)
    expect(missingKeyLines).toMatchObject([{ level: 50, missingKey: USUAL_KEY_NAME }])
    expect(missingKeyLines[0]?.msg).toContain(`ENCRYPTION_KEY does not hold the key ${USUAL_KEY_NAME}`)
    expect(testEnv.strava.subscription()).toEqual(events)

    await testEnv.restart()
    await expect.poll(readiness.bind(undefined, testEnv.port)).toMatchObject({ status: 200, encryptionKey: true })
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    expect(await testEnv.readReply(testEnv.admin, '/strava-admin status')).not.toContain('is missing')
  })

  test('before the old one is a rotation: nothing is logged, and the new one is used from then on', async () => {
    const { who } = await addRunner('ana')
    const { log, lines } = createRecordingLog()
    await testEnv.stop()
    await testEnv.start({ ENCRYPTION_KEY: `${OTHER_KEY},${KEY}` }, { log })
    await testEnv.discord.waitUntilReady()
    await expect.poll(readiness.bind(undefined, testEnv.port)).toMatchObject({ status: 200, encryptionKey: true })
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    expect(lines.filter(({ level, missingKey }) => level >= 40 || missingKey !== undefined)).toEqual([])
    await testEnv.stop()
    await testEnv.start({ ENCRYPTION_KEY: OTHER_KEY })
    expect(await readiness()).toMatchObject({ encryptionKey: true })
    await testEnv.stop()
    await testEnv.start()
    expect(await readiness()).toMatchObject({ status: 503, encryptionKey: false })
  })

  test("in one of two processes: only that one isn't ready, and members are told who must fix it", async () => {
    const { who } = await addRunner('ana')
    await testEnv.stop()
    const port = await findFreePort()
    await testEnv.start({ RUN: 'worker', PORT: String(port) })
    await testEnv.start({ RUN: 'bot,web', ENCRYPTION_KEY: OTHER_KEY })
    await testEnv.discord.waitUntilReady()
    expect(await readiness()).toMatchObject({ status: 503, encryptionKey: false })
    expect(await readiness(port)).toMatchObject({ encryptionKey: true })
    expect(await testEnv.readReply(who, '/strava recent')).toContain('need to restore its key')
    await testEnv.stop()
    await forgetWorkers()
    await testEnv.start({ RUN: 'bot,web' })
    await testEnv.start({ RUN: 'worker', PORT: String(port), ENCRYPTION_KEY: OTHER_KEY })
    await testEnv.discord.waitUntilReady()
    expect(await testEnv.readReply(who, '/strava recent')).toContain('need to restore its key')
    await testEnv.stop()
    await testEnv.start({ RUN: 'worker', PORT: String(port), ENCRYPTION_KEY: OTHER_KEY })
    await testEnv.start()
    await testEnv.discord.waitUntilReady()
    for (let attempt = 0; attempt < 4; attempt += 1) {
      expect(await testEnv.readReply(who, '/strava privacy')).toContain('ana Invented')
    }
    expect(await testEnv.readReply(testEnv.admin, '/strava-admin status')).toContain(
      'Tell the people who run it: the key to the stored data is missing',
    )
  })

  test('lets members see what is stored, and reconnect', async () => {
    const { who, athlete } = await addRunner('ana')
    await testEnv.restart({ ENCRYPTION_KEY: OTHER_KEY })
    const message = await testEnv.runCommand(who, '/strava recent')
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('need to restore its key')
    expect(message.text(who)).not.toMatch(/connection has ended|link again/)
    expect(await testEnv.readReply(who, '/strava privacy')).toContain(`#${athlete.id}`)
    expect(await testEnv.readReply(who, '/strava link')).toContain('Already connected')
    await testEnv.linkAccount(who, athlete)
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('ana Invented')
  })

  test("lets members disconnect, and says that access couldn't be revoked", async () => {
    const { who, athlete } = await addRunner('ana')
    await testEnv.restart({ ENCRYPTION_KEY: OTHER_KEY })
    const answer = await testEnv.unlink(who)
    expect(athlete.grants()).toHaveLength(1)
    expect(answer).toContain('Still see this bot on Strava?')
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('Nothing is stored about you')
    expect(await testEnv.readReply(who, '/strava recent')).toContain('Connect Strava first')
  })
})

describe('a wrong ENCRYPTION_KEY for longer than a day', () => {
  test('deletes no posts and disconnects nobody, and with the right key everything works as before', async () => {
    await testEnv.addFeed()
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Mine' })
    await testEnv.waitUntilIdle()
    await testEnv.runDelayedJobs()
    const countPosts = () => testEnv.channel.messages().filter((message) => message.text().includes('Mine')).length
    expect(countPosts()).toBe(1)
    await testEnv.restart({ ENCRYPTION_KEY: OTHER_KEY })
    expect(await testEnv.readReply(who, '/strava recent private:True')).toContain('need to restore its key')
    await testEnv.runDelayedJobs()
    testEnv.clock.advance(25 * 3600_000)
    await testEnv.restart({ ENCRYPTION_KEY: OTHER_KEY })
    await testEnv.runDelayedJobs()
    await testEnv.runDelayedJobs()
    expect(countPosts()).toBe(1)
    await testEnv.restart()
    expect(await testEnv.readReply(who, '/strava recent private:True')).toContain('Mine')
  })
})
