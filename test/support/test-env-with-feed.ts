import { createTestEnv, type TestEnv, type TestEnvOptions } from './test-env.ts'

/** A program that has started on this Redis, posts at once, and has a feed. */
export async function createTestEnvWithFeed(redisUrl: string, options: TestEnvOptions = {}): Promise<TestEnv> {
  const testEnv = await createTestEnv({ redisUrl, environment: { SETTLE_SECONDS: '0' }, ...options })
  await testEnv.waitUntilStarted()
  await testEnv.addFeedByCommand()
  return testEnv
}
