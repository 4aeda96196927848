import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type RedisCluster, startRedisCluster } from '../../sandbox/redis-cluster.ts'
import { sendCommand } from '../../sandbox/redis-server.ts'
import { playMember } from '../support/play-member.ts'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

let cluster: RedisCluster
let testEnv: TestEnv

beforeAll(async () => {
  cluster = await startRedisCluster()
})
afterAll(() => cluster.close())
afterEach(async () => {
  await testEnv.close()
  for (const { port } of cluster.nodes) await sendCommand(port, 'FLUSHALL')
})

describe('with a Redis Cluster of three', () => {
  test('a member connects, shares, renames, looks and leaves', async () => {
    testEnv = await createTestEnv({ redisUrl: cluster.url, environment: { SETTLE_SECONDS: '0' } })
    await testEnv.waitUntilStarted()
    await testEnv.addFeed()
    await playMember(testEnv)
    expect(await testEnv.readMetric('domestique_queue_jobs{queue="background",state="failed"}')).toBe(0)
    testEnv.expectNoComplaints()
  }, 60_000)
})
