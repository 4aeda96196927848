import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

const createRecent = (...inputs: Parameters<typeof recentActivities>[0]) =>
  recentActivities(inputs, testEnv.clock.now())

async function readStoredUnits(userId: string): Promise<string[]> {
  const redis = new Redis(testEnv.redisUrl)
  const keys = await redis.keys(`*units:${userId}*`)
  await redis.quit()
  return keys
}

test('by default, distances are in kilometres, and pools in metres', async () => {
  const { who } = await testEnv.addMember('ana', {
    activities: createRecent(activityFixtures.ride, activityFixtures.swim),
  })
  const text = await testEnv.readReply(who, '/strava recent')
  expect(text).toContain('42.31 km')
  expect(text).toContain('2,500 m')
  const answer = await testEnv.runCommand(who, '/strava units')
  expect(answer.ephemeralFor).toBe(who)
  expect(answer.text(who)).toContain('kilometres · pools in metres')
  expect(await readStoredUnits(who.id)).toEqual([])
})

test('with miles, pools are in yards unless the member chose pool units separately', async () => {
  const { who } = await testEnv.addMember('ana', {
    activities: createRecent(activityFixtures.ride, activityFixtures.swim),
  })
  expect(await testEnv.readReply(who, '/strava units system:imperial')).toContain('miles · pools in yards')
  const text = await testEnv.readReply(who, '/strava recent')
  expect(text).toContain('26.29 mi')
  expect(text).toContain('2,734 yd')
  expect(await testEnv.readReply(who, '/strava units pool:metres')).toContain('miles · pools in metres')
  const later = await testEnv.readReply(who, '/strava recent')
  expect(later).toContain('26.29 mi')
  expect(later).toContain('2,500 m')
})

test("a requester who is not connected reads another member's activities in the requester's units", async () => {
  const { who: bo } = await testEnv.addMember('bo', { share: 'auto', activities: createRecent(activityFixtures.ride) })
  const requester = testEnv.addPerson('ana')
  expect(await testEnv.readReply(requester, '/strava units system:imperial')).toContain('miles')
  expect(await testEnv.readReply(requester, '/strava recent member:@bo')).toContain('26.29 mi')
  expect(await testEnv.readReply(bo, '/strava recent')).toContain('42.31 km')
})

test('a feed keeps its own units', async () => {
  await testEnv.addFeed()
  const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
  await testEnv.runCommand(who, '/strava units system:imperial')
  athlete.createActivity(activityFixtures.ride)
  await testEnv.waitUntilIdle()
  const posts = testEnv.channel.messages().map((message) => message.text())
  expect(posts.join('\n')).toContain('42.31 km')
  expect(posts.join('\n')).not.toContain(' mi ')
})

test('/strava privacy shows the chosen units, and choosing the default deletes them', async () => {
  const who = testEnv.addPerson('ana')
  await testEnv.runCommand(who, '/strava units system:imperial pool:metres')
  expect(await testEnv.readReply(who, '/strava privacy')).toContain('Settings: miles · pools in metres')
  expect(await readStoredUnits(who.id)).toHaveLength(1)
  await testEnv.runCommand(who, '/strava units system:metric pool:metres')
  expect(await testEnv.readReply(who, '/strava privacy')).toContain('Nothing is stored about you.')
  expect(await readStoredUnits(who.id)).toEqual([])
})

test('disconnecting deletes the units too', async () => {
  const { who } = await testEnv.addMember('ana', { activities: createRecent(activityFixtures.ride) })
  await testEnv.runCommand(who, '/strava units system:imperial')
  const question = await testEnv.runCommand(who, '/strava unlink')
  await who.clickButton(question, 'Disconnect').waitForReply()
  expect(await readStoredUnits(who.id)).toEqual([])
})
