import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { takeRedisSnapshot } from './redis-snapshot.ts'
import { createTestEnv, type TestEnv, type TestEnvOptions } from './test-env.ts'

/**
 * One test environment for all tests of a file or `describe`, with one program. Each test finds it as new: with what Redis held after the
 * start and nothing else, a server without members, a Strava without athletes. Only the clock isn't reset. After a test that failed, stopped
 * the program, changed Strava's limits or had Strava fail, there is a new one. In each test, nothing may be sent that the real services
 * would refuse.
 */
export function useTestEnv(options: TestEnvOptions = {}): TestEnv {
  let current: TestEnv | undefined
  let snapshot: Awaited<ReturnType<typeof takeRedisSnapshot>> | undefined
  let isUsed = false

  async function open(): Promise<void> {
    current = await createTestEnv({ ...options, isShared: true })
    await current.waitUntilStarted()
    snapshot = await takeRedisSnapshot(current.redisUrl)
    isUsed = false
  }

  async function close(): Promise<void> {
    snapshot?.close()
    await current?.close()
    current = undefined
  }

  beforeAll(open)
  beforeEach(async () => {
    if (!current) return open()
    if (!isUsed) return
    current.reset()
    await snapshot?.restore()
  })
  afterEach(async ({ task }) => {
    const env = current
    if (!env) return
    isUsed = true
    const canReuse = task.result?.state !== 'fail' && env.isReusable()
    await (canReuse ? env.settle() : close())
    env.expectNoComplaints()
  })
  afterAll(close)

  return new Proxy({} as TestEnv, {
    get: (_, name) => current?.[name as keyof TestEnv],
  })
}
