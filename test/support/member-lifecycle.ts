import { expect } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import type { TestEnv } from './test-env.ts'

/** What the bot is for, once: a member connects, shares an activity, renames it, looks at it, and leaves. */
export async function runMemberLifecycle(testEnv: TestEnv, username = 'ana'): Promise<void> {
  const { who, athlete } = await testEnv.connectMember(username, { share: 'auto' })
  const activity = athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, name: 'Morning Run' })
  const url = `https://www.strava.com/activities/${activity.id}`
  const findPosts = () =>
    testEnv.channel.messages().filter((message) => !message.deleted && message.links().some((link) => link.url === url))
  await expect.poll(() => findPosts().length).toBe(1)
  activity.rename('Along the river')
  await expect.poll(() => findPosts()[0]?.text()).toContain('Along the river')
  await testEnv.waitUntilIdle()
  expect(await testEnv.readReply(who, '/strava recent')).toContain('Along the river')
  expect(await testEnv.unlink(who)).toContain('Disconnected')
  await testEnv.waitUntilIdle()
  await expect.poll(() => findPosts().length).toBe(0)
}
