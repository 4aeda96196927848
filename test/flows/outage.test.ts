import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { activities, lately } from '../../sandbox/strava/index.ts'
import { type Club, openClub } from '../support/club.ts'

const MINUTE = 60_000

let club: Club

beforeEach(async () => {
  club = await openClub({ environment: { SETTLE_SECONDS: '0' }, stravaTimeoutMs: 700 })
  await club.addsFeed()
})
afterEach(async () => {
  await club.close()
  club.expectNoComplaints()
})

const reads = () => club.strava.requests.filter(({ kind }) => kind === 'read').length
const member = (name = 'ana') =>
  club.member(name, { share: 'auto', activities: lately([activities.ride], club.clock.now() - 3 * 24 * 60 * MINUTE) })
const titles = () =>
  club.channel
    .messages()
    .map((message) => /Outing \d+/.exec(message.text())?.[0])
    .filter((title) => title !== undefined)

type Athlete = Awaited<ReturnType<typeof member>>['athlete']
const finishes = (athlete: Athlete, count: number, first = 1) =>
  Array.from({ length: count }, (_, index) =>
    athlete.finishes({ ...activities.paceThatRoundsUp, name: `Outing ${index + first}` }),
  )

/** Time passes, and what was put off until then is done. */
async function later(minutes: number) {
  club.clock.advance(minutes * MINUTE)
  await club.hurry()
}

/** Strava is down until the program knows it. */
async function isDown(athlete: Athlete, how: '503' | 'drop' | 'html' | 'hang' = '503') {
  club.strava.goesDown(how)
  const finished = finishes(athlete, 6)
  await club.settled()
  return finished
}

describe('an outage of Strava', () => {
  test.each([
    ['503', 9],
    ['drop', 1],
    ['html', 1],
    ['hang', 1],
  ] as const)(
    'with %s, tried %i times more, costs nobody an attempt: one call at a time tries, and then everything is posted',
    async (how, rounds) => {
      const { athlete } = await member()
      await isDown(athlete, how)
      const before = reads()
      for (let round = 0; round < rounds; round += 1) await later(10)
      expect(titles()).toEqual([])
      expect(reads() - before).toBeLessThanOrEqual(rounds)

      club.strava.comesBack()
      await later(10)
      await club.settled()
      await later(1)
      expect(titles().sort()).toEqual([1, 2, 3, 4, 5, 6].map((number) => `Outing ${number}`))
    },
  )

  test('that has lasted a while is told to whoever asks at once, without a call', async () => {
    const { who, athlete } = await member()
    await isDown(athlete)
    await later(10)
    const before = reads()
    const message = await club.asks(who, '/strava recent')
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain("Strava isn't answering right now")
    expect(reads()).toBe(before)
    expect(await club.reads(club.admin, '/strava-admin status')).toContain("It hasn't answered since")
  })

  test('costs no refresh of tokens', async () => {
    const { athlete } = await member()
    await isDown(athlete)
    club.clock.advance(7 * 60 * MINUTE)
    club.strava.comesBack()
    club.strava.goesDown('503')
    const before = club.strava.requests.length
    for (let round = 0; round < 3; round += 1) await later(10)
    expect(club.strava.requests.length - before).toBeLessThanOrEqual(3)
    club.strava.comesBack()
    await later(10)
    await later(1)
    expect(titles()).toHaveLength(6)
  })
})

describe('an activity that is broken at Strava for good', () => {
  test('is read four times and then left alone, while others are posted', async () => {
    const { athlete } = await member()
    const [broken] = finishes(athlete, 1)
    broken?.corrupts()
    await club.settled()
    const tries = () => club.strava.requests.filter(({ path }) => path.endsWith(`/activities/${broken?.id}`)).length
    for (let round = 0; round < 12; round += 1) await later(120)
    // Once for the event, and then for what the list says of it.
    const spent = tries()
    expect(spent).toBeLessThanOrEqual(12)
    for (let round = 0; round < 8; round += 1) await later(31)
    expect(tries()).toBe(spent)

    finishes(athlete, 1, 2)
    await club.settled()
    expect(titles()).toEqual(['Outing 2'])
  })

  test('is posted when Strava has mended it and something happens to it', async () => {
    const { athlete } = await member()
    const [broken] = finishes(athlete, 1)
    broken?.corrupts()
    await club.settled()
    for (let round = 0; round < 5; round += 1) await later(120)
    broken?.isMended()
    broken?.rename('Outing 7')
    await club.strava.idle()
    await later(120)
    expect(titles()).toEqual(['Outing 7'])
  })
})

test('activities that come while Strava has switched off the application are posted when it is on again', async () => {
  const { who, athlete } = await member()
  club.strava.goesInactive()
  finishes(athlete, 5)
  await club.settled()
  const before = reads()
  await later(10)
  expect(reads()).toBe(before)
  expect(await club.reads(who, '/strava recent')).toContain('its application is inactive')
  expect(await club.reads(club.admin, '/strava-admin status')).toContain("It switched off this bot's access")
  club.strava.becomesActive()
  await later(16)
  await later(1)
  expect(titles()).toHaveLength(5)
})
