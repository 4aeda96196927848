import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import type { DiscordMessage } from '../../sandbox/discord/index.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { createRecordingLog } from '../support/recording-log.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ interactions: 'http', environment: { SETTLE_SECONDS: '0' } })

const run = { ...activityFixtures.paceThatRoundsUp, gps: false }
const endpoint = () => `http://127.0.0.1:${testEnv.port}/interactions`
const callbacks = () => testEnv.discord.requests.filter(({ path }) => path.endsWith('/callback'))

describe('without a gateway, over HTTP', () => {
  test('the program is ready, has registered its commands once, and never connects', async () => {
    const response = await fetch(`http://127.0.0.1:${testEnv.port}/readyz`)
    expect([response.status, await response.json()]).toEqual([
      200,
      { status: 'ready', redis: true, encryptionKey: true, worker: true, web: true },
    ])
    expect(testEnv.discord.registrations).toBe(1)
    expect(testEnv.discord.sessions.identifies).toBe(0)
  })

  test('a member connects, and sees their activities', async () => {
    const activities = recentActivities([run], testEnv.clock.now())
    const { who } = await testEnv.addMember('ana', { activities })
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    expect(await testEnv.readReply(who, '/strava recent private:true')).toContain('1 activity')
  })

  test('/strava link names the server, the member and the channel', async () => {
    const message = await testEnv.runCommand(testEnv.addPerson('ana'), '/strava link')
    const page = await (await fetch(message.links()[0]?.url ?? '')).text()
    expect(page).toContain('Invented Wheelers')
    expect(page).toContain('ana')
  })

  test('a select changes a setting, and a button undoes it', async () => {
    const { who } = await testEnv.connectMember('ana', { share: 'ask' })
    const panel = await testEnv.runCommand(who, '/strava settings')
    const saved = await who.selectOptions(panel, 'settings-set:all::sharing', ['auto']).waitForReply()
    expect(saved.id).toBe(panel.id)
    expect(saved.text(who)).toContain('Post automatically')
    expect((await who.clickButton(saved, 'Undo').waitForReply()).text(who)).toContain('Ask me first')
  })

  test('an admin fills in a form', async () => {
    const { admin } = testEnv
    await testEnv.addFeedByCommand()
    const panel = await testEnv.runCommand(admin, '/strava-admin settings')
    const page = await admin.selectOptions(panel, 'feed-open:feed', [testEnv.channel.id]).waitForReply()
    const limits = await admin.clickButton(page, 'Limits').waitForReply()
    const opened = admin.clickButton(limits, 'Minimums')
    await opened.waitForResponse()
    const saved = await admin.submitModal(opened, { distance: '8', minutes: '20' }).waitForReply()
    expect(saved.text(admin)).toContain('at least 8 km · at least 20 min')
  })

  test('activities and sports are suggested while a person types', async () => {
    const activities = recentActivities([{ ...run, name: 'Over the hill' }], testEnv.clock.now())
    const { who } = await testEnv.addMember('ana', { activities })
    const [activity] = await who.requestAutocomplete(testEnv.channel, '/strava activity activity:hill')
    expect(activity?.name).toContain('Over the hill')
    const [sport] = await who.requestAutocomplete(testEnv.channel, '/strava recent sport:yo')
    expect(sport?.name).toContain('Yoga')
  })

  test('the context menus of users and messages work', async () => {
    await testEnv.addFeedByCommand()
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const [post] = testEnv.channel.messages().filter(({ interaction }) => !interaction)
    const bo = testEnv.addPerson('bo')
    const viewInteraction = bo.runContextMenuCommand(testEnv.channel, 'Recent activities', who)
    expect((await viewInteraction.waitForReply()).text(bo)).toContain('Latest activities of @ana')
    const removeInteraction = who.runContextMenuCommand(testEnv.channel, 'Remove this post', post as DiscordMessage)
    expect((await removeInteraction.waitForReply()).text(who)).toContain("won't be posted in #activities again")
  })

  test('a member without Manage Server is refused admin commands', async () => {
    await testEnv.addFeedByCommand()
    const panel = await testEnv.runCommand(testEnv.admin, '/strava-admin settings')
    testEnv.guild.join(testEnv.admin, { permissions: [] })
    const refused = testEnv.admin.selectOptions(panel, 'feed-open:feed', [testEnv.channel.id])
    await expect.poll(() => refused.text()).toContain('Manage Server')
  })

  test('a command in a direct message has no server', async () => {
    const ana = testEnv.addPerson('ana')
    const refused = await ana.runCommand(ana.directChannel(), '/strava link').waitForReply()
    expect(refused.text(ana)).toContain('This only works in a server.')
  })

  test('an interaction that Discord delivers twice is answered once', async () => {
    const interaction = testEnv.addPerson('ana').runCommand(testEnv.channel, '/strava help')
    await interaction.waitForReply()
    testEnv.discord.replayInteraction(interaction)
    await expect.poll(() => callbacks().map(({ status }) => status)).toEqual([204, 400])
  })

  test('an interaction that reaches two processes at once is answered once', async () => {
    const second = await testEnv.start({ RUN: 'web', PORT: '0' })
    const targets = [endpoint(), `http://127.0.0.1:${second.port}/interactions`]
    const balancer = createServer(async (incoming, outgoing) => {
      const body = await text(incoming)
      const headers = Object.fromEntries(
        Object.entries(incoming.headers).filter(([name]) => /^x-signature|^content-type/.test(name)),
      ) as Record<string, string>
      const answers = await Promise.all(targets.map((target) => fetch(target, { method: 'POST', headers, body })))
      const [answer] = answers
      const type = answer?.headers.get('content-type')
      outgoing.writeHead(answer?.status ?? 500, type ? { 'content-type': type } : {}).end(await answer?.text())
    }).listen(0, '127.0.0.1')
    await once(balancer, 'listening')
    try {
      await testEnv.discord.setInteractionsEndpoint(`http://127.0.0.1:${(balancer.address() as AddressInfo).port}/`)
      const who = testEnv.addPerson('ana')
      expect((await who.runCommand(testEnv.channel, '/strava help').waitForReply()).text(who)).toContain(
        '/strava recent',
      )
      await expect
        .poll(() =>
          callbacks()
            .map(({ status }) => status)
            .sort(),
        )
        .toEqual([204, 400])
      await testEnv.waitUntilIdle()
      const edits = testEnv.discord.requests.filter(
        ({ method, path }) => method === 'PATCH' && path.includes('webhooks'),
      )
      expect(edits).toHaveLength(1)
    } finally {
      await testEnv.discord.setInteractionsEndpoint(endpoint())
      balancer.close()
    }
    expect(testEnv.discord.registrations).toBe(1)
  })

  test('a program that starts while Discord is down registers the commands once Discord is back', async () => {
    await testEnv.stop()
    testEnv.discord.startOutage('drop')
    await testEnv.start()
    await testEnv.discord.waitForRequest(({ path }) => path === '/applications/@me', 'the first try to register')
    testEnv.discord.endOutage()
    const isApplicationRead = ({ path, status }: { path: string; status: number }) =>
      path === '/applications/@me' && status === 200
    await testEnv.discord.waitForRequest(isApplicationRead, 'the second try', 8000)
    expect(await testEnv.readReply(testEnv.addPerson('ana'), '/strava help')).toContain('/strava recent')
  })

  test('the feeds of a server that removed the bot are kept for 30 days, unless it adds the bot again', async () => {
    await testEnv.addFeedByCommand()
    const ttl = () => testEnv.ttlOf(`:feeds:${testEnv.guild.id}`)
    for (let index = 0; index < 200; index += 1) testEnv.discord.addGuild({ name: `Other club ${index}` })
    testEnv.guild.removeBot()
    await testEnv.restart()
    await expect.poll(ttl).toBeGreaterThan(29 * 24 * 3600_000)
    testEnv.guild.addBot()
    await testEnv.restart()
    await expect.poll(ttl).toBe(-1)
  })

  test('the log names the URL that is missing in the developer portal', async () => {
    const { log, lines } = createRecordingLog()
    const endpointWarnings = () =>
      lines.filter(({ msg }) => msg.startsWith('the Interactions Endpoint URL')).map(({ url }) => url)
    const isListed = ({ path }: { path: string }) => path === '/users/@me/guilds'
    await testEnv.restart({}, { log })
    await testEnv.discord.waitForRequest(isListed, 'the end of the start')
    expect(endpointWarnings()).toEqual([])
    await testEnv.discord.setInteractionsEndpoint(undefined)
    await testEnv.restart({}, { log })
    await expect.poll(endpointWarnings).toEqual([endpoint()])
  })

  test('the key of another application ends the program, and says where to find the right one', async () => {
    await testEnv.stop()
    await testEnv.start({ DISCORD_PUBLIC_KEY: 'ab'.repeat(32) })
    await expect
      .poll(() => testEnv.fatal.map(({ message }) => message))
      .toEqual([expect.stringMatching(/^DISCORD_PUBLIC_KEY isn't the key of this bot: .* → Public Key$/)])
  })
})

describe('a request to /interactions', () => {
  const PING = JSON.stringify({ id: '1', application_id: '2', type: 1, token: 'ping', version: 1 })

  const post = (body: string, headers: Record<string, string>, url = endpoint()) =>
    fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } })
  const statusOf = async (body: string, headers: Record<string, string>) => (await post(body, headers)).status
  const signed = (body: string, at?: number) => testEnv.discord.signatureOf(body, at)

  test('that is a PING is answered with PONG', async () => {
    const response = await post(PING, signed(PING))
    expect([response.status, response.headers.get('content-type'), await response.json()]).toEqual([
      200,
      'application/json',
      { type: 1 },
    ])
  })

  test('with a missing or malformed header is refused', async () => {
    const { 'x-signature-ed25519': signature = '', 'x-signature-timestamp': timestamp = '' } = signed(PING)
    const wrong: Record<string, string>[] = [
      {},
      { 'x-signature-ed25519': signature },
      { 'x-signature-timestamp': timestamp },
      { 'x-signature-ed25519': 'not hexadecimal', 'x-signature-timestamp': timestamp },
      { 'x-signature-ed25519': signature.slice(2), 'x-signature-timestamp': timestamp },
      { 'x-signature-ed25519': `${signature}00`, 'x-signature-timestamp': timestamp },
      { 'x-signature-ed25519': signature, 'x-signature-timestamp': String(Number(timestamp) + 1) },
      { 'x-signature-ed25519': signature, 'x-signature-timestamp': 'now' },
    ]
    expect(await Promise.all(wrong.map((headers) => statusOf(PING, headers)))).toEqual(wrong.map(() => 401))
  })

  test('that was changed in transit is refused', async () => {
    expect(await statusOf(PING.replace('"2"', '"3"'), signed(PING))).toBe(401)
  })

  test('that is signed with another key is refused', async () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const { 'x-signature-timestamp': timestamp = '' } = signed(PING)
    const signature = sign(null, Buffer.from(timestamp + PING), privateKey).toString('hex')
    const headers = { 'x-signature-ed25519': signature, 'x-signature-timestamp': timestamp }
    expect(await statusOf(PING, headers)).toBe(401)
  })

  test('that is older than five minutes is refused', async () => {
    const now = testEnv.clock.now()
    expect(await statusOf(PING, signed(PING, now - 4 * 60_000))).toBe(200)
    expect(await statusOf(PING, signed(PING, now - 6 * 60_000))).toBe(401)
    expect(await statusOf(PING, signed(PING, Number.NaN))).toBe(401)
  })

  test('that is signed but is not an interaction is refused', async () => {
    for (const body of ['', '{', '[]', 'null', '"type"', '{"type":2}', '{"type":"1","id":"1"}'])
      expect([body, await statusOf(body, signed(body))]).toEqual([body, 400])
  })

  test('of an unknown type is accepted and not answered', async () => {
    const body = JSON.stringify({ ...JSON.parse(PING), type: 99 })
    expect(await statusOf(body, signed(body))).toBe(202)
    await testEnv.waitUntilIdle()
    expect(callbacks()).toEqual([])
  })

  test('with another method gets 404', async () => {
    expect((await fetch(endpoint())).status).toBe(404)
  })
})

describe('with a gateway and no public key', () => {
  test('the endpoint does not exist', async () => {
    const gateway = await testEnv.start({ RUN: 'web', PORT: '0', DISCORD_PUBLIC_KEY: '' })
    expect((await fetch(`http://127.0.0.1:${gateway.port}/interactions`, { method: 'POST' })).status).toBe(404)
  })
})
