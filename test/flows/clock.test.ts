import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { activities, lately } from '../../sandbox/strava/index.ts'
import { type Club, openClub } from '../support/club.ts'
import { createToldLog } from '../support/told.ts'

const MINUTE = 60_000

let club: Club

beforeEach(async () => {
  club = await openClub({ environment: { SETTLE_SECONDS: '0' } })
})
afterEach(async () => {
  await club.close()
  club.expectNoComplaints()
})

/** Starts the program anew, on a machine whose clock is wrong by so much. Answers what it logs. */
async function startsAgain(aheadMs: number | (() => number)) {
  const { log, lines } = createToldLog()
  await club.stop()
  await club.start({}, { aheadMs, log })
  await club.discord.ready()
  return lines.filter.bind(lines, ({ msg }) => msg.includes('clock')) as () => typeof lines
}

describe.each([
  ['ahead', 20 * MINUTE, 'mine is 20 min ahead of Discord'],
  ['behind', -20 * MINUTE, 'mine is 20 min behind Discord'],
])('a machine whose clock is 20 minutes %s', (_, aheadMs, said) => {
  test('answers commands, posts what is new, once, and says that the clock is wrong until it is right', async () => {
    await club.addsFeed()
    const { who, athlete } = await club.member('ana', {
      share: 'auto',
      activities: lately([activities.longRide], club.clock.now() - 3 * 24 * 3_600_000),
    })
    // What was chosen and linked counts from its own moment.
    club.clock.advance(60 * MINUTE)
    const told = await startsAgain(aheadMs)
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
    expect(await club.reads(who, '/strava units')).not.toBe('')
    athlete.finishes({ ...activities.paceThatRoundsUp, gps: false, name: 'Round the pond' })
    await club.settled()
    expect(club.channel.messages().filter((message) => message.text().includes('pond'))).toHaveLength(1)

    expect(await club.reads(club.admin, '/strava-admin status')).toContain(`${said} and Strava`)
    const aheadSeconds = aheadMs / 1000
    const services = told().map(({ level, service }) => [level, service])
    expect(services.sort()).toEqual([
      [40, 'Discord'],
      [40, 'Strava'],
    ])
    for (const line of told()) expect(Math.abs(Number(line.aheadSeconds) - aheadSeconds)).toBeLessThan(5)

    const toldThen = await startsAgain(0)
    await club.reads(who, '/strava recent')
    await expect.poll(() => club.reads(club.admin, '/strava-admin status')).not.toContain('Clock')
    expect(toldThen()).toEqual([])
  })

  test('is told in the status also by a worker whose own clock is right', async () => {
    await club.stop()
    await club.start({ RUN: 'bot,web' }, { aheadMs })
    await club.start({ RUN: 'worker', PORT: '0' })
    await club.discord.ready()
    const { who } = await club.member('ana', { activities: lately([activities.longRide], club.clock.now()) })
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
    expect(await club.reads(club.admin, '/strava-admin status')).toContain(said)
  })
})

test('a clock that is set while the program runs is right again without a restart', async () => {
  let aheadMs = 5 * MINUTE
  const told = await startsAgain(() => aheadMs)
  expect(await club.reads(club.admin, '/strava-admin status')).toContain('mine is 5 min ahead of Discord')
  aheadMs = 0
  await club.reads(club.admin, '/strava help')
  expect(await club.reads(club.admin, '/strava-admin status')).not.toContain('Clock')
  const levels = told().map(({ level }) => level)
  expect(levels.filter((level) => level === 30)).toEqual([30])
  expect(levels.at(-1)).toBe(30)
})

test('a clock that is right, and answers that take a while, are not worth a word', async () => {
  const { who } = await club.member('ana', { activities: lately([activities.longRide], club.clock.now()) })
  const told = await startsAgain(20_000)
  expect(await club.reads(who, '/strava recent')).toContain('1 activity')
  expect(await club.reads(club.admin, '/strava-admin status')).not.toContain('Clock')
  expect(told()).toEqual([])
})
