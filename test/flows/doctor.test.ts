import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startLatencyProxy } from '../../bench/support/latency-proxy.ts'
import { findFreePort, type RedisServer, startRedisServer } from '../../sandbox/redis-server.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { describeFinding } from '../../src/checks/index.ts'
import { runChecks } from '../../src/cli/run-checks.ts'
import { readConfig } from '../../src/config.ts'
import { keys, QUEUE_PREFIX } from '../../src/redis/keys.ts'
import { CLIENT, createTestEnv, type TestEnv } from '../support/test-env.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const OTHER_KEY = Buffer.alloc(32, 9).toString('base64')

/** The doctor's findings with these settings: the severity, kind and text of each. */
async function examineEnv(env: TestEnv, environment: Record<string, string> = {}, aheadMs = 0) {
  const config = readConfig(env.environmentFor(environment))
  const { findings } = await runChecks({ config, now: () => env.clock.now() + aheadMs })
  return findings.map((finding) => `${finding.severity} ${finding.kind}: ${describeFinding(finding)}`)
}

/** Breaks something for real. May return settings for the doctor, or how far its clock is ahead. */
type Injection = () => Promise<{ environment?: Record<string, string>; aheadMs?: number } | undefined>

interface Fault {
  /** Wrong settings for the doctor. */
  environment?: () => Record<string, string>
  inject?: Injection
  /** The beginning of the only finding. */
  expectedFinding: string
  /** The next test needs a new environment. */
  needsNewEnv?: boolean
}

const testEnv = useTestEnv()
const servers: Server[] = []

/** Another program on this machine. */
async function serve(respond: (url: URL) => { status: number; body: string }): Promise<string> {
  const server = createServer((request, response) => {
    const { status, body } = respond(new URL(request.url ?? '/', 'http://127.0.0.1'))
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(testEnv.redisUrl)
  try {
    return await work(redis)
  } finally {
    redis.disconnect()
  }
}

const callDiscord = (method: string, path: string, body?: unknown) =>
  fetch(`${testEnv.discord.apiUrl}/v10/applications/${testEnv.discord.applicationId}${path}`, {
    method,
    headers: {
      authorization: `Bot ${testEnv.environmentFor().DISCORD_TOKEN}`,
      'content-type': 'application/json',
      'user-agent': 'DiscordBot (https://bot.example.org, 1)',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

async function removeSubscription(): Promise<void> {
  const query = new URLSearchParams({ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret })
  await fetch(`${testEnv.strava.apiUrl}/push_subscriptions/${testEnv.strava.subscription()?.id}?${query}`, {
    method: 'DELETE',
  })
}

/** Resolves when the program is connected to Discord and its commands are registered. */
const waitForGateway = () =>
  expect
    .poll(async () => (await fetch(`http://127.0.0.1:${testEnv.port}/readyz`)).json())
    .toMatchObject({ gateway: true })

/** Adds jobs that no worker processes. */
async function addJobs(queueName: string, count: number, timestamp: number): Promise<void> {
  await testEnv.restart({ RUN: 'bot,web' })
  await waitForGateway()
  await withRedis(async (redis) => {
    const queue = new Queue(queueName, { connection: redis, prefix: QUEUE_PREFIX })
    await queue.addBulk(Array.from({ length: count }, () => ({ name: 'invented', data: {}, opts: { timestamp } })))
    await queue.close()
  })
}

/** A member has the only seat, and someone else asks for one. */
async function startWaiting(environment: Record<string, string>): Promise<void> {
  await testEnv.restart(environment)
  await waitForGateway()
  await testEnv.addMember('ana')
  await testEnv.runCommand(testEnv.addPerson('cleo'), '/strava link')
}

const MINUTE_MS = 60_000

const FAULTS: Record<string, Fault> = {
  'a wrong bot token': {
    environment: () => ({ DISCORD_TOKEN: 'aW52ZW50ZWQ.wrong.token' }),
    expectedFinding: 'error token-refused: Discord rejects DISCORD_TOKEN. Get a new one',
  },
  'an outage of Discord': {
    inject: async () => void testEnv.discord.startOutage('503'),
    expectedFinding: 'error discord-unreachable: Discord does not answer (GET /applications/@me: 503',
  },
  'a privileged intent that the bot does not need': {
    inject: async () => void testEnv.discord.changeSettings({ flags: 1 << 19 }),
    expectedFinding: 'warning privileged-intents: The bot needs no privileged intents. Turn off Message Content',
  },
  'an application that nobody can invite': {
    inject: async () => void testEnv.discord.changeSettings({ requiresCodeGrant: true }),
    expectedFinding: 'error code-grant-required: Nobody can invite the bot. Turn off Requires OAuth2 Code Grant',
  },
  'a bot in no server': {
    async inject() {
      testEnv.guild.removeBot()
      await testEnv.waitUntilIdle()
      return undefined
    },
    expectedFinding:
      'warning in-no-server: The bot is in no server. Invite it: https://discord.com/oauth2/authorize?client_id=',
  },
  'the public key of another application': {
    environment: () => ({ DISCORD_PUBLIC_KEY: '0'.repeat(64) }),
    expectedFinding: 'error public-key-differs: DISCORD_PUBLIC_KEY belongs to another application than DISCORD_TOKEN.',
  },
  'commands that Discord sends to another address': {
    async inject() {
      const port = String(await findFreePort())
      await testEnv.start({ RUN: 'web', PORT: port, DISCORD_PUBLIC_KEY: testEnv.discord.publicKey })
      await testEnv.discord.setInteractionsEndpoint(`http://127.0.0.1:${port}/interactions`)
      return undefined
    },
    expectedFinding: 'error interactions-elsewhere: Discord sends commands to http://127.0.0.1:',
    needsNewEnv: true,
  },
  'commands that another program with the same token removed': {
    inject: async () => void (await callDiscord('PUT', '/commands', [])),
    expectedFinding: "error commands-missing: Discord doesn't have these commands: strava, strava-admin",
    needsNewEnv: true,
  },
  'commands of another version': {
    inject: () =>
      withRedis(async (redis) => {
        await redis.set(keys.registeredCommands(), JSON.stringify({ hash: 'of-another-version', ids: {} }))
        return undefined
      }),
    expectedFinding: 'warning commands-outdated: Discord has the commands of another version. Restart the bot',
  },
  'a server in DISCORD_GUILD_IDS that the bot is not in': {
    environment: () => ({ DISCORD_GUILD_IDS: `${testEnv.guild.id},100000000000000001` }),
    expectedFinding:
      "warning allowed-server-missing: DISCORD_GUILD_IDS names servers that the bot isn't in: 100000000000000001. Invite",
  },
  'a server that DISCORD_GUILD_IDS does not name': {
    environment: () => ({ DISCORD_GUILD_IDS: testEnv.guild.id }),
    inject: async () => void testEnv.discord.addGuild({ name: 'Other Wheelers' }),
    expectedFinding: "warning server-not-allowed: The bot does nothing in servers that DISCORD_GUILD_IDS doesn't name",
  },
  'a missing permission in one of two feed channels': {
    async inject() {
      const other = testEnv.guild.addChannel({ name: 'rides' })
      await testEnv.addFeed()
      await testEnv.addFeed({ channel: other, runIn: testEnv.channel })
      testEnv.discord.denyPermission(other, 'SendMessages')
      return undefined
    },
    expectedFinding: 'error channel-permissions: The bot is missing permissions in https://discord.com/channels/',
  },
  'a feed channel where the bot may not attach maps': {
    async inject() {
      await testEnv.addFeed()
      testEnv.discord.denyPermission(testEnv.channel, 'AttachFiles')
      return undefined
    },
    expectedFinding: 'warning channel-permissions: The bot is missing permissions in https://discord.com/channels/',
  },
  'a deleted feed channel': {
    async inject() {
      await testEnv.addFeed()
      testEnv.guild.removeChannel(testEnv.channel)
      return undefined
    },
    expectedFinding: "error channel-gone: The bot can't see the channel of a feed: https://discord.com/channels/",
  },
  'a timed out bot': {
    async inject() {
      await testEnv.addFeed()
      testEnv.discord.timeOutBot(testEnv.guild, 60 * MINUTE_MS)
      return undefined
    },
    expectedFinding: 'error bot-timed-out: The bot is timed out in the server of https://discord.com/channels/',
  },
  'a forum that requires a tag and has none': {
    async inject() {
      const forum = testEnv.guild.addChannel({ name: 'forum', type: 'forum' })
      await testEnv.addFeed({ channel: forum, runIn: testEnv.channel })
      testEnv.discord.updateForum(forum, { requiresTag: true, tags: [] })
      return undefined
    },
    expectedFinding: 'error forum-without-tag: The forum https://discord.com/channels/',
  },
  'a wrong client secret': {
    environment: () => ({ STRAVA_CLIENT_SECRET: 'another-invented-secret' }),
    expectedFinding: 'error client-refused: Strava rejects STRAVA_CLIENT_ID or STRAVA_CLIENT_SECRET. Copy both',
  },
  'a Strava application whose owner has no subscription': {
    inject: async () => void testEnv.strava.deactivateApplication(),
    expectedFinding:
      'error application-inactive: Strava has deactivated the application. Its owner needs a paid Strava subscription',
  },
  'an outage of Strava': {
    inject: async () => void testEnv.strava.startOutage('503'),
    expectedFinding: 'error strava-unreachable: Strava does not answer (GET /push_subscriptions: 503',
  },
  'an outage of Strava that is over, which the bot does not know yet': {
    async inject() {
      const { who } = await testEnv.addMember('ana')
      testEnv.strava.startOutage('503')
      for (let i = 0; i < 3; i += 1) who.runCommand(testEnv.channel, '/strava recent')
      await expect.poll(() => withRedis((redis) => redis.get(keys.circuitBreaker()))).toContain('"until"')
      testEnv.strava.endOutage()
      return undefined
    },
    expectedFinding: 'error calls-stopped: Strava has failed since 20',
  },
  'a read budget that is used up': {
    async inject() {
      const { who } = await testEnv.addMember('ana')
      testEnv.strava.exhaustRateLimit()
      await testEnv.readReply(who, '/strava recent')
      return undefined
    },
    expectedFinding: "warning budget-spent: Strava's rate limit is reached, so posts wait until 20",
  },
  'a read budget that is almost used up': {
    async inject() {
      const { who, athlete } = await testEnv.addMember('ana')
      testEnv.strava.setLimits({ read: [200, 100] })
      const [token] = athlete.grants()[0]?.accessTokens ?? []
      const headers = { authorization: `Bearer ${token}` }
      for (let i = 0; i < 90; i += 1) await fetch(`${testEnv.strava.apiUrl}/athlete`, { headers })
      await testEnv.readReply(who, '/strava recent')
      return undefined
    },
    expectedFinding: 'warning budget-low: Only ',
  },
  'a PUBLIC_URL at which nothing answers': {
    inject: async () => ({ environment: { PUBLIC_URL: `http://127.0.0.1:${await findFreePort()}` } }),
    expectedFinding:
      'error public-url-unanswered: Nothing answers at PUBLIC_URL, asked from this machine (http://127.0.0.1:',
  },
  'a PUBLIC_URL at which another program answers': {
    inject: async () => ({ environment: { PUBLIC_URL: await serve(() => ({ status: 200, body: '{}' })) } }),
    expectedFinding: 'error public-url-of-another-program: Another program, or a login page, answers at PUBLIC_URL',
  },
  'another callback domain': {
    async inject() {
      const environment = { HOST: '0.0.0.0', PUBLIC_URL: `http://127.0.0.2:${testEnv.port}` }
      await testEnv.restart(environment)
      await testEnv.waitUntilStarted()
      return { environment }
    },
    expectedFinding:
      'error callback-domain-refused: Strava refuses to send members back to PUBLIC_URL. Set the Authorization Callback Domain to 127.0.0.2',
    needsNewEnv: true,
  },
  'a push subscription that was deleted': {
    async inject() {
      await removeSubscription()
      return undefined
    },
    expectedFinding: 'error subscription-missing: There is no push subscription, so Strava sends no events.',
    needsNewEnv: true,
  },
  'a push subscription that Strava could not create': {
    async inject() {
      await removeSubscription()
      await withRedis((redis) => redis.set(keys.subscription(), JSON.stringify({ state: 'unreachable', checkedAt: 0 })))
      return undefined
    },
    expectedFinding: "error webhook-unreachable: Strava can't reach PUBLIC_URL, so it sends no events.",
    needsNewEnv: true,
  },
  'a push subscription for another address': {
    async inject() {
      const other = await serve((url) => {
        const challenge = url.searchParams.get('hub.challenge')
        return { status: 200, body: JSON.stringify({ 'hub.challenge': challenge }) }
      })
      await removeSubscription()
      const form = { ...{ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret, verify_token: 'invented' } }
      const body = new URLSearchParams({ ...form, callback_url: `${other}/hook` })
      await fetch(`${testEnv.strava.apiUrl}/push_subscriptions`, { method: 'POST', body })
      return undefined
    },
    expectedFinding: 'error subscription-elsewhere: Strava sends its events to http://127.0.0.1:',
    needsNewEnv: true,
  },
  'a STRAVA_WEBHOOK_SECRET that differs from the web role’s': {
    environment: () => ({ STRAVA_WEBHOOK_SECRET: 'invented-secret-of-another-program' }),
    expectedFinding: `error subscription-elsewhere: Strava sends its events to http://127.0.0.1:`,
  },
  'a Redis that cannot be reached': {
    inject: async () => ({ environment: { REDIS_URL: `redis://127.0.0.1:${await findFreePort()}` } }),
    expectedFinding: 'error redis-unavailable: REDIS_URL: the Redis at 127.0.0.1:',
  },
  'a Redis that is far away': {
    async inject() {
      const proxy = await startLatencyProxy(testEnv.redisUrl, 60)
      onEnd = () => proxy.close()
      return { environment: { REDIS_URL: proxy.url } }
    },
    expectedFinding: 'warning redis-slow: Redis takes 1',
  },
  'another encryption key': {
    environment: () => ({ ENCRYPTION_KEY: OTHER_KEY }),
    expectedFinding: 'error key-missing: The stored data is encrypted with the key ',
  },
  'another encryption key in a running process': {
    async inject() {
      await testEnv.restart({ ENCRYPTION_KEY: OTHER_KEY })
      await waitForGateway()
      return undefined
    },
    expectedFinding: 'error key-missing: The stored data is encrypted with the key ',
  },
  'a command that no worker runs': {
    inject: async () => void (await addJobs('commands', 1, Date.now() - MINUTE_MS)),
    expectedFinding: 'error queue-stalled: A job in the queue commands has waited for 1 min.',
  },
  'a background job that no worker runs': {
    inject: async () => void (await addJobs('background', 1, Date.now() - 20 * MINUTE_MS)),
    expectedFinding: 'error queue-stalled: A job in the queue background has waited for 20 min.',
  },
  'a long queue': {
    inject: async () => void (await addJobs('background', 501, Date.now())),
    expectedFinding: 'warning queue-long: 50',
  },
  'a background job that failed for good': {
    inject: () =>
      withRedis(async (redis) => {
        await redis.zadd(`${QUEUE_PREFIX}:background:failed`, Date.now(), 'invented')
        return undefined
      }),
    expectedFinding:
      'warning jobs-failed: 1 background job failed in the last seven days. See which and why with npm run jobs',
  },
  'members whose connection Strava rejects': {
    inject: () =>
      withRedis(async (redis) => {
        await redis.sadd(keys.invalidLinks(), '300000000000000001', '300000000000000002')
        return undefined
      }),
    expectedFinding: 'warning links-invalid: 2 members have to reconnect Strava with /strava link.',
  },
  'no free seat in the Strava application': {
    async inject() {
      await testEnv.addMember('ana')
      return undefined
    },
    environment: () => ({ STRAVA_ATHLETE_CAPACITY: '1' }),
    expectedFinding:
      'warning seats-full: 1 of 1 Strava seats are taken, so nobody else can connect. Ask Strava for more athletes: https://www.strava.com/settings/api. If it already allows more, raise STRAVA_ATHLETE_CAPACITY.',
  },
  'people waiting for a seat in the Strava application': {
    async inject() {
      const environment = { STRAVA_ATHLETE_CAPACITY: '1' }
      await startWaiting(environment)
      return { environment }
    },
    expectedFinding:
      'warning seats-full: 1 of 1 Strava seats are taken, and 1 person waits for one. Ask Strava for more athletes',
  },
  'a worker with a lower STRAVA_ATHLETE_CAPACITY': {
    async inject() {
      await startWaiting({ STRAVA_ATHLETE_CAPACITY: '1' })
      return undefined
    },
    expectedFinding:
      'warning people-waiting: 1 person waits for a Strava seat, although some are free (1 of 10 taken). The bot offers',
  },
  'a clock that is ahead': {
    inject: async () => ({ aheadMs: 2 * MINUTE_MS }),
    expectedFinding: 'error clock-wrong: The clock of this machine is 12',
  },
  'a clock that is behind': {
    inject: async () => ({ aheadMs: -2 * MINUTE_MS }),
    expectedFinding: 'error clock-wrong: The clock of this machine is 1',
  },
  'a program that is not running': {
    inject: async () => void (await testEnv.stop()),
    expectedFinding: "warning not-running: The bot isn't running here: nothing answers at http://127.0.0.1:",
  },
  'another program on its port': {
    environment: () => ({ PORT: new URL(testEnv.strava.url).port }),
    expectedFinding: 'error port-of-another-program: Another program answers at http://127.0.0.1:',
  },
  'a program that is not connected to Discord': {
    async inject() {
      const status = { status: 'not ready', redis: true, encryptionKey: true, gateway: false, worker: true, web: true }
      const url = await serve(() => ({ status: 503, body: JSON.stringify(status) }))
      return { environment: { PORT: new URL(url).port } }
    },
    expectedFinding:
      "error not-ready: The bot runs but isn't ready: the connection to Discord. If this stays, read its log.",
  },
}

let onEnd: (() => void) | undefined

test('the doctor says nothing about a healthy program with a member and a feed', async () => {
  await testEnv.addFeed()
  await testEnv.addMember('ana', { share: 'auto', activities: [activityFixtures.longRide] })
  expect(await examineEnv(testEnv)).toEqual([])
})

describe('the doctor finds this fault and nothing else:', () => {
  afterEach(async () => {
    onEnd?.()
    onEnd = undefined
  })

  test.each(Object.entries(FAULTS))('%s', async (_, { environment, inject, expectedFinding, needsNewEnv }) => {
    const injected = await inject?.()
    const settings = { ...environment?.(), ...injected?.environment }
    const found = await examineEnv(testEnv, settings, injected?.aheadMs)
    expect(found.map((each) => each.slice(0, expectedFinding.length))).toEqual([expectedFinding])
    if (needsNewEnv) await testEnv.stop()
  })

  test('and restarting the bot registers commands that another program removed', async () => {
    await callDiscord('PUT', '/commands', [])
    await testEnv.restart()
    await waitForGateway()
    expect(await examineEnv(testEnv)).toEqual([])
  })
})

describe('with a Redis of its own, the doctor finds this fault and nothing else:', () => {
  let server: RedisServer
  let ownEnv: TestEnv
  let redis: Redis

  beforeAll(async () => {
    server = await startRedisServer({ persistent: true })
    redis = new Redis(server.url)
    ownEnv = await createTestEnv({ redisUrl: server.url })
    await ownEnv.waitUntilStarted()
  })
  afterAll(async () => {
    redis.disconnect()
    await ownEnv.close()
    await server.close()
  })

  const usedBytes = async () => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1])

  test.each<[string, string, () => Promise<string> | string, string]>([
    [
      'may evict data',
      'maxmemory-policy',
      () => 'allkeys-lru',
      'warning redis-unfit: Redis may evict connections and feeds',
    ],
    ['loses data at a restart', 'appendonly', () => 'no', 'warning redis-unfit: Redis may lose connections and feeds'],
    [
      'is nearly full',
      'maxmemory',
      async () => String(Math.round((await usedBytes()) * 1.08)),
      'warning redis-unfit: Redis has used 9',
    ],
  ])('it %s', async (_, name, createValue, expectedFinding) => {
    const [, before = ''] = (await redis.config('GET', name)) as string[]
    await redis.config('SET', name, await createValue())
    const found = await examineEnv(ownEnv)
    await redis.config('SET', name, before)
    expect(found.map((each) => each.slice(0, expectedFinding.length))).toEqual([expectedFinding])
  })

  test('nothing is wrong with it afterwards', async () => {
    expect(await examineEnv(ownEnv)).toEqual([])
  })
})
