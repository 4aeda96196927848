import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { startRedisServer } from '../../sandbox/redis-server.ts'
import { type AthleteHandle, activityFixtures } from '../../sandbox/strava/index.ts'
import { createTestEnv } from '../support/test-env.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const MINUTE = 60_000
const run = { ...activityFixtures.paceThatRoundsUp, gps: false }

/** The lines of /metrics of one program, without comments. */
const linesOf = async (port: number) =>
  (await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).split('\n').filter((line) => !line.startsWith('#'))
const namesOf = (lines: string[]) => new Set(lines.flatMap((line) => /^domestique_\w+/.exec(line)?.[0] ?? []))

describe('the metrics', () => {
  const testEnv = useTestEnv()
  const metric = (name: string) => testEnv.readMetric(`domestique_${name}`)

  /** The numbers of members and feeds are up to a minute old. */
  const readStoredMetrics = async () => {
    testEnv.clock.advance(MINUTE)
    const names = ['connected_accounts', 'members', 'feeds', 'paused_feeds', 'dead_links', 'servers']
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await metric(name)])))
  }

  /** An activity whose event comes 45 seconds before its job runs. */
  async function postActivity(athlete: AthleteHandle) {
    const activity = athlete.createActivity(run)
    await testEnv.strava.waitUntilIdle()
    testEnv.clock.advance(45_000)
    await testEnv.runDelayedJobs()
    return activity
  }

  test('are exactly those in docs/operations.md', async () => {
    const text = await (await fetch(`http://127.0.0.1:${testEnv.port}/metrics`)).text()
    const names = [...text.matchAll(/^# TYPE (domestique_\w+)/gm)].map(([, name]) => name)
    const document = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8')
    const described = [...document.matchAll(/^\| `(domestique_\w+)`/gm)].map(([, name]) => name)
    expect(described.sort()).toEqual(names.sort())
  })

  test('count one post from its event to its message', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    await postActivity(athlete)
    expect(testEnv.channel.messages().filter((message) => message.text().includes('49:59'))).toHaveLength(1)
    expect(await metric('event_answer_seconds_count{outcome="queued"}')).toBe(1)
    expect(await metric('posts_total{outcome="posted"}')).toBe(1)
    expect(await metric('event_to_message_seconds_count')).toBe(1)
    expect(await metric('event_to_message_seconds_bucket{le="30"}')).toBe(0)
    expect(await metric('event_to_message_seconds_bucket{le="60"}')).toBe(1)
    expect(await metric('job_run_seconds_count{queue="background",job="sync-activity"}')).toBeGreaterThan(0)
    expect(await metric('job_wait_seconds_count{queue="background"}')).toBeGreaterThan(0)
    expect(await metric('discord_calls_total{status="200"}')).toBeGreaterThan(0)
    expect(await metric('queue_oldest_job_seconds{queue="background"}')).toBe(0)
    expect(await testEnv.readMetric('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0)
  })

  test('count connected accounts, members who share, servers and feeds', async () => {
    await testEnv.addFeed()
    await testEnv.addMember('ana', { share: 'auto' })
    await testEnv.addMember('ben', { share: 'ask' })
    await testEnv.addMember('cleo')
    const expected = { connected_accounts: 3, members: 2, feeds: 1, paused_feeds: 0, dead_links: 0 }
    expect(await readStoredMetrics()).toMatchObject(expected)
  })

  test('read the numbers of members from Redis once a minute', async () => {
    await testEnv.addMember('ana')
    expect(await readStoredMetrics()).toMatchObject({ connected_accounts: 1 })
    await testEnv.addMember('ben')
    expect(await metric('connected_accounts')).toBe(1)
    expect(await readStoredMetrics()).toMatchObject({ connected_accounts: 2 })
  })

  test('count paused feeds and connections that Strava rejects', async () => {
    await testEnv.addFeed()
    const ana = await testEnv.addMember('ana', { share: 'auto' })
    await postActivity(ana.athlete)
    testEnv.strava.dropEvents()
    ana.athlete.revokeAccess()
    testEnv.clock.advance(7 * 60 * MINUTE)
    await testEnv.runDelayedJobs()
    testEnv.strava.deliverEvents()
    const ben = await testEnv.addMember('ben', { share: 'auto' })
    testEnv.discord.denyPermission(testEnv.channel, 'ViewChannel')
    await postActivity(ben.athlete)
    expect(await metric('posts_total{outcome="inaccessible"}')).toBe(1)
    expect(await readStoredMetrics()).toMatchObject({ connected_accounts: 2, feeds: 1, paused_feeds: 1, dead_links: 1 })
  })

  test('leave out a server that removed the bot, with its feeds', async () => {
    const before = await metric('servers')
    const guild = testEnv.discord.addGuild({ name: 'Other Wheelers' })
    await testEnv.addFeed({ guild, channel: guild.addChannel({ name: 'rides' }) })
    expect(await readStoredMetrics()).toMatchObject({ servers: before + 1, feeds: 1 })
    guild.removeBot()
    await expect.poll(() => metric('servers')).toBe(before)
    await testEnv.waitUntilIdle()
    expect(await readStoredMetrics()).toMatchObject({ feeds: 0 })
  })

  test('contain no ids and no names', async () => {
    await testEnv.addFeedByCommand()
    const { who, athlete } = await testEnv.addMember('anastasia', { share: 'auto' })
    const activity = await postActivity(athlete)
    await testEnv.runCommand(who, '/strava recent')
    await testEnv.waitUntilIdle()
    const labels = (await linesOf(testEnv.port)).flatMap((line) => /\{.*\}/.exec(line)?.[0] ?? []).join('\n')
    expect(labels).toContain('job="recent"')
    for (const secret of [who.id, athlete.id, activity.id, testEnv.guild.id, testEnv.channel.id, 'anastasia']) {
      expect(labels).not.toContain(secret)
    }
  })
})

test('a process reports only the metrics of its roles', async () => {
  const testEnv = await createTestEnv({ start: false })
  const roleMetrics = {
    bot: ['domestique_servers'],
    worker: ['domestique_event_to_message_seconds_count'],
    web: [],
  }
  for (const role of ['bot', 'worker', 'web'] as const) {
    await testEnv.start({ RUN: role })
    if (role === 'bot') await testEnv.discord.waitUntilReady()
    const sharedMetrics = ['domestique_connected_accounts', 'domestique_queue_jobs', 'domestique_strava_away']
    await expect
      .poll(async () => [...namesOf(await linesOf(testEnv.port))])
      .toEqual(expect.arrayContaining([...sharedMetrics, ...roleMetrics[role]]))
    const names = namesOf(await linesOf(testEnv.port))
    const others = Object.entries(roleMetrics).flatMap(([other, list]) => (other === role ? [] : list))
    expect(others.filter((name) => names.has(name))).toEqual([])
    await testEnv.stop()
  }
  await testEnv.close()
})

test('while Redis is unavailable, only the metrics read from it are missing', async () => {
  const redis = await startRedisServer()
  const testEnv = await createTestEnv({ redisUrl: redis.url })
  const storedNames = ['domestique_queue_jobs', 'domestique_strava_booked_calls', 'domestique_feeds']
  const reported = async () => {
    testEnv.clock.advance(MINUTE)
    const names = namesOf(await linesOf(testEnv.port))
    return storedNames.filter((name) => names.has(name))
  }
  expect(await reported()).toEqual(storedNames)
  await redis.kill()
  expect(await reported()).toEqual([])
  expect([...namesOf(await linesOf(testEnv.port))]).toContain('domestique_servers')
  await testEnv.close()
  await redis.close()
})
