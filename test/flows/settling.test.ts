import { expect, test } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '1' } })

test('a new activity, two duplicates of its event and a renaming cost one read, and become one message with the right title', async () => {
  await testEnv.addFeed()
  const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
  const before = testEnv.discord.requests.length
  const activity = athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, name: 'Morning Run' })
  await Promise.all([1, 2].map(() => testEnv.strava.sendEvent(testEnv.eventOf(athlete, activity))))
  activity.rename('Round the pond, at last')
  const message = await testEnv.channel.waitForMessage()
  await testEnv.waitUntilIdle()
  expect(message.text()).toContain('Round the pond, at last')
  expect(message.history).toHaveLength(1)
  expect(testEnv.strava.requests.filter(({ kind }) => kind === 'read')).toHaveLength(1)
  const sent = testEnv.discord.requests.slice(before).filter(({ path }) => path.startsWith('/channels'))
  expect(sent.map(({ method }) => method)).toEqual(['POST'])
})
