import { expect, test } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { countFailedJobs } from '../support/count-failed-jobs.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const DAY = 24 * 3600_000

// BullMQ uses the machine's clock, so no earlier test may have moved the program's.
const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

const countFailed = () => countFailedJobs(testEnv.redisUrl)

test('a failed job is deleted after seven days, even if no other job ends, and not before', async () => {
  await testEnv.addFeed()
  const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
  const isPost = ({ method, path }: { method: string; path: string }) =>
    method === 'POST' && path === `/channels/${testEnv.channel.id}/messages`
  testEnv.discord.failNext(1, { code: 50035, status: 400 }, isPost)
  athlete.createActivity(activityFixtures.paceThatRoundsUp)
  await expect.poll(countFailed).toBe(1)

  testEnv.strava.dropEvents()
  testEnv.clock.advance(6 * DAY)
  await testEnv.runDelayedJobs()
  expect(await countFailed()).toBe(1)
  testEnv.clock.advance(DAY + 3600_000)
  await testEnv.runDelayedJobs()
  expect(await countFailed()).toBe(0)
})
