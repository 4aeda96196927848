import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { activities, lately } from '../../sandbox/strava/index.ts'
import { type Club, openClub } from '../support/club.ts'

let club: Club

beforeEach(async () => {
  club = await openClub({ stravaTimeoutMs: 700 })
})
afterEach(async () => {
  await club.close()
  club.expectNoComplaints()
})

const calls = (kind: string) => club.strava.requests.filter((request) => request.kind === kind).length
const runner = () => club.member('ana', { activities: lately([activities.paceThatRoundsUp], club.clock.now()) })

describe('an access token', () => {
  test('that is still good costs no refresh', async () => {
    const { who } = await runner()
    await club.asks(who, '/strava recent')
    expect(calls('refresh')).toBe(0)
  })

  test('that ran out is refreshed, and the next command uses the new one', async () => {
    const { who, athlete } = await runner()
    athlete.expireTokens()
    club.clock.advance(7 * 3600_000)
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
    expect(calls('refresh')).toBe(1)
  })

  test('that ran out is refreshed once for fifty commands at once, over two processes', async () => {
    const { who, athlete } = await runner()
    await club.start({ RUN: 'worker', PORT: '0' })
    athlete.expireTokens()
    club.clock.advance(7 * 3600_000)
    // One read each: twice fifty would be all that Strava allows in a quarter hour.
    const asked = Array.from({ length: 50 }, () => who.runs(club.channel, '/strava recent count:1'))
    const answers = await Promise.all(asked.map((interaction) => interaction.answered(15_000)))
    expect([...new Set(answers.map((message) => message.text(who)))]).toEqual([expect.stringContaining('1 activity')])
    expect(calls('refresh')).toBe(1)
  })

  test.each([
    ['an athlete without a number', { athlete: { firstname: 'Ana' } }],
    ['an athlete that is none', { athlete: 'Ana' }],
    ['scopes in a list', { scope: ['read', 'activity:read'] }],
    ['names that are none', { athlete: { id: 7, firstname: 7, lastname: {} }, token_type: null }],
  ])('that ran out is refreshed, whatever else stands in the answer: %s', async (_, beside) => {
    const { who, athlete } = await runner()
    club.strava.addsToRefreshes(beside)
    for (const count of [1, 2]) {
      athlete.expireTokens()
      club.clock.advance(7 * 3600_000)
      expect(await club.reads(who, '/strava recent')).toContain('1 activity')
      expect(calls('refresh')).toBe(count)
    }
  })

  test('that Strava refuses although it should be good is refreshed once', async () => {
    const { who, athlete } = await runner()
    athlete.expireTokens()
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
    expect(calls('refresh')).toBe(1)
  })
})

describe('a grant', () => {
  test('that the athlete took back ends in one private request to link again, and no further calls', async () => {
    const { who, athlete } = await runner()
    club.strava.losesEvents()
    athlete.revokesAccess()
    const message = await club.asks(who, '/strava recent')
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('Connect again with')
    const before = club.strava.requests.length
    expect(await club.reads(who, '/strava recent')).toContain('Connect again with')
    expect(club.strava.requests.length).toBe(before)
  })

  test('whose refresh answer is lost ends in one private request to link again, without a loop', async () => {
    const { who } = await runner()
    club.clock.advance(7 * 3600_000)
    club.strava.failsNext(1, 'drop-after', { kind: 'refresh' })
    const message = await club.asks(who, '/strava recent')
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('Connect again with')
    expect(calls('refresh')).toBe(2)
    expect(calls('read')).toBe(0)
  })

  test('works again after the member linked again', async () => {
    const { who, athlete } = await runner()
    athlete.revokesAccess()
    await club.asks(who, '/strava recent')
    await club.link(who, athlete)
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
  })

  test('of a member whose activities somebody else asked for is renewed by that member alone', async () => {
    const { athlete } = await club.member('bo', { share: 'auto' })
    athlete.revokesAccess()
    const requester = club.person('cy')
    expect(await club.reads(requester, '/strava recent member:@bo')).toContain('@bo needs to connect Strava again')
  })

  test('is not lost when the operator has a wrong secret or no subscription', async () => {
    const { who } = await runner()
    club.strava.goesInactive()
    expect(await club.reads(who, '/strava recent')).toContain('application is inactive')
    club.strava.becomesActive()
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
  })
})

describe('while Strava has trouble', () => {
  for (const how of ['500', '503', 'drop', 'html', 'hang'] as const) {
    test(`the answer still comes after one ${how}`, async () => {
      const { who } = await runner()
      club.strava.failsNext(1, how, { kind: 'read' })
      expect(await club.reads(who, '/strava recent')).toContain('1 activity')
    })
  }

  test('that lasts, the requester is told so privately', async () => {
    const { who } = await runner()
    club.strava.goesDown()
    const interaction = who.runs(club.channel, '/strava recent')
    await club.later(() => interaction.followUps().length).toBe(1)
    const [message] = interaction.followUps()
    expect(message?.ephemeralFor).toBe(who)
    expect(message?.text(who)).toContain("Strava isn't answering right now")
    club.strava.comesBack()
    // It is left alone for a few seconds, so that an outage costs nothing.
    club.clock.advance(60_000)
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
  })
})

describe("Strava's limit", () => {
  test('reached when the quarter hour has long to go, is told with the time at which it ends', async () => {
    const { who } = await runner()
    club.clock.advance(900_000 - (club.clock.now() % 900_000) + 1000)
    club.strava.setLimits({ read: [0, 1000] })
    const message = await who.runs(club.channel, '/strava recent').changed()
    expect(message.text(who)).toMatch(/Strava's rate limit is reached/)
    expect(calls('read')).toBe(1)
  })
})
