import { afterEach, expect, test } from 'vitest'
import { activities } from '../../sandbox/strava/index.ts'
import { type Club, openClub } from '../support/club.ts'

let club: Club

afterEach(async () => {
  await club.close()
  club.expectNoComplaints()
})

test('a new activity, two duplicates of its event and a renaming cost one read, and are one message with the right title', async () => {
  club = await openClub({ environment: { SETTLE_SECONDS: '1' } })
  await club.addsFeed()
  const { athlete } = await club.member('ana', { share: 'auto' })
  const before = club.discord.requests.length
  const activity = athlete.finishes({ ...activities.paceThatRoundsUp, name: 'Morning Run' })
  await Promise.all([1, 2].map(() => club.strava.sendEvent(club.eventOf(athlete, activity))))
  activity.rename('Round the pond, at last')
  const message = await club.channel.next()
  await club.settled()
  expect(message.text()).toContain('Round the pond, at last')
  expect(message.history).toHaveLength(1)
  expect(club.strava.requests.filter(({ kind }) => kind === 'read')).toHaveLength(1)
  const sent = club.discord.requests.slice(before).filter(({ path }) => path.startsWith('/channels'))
  expect(sent.map(({ method }) => method)).toEqual(['POST'])
})
