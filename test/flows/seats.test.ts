import { describe, expect, test } from 'vitest'
import type { DiscordMessage, Guild, Person } from '../../sandbox/discord/index.ts'
import { closeDirectMessages } from '../support/close-direct-messages.ts'
import { dumpRedis } from '../support/redis-dump.ts'
import { createTestBrowser } from '../support/test-browser.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' }, strava: { capacity: 2 } })

const WAITING_LIST_PLACE = /You're number (\d+) on the waiting list/
const SEAT_OFFER = 'A Strava seat is free for you'

const link = (who: Person) => testEnv.runCommand(who, '/strava link')
const placeOf = async (who: Person) => Number(WAITING_LIST_PLACE.exec((await link(who)).text(who))?.[1])
const offersTo = (who: Person) =>
  who.directMessages().filter((message) => message.text().includes('it goes to the next person'))
const leaveList = (who: Person, message: DiscordMessage) => who.clickButton(message, 'Leave the list').waitForReply()
const addAthlete = (firstname: string) => testEnv.strava.addAthlete({ firstname, lastname: 'Invented' })
const connectMember = (username: string) => testEnv.connectMember(username, { share: 'off' })
const members = async (admin = testEnv.admin) => (await testEnv.runCommand(admin, '/strava-admin members')).text(admin)
const status = () => testEnv.readReply(testEnv.admin, '/strava-admin status')

/** Offers are checked every few minutes. */
async function elapse(milliseconds: number) {
  testEnv.clock.advance(milliseconds)
  await testEnv.runDelayedJobs()
}

/** Both seats are taken. */
async function fillSeats() {
  const [ana, bo] = [await connectMember('ana'), await connectMember('bo')]
  return { ana, bo }
}

async function unlink(who: Person) {
  await testEnv.unlink(who)
  await testEnv.waitUntilIdle()
}

/** Clicks Connect on the offer, and goes through Strava. */
async function acceptOffer(who: Person) {
  const [offer] = offersTo(who)
  const interaction = who.clickButton(offer as DiscordMessage, 'Connect with Strava')
  const [button] = (await interaction.waitForReply()).links()
  const browser = createTestBrowser()
  const consent = await browser.post(button?.url ?? '', { share: 'off' })
  return browser.get(await addAthlete(who.username).signIn(consent.location))
}

describe('when all seats of the Strava application are taken', () => {
  test('the next person is told their place on the waiting list, and gets no personal link', async () => {
    await fillSeats()
    const [cleo, dan] = [testEnv.addPerson('cleo'), testEnv.addPerson('dan')]
    const answer = await link(cleo)
    expect(answer.text(cleo)).toContain("You're number 1 on the waiting list")
    expect(answer.text(cleo)).toContain('All Strava seats are taken (2)')
    expect(answer.links()).toEqual([])
    expect(await placeOf(dan)).toBe(2)
    expect(await placeOf(cleo)).toBe(1)
  })

  test('the Connect button of an invitation puts people on the list too', async () => {
    await fillSeats()
    await testEnv.runCommand(testEnv.admin, '/strava-admin invite channel:#activities')
    const [invitation] = testEnv.channel.messages()
    const cleo = testEnv.addPerson('cleo')
    const answer = await cleo.clickButton(invitation as DiscordMessage, 'Connect with Strava').waitForReply()
    expect(answer.ephemeralFor).toBe(cleo)
    expect(answer.text(cleo)).toMatch(WAITING_LIST_PLACE)
  })

  test('a member who is connected can reconnect', async () => {
    const { ana } = await fillSeats()
    await link(testEnv.addPerson('cleo'))
    await testEnv.linkAccount(ana.who, ana.athlete)
    expect(ana.athlete.grants()).toHaveLength(1)
  })

  test('a seat that becomes free is offered privately to the person who waited longest, and connects them', async () => {
    const { ana } = await fillSeats()
    const [cleo, dan] = [testEnv.addPerson('cleo'), testEnv.addPerson('dan')]
    await link(cleo)
    await link(dan)
    await unlink(ana.who)
    expect([offersTo(cleo).length, offersTo(dan).length]).toEqual([1, 0])
    expect(await placeOf(dan)).toBe(1)
    expect((await acceptOffer(cleo)).text).toContain('Connected')
    await elapse(25 * HOUR)
    expect([offersTo(cleo).length, offersTo(dan).length]).toEqual([1, 0])
  })

  test('a new person cannot take the seat that is held for someone on the waiting list', async () => {
    const { ana } = await fillSeats()
    const [cleo, eve] = [testEnv.addPerson('cleo'), testEnv.addPerson('eve')]
    await link(cleo)
    await unlink(ana.who)
    expect(await placeOf(eve)).toBe(1)
  })

  test('an offer lasts a day; then it goes to the next person, and the first is removed from the list', async () => {
    const { ana } = await fillSeats()
    const [cleo, dan] = [testEnv.addPerson('cleo'), testEnv.addPerson('dan')]
    await link(cleo)
    await link(dan)
    await unlink(ana.who)
    await elapse(23 * HOUR)
    expect(offersTo(dan)).toEqual([])
    await elapse(HOUR + MINUTE)
    expect(offersTo(dan)).toHaveLength(1)
    expect(await placeOf(cleo)).toBe(1)
  })

  test('revoking access on Strava frees a seat as well', async () => {
    const { ana } = await fillSeats()
    const cleo = testEnv.addPerson('cleo')
    await link(cleo)
    testEnv.clock.advance(7 * HOUR)
    ana.athlete.revokeAccess()
    await testEnv.waitUntilIdle()
    expect(offersTo(cleo)).toHaveLength(1)
  })

  test('a connection that Strava rejects keeps its seat for a day, because its member may reconnect', async () => {
    await testEnv.addFeed()
    const ana = await testEnv.connectMember('ana', { share: 'auto' })
    await connectMember('bo')
    const cleo = testEnv.addPerson('cleo')
    await link(cleo)
    testEnv.strava.dropEvents()
    ana.athlete.revokeAccess()
    await elapse(7 * HOUR)
    expect(offersTo(cleo)).toEqual([])
    await elapse(25 * HOUR)
    await testEnv.runDelayedJobs()
    expect(offersTo(cleo)).toHaveLength(1)
  })

  test('a seat is not free until Strava has revoked access', async () => {
    const { ana } = await fillSeats()
    const cleo = testEnv.addPerson('cleo')
    await link(cleo)
    testEnv.strava.startOutage()
    await unlink(ana.who)
    expect(offersTo(cleo)).toEqual([])
    testEnv.strava.endOutage()
    await elapse(20 * MINUTE)
    await testEnv.runDelayedJobs()
    expect(offersTo(cleo)).toHaveLength(1)
  })

  test('when the operator raises the capacity, people are offered seats at once, in order, even right after another restart', async () => {
    await fillSeats()
    const [cleo, dan, eve] = [testEnv.addPerson('cleo'), testEnv.addPerson('dan'), testEnv.addPerson('eve')]
    for (const who of [cleo, dan, eve]) await link(who)
    await testEnv.restart()
    await testEnv.waitUntilIdle()
    await testEnv.restart({ STRAVA_ATHLETE_CAPACITY: '4' })
    await testEnv.waitUntilIdle()
    expect([cleo, dan, eve].map((who) => offersTo(who).length)).toEqual([1, 1, 0])
  })

  test('nobody waits anymore when the capacity is unknown', async () => {
    await fillSeats()
    const [cleo, dan] = [testEnv.addPerson('cleo'), testEnv.addPerson('dan')]
    await link(cleo)
    await testEnv.restart({ STRAVA_ATHLETE_CAPACITY: '0' })
    await testEnv.runDelayedJobs()
    expect(offersTo(cleo)).toHaveLength(1)
    expect((await link(dan)).links()).toHaveLength(1)
  })

  test('a person who accepts no direct messages gets the offer with their next /strava link', async () => {
    const { ana } = await fillSeats()
    const cleo = testEnv.addPerson('cleo')
    await link(cleo)
    closeDirectMessages(testEnv.discord)
    await unlink(ana.who)
    expect(offersTo(cleo)).toEqual([])
    const answer = await link(cleo)
    expect(answer.text(cleo)).toContain(SEAT_OFFER)
    expect(answer.links()).toHaveLength(1)
    await testEnv.linkAccount(cleo, addAthlete('cleo'))
  })

  test('each person is told once, however often the job runs and even if Discord did not answer at first', async () => {
    const { ana } = await fillSeats()
    const cleo = testEnv.addPerson('cleo')
    await link(cleo)
    testEnv.discord.failNext(1, { status: 500 }, ({ method, path }) => method === 'POST' && path.endsWith('/messages'))
    await unlink(ana.who)
    for (let run = 0; run < 3; run += 1) await elapse(5 * MINUTE)
    expect(offersTo(cleo)).toHaveLength(1)
  })
})

describe('two people who got a personal link while one seat was free', () => {
  async function openTwoLinks() {
    await connectMember('ana')
    const people = [testEnv.addPerson('cleo'), testEnv.addPerson('dan')] as const
    const urls = await Promise.all(people.map(async (who) => (await link(who)).links()[0]?.url ?? ''))
    return { people, urls }
  }

  test('do not both get to Strava: the second is put on the waiting list', async () => {
    const { people, urls } = await openTwoLinks()
    const pages = await Promise.all(urls.map((url) => createTestBrowser().post(url, { share: 'off' })))
    expect(pages.map(({ status }) => status).sort()).toEqual([303, 409])
    const second = pages.findIndex(({ status }) => status === 409)
    expect(pages[second]?.text).toContain("You're number 1 on the waiting list")
    expect(await placeOf(people[second] as Person)).toBe(1)
  })

  test('the seat goes to the second when the first declines on Strava', async () => {
    const { people, urls } = await openTwoLinks()
    const browser = createTestBrowser()
    const consent = await browser.post(urls[0] ?? '', { share: 'off' })
    await createTestBrowser().post(urls[1] ?? '', { share: 'off' })
    await browser.get(await addAthlete('cleo').signIn(consent.location, { deny: true }))
    await testEnv.waitUntilIdle()
    expect(offersTo(people[1])).toHaveLength(1)
  })

  test('or when the first does not come back from Strava', async () => {
    const { people, urls } = await openTwoLinks()
    for (const url of urls) await createTestBrowser().post(url, { share: 'off' })
    await elapse(10 * MINUTE)
    expect(offersTo(people[1])).toEqual([])
    await elapse(6 * MINUTE)
    expect(offersTo(people[1])).toHaveLength(1)
  })
})

describe('the waiting list', () => {
  test('can be left with its button, and the next person moves up', async () => {
    await fillSeats()
    const [cleo, dan] = [testEnv.addPerson('cleo'), testEnv.addPerson('dan')]
    const answer = await link(cleo)
    await link(dan)
    expect((await leaveList(cleo, answer)).text(cleo)).toContain('You left the waiting list')
    expect(await placeOf(dan)).toBe(1)
  })

  test('passes the seat on at once when someone with an offer leaves it', async () => {
    const { ana } = await fillSeats()
    const [cleo, dan] = [testEnv.addPerson('cleo'), testEnv.addPerson('dan')]
    await link(cleo)
    await link(dan)
    await unlink(ana.who)
    await leaveList(cleo, offersTo(cleo)[0] as DiscordMessage)
    await testEnv.waitUntilIdle()
    expect(offersTo(dan)).toHaveLength(1)
  })

  for (const method of ['/strava unlink', 'the button'] as const) {
    test(`leaves no trace of someone who left it with ${method}`, async () => {
      await fillSeats()
      const cleo = testEnv.addPerson('cleo')
      const answer = await link(cleo)
      const findTraces = async () =>
        (await dumpRedis(testEnv.redisUrl)).filter((line) => line.startsWith('{domestique}:waiting-'))
      expect(await findTraces()).not.toEqual([])
      if (method === 'the button') await leaveList(cleo, answer)
      else expect(await testEnv.readReply(cleo, method)).toContain('You left the waiting list')
      await testEnv.waitUntilIdle()
      expect(await findTraces()).toEqual([])
      expect(await testEnv.readReply(cleo, '/strava privacy')).toContain('Nothing is stored about you')
    })
  }

  test('holds no readable id, and nothing after 90 days', async () => {
    await fillSeats()
    const cleo = testEnv.addPerson('cleo')
    await link(cleo)
    await testEnv.waitUntilIdle()
    const lines = (await dumpRedis(testEnv.redisUrl)).filter((line) => line.startsWith('{domestique}:waiting-'))
    expect(lines.join('\n')).not.toContain(cleo.id)
    expect(lines.join('\n')).not.toContain(testEnv.guild.id)
    await elapse(91 * 24 * HOUR)
    expect((await dumpRedis(testEnv.redisUrl)).filter((line) => line.startsWith('{domestique}:waiting-'))).toEqual([])
  })

  test('is listed in the stored data of a person who waits', async () => {
    await fillSeats()
    const cleo = testEnv.addPerson('cleo')
    await link(cleo)
    expect(await testEnv.readReply(cleo, '/strava privacy')).toContain('Your place on the waiting list')
  })

  test('shows admins who asked in their server, and nobody who asked elsewhere', async () => {
    await fillSeats()
    const other: Guild = testEnv.discord.addGuild({ name: 'Second Club' })
    const elsewhere = testEnv.addPerson('eve')
    other.join(elsewhere)
    await elsewhere.runCommand(other.addChannel({ name: 'rides' }), '/strava link').waitForReply()
    await link(testEnv.addPerson('cleo'))
    const text = await members()
    expect(text).toContain('Strava seats taken in all servers: 2 of 2.')
    expect(text).toContain('1 person who asked here')
    expect(text).toContain('@cleo')
    expect(text).not.toContain('@eve')
    expect(await status()).toContain('2 of 2 are taken in all servers. 1 person who asked here is waiting')
  })

  test('is counted in the metrics', async () => {
    await fillSeats()
    await link(testEnv.addPerson('cleo'))
    testEnv.clock.advance(2 * MINUTE)
    expect(await testEnv.readMetric('domestique_athlete_capacity')).toBe(2)
    expect(await testEnv.readMetric('domestique_seats_taken')).toBe(2)
    expect(await testEnv.readMetric('domestique_waiting_people')).toBe(1)
  })
})

describe("Strava's own limit", () => {
  test('is explained on the consent page, because Strava sends nobody back from its 403', async () => {
    const cleo = testEnv.addPerson('cleo')
    const page = await createTestBrowser().get((await link(cleo)).links()[0]?.url ?? '')
    expect(page.text).toContain('Strava shows “Error 403”?')
  })
})
