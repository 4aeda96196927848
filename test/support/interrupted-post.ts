import type { Channel, RequestMatch } from '../../sandbox/discord/index.ts'
import type { TestEnv } from './test-env.ts'

export const isPostIn =
  ({ id }: Channel): RequestMatch =>
  ({ method, path }) =>
    method === 'POST' && path === `/channels/${id}/messages`

/** A member uploads an activity, Discord posts it, and the response is lost; `beforeRetry` runs before the retry. */
export async function interruptPost(
  testEnv: TestEnv,
  isPost: RequestMatch,
  { create, beforeRetry }: { create: () => void; beforeRetry: () => void },
): Promise<void> {
  testEnv.discord.failNext(1, { dropAfter: true }, isPost)
  create()
  await testEnv.discord.waitForRequest(
    (request) => isPost(request) && request.status === 0,
    'a post whose response is lost',
  )
  beforeRetry()
  await testEnv.waitUntilIdle()
  await testEnv.runDelayedJobs()
  await testEnv.waitUntilIdle()
}

/** Checks the paused feeds and the lists of all members, and runs the jobs that follow. */
export async function catchUp(testEnv: TestEnv): Promise<void> {
  testEnv.clock.advance(6 * 60_000)
  for (let round = 0; round < 3; round += 1) {
    await testEnv.runDelayedJobs()
    await testEnv.waitUntilIdle()
  }
}
