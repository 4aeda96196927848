import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Person } from '../../sandbox/discord/index.ts'
import { type AthleteHandle, activities } from '../../sandbox/strava/index.ts'
import { createBrowser } from '../support/browser.ts'
import { type Club, openClub } from '../support/club.ts'

const HOUR = 3600_000
const DAY = 24 * HOUR
const TOLD = 'Strava is disconnected'
const run = { ...activities.paceThatRoundsUp, gps: false, name: 'Round the pond' }

let club: Club

beforeEach(async () => {
  club = await openClub({ environment: { SETTLE_SECONDS: '0' } })
  await club.addsFeed()
})
afterEach(async () => {
  await club.close()
  club.expectNoComplaints()
})

/** A member with a post, whose permission ended at Strava, and the event that said so was lost. */
async function deadMember(username = 'ana'): Promise<{ who: Person; athlete: AthleteHandle }> {
  const { who, athlete } = await club.member(username, { share: 'auto' })
  athlete.finishes(run)
  await club.settled()
  club.strava.losesEvents()
  athlete.revokesAccess()
  club.clock.advance(7 * HOUR)
  await club.hurry()
  club.strava.deliversEvents()
  return { who, athlete }
}

const posts = () => club.channel.messages().filter((message) => message.text().includes('pond'))
const told = (who: Person) => who.directMessages().filter((message) => message.text().includes(TOLD))
const status = () => club.reads(club.admin, '/strava-admin status')

test('a member whose link Strava refuses is told once, with the day on which everything goes', async () => {
  const { who } = await deadMember()
  for (let looks = 0; looks < 3; looks += 1) {
    club.clock.advance(HOUR)
    await club.hurry()
  }
  expect(told(who)).toHaveLength(1)
  const [, moment = '0'] = /before <t:(\d+):f>/.exec(JSON.stringify(told(who)[0]?.components)) ?? []
  const left = Number(moment) * 1000 - club.clock.now()
  expect(left).toBeGreaterThan(DAY - 4 * HOUR)
  expect(left).toBeLessThan(DAY - 2 * HOUR)
  expect(posts()).toHaveLength(1)
})

test('the button under it gives a personal address, and connecting again keeps posts and choices', async () => {
  const { who, athlete } = await deadMember()
  const [message] = told(who)
  if (!message) throw new Error('the member was not told')
  const pressed = who.presses(message, 'Connect again')
  const answer = await pressed.answered()
  expect(answer.ephemeralFor).toBe(who)
  const [button] = answer.links()
  const browser = createBrowser()
  const { location } = await browser.post(button?.url ?? '', { share: 'auto' })
  expect((await browser.get(await athlete.signIn(location))).status).toBe(200)
  await club.settled()

  club.clock.advance(2 * DAY)
  await club.hurry()
  await club.hurry()
  expect(posts()).toHaveLength(1)
  expect(await club.reads(who, '/strava privacy')).toContain('New activities are posted here automatically')
  athlete.finishes({ ...run, name: 'Back at the pond' })
  await club.settled()
  expect(posts()).toHaveLength(2)
})

test('who does not connect again is removed after a day, as they were told, also where there is no feed any more', async () => {
  const { who } = await deadMember()
  await club.reads(club.admin, '/strava-admin feed remove channel:#activities')
  club.clock.advance(DAY + HOUR)
  await club.hurry()
  await club.hurry()
  expect(await club.reads(who, '/strava privacy')).toContain('Nothing is stored')
  expect(told(who)).toHaveLength(1)
})

test('a link that dies for the second time is told of again, and has its day again', async () => {
  const { who, athlete } = await deadMember()
  await club.link(who, athlete, 'auto')
  await club.settled()
  club.strava.losesEvents()
  athlete.revokesAccess()
  club.clock.advance(7 * HOUR + DAY)
  await club.hurry()
  expect(told(who)).toHaveLength(2)
  expect(await club.reads(who, '/strava privacy')).toContain('ana Invented')
})

test('who is asked about by others is told as well, where no feed looks after them', async () => {
  await club.reads(club.admin, '/strava-admin feed remove channel:#activities')
  const { who, athlete } = await club.member('ana', { share: 'auto' })
  club.strava.losesEvents()
  athlete.revokesAccess()
  club.clock.advance(7 * HOUR)
  expect(await club.reads(who, '/strava recent')).toContain('Connect again with')
  await club.settled()
  expect(told(who)).toEqual([])
  expect(await club.reads(club.admin, '/strava recent member:@ana')).toContain('needs to connect Strava again')
  await club.settled()
  expect(told(who)).toHaveLength(1)
})

test('is told in the language of the feeds of that server', async () => {
  await club.reads(club.admin, '/strava-admin feed add channel:#activities language:Deutsch')
  const { who } = await deadMember()
  expect(who.directMessages().at(-1)?.text()).toContain('Verbinde dich vor')
})

test('admins read how many of those who share in their server have to connect again, and not who', async () => {
  expect(await status()).not.toContain('Members:')
  const { who } = await deadMember()
  const elsewhere = await club.member('bo', { share: 'off' })
  club.strava.losesEvents()
  elsewhere.athlete.revokesAccess()
  club.clock.advance(7 * HOUR)
  await club.hurry()
  const text = await status()
  expect(text).toContain('Members: 1 member who shares here needs to connect Strava again')
  expect(text).not.toMatch(/ana|bo\b/)
  club.clock.advance(DAY)
  await club.hurry()
  await club.hurry()
  expect(told(who)).toHaveLength(1)
  expect(await status()).not.toContain('Members:')
})
