import { Redis } from 'ioredis'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { activities, lately } from '../../sandbox/strava/index.ts'
import { type Club, openClub } from '../support/club.ts'

let club: Club

beforeEach(async () => {
  club = await openClub({ environment: { SETTLE_SECONDS: '0' } })
})
afterEach(async () => {
  await club.close()
  club.expectNoComplaints()
})

const recently = (...inputs: Parameters<typeof lately>[0]) => lately(inputs, club.clock.now())

async function keptOf(userId: string): Promise<string[]> {
  const redis = new Redis(club.redisUrl)
  const keys = await redis.keys(`*units:${userId}*`)
  await redis.quit()
  return keys
}

test('who chose nothing reads kilometres, and metres in a pool', async () => {
  const { who } = await club.member('ana', { activities: recently(activities.ride, activities.swim) })
  const text = await club.reads(who, '/strava recent')
  expect(text).toContain('42.31 km')
  expect(text).toContain('2,500 m')
  const answer = await club.asks(who, '/strava units')
  expect(answer.ephemeralFor).toBe(who)
  expect(answer.text(who)).toContain('kilometres · pools in metres')
  expect(await keptOf(who.id)).toEqual([])
})

test('who chose miles reads miles, with yards for pools unless they chose that apart', async () => {
  const { who } = await club.member('ana', { activities: recently(activities.ride, activities.swim) })
  expect(await club.reads(who, '/strava units system:imperial')).toContain('miles · pools in yards')
  const text = await club.reads(who, '/strava recent')
  expect(text).toContain('26.29 mi')
  expect(text).toContain('2,734 yd')
  expect(await club.reads(who, '/strava units pool:metres')).toContain('miles · pools in metres')
  const later = await club.reads(who, '/strava recent')
  expect(later).toContain('26.29 mi')
  expect(later).toContain('2,500 m')
})

test("a requester who is not linked reads somebody else's activities in their own units, and the other one does not", async () => {
  const { who: bo } = await club.member('bo', { share: 'auto', activities: recently(activities.ride) })
  const requester = club.person('ana')
  expect(await club.reads(requester, '/strava units system:imperial')).toContain('miles')
  expect(await club.reads(requester, '/strava recent member:@bo')).toContain('26.29 mi')
  expect(await club.reads(bo, '/strava recent')).toContain('42.31 km')
})

test('a feed keeps its own units', async () => {
  await club.addsFeed()
  const { who, athlete } = await club.member('ana', { share: 'auto' })
  await club.asks(who, '/strava units system:imperial')
  athlete.finishes(activities.ride)
  await club.settled()
  const posts = club.channel.messages().map((message) => message.text())
  expect(posts.join('\n')).toContain('42.31 km')
  expect(posts.join('\n')).not.toContain(' mi ')
})

test('what was chosen is said by /strava privacy, and forgotten with the default', async () => {
  const who = club.person('ana')
  await club.asks(who, '/strava units system:imperial pool:metres')
  expect(await club.reads(who, '/strava privacy')).toContain('your unit preference: miles · pools in metres')
  expect(await keptOf(who.id)).toHaveLength(1)
  await club.asks(who, '/strava units system:metric pool:metres')
  expect(await club.reads(who, '/strava privacy')).toContain('Nothing is stored about you. ')
  expect(await keptOf(who.id)).toEqual([])
})

test('unlinking forgets the units as well', async () => {
  const { who } = await club.member('ana', { activities: recently(activities.ride) })
  await club.asks(who, '/strava units system:imperial')
  const question = await club.asks(who, '/strava unlink')
  await who.presses(question, 'Disconnect').answered()
  expect(await keptOf(who.id)).toEqual([])
})
