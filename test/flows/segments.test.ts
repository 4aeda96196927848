import { beforeEach, expect, test } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

beforeEach(async () => {
  await testEnv.addFeed()
})

/** An effort on a segment that begins and ends this far north of a place. */
const createEffort = (name: string, [lat = 0, lng = 0]: readonly number[], meters: number, more: object = {}) => ({
  ...{ id: 1, name, elapsed_time: 192, moving_time: 192, distance: 800, pr_rank: 1, kom_rank: null },
  ...{ hidden: false, visibility: 'everyone' },
  segment: { private: false, start_latlng: [lat + meters / 111_195, lng], end_latlng: [lat + meters / 111_195, lng] },
  ...more,
})

/** A post about a run of Ana's, with records near her home, on the way and far away, and Bo, who reads it. */
async function createPost() {
  const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'auto' })
  const activity = athlete.createActivity(activityFixtures.run)
  const start = activity.activity.start_latlng
  const segment_efforts = [
    createEffort('Door to door', start, 50),
    createEffort('Mill climb', start, 900),
    createEffort('Far hill', start, 40_000, { kom_rank: 4 }),
    createEffort('Secret path', start, 40_000, { hidden: true }),
  ]
  activity.change({ segment_efforts }, { silently: true })
  const post = await testEnv.channel.waitForMessage()
  await testEnv.waitUntilIdle()
  testEnv.clock.advance(2000)
  const bo = testEnv.addPerson('bo')
  const readDetails = async () => (await bo.clickButton(post, 'Details').waitForReply()).text(bo)
  return { ana, activity, readDetails }
}

test('the details of a post show segments with a record, without those near start and finish', async () => {
  const { ana, activity, readDetails } = await createPost()
  const text = await readDetails()
  expect(text).toMatch(/Segments\n.*Far hill 3:12 🏆 #4 overall 🥇 record\n.*Mill climb 3:12 🥇 record/)
  expect(text).not.toMatch(/Door to door|Secret path/)
  const own = await testEnv.readReply(ana, `/strava activity activity:${activity.id} private:True`)
  expect(own).toMatch(/Far hill[\s\S]*Door to door[\s\S]*Mill climb/)
  expect(own).not.toContain('Secret path')
})

test('segments are hidden within the distance that the member hides on maps, and all of them without maps', async () => {
  const { ana, readDetails } = await createPost()
  await testEnv.readReply(ana, '/strava privacy map:1600')
  expect(await readDetails()).toMatch(/Far hill/)
  expect(await readDetails()).not.toMatch(/Mill climb|Door to door/)
  await testEnv.readReply(ana, '/strava privacy map:off')
  expect(await readDetails()).toMatch(/Door to door/)
  await testEnv.readReply(ana, '/strava privacy map:none')
  expect(await readDetails()).not.toContain('Segments')
})

test('no segment is shown while the pace is hidden on Strava', async () => {
  const { activity, readDetails } = await createPost()
  activity.change({ stats_visibility: [{ type: 'pace', visibility: 'only_me' }] }, { silently: true })
  testEnv.clock.advance(60_000)
  expect(await readDetails()).not.toContain('Segments')
})

test('no segment is shown if the map is hidden on Strava, whatever the member chose for maps', async () => {
  const { ana, activity, readDetails } = await createPost()
  await testEnv.readReply(ana, '/strava privacy map:off')
  expect(await readDetails()).toContain('Segments')
  activity.change({ map: { id: 'a1', polyline: '', summary_polyline: '', resource_state: 3 } }, { silently: true })
  testEnv.clock.advance(60_000)
  expect(await readDetails()).not.toContain('Segments')
})
