import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Club, openClub } from '../support/club.ts'

let club: Club

beforeEach(async () => {
  club = await openClub()
})
afterEach(async () => {
  await club.close()
  club.expectNoComplaints()
})

async function keysOf(what: string): Promise<string[]> {
  const redis = new Redis(club.redisUrl)
  const keys = await redis.keys('*')
  await redis.quit()
  return keys.filter((key) => key.includes(what))
}

describe('/strava unlink', () => {
  test('asks once, then removes everything, revokes the grant at Strava, and says so', async () => {
    const { who, athlete } = await club.member('ana', { share: 'auto' })
    const question = await club.asks(who, '/strava unlink')
    expect(question.ephemeralFor).toBe(who)
    expect(athlete.grants().length).toBe(1)

    const answer = await who.presses(question, 'Disconnect').answered()

    expect(answer.text(who)).toContain('Everything stored about you is deleted, and access on Strava is revoked')
    expect(athlete.grants()).toEqual([])
    expect(await keysOf(`:${who.id}`)).toEqual([])
    expect(await keysOf(athlete.id)).toEqual([])
    expect(await club.reads(who, '/strava recent')).toContain("You haven't connected Strava yet")
  })

  test('changes nothing when the member keeps the link', async () => {
    const { who, athlete } = await club.member('ana')
    const question = await club.asks(who, '/strava unlink')
    const answer = await who.presses(question, 'Cancel').answered()
    expect(answer.text(who)).toContain("You're still connected")
    expect(athlete.grants().length).toBe(1)
  })

  test('has nothing to remove for somebody who is not linked', async () => {
    expect(await club.reads(club.person('ana'), '/strava unlink')).toContain('nothing to delete')
  })

  test('pressed twice says the same twice', async () => {
    const { who } = await club.member('ana')
    const question = await club.asks(who, '/strava unlink')
    const first = who.presses(question, 'Disconnect')
    await first.answered()
    club.discord.replaysInteraction(first)
    await club.discord.waitFor(({ status }) => status === 400, 'the second delivery to be refused as acknowledged')
    expect(question.text(who)).toContain('Disconnected')
  })

  test('while Strava is away removes everything here at once and revokes later', async () => {
    const { who, athlete } = await club.member('ana')
    const question = await club.asks(who, '/strava unlink')
    club.strava.goesDown()
    const answer = await who.presses(question, 'Disconnect').answered()
    expect(answer.text(who)).toContain("I'll keep trying to revoke access")
    expect(await keysOf(`:${who.id}`)).toEqual([])
    expect(await keysOf(`tokens:${athlete.id}`)).toEqual([])
    expect(await keysOf('revocation:')).toHaveLength(1)
    expect(await keysOf('de:revoke-authorization-')).not.toEqual([])
    club.strava.comesBack()
  })

  test('and then linking again is not undone by the revocation that was still due', async () => {
    const { who, athlete } = await club.member('ana')
    const question = await club.asks(who, '/strava unlink')
    club.strava.goesDown()
    await who.presses(question, 'Disconnect').answered()
    club.strava.comesBack()
    await club.link(who, athlete)
    expect(await keysOf('revocation:')).toEqual([])
    expect(await club.reads(who, '/strava recent')).toContain('No activities on Strava yet')
  })
})
