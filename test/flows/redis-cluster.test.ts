import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RedisCluster, startRedisCluster } from '../../sandbox/redis-cluster.ts'
import { sendCommand } from '../../sandbox/redis-server.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { runMemberLifecycle } from '../support/member-lifecycle.ts'
import type { TestEnv } from '../support/test-env.ts'
import { createTestEnvWithFeed } from '../support/test-env-with-feed.ts'

let cluster: RedisCluster
let testEnv: TestEnv

beforeAll(async () => {
  cluster = await startRedisCluster()
})
afterAll(() => cluster.close())
beforeEach(async () => {
  testEnv = await createTestEnvWithFeed(cluster.url)
})
afterEach(async () => {
  await testEnv.close()
  testEnv.expectNoComplaints()
  for (const { port } of cluster.nodes) await sendCommand(port, 'FLUSHALL')
})

/** How many commands each node has run, including those that scripts call. */
const countCommands = () =>
  Promise.all(
    cluster.nodes.map(async ({ url }) => {
      const redis = new Redis(url)
      const stats = await redis.info('commandstats')
      redis.disconnect()
      const calls = [...stats.matchAll(/^cmdstat_(?!info|cluster|ping|client)\S+:calls=(\d+)/gm)]
      return calls.reduce((sum, [, count]) => sum + Number(count), 0)
    }),
  )

describe('with a Redis Cluster of three nodes', () => {
  test('a member connects, shares, renames, looks and leaves', async () => {
    await runMemberLifecycle(testEnv)
    expect(await testEnv.readMetric('domestique_queue_jobs{queue="background",state="failed"}')).toBe(0)
  })

  test('background jobs and commands run on different nodes', async () => {
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    await testEnv.waitUntilIdle()
    const before = await countCommands()
    for (let post = 0; post < 8; post += 1) athlete.createActivity(activityFixtures.paceThatRoundsUp)
    await expect.poll(() => testEnv.channel.messages().filter(({ deleted }) => !deleted).length).toBe(8)
    await testEnv.waitUntilIdle()
    const after = await countCommands()
    // The general slot, the background queue and the commands queue.
    const [general = 0, background = 0] = after.map((count, node) => count - (before[node] ?? 0))
    expect(general).toBeGreaterThan(8)
    expect(background).toBeGreaterThan(8)

    expect(await testEnv.readReply(who, '/strava help')).toContain('/strava recent')
    const [, , commands = 0] = (await countCommands()).map((count, node) => count - (after[node] ?? 0))
    expect(commands).toBeGreaterThan(0)
  })
})
