import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { activities, lately } from '../../sandbox/strava/index.ts'
import { type Club, openClub } from '../support/club.ts'

let club: Club

beforeEach(async () => {
  club = await openClub()
})
afterEach(async () => {
  club.expectNoComplaints()
  await club.close()
})

describe('/strava recent', () => {
  test('somebody who links their account reads their latest activities in the channel', async () => {
    const { who } = await club.member('ana', { activities: lately([activities.paceThatRoundsUp], club.clock.now()) })

    const message = await club.asks(who, '/strava recent')

    expect(message.ephemeralFor).toBeUndefined()
    expect(club.channel.messages()).toContain(message)
    expect(message.text(who)).toContain('10.00 km · 49 min 59 s · 5:00 /km')
  })
})
