import { afterEach, beforeEach, expect, test } from 'vitest'
import { type RedisWithSentinel, startRedisWithSentinel } from '../../sandbox/redis-sentinel.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { runMemberLifecycle } from '../support/member-lifecycle.ts'
import type { TestEnv } from '../support/test-env.ts'
import { createTestEnvWithFeed } from '../support/test-env-with-feed.ts'

let redis: RedisWithSentinel
let testEnv: TestEnv

beforeEach(async () => {
  redis = await startRedisWithSentinel()
  testEnv = await createTestEnvWithFeed(redis.url, { strava: { retryMs: 500 } })
})
afterEach(async () => {
  await testEnv.close()
  testEnv.expectNoComplaints()
  await redis.close()
})

/** How many posts each activity has. */
const countPosts = (activities: readonly { id: string }[]) => {
  const posts = testEnv.channel.messages().filter(({ deleted }) => !deleted)
  return activities.map(
    ({ id }) => posts.filter((post) => post.links().some(({ url }) => url.endsWith(`/activities/${id}`))).length,
  )
}

test('if the primary dies while posts are made, each activity has exactly one post after the failover', async () => {
  const members: Awaited<ReturnType<TestEnv['addMember']>>[] = []
  for (const name of ['ana', 'bea', 'cia']) members.push(await testEnv.addMember(name, { share: 'auto' }))
  await testEnv.waitUntilIdle()
  const create = () => members.map(({ athlete }) => athlete.createActivity(activityFixtures.paceThatRoundsUp))

  const activities = create()
  await testEnv.channel.waitForMessage()
  await redis.primary.kill('SIGKILL')
  activities.push(...create())
  await redis.waitForFailover()

  // Replication is asynchronous: what was queued in the last moment may be lost, and is found by the next catch-up.
  const oneEach = activities.map(() => 1)
  const countAfterCatchUp = async () => {
    await testEnv.runDelayedJobsNamed('schedule-catch-ups')
    return countPosts(activities)
  }
  await expect.poll(countAfterCatchUp, { interval: 250 }).toEqual(oneEach)
  await testEnv.waitUntilIdle()
  expect(countPosts(activities)).toEqual(oneEach)
  await runMemberLifecycle(testEnv, 'dora')
})
