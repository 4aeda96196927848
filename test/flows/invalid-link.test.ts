import { beforeEach, expect, test } from 'vitest'
import type { Person } from '../../sandbox/discord/index.ts'
import { type AthleteHandle, activityFixtures } from '../../sandbox/strava/index.ts'
import { createTestBrowser } from '../support/test-browser.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const HOUR = 3600_000
const DAY = 24 * HOUR
const NOTICE = 'Strava is disconnected'
const run = { ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the pond' }

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

beforeEach(async () => {
  await testEnv.addFeed()
})

/** A member with a post who revoked access on Strava, and the event about it was lost. */
async function addMemberWithInvalidLink(
  username = 'ana',
  command?: string,
): Promise<{ who: Person; athlete: AthleteHandle }> {
  const { who, athlete } = await testEnv.addMember(username, { share: 'auto' })
  if (command) await testEnv.readReply(who, command)
  athlete.createActivity(run)
  await testEnv.waitUntilIdle()
  testEnv.strava.dropEvents()
  athlete.revokeAccess()
  testEnv.clock.advance(7 * HOUR)
  await testEnv.runDelayedJobs()
  testEnv.strava.deliverEvents()
  return { who, athlete }
}

const posts = () => testEnv.channel.messages().filter((message) => message.text().includes('pond'))
const noticesTo = (who: Person) => who.directMessages().filter((message) => message.text().includes(NOTICE))
const status = () => testEnv.readReply(testEnv.admin, '/strava-admin status')

test('a member whose connection Strava rejects is notified once, with the deletion date', async () => {
  const { who } = await addMemberWithInvalidLink()
  for (let attempt = 0; attempt < 3; attempt += 1) {
    testEnv.clock.advance(HOUR)
    await testEnv.runDelayedJobs()
  }
  expect(noticesTo(who)).toHaveLength(1)
  const [, deletionTime = '0'] = /before <t:(\d+):f>/.exec(JSON.stringify(noticesTo(who)[0]?.components)) ?? []
  const remainingMs = Number(deletionTime) * 1000 - testEnv.clock.now()
  expect(remainingMs).toBeGreaterThan(DAY - 4 * HOUR)
  expect(remainingMs).toBeLessThan(DAY - 2 * HOUR)
  expect(posts()).toHaveLength(1)
})

test('its button gives a personal link, and reconnecting keeps posts and settings', async () => {
  const { who, athlete } = await addMemberWithInvalidLink()
  const [message] = noticesTo(who)
  if (!message) throw new Error('the member was not told')
  const interaction = who.clickButton(message, 'Reconnect')
  const answer = await interaction.waitForReply()
  expect(answer.ephemeralFor).toBe(who)
  const [button] = answer.links()
  const browser = createTestBrowser()
  const { location } = await browser.post(button?.url ?? '', { share: 'auto' })
  expect((await browser.get(await athlete.signIn(location))).status).toBe(200)
  await testEnv.waitUntilIdle()

  testEnv.clock.advance(2 * DAY)
  await testEnv.runDelayedJobs()
  await testEnv.runDelayedJobs()
  expect(posts()).toHaveLength(1)
  expect(await testEnv.readReply(who, '/strava privacy')).toContain('I post new activities here')
  athlete.createActivity({ ...run, name: 'Back at the pond' })
  await testEnv.waitUntilIdle()
  expect(posts()).toHaveLength(2)
})

test('a member whose connection may no longer read activities is notified as well, and removed after a day', async () => {
  const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
  athlete.createActivity(run)
  await testEnv.waitUntilIdle()
  athlete.narrowAccess('read')
  for (let attempt = 0; attempt < 3; attempt += 1) {
    testEnv.clock.advance(7 * HOUR)
    await testEnv.runDelayedJobs()
  }
  expect(noticesTo(who)).toHaveLength(1)
  expect(posts()).toHaveLength(1)
  testEnv.clock.advance(DAY + HOUR)
  await testEnv.runDelayedJobs()
  await testEnv.runDelayedJobs()
  expect(posts()).toHaveLength(0)
  expect(await testEnv.readReply(who, '/strava privacy')).toContain('Nothing is stored')
})

test("a member who doesn't reconnect is removed after a day, as announced, even if the feed is gone", async () => {
  const { who } = await addMemberWithInvalidLink()
  await testEnv.readReply(testEnv.admin, '/strava-admin feed remove channel:#activities')
  testEnv.clock.advance(DAY + HOUR)
  await testEnv.runDelayedJobs()
  await testEnv.runDelayedJobs()
  expect(await testEnv.readReply(who, '/strava privacy')).toContain('Nothing is stored')
  expect(noticesTo(who)).toHaveLength(1)
})

test('a member whose connection fails a second time is notified again, and has another day', async () => {
  const { who, athlete } = await addMemberWithInvalidLink()
  await testEnv.linkAccount(who, athlete, 'auto')
  await testEnv.waitUntilIdle()
  testEnv.strava.dropEvents()
  athlete.revokeAccess()
  testEnv.clock.advance(7 * HOUR + DAY)
  await testEnv.runDelayedJobs()
  expect(noticesTo(who)).toHaveLength(2)
  expect(await testEnv.readReply(who, '/strava privacy')).toContain('ana Invented')
})

test('without a feed, a member is notified when others ask for their activities', async () => {
  await testEnv.readReply(testEnv.admin, '/strava-admin feed remove channel:#activities')
  const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
  testEnv.strava.dropEvents()
  athlete.revokeAccess()
  testEnv.clock.advance(7 * HOUR)
  expect(await testEnv.readReply(who, '/strava recent')).toContain('Your Strava connection has ended')
  await testEnv.waitUntilIdle()
  expect(noticesTo(who)).toEqual([])
  expect(await testEnv.readReply(testEnv.admin, '/strava recent member:@ana')).toContain('must reconnect Strava')
  await testEnv.waitUntilIdle()
  expect(noticesTo(who)).toHaveLength(1)
})

test("a member is notified in their own language, whatever the language of the server's feeds", async () => {
  await testEnv.readReply(testEnv.admin, '/strava-admin feed add channel:#activities language:Deutsch')
  const { who } = await addMemberWithInvalidLink('ana', '/strava units')
  expect(who.directMessages().at(-1)?.text()).toContain('Reconnect before')
})

test('admins see how many members sharing in their server must reconnect, but not who', async () => {
  expect(await status()).not.toContain('Members:')
  const { who } = await addMemberWithInvalidLink()
  const nonSharing = await testEnv.addMember('bo', { share: 'off' })
  testEnv.strava.dropEvents()
  nonSharing.athlete.revokeAccess()
  testEnv.clock.advance(7 * HOUR)
  await testEnv.runDelayedJobs()
  const text = await status()
  expect(text).toContain('Members: 1 member must reconnect Strava.')
  expect(text).not.toMatch(/ana|bo\b/)
  testEnv.clock.advance(DAY)
  await testEnv.runDelayedJobs()
  await testEnv.runDelayedJobs()
  expect(noticesTo(who)).toHaveLength(1)
  expect(await status()).not.toContain('Members:')
})
