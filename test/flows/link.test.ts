import { Redis } from 'ioredis'
import { describe, expect, test } from 'vitest'
import type { DiscordMessage, Person } from '../../sandbox/discord/index.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { ENCRYPTED_VALUE } from '../../src/redis/encryption.ts'
import { QUEUE_PREFIX } from '../../src/redis/keys.ts'
import { dumpRedis } from '../support/redis-dump.ts'
import { createTestBrowser } from '../support/test-browser.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()

const MINUTE = 60_000

/** The personal link in the reply to `/strava link`. */
async function connectUrlOf(who: Person, channel = testEnv.channel): Promise<string> {
  const message = await who.runCommand(channel, '/strava link').waitForReply()
  expect(message.ephemeralFor).toBe(who)
  return message.links()[0]?.url ?? ''
}

/** Another server with the bot, a channel and a member. */
function newGuild(input: { name: string; icon?: string }) {
  const guild = testEnv.discord.addGuild(input)
  const [channel, who] = [guild.addChannel({ name: 'rides' }), testEnv.discord.addPerson({ username: 'ana' })]
  guild.join(who)
  return { id: guild.id, channel, who }
}

/** A person with a nickname in this server. */
function addPersonWithNickname(username: string, nickname: string): Person {
  const who = testEnv.addPerson(username)
  testEnv.guild.join(who, { nickname })
  return who
}

/** The data stored about a member without an expiry, by key; ids, times and encrypted values are replaced by their names. */
async function readSavedData({ who, athlete }: Awaited<ReturnType<typeof testEnv.addMember>>) {
  const replaceValues = (text: string) =>
    text
      .replaceAll(who.id, 'USER')
      .replaceAll(athlete.id, 'ATHLETE')
      .replaceAll(ENCRYPTED_VALUE, 'ENCRYPTED')
      .replaceAll(/\d{17,}/g, 'SNOWFLAKE')
      .replaceAll(/\d{13}/g, 'TIME')
  const saved: [string, unknown][] = []
  for (const line of await dumpRedis(testEnv.redisUrl)) {
    const [key = ''] = line.split(' ')
    if (key.startsWith(QUEUE_PREFIX) || !(line.includes(who.id) || line.includes(athlete.id))) continue
    const value = JSON.parse(line.slice(key.length + 1))
    // Another member may be in the same set.
    const own = Array.isArray(value) ? value.filter((one) => one === who.id || one === athlete.id) : value
    if ((await testEnv.ttlOf(key)) === -1) saved.push([replaceValues(key), replaceValues(JSON.stringify(own))])
  }
  return Object.fromEntries(saved.sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** The usernames shown on a page. */
const findHandles = (body: string) =>
  [...body.matchAll(/<bdi class="username" dir="ltr">(.*?)<\/bdi>/g)].map((one) => one[1])

/** Continues as far as Strava's consent page. */
async function startLinking(who: Person, browser = createTestBrowser()) {
  const address = await connectUrlOf(who)
  const { location } = await browser.post(address, { share: 'auto' })
  return { address, browser, authorizeUrl: location }
}

const isLinked = async (who: Person) => !(await testEnv.readReply(who, '/strava privacy')).includes('Nothing is stored')

describe('the consent page', () => {
  test('names the Discord account that is connecting, and has nothing preselected', async () => {
    const who = testEnv.addPerson('ana', { globalName: 'Ana <b>Invented</b> & Co' })
    const page = await createTestBrowser().get(await connectUrlOf(who))
    expect(page.status).toBe(200)
    expect(page.body).toContain('Ana &lt;b&gt;Invented&lt;/b&gt; &amp; Co')
    expect(page.body).not.toMatch(/<input[^>]*checked/)
    expect(page.text).toMatch(/What the bot reads .* What the bot stores .* What the bot shows .* How to delete it/)
  })

  test('names the server that the choice is for, with its icon', async () => {
    const { id, channel, who } = newGuild({ name: 'Wheelers <i>& Co</i>', icon: 'a1b2' })
    const { body } = await createTestBrowser().get(await connectUrlOf(who, channel))
    expect(body).toContain('<bdi>Wheelers &lt;i&gt;&amp; Co&lt;/i&gt;</bdi>')
    expect(body).toMatch(new RegExp(`<img src="https://cdn.discordapp.com/icons/${id}/a1b2.webp\\?size=128" alt=""`))
  })

  test('shows only the name of a server without an icon', async () => {
    const { channel, who } = newGuild({ name: 'Plain Wheelers' })
    const { body } = await createTestBrowser().get(await connectUrlOf(who, channel))
    expect(body).toContain('<bdi>Plain Wheelers</bdi>')
    expect(body).not.toContain('<img')
  })

  test("distinguishes a member who uses another member's name by their username", async () => {
    const victim = testEnv.addPerson('anna_v', { globalName: 'Anna Victim' })
    const attacker = addPersonWithNickname('mallory77', 'Anna Victim')
    const attackersPage = await createTestBrowser().get(await connectUrlOf(attacker))
    expect(attackersPage.text).toContain('For this Discord account: Anna Victim @mallory77 Not you?')
    const consentPage = await createTestBrowser().post(await connectUrlOf(attacker), {})
    expect(consentPage.text).toContain('Anna Victim @mallory77')
    const own = await createTestBrowser().get(await connectUrlOf(victim))
    expect(own.text).toContain('For this Discord account: Anna Victim @anna_v Not you?')
    const { page } = await testEnv.linkAccount(attacker, testEnv.strava.addAthlete({ firstname: 'Anna' }))
    expect(page.text).toContain('Anna Rider 1 on Strava and Anna Victim on Discord. Anna Victim @mallory77')
  })

  test("doesn't confuse a name that contains another member's username with that username", async () => {
    const names = [
      '@anna_v',
      'Anna @anna_v',
      '</bdi><bdi class="username" dir="ltr">@anna_v</bdi>',
      '\u2069\u202E@anna_v',
    ]
    for (const [index, name] of names.entries()) {
      const { body } = await createTestBrowser().get(await connectUrlOf(addPersonWithNickname(`mallory${index}`, name)))
      expect(findHandles(body)).toEqual([`@mallory${index}`])
      expect(body).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
    }
  })

  test('keeps a right-to-left name apart from the username', async () => {
    const { body } = await createTestBrowser().get(await connectUrlOf(addPersonWithNickname('noa', 'נועה')))
    expect(body).toContain('<strong><bdi>נועה</bdi></strong>')
    expect(findHandles(body)).toEqual(['@noa'])
  })

  test('shows only the username of a person without another name', async () => {
    const page = await createTestBrowser().get(await connectUrlOf(testEnv.addPerson('ana')))
    expect(page.text).toContain('For this Discord account: @ana Not you?')
    const blank = await createTestBrowser().get(await connectUrlOf(addPersonWithNickname('eve', '\u2060\u200B')))
    expect(blank.text).toContain('For this Discord account: @eve Not you?')
  })

  test('truncates a name longer than Discord allows', async () => {
    const { body } = await createTestBrowser().get(await connectUrlOf(addPersonWithNickname('ana', 'a'.repeat(1000))))
    expect(body).toContain(`<bdi>${'a'.repeat(63)}…</bdi>`)
  })

  test('redirects to Strava with the minimum parameters', async () => {
    const { authorizeUrl } = await startLinking(testEnv.addPerson('ana'))
    const query = new URL(authorizeUrl).searchParams
    expect(authorizeUrl.startsWith(`${testEnv.strava.oauthUrl}/authorize?`)).toBe(true)
    expect(query.get('scope')).toBe('read,activity:read')
    expect(query.get('redirect_uri')).toBe(`http://127.0.0.1:${testEnv.port}/oauth/strava/callback`)
  })

  test('asks again when nothing was chosen', async () => {
    const address = await connectUrlOf(testEnv.addPerson('ana'))
    const page = await createTestBrowser().post(address, {})
    expect(page.status).toBe(400)
    expect(page.text).toContain('Choose one of the three')
  })

  test('rejects a form sent from another page', async () => {
    const address = await connectUrlOf(testEnv.addPerson('ana'))
    const page = await createTestBrowser().post(address, { share: 'auto' }, { 'sec-fetch-site': 'cross-site' })
    expect(page.status).toBe(403)
    const olderBrowserPage = await createTestBrowser().post(
      address,
      { share: 'auto' },
      { 'sec-fetch-site': '', origin: 'https://elsewhere.example' },
    )
    expect(olderBrowserPage.status).toBe(403)
  })

  test("can't be framed, isn't cached by the browser, and loads only images", async () => {
    const { headers } = await createTestBrowser().get(await connectUrlOf(testEnv.addPerson('ana')))
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
    expect(headers.get('content-security-policy')).toContain("img-src 'self' https://cdn.discordapp.com;")
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('same-origin')
  })
})

describe('connecting', () => {
  test('ends on a page with both names, and the reply in Discord changes to connected', async () => {
    const who = testEnv.addPerson('ana', { globalName: 'Ana' })
    const athlete = testEnv.strava.addAthlete({ firstname: 'Anna', lastname: 'Invented' })
    const { interaction, page } = await testEnv.linkAccount(who, athlete, 'auto')
    expect(page.text).toContain('Anna Invented on Strava and Ana')
    expect(interaction.message()?.ephemeralFor).toBe(who)
    expect(interaction.text()).toContain('Connected as Anna Invented')
  })

  test("leads to the member's sharing settings for this server, even after a restart", async () => {
    const who = testEnv.addPerson('ana')
    const { interaction } = await testEnv.linkAccount(who, testEnv.strava.addAthlete({ firstname: 'Anna' }), 'ask')
    await testEnv.restart()
    const panel = await who.clickButton(interaction.message() as DiscordMessage, 'Sharing').waitForReply()
    expect(panel.id).toBe(interaction.message()?.id)
    expect(panel.text(who)).toContain('Sharing in this server')
    await who.selectOptions(panel, 'settings-set:sharing::sharing', ['off']).waitForReply()
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('Only your own commands post here')
  })

  test('leads back to the channel, even if the athlete declined', async () => {
    const backLink = `<a class="button" href="https://discord.com/channels/${testEnv.guild.id}/${testEnv.channel.id}">Back to Discord</a>`
    const athlete = testEnv.strava.addAthlete({ firstname: 'Anna' })
    const { page } = await testEnv.linkAccount(testEnv.addPerson('ana'), athlete)
    expect(page.body).toContain(backLink)
    const { browser, authorizeUrl } = await startLinking(testEnv.addPerson('bo'))
    expect((await browser.get(await athlete.signIn(authorizeUrl, { deny: true }))).body).toContain(backLink)
  })

  test('again renews the authorization and keeps the connection', async () => {
    const { who, athlete } = await testEnv.connectMember('ana')
    const again = await testEnv.readReply(who, '/strava link')
    expect(again).toContain('Already connected')
    await testEnv.linkAccount(who, athlete)
    expect(await testEnv.readReply(who, '/strava recent private:True')).toContain('No activities yet')
  })

  test('stores the same data about a member as about one whom tests add without the page', async () => {
    const sharing = { share: 'ask' } as const
    const connected = await readSavedData(await testEnv.connectMember('ana', sharing))
    expect(Object.keys(connected)).toEqual(
      ['athlete:ATHLETE', 'athletes', 'link:USER', 'share-preferences:USER', 'tokens:ATHLETE'].map(
        (name) => `{domestique}:${name}`,
      ),
    )
    expect(await readSavedData(await testEnv.addMember('bo', sharing))).toEqual(connected)
  })

  test('another account requires disconnecting the first', async () => {
    const { who } = await testEnv.connectMember('ana')
    const again = await testEnv.runCommand(who, '/strava link')
    const question = await who.clickButton(again, 'Disconnect').waitForReply()
    expect(question.text(who)).toContain('Disconnect Strava?')
    await who.clickButton(question, 'Disconnect').waitForReply()
    const offer = await testEnv.runCommand(who, '/strava link')
    expect(offer.text(who)).toContain('Your link works once')
    expect(offer.buttons().map(({ label }) => label)).toEqual(['Connect with Strava'])
  })
})

describe('a personal link', () => {
  test('works once', async () => {
    const who = testEnv.addPerson('ana')
    const athlete = testEnv.strava.addAthlete({ firstname: 'Ana' })
    const { address, browser, authorizeUrl } = await startLinking(who)
    const callback = await athlete.signIn(authorizeUrl)
    expect((await browser.get(callback)).status).toBe(200)
    const foreignPage = await createTestBrowser().get(callback)
    expect(foreignPage.status).toBe(410)
    expect(foreignPage.text).toContain('This link has expired')
    expect((await browser.get(address)).status).toBe(410)
    expect((await browser.post(address, { share: 'auto' })).status).toBe(410)
  })

  test('works for 15 minutes', async () => {
    const address = await connectUrlOf(testEnv.addPerson('ana'))
    const redis = new Redis(testEnv.redisUrl)
    const [key = ''] = await redis.keys('*:oauth-state:*')
    expect(await redis.pttl(key)).toBeGreaterThan(14 * MINUTE)
    expect(await redis.pttl(key)).toBeLessThanOrEqual(15 * MINUTE)
    await redis.pexpire(key, 0)
    await redis.quit()
    const page = await createTestBrowser().get(address)
    expect(page.status).toBe(410)
  })

  test('that was never issued gets an error page', async () => {
    const page = await createTestBrowser().get(`http://127.0.0.1:${testEnv.port}/connect/made-up`)
    expect(page.status).toBe(410)
    const callback = await createTestBrowser().get(
      `http://127.0.0.1:${testEnv.port}/oauth/strava/callback?state=made-up&code=made-up&scope=read`,
    )
    expect(callback.status).toBe(410)
  })

  test("started in one browser can't be finished or taken over in another", async () => {
    const who = testEnv.addPerson('ana')
    const athlete = testEnv.strava.addAthlete({ firstname: 'Ana' })
    const { address, browser, authorizeUrl } = await startLinking(who)
    const callback = await athlete.signIn(authorizeUrl)
    for (const other of [createTestBrowser(), (await startLinking(testEnv.addPerson('eve'))).browser]) {
      const page = await other.get(callback)
      expect(page.status).toBe(403)
      expect(page.text).toContain('Other browser, or link already used')
    }
    expect((await createTestBrowser().post(address, { share: 'auto' })).status).toBe(403)
    expect(await isLinked(who)).toBe(false)
    expect((await browser.get(callback)).status).toBe(200)
    expect(await isLinked(who)).toBe(true)
  })
})

describe('a browser that sends the form again', () => {
  const formOf = (body: string) => ({ share: 'auto', visit: /name="visit" value="([^"]+)"/.exec(body)?.[1] ?? '' })
  const isStravaRedirect = ({ location }: { location: string }) => location.startsWith(testEnv.strava.oauthUrl)

  test('after going back continues, and its latest choice counts', async () => {
    const who = testEnv.addPerson('ana')
    const athlete = testEnv.strava.addAthlete({ firstname: 'Ana' })
    const { address, browser, authorizeUrl } = await startLinking(who)
    await athlete.signIn(authorizeUrl)
    expect((await browser.get(address)).status).toBe(200)
    const again = await browser.post(address, { share: 'off' })
    expect((await browser.get(await athlete.signIn(again.location))).status).toBe(200)
    await testEnv.waitUntilIdle()
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('Only your own commands post here')
  })

  test('before the first response arrives continues too, as with a double click', async () => {
    const athlete = testEnv.strava.addAthlete({ firstname: 'Ana' })
    const address = await connectUrlOf(testEnv.addPerson('ana'))
    const browser = createTestBrowser()
    const form = formOf((await browser.get(address)).body)
    // Its cookie is lost on the way.
    expect(isStravaRedirect(await createTestBrowser().post(address, form))).toBe(true)
    const second = await browser.post(address, form)
    expect((await browser.get(await athlete.signIn(second.location))).status).toBe(200)
  })

  test('from another visit to the page counts as another browser', async () => {
    const { address } = await startLinking(testEnv.addPerson('ana'))
    const other = createTestBrowser()
    const form = formOf((await other.get(address)).body)
    expect((await other.post(address, form)).status).toBe(403)
    expect((await other.post(address, { ...form, visit: '' })).status).toBe(403)
  })

  test('after opening another link can still finish the first one', async () => {
    const [ana, bo] = [testEnv.addPerson('ana'), testEnv.addPerson('bo')]
    const athlete = testEnv.strava.addAthlete({ firstname: 'Ana' })
    const { browser, authorizeUrl } = await startLinking(ana)
    await startLinking(bo, browser)
    expect((await browser.get(await athlete.signIn(authorizeUrl))).text).toContain('on Strava and')
    expect(await isLinked(ana)).toBe(true)
    expect(await isLinked(bo)).toBe(false)
  })
})

describe('a cookie', () => {
  const cookiesOf = (headers: Headers) => headers.getSetCookie().map((line) => line.split(';')[0] ?? '')

  test('set before the form was sent is never reused', async () => {
    const address = await connectUrlOf(testEnv.addPerson('ana'))
    const first = await createTestBrowser().post(address, { share: 'auto' })
    const [plantedCookie = ''] = cookiesOf(first.headers)
    const second = await createTestBrowser().post(address, { share: 'auto' }, { cookie: plantedCookie })
    const [ownCookie = ''] = cookiesOf(second.headers)
    expect(ownCookie.split('=')[0]).toBe(plantedCookie.split('=')[0])
    expect(ownCookie).not.toBe(plantedCookie)
    const callback = await testEnv.strava.addAthlete({ firstname: 'Ana' }).signIn(second.location)
    const visit = (cookie: string) => fetch(callback, { headers: { cookie } })
    expect((await visit(plantedCookie)).status).toBe(403)
    expect((await visit(ownCookie)).status).toBe(200)
  })

  test('on http has a plain name and cannot be read by scripts', async () => {
    const { headers } = await createTestBrowser().post(await connectUrlOf(testEnv.addPerson('ana')), { share: 'auto' })
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^domestique_connect_[\w-]{8}=[\w-]{43}; Max-Age=900; Path=\/; HttpOnly; SameSite=Lax$/),
    ])
  })

  test("on https can't be set by another host, and one without the prefix is ignored", async () => {
    await testEnv.stop()
    const origin = 'https://bot.example.org'
    await testEnv.start({ PUBLIC_URL: origin })
    await testEnv.discord.waitUntilReady()
    const toLocalUrl = (address: string) => address.replace(origin, `http://127.0.0.1:${testEnv.port}`)
    const who = testEnv.addPerson('ana')
    const form = { share: 'auto' }
    const answer = await createTestBrowser().post(toLocalUrl(await connectUrlOf(who)), form, {
      origin,
      'sec-fetch-site': '',
    })
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-domestique_connect_[\w-]{8}=[\w-]{43}; Max-Age=900; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
      ),
    ])
    const [cookie = ''] = cookiesOf(answer.headers)
    const state = new URL(answer.location).searchParams.get('state')
    const callback = `http://127.0.0.1:${testEnv.port}/oauth/strava/callback?state=${state}&error=access_denied`
    const response = await fetch(callback, { headers: { cookie: cookie.replace('__Host-', '') } })
    expect(response.status).toBe(403)
    expect((await fetch(callback, { headers: { cookie } })).status).toBe(200)
  })
})

describe("Strava's athlete limit", () => {
  const ALL_SEATS_TAKEN = /All Strava seats are taken .*as many athletes as Strava allows\. Tell the people who run/

  test('reached when the code is exchanged is explained, and nothing is stored', async () => {
    const who = testEnv.addPerson('ana')
    const { browser, authorizeUrl } = await startLinking(who)
    const callback = await testEnv.strava.addAthlete({ firstname: 'Ana' }).signIn(authorizeUrl)
    testEnv.strava.failNext(1, '403', { kind: 'token' })
    const page = await browser.get(callback)
    expect([page.status, page.text]).toEqual([403, expect.stringMatching(ALL_SEATS_TAKEN)])
    expect((await browser.get(callback)).text).toBe(page.text)
    expect(await isLinked(who)).toBe(false)
  })

  test('reported as an error in the callback gets the same explanation', async () => {
    const who = testEnv.addPerson('ana')
    const { browser, authorizeUrl } = await startLinking(who)
    const state = new URL(authorizeUrl).searchParams.get('state')
    const callback = `http://127.0.0.1:${testEnv.port}/oauth/strava/callback?state=${state}&error=limit_exceeded`
    const page = await browser.get(callback)
    expect([page.status, page.text]).toEqual([403, expect.stringMatching(ALL_SEATS_TAKEN)])
    expect(await isLinked(who)).toBe(false)
  })
})

test.each(['server_error', 'temporarily_unavailable'])(
  "OAuth's error %s in the callback says to try again later",
  async (error) => {
    const who = testEnv.addPerson('ana')
    const { browser, authorizeUrl } = await startLinking(who)
    const state = new URL(authorizeUrl).searchParams.get('state')
    const page = await browser.get(
      `http://127.0.0.1:${testEnv.port}/oauth/strava/callback?state=${state}&error=${error}`,
    )
    expect([page.status, page.text]).toEqual([502, expect.stringContaining('Try /strava link again later')])
    expect(await isLinked(who)).toBe(false)
  },
)

describe('a callback that arrives twice', () => {
  const exchanges = () => testEnv.strava.requests.filter(({ kind }) => kind === 'token').length

  test('shows the same page in the same browser, and connects nothing twice', async () => {
    const who = testEnv.addPerson('ana', { globalName: 'Ana' })
    const athlete = testEnv.strava.addAthlete({ firstname: 'Anna', lastname: 'Invented' })
    const { browser, authorizeUrl } = await startLinking(who)
    const callback = await athlete.signIn(authorizeUrl)
    const first = await browser.get(callback)
    expect(first.text).toContain('Anna Invented on Strava and Ana')
    const second = await browser.get(callback)
    expect([second.status, second.text]).toEqual([200, first.text])
    expect(exchanges()).toBe(1)
    expect(athlete.grants()).toHaveLength(1)
  })

  test('at the same time, in several processes, waits for the first and shows its result', async () => {
    const other = await testEnv.start({ RUN: 'web', PORT: '0' })
    const athlete = testEnv.strava.addAthlete({ firstname: 'Ana' })
    const { browser, authorizeUrl } = await startLinking(testEnv.addPerson('ana'))
    const callback = await athlete.signIn(authorizeUrl)
    const otherCallback = callback.replace(`:${testEnv.port}/`, `:${other.port}/`)
    const pages = await Promise.all(
      [callback, otherCallback, callback, otherCallback].map((address) => browser.get(address)),
    )
    expect(new Set(pages.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(pages[0]?.status).toBe(200)
    expect(exchanges()).toBe(1)
  })

  test("while Strava doesn't respond shows the same error as the first", async () => {
    await testEnv.restart({}, { timing: { stravaTimeoutMs: 700 } })
    const athlete = testEnv.strava.addAthlete({ firstname: 'Ana' })
    const { browser, authorizeUrl } = await startLinking(testEnv.addPerson('ana'))
    const callback = await athlete.signIn(authorizeUrl)
    testEnv.strava.failNext(1, 'hang', { kind: 'token' })
    const first = browser.get(callback)
    await testEnv.strava.waitForRequest(({ kind }) => kind === 'token', 'the exchange')
    const second = await browser.get(callback)
    expect([second.status, second.text]).toEqual([502, (await first).text])
    expect(exchanges()).toBe(1)
  })

  test('after the athlete declined, or unticked a box, shows the same page again', async () => {
    const athlete = testEnv.strava.addAthlete({ firstname: 'Ana' })
    for (const [choice, text] of [
      [{ deny: true }, 'Nothing was connected'],
      [{ untick: ['activity:read'] }, 'A permission is missing'],
    ] as const) {
      const { browser, authorizeUrl } = await startLinking(testEnv.addPerson(`ana${text.length}`))
      const callback = await athlete.signIn(authorizeUrl, {
        ...choice,
        untick: [...('untick' in choice ? choice.untick : [])],
      })
      for (const _ of ['first', 'second']) expect((await browser.get(callback)).text).toContain(text)
      // Going back to Strava and deciding differently is a new callback.
      expect((await browser.get(await athlete.signIn(authorizeUrl))).status).toBe(410)
    }
  })

  test('after the member disconnected says that the link has expired', async () => {
    const who = testEnv.addPerson('ana')
    const { browser, authorizeUrl } = await startLinking(who)
    const callback = await testEnv.strava.addAthlete({ firstname: 'Ana' }).signIn(authorizeUrl)
    expect((await browser.get(callback)).status).toBe(200)
    const unlinking = who.clickButton(await testEnv.runCommand(who, '/strava unlink'), 'Disconnect')
    await unlinking.waitForEdit((message) => message.text(who).includes('being deleted'))
    expect((await browser.get(callback)).status).toBe(410)
  })

  test('shows the page for a few minutes, and stores no name, code or secret in plain text for it', async () => {
    const who = testEnv.addPerson('ana', { globalName: 'Anastasia' })
    const { browser, authorizeUrl } = await startLinking(who)
    const callback = await testEnv.strava.addAthlete({ firstname: 'Anastasia' }).signIn(authorizeUrl)
    await browser.get(callback)
    const redis = new Redis(testEnv.redisUrl)
    const [key = ''] = await redis.keys('*:oauth-state:*')
    const stored = JSON.stringify(await redis.hgetall(key))
    for (const secret of ['Anastasia', 'ana"', new URL(callback).searchParams.get('code') ?? '', browser.cookies()]) {
      expect(stored).not.toContain(secret)
    }
    expect(await redis.pttl(key)).toBeGreaterThan(5 * MINUTE)
    expect(await redis.pttl(key)).toBeLessThanOrEqual(10 * MINUTE)
    await redis.pexpire(key, 0)
    await redis.quit()
    expect((await browser.get(callback)).status).toBe(410)
  })

  test.each([
    ['HEAD', { method: 'HEAD' }],
    ['a prefetch', { headers: { 'sec-purpose': 'prefetch' } }],
    ['a prerender', { headers: { 'sec-purpose': 'prefetch;prerender' } }],
    ['an older prefetch', { headers: { purpose: 'prefetch' } }],
    ['a preview', { headers: { 'x-purpose': 'preview' } }],
  ])('fetched first as %s still works', async (_, init: { method?: string; headers?: Record<string, string> }) => {
    const who = testEnv.addPerson('ana')
    const { address, browser, authorizeUrl } = await startLinking(who)
    const callback = await testEnv.strava.addAthlete({ firstname: 'Ana' }).signIn(authorizeUrl)
    const headers = { ...init.headers, cookie: browser.cookies() }
    for (const url of [address, callback]) await fetch(url, { ...init, headers })
    expect((await fetch(callback, { ...init, headers })).status).toBe(503)
    expect(exchanges()).toBe(0)
    expect((await browser.get(callback)).status).toBe(200)
    expect(await isLinked(who)).toBe(true)
  })
})

describe('nothing is stored', () => {
  test('when the athlete declines on Strava', async () => {
    const who = testEnv.addPerson('ana')
    const { browser, authorizeUrl } = await startLinking(who)
    const page = await browser.get(
      await testEnv.strava.addAthlete({ firstname: 'Ana' }).signIn(authorizeUrl, { deny: true }),
    )
    expect(page.text).toContain('Nothing was connected')
    expect(await isLinked(who)).toBe(false)
  })

  test('when the box for activities was not ticked, and the page says which one', async () => {
    const who = testEnv.addPerson('ana')
    const { browser, authorizeUrl } = await startLinking(who)
    const athlete = testEnv.strava.addAthlete({ firstname: 'Ana' })
    const page = await browser.get(await athlete.signIn(authorizeUrl, { untick: ['activity:read'] }))
    expect(page.status).toBe(403)
    expect(page.text).toContain('View data about your activities')
    expect(await isLinked(who)).toBe(false)
  })

  test('when the callback URL claims more scopes than Strava granted, and access is revoked', async () => {
    const who = testEnv.addPerson('ana')
    const { browser, authorizeUrl } = await startLinking(who)
    const athlete = testEnv.strava.addAthlete({ firstname: 'Ana' })
    const callback = new URL(await athlete.signIn(authorizeUrl, { untick: ['activity:read'] }))
    callback.searchParams.set('scope', 'read,activity:read')
    const page = await browser.get(callback.href)
    expect(page.status).toBe(403)
    expect(await isLinked(who)).toBe(false)
    expect(athlete.grants()).toEqual([])
  })

  test("when Strava doesn't respond", async () => {
    const who = testEnv.addPerson('ana')
    const { browser, authorizeUrl } = await startLinking(who)
    const callback = await testEnv.strava.addAthlete({ firstname: 'Ana' }).signIn(authorizeUrl)
    testEnv.strava.startOutage()
    const page = await browser.get(callback)
    expect(page.status).toBe(502)
    expect(page.text).toContain("Strava didn't answer")
    testEnv.strava.endOutage()
    expect(await isLinked(who)).toBe(false)
  })
})

describe('an athlete who is connected to another Discord account', () => {
  test('is refused and told how to proceed, and the first connection keeps working', async () => {
    const { who: first, athlete } = await testEnv.connectMember('ana')
    const second = testEnv.addPerson('eve')
    const { browser, authorizeUrl } = await startLinking(second)
    const page = await browser.get(await athlete.signIn(authorizeUrl))
    expect(page.status).toBe(409)
    expect(page.text).toContain('Use /strava unlink from that account')
    expect(await isLinked(second)).toBe(false)
    expect(await testEnv.readReply(first, '/strava recent')).toContain('No activities yet')
  })

  test("can't replace the athlete of a connected Discord account, and the new access is revoked", async () => {
    const { who } = await testEnv.connectMember('ana')
    const other = testEnv.strava.addAthlete({ firstname: 'Other' })
    const { browser, authorizeUrl } = await startLinking(who)
    const page = await browser.get(await other.signIn(authorizeUrl))
    expect(page.status).toBe(409)
    expect(page.text).toContain('connected to ana Invented')
    expect(other.grants()).toEqual([])
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('ana Invented')
  })

  test("who signs in through another member's link by mistake disconnects neither member", async () => {
    const ana = await testEnv.connectMember('ana', {
      activities: recentActivities([activityFixtures.paceThatRoundsUp], testEnv.clock.now()),
    })
    const bo = await testEnv.connectMember('bo')
    const [button] = (await testEnv.runCommand(bo.who, '/strava link')).links()
    const browser = createTestBrowser()
    const { location } = await browser.post(button?.url ?? '', { share: 'off' })
    const page = await browser.get(await ana.athlete.signIn(location))
    expect(page.status).toBe(409)
    testEnv.clock.advance(7 * 3600_000)
    expect(await testEnv.readReply(ana.who, '/strava recent')).toContain('1 activity')
    expect(bo.athlete.grants()).toHaveLength(1)
  })
})

describe('stored data', () => {
  test('holds no token, state or name in plain text, in values or keys', async () => {
    const { who, athlete } = await testEnv.connectMember('anastasia')
    const address = await connectUrlOf(who)
    const secrets = [
      ...athlete.grants().flatMap(({ refreshToken, accessTokens }) => [refreshToken, ...accessTokens]),
      address.split('/').at(-1) ?? '',
      'anastasia',
      'Invented',
    ]
    const redis = new Redis(testEnv.redisUrl)
    const everything: string[] = []
    for (const key of await redis.keys('*')) {
      everything.push(key, await dumpKey(redis, key))
    }
    await redis.quit()
    expect(everything.length).toBeGreaterThan(8)
    for (const secret of secrets) {
      expect(everything.filter((text) => text.includes(secret))).toEqual([])
    }
  })
})

async function dumpKey(redis: Redis, key: string): Promise<string> {
  switch (await redis.type(key)) {
    case 'string':
      return (await redis.get(key)) ?? ''
    case 'hash':
      return JSON.stringify(await redis.hgetall(key))
    case 'list':
      return JSON.stringify(await redis.lrange(key, 0, -1))
    case 'zset':
      return JSON.stringify(await redis.zrange(key, '0', '-1'))
    case 'stream':
      return JSON.stringify(await redis.xrange(key, '-', '+'))
    default:
      return JSON.stringify(await redis.smembers(key))
  }
}
