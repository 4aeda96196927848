import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ActivityInput, activities, lately } from '../../sandbox/strava/index.ts'
import { keys } from '../../src/store/keys.ts'
import { type Club, openClub } from '../support/club.ts'

let club: Club

beforeEach(async () => {
  club = await openClub({ environment: { SETTLE_SECONDS: '0' } })
})
afterEach(async () => {
  await club.close()
  club.expectNoComplaints()
})

const MINUTE = 60_000
const reads = () => club.strava.requests.filter(({ kind }) => kind === 'read').length
const hides = (...types: string[]) => ({ stats_visibility: types.map((type) => ({ type, visibility: 'only_me' })) })
const recently = (...inputs: ActivityInput[]) => lately(inputs, club.clock.now())
const run = { ...activities.paceThatRoundsUp, gps: false }

describe('a list of somebody who hides statistics', () => {
  test('shows no pace to others, also not to a channel, and all of it to the athlete', async () => {
    const hidden = { ...run, ...hides('pace', 'heart_rate') }
    const { who: ana } = await club.member('ana', { share: 'auto', activities: recently(hidden, hidden) })
    const bo = club.person('bo')
    const ofAna = await club.reads(bo, '/strava recent member:@ana')
    expect(ofAna).toContain('10.00 km · 49 min 59 s')
    expect(ofAna).not.toContain('/km')
    expect(await club.reads(ana, '/strava recent')).not.toContain('/km')
    expect(await club.reads(ana, '/strava recent private:True')).toContain('5:00 /km')
  })

  test('and shared them once shows no pace of those that nobody read since they hide it', async () => {
    const { who: ana, athlete } = await club.member('ana', { share: 'auto', activities: recently(run) })
    const bo = club.person('bo')
    expect(await club.reads(bo, '/strava recent member:@ana')).toContain('5:00 /km')
    await club.addsFeed()
    athlete.finishes({ ...run, ...hides('pace'), name: 'Hidden' })
    await club.settled()
    club.strava.losesEvents()
    athlete.finishes({ ...run, name: 'Not read' })
    const text = await club.reads(bo, '/strava recent member:@ana count:3')
    expect(text.match(/5:00 \/km/g)).toHaveLength(1)
    expect(await club.reads(ana, '/strava recent private:True')).toMatch(/5:00 \/km[\s\S]*5:00 \/km/)
  })

  test('where the details cannot be read shows the list without what they might hide', async () => {
    const { athlete } = await club.member('ana', { share: 'auto' })
    athlete.finishes(run).corrupts()
    await club.settled()
    const text = await club.reads(club.person('bo'), '/strava recent member:@ana')
    expect(text).toContain('10.00 km · 49 min 59 s')
    expect(text).not.toContain('/km')
  })

  test('is known for a week without another read, and gone with the link', async () => {
    const { who: ana, athlete } = await club.member('ana', { share: 'auto', activities: recently(run) })
    const bo = club.person('bo')
    await club.asks(bo, '/strava recent member:@ana count:1')
    expect(reads()).toBe(2)
    club.clock.advance(6 * 24 * 60 * MINUTE)
    await club.asks(bo, '/strava recent member:@ana count:1')
    expect(reads()).toBe(3)
    club.clock.advance(2 * 24 * 60 * MINUTE)
    await club.asks(bo, '/strava recent member:@ana count:1')
    expect(reads()).toBe(5)
    await ana.presses(await club.asks(ana, '/strava unlink'), 'Disconnect').answered()
    const redis = new Redis(club.redisUrl)
    expect(await redis.exists(keys.activityVisibility(athlete.id), keys.activityCache(athlete.id))).toBe(0)
    redis.disconnect()
  })
})

test('what a member skipped in a server is in no list there that others see', async () => {
  await club.addsFeed()
  const { who: ana, athlete } = await club.member('ana', { share: 'ask' })
  const declined = athlete.finishes({ ...run, name: 'Kept to myself' })
  await club.settled()
  const [first] = ana.directMessages()
  await ana.presses(first as NonNullable<typeof first>, 'Skip').answered()
  athlete.finishes({ ...run, name: 'For everybody' })
  await club.settled()
  const second = ana.directMessages().at(-1)
  await ana.presses(second as NonNullable<typeof second>, 'Always here').answered()
  await club.settled()

  const bo = club.person('bo')
  for (const text of [
    await club.reads(bo, '/strava recent member:@ana'),
    (await bo.usesOn(club.channel, 'Recent activities', ana).answered()).text(bo),
    await club.reads(ana, '/strava recent'),
  ]) {
    expect(text).toContain('For everybody')
    expect(text).not.toContain('Kept to myself')
  }
  expect(await club.reads(ana, `/strava activity activity:${declined.id}`)).toContain('You skipped this activity')
  expect(await club.reads(ana, `/strava activity activity:${declined.id} private:True`)).toContain('Kept to myself')
  const own = await club.asks(ana, '/strava recent private:True')
  expect(own.text(ana)).toContain('Kept to myself')
  const shared = ana.presses(own, 'Share')
  expect((await shared.answered()).text()).not.toContain('Kept to myself')

  // A week later Strava's data is gone, and the choice is not.
  club.clock.advance(8 * 24 * 60 * MINUTE)
  await club.hurry()
  expect(await club.reads(bo, '/strava recent member:@ana')).not.toContain('Kept to myself')
})

test('what is known to be muted is in a list only where the member chose to show that', async () => {
  await club.addsFeed()
  const { who: ana, athlete } = await club.member('ana', { share: 'auto' })
  athlete.finishes({ ...run, name: 'Quiet', hide_from_home: true })
  athlete.finishes({ ...run, name: 'Loud' })
  await club.settled()
  const bo = club.person('bo')
  expect(await club.reads(bo, '/strava recent member:@ana')).not.toContain('Quiet')
  await club.asks(ana, '/strava share mode:auto muted:True')
  expect(await club.reads(bo, '/strava recent member:@ana')).toContain('Quiet')
})

describe('what changes on Strava without an event', () => {
  const posts = () => club.channel.messages().filter(({ deleted }) => !deleted)

  async function posted() {
    await club.addsFeed()
    const { athlete } = await club.member('ana', { share: 'auto' })
    const activity = athlete.finishes({ ...run, average_heartrate: 150 })
    await club.settled()
    expect(posts()[0]?.text()).toContain('150 bpm')
    return activity
  }

  test('is in the post an hour later: a description, and statistics that are hidden since', async () => {
    const activity = await posted()
    activity.change({ description: 'Along the invented canal.', ...hides('heart_rate') }, { silently: true })
    await club.hurryOnly('look-again')
    expect(posts()[0]?.text()).toContain('Along the invented canal.')
    expect(posts()[0]?.text()).not.toContain('bpm')
  })

  test('takes the post down where the activity is muted since', async () => {
    const activity = await posted()
    activity.change({ hide_from_home: true }, { silently: true })
    await club.hurryOnly('look-again')
    expect(posts()).toEqual([])
  })

  test('costs two reads for each post, and none for one that is gone', async () => {
    const activity = await posted()
    const before = reads()
    await club.hurryOnly('look-again')
    expect(reads() - before).toBe(2)
    activity.change({ name: 'Another name' })
    await club.settled()
    activity.delete()
    await club.settled()
    const gone = reads()
    await club.hurryOnly('look-again')
    expect(reads()).toBe(gone)
  })
})
