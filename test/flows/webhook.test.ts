import { createConnection, createServer, type Server } from 'node:net'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, test } from 'vitest'
import { findFreePort, type RedisServer, startRedisServer } from '../../sandbox/redis-server.ts'
import { createSubscriptionStore, type SubscriptionState } from '../../src/redis/subscription-store.ts'
import { type ProgramRun, runProgram } from '../support/run-program.ts'
import { jobEncryption } from '../support/test-encryption.ts'
import { CLIENT, createTestEnv, KEY, type TestEnv, type TestEnvOptions } from '../support/test-env.ts'

let testEnv: TestEnv
let redis: RedisServer | undefined
let program: ProgramRun | undefined
let proxy: Server | undefined

afterEach(async () => {
  await program?.stop('SIGKILL')
  await testEnv.close()
  await redis?.close()
  proxy?.close()
  redis = program = proxy = undefined
  testEnv.expectNoComplaints()
})

async function withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const connection = new Redis(testEnv.redisUrl, { maxRetriesPerRequest: null })
  try {
    return await work(connection)
  } finally {
    connection.disconnect()
  }
}

/** What the program has stored about its subscription. */
const readSubscription = () => withRedis((redis) => createSubscriptionStore({ redis }).read())

const expectSubscriptionState = (state: SubscriptionState) =>
  expect.poll(async () => (await readSubscription())?.state, { timeout: 8000 }).toBe(state)

interface JobData {
  athleteId: string
  activityId?: string
  visibilityMayHaveChanged?: boolean
}

/** Waiting jobs of a name, whenever they are due. */
const findWaitingJobs = (name: string) =>
  withRedis(async (connection) => {
    const queue = new Queue('background', { connection, prefix: '{domestique}:bull' })
    const jobs = await queue.getJobs(['delayed', 'waiting', 'prioritized', 'active'])
    const named = jobs.filter((job) => job.name === name)
    return named.map(({ data, opts }) => ({ data: jobEncryption.decrypt(name, data) as JobData, delay: opts.delay }))
  })

const calls = (method: string, status: number) =>
  testEnv.strava.requests.filter(
    (each) => each.kind === 'subscription' && each.method === method && each.status === status,
  )

const address = () => testEnv.strava.subscription()?.callback_url ?? ''

const post = async (body: string, to = address()) =>
  (await fetch(to, { method: 'POST', body, headers: { 'content-type': 'application/json' } })).status

/** A connected member, and the web role alone: without a worker, its jobs stay in the queue. */
async function createWebOnlyEnv(options: TestEnvOptions = {}) {
  testEnv = await createTestEnv({ ...options, environment: { SETTLE_SECONDS: '3600' } })
  const { who, athlete } = await testEnv.addMember('ana')
  await testEnv.stop()
  await testEnv.start({ RUN: 'web' })
  await expectSubscriptionState('active')
  const event = (more: Record<string, unknown> = {}) => ({
    object_type: 'activity',
    object_id: 17_000_000_101,
    aspect_type: 'create',
    updates: {},
    owner_id: Number(athlete.id),
    subscription_id: testEnv.strava.subscription()?.id,
    event_time: Math.floor(testEnv.clock.now() / 1000),
    ...more,
  })
  return { who, athlete, event }
}

describe('the subscription', () => {
  test('is created at start, with a URL that cannot be guessed', async () => {
    testEnv = await createTestEnv()
    await expectSubscriptionState('active')
    const { callback_url, id } = testEnv.strava.subscription() ?? {}
    expect(callback_url).toMatch(new RegExp(`^http://127.0.0.1:${testEnv.port}/webhooks/strava/[\\w-]{43}$`))
    expect(await readSubscription()).toMatchObject({ state: 'active', id: String(id), checkedAt: expect.any(Number) })
  })

  test('is kept on a restart', async () => {
    testEnv = await createTestEnv()
    await expectSubscriptionState('active')
    const before = testEnv.strava.subscription()
    await testEnv.stop()
    await testEnv.start({ RUN: 'web' })
    await expect.poll(() => calls('GET', 200).length).toBe(2)
    expect(testEnv.strava.subscription()).toEqual(before)
    expect(calls('POST', 201)).toHaveLength(1)
  })

  const OLD_KEY = Buffer.alloc(32, 8).toString('base64')

  test.each<[string, () => Record<string, string>, Record<string, string>]>([
    ['under another public URL', () => ({ PUBLIC_URL: `http://localhost:${testEnv.port}` }), {}],
    ['with an older key', () => ({ ENCRYPTION_KEY: OLD_KEY }), { ENCRYPTION_KEY: `${KEY},${OLD_KEY}` }],
  ])('that the program created %s is replaced', async (_, environment, after) => {
    testEnv = await createTestEnv({ start: false })
    await testEnv.start({ RUN: 'web', ...environment() })
    await expectSubscriptionState('active')
    const before = testEnv.strava.subscription()
    await testEnv.stop()
    await testEnv.start({ RUN: 'web', ...after })
    await expect.poll(async () => (await readSubscription())?.id).toBe(String((before?.id ?? 0) + 1))
    expect(calls('DELETE', 204)).toHaveLength(1)
    expect(address()).not.toBe(before?.callback_url)
    expect(address()).toContain(`http://127.0.0.1:${testEnv.port}/`)
  })

  test('is created only once, even if several web processes start at the same time', async () => {
    testEnv = await createTestEnv({ start: false })
    await Promise.all([
      testEnv.start({ RUN: 'web' }),
      ...Array.from({ length: 4 }, () => testEnv.start({ RUN: 'web', PORT: '0' })),
    ])
    await expect.poll(() => calls('GET', 200).length, { timeout: 8000 }).toBeGreaterThanOrEqual(5)
    await expectSubscriptionState('active')
    expect(calls('POST', 201)).toHaveLength(1)
    expect(calls('DELETE', 204)).toHaveLength(0)
    expect((await readSubscription())?.id).toBe(String(testEnv.strava.subscription()?.id))
  })

  test('is created as soon as Strava can reach the URL', async () => {
    testEnv = await createTestEnv({ start: false })
    const publicPort = await findFreePort()
    await testEnv.start({ RUN: 'web', PUBLIC_URL: `http://127.0.0.1:${publicPort}` })
    await expectSubscriptionState('unreachable')
    expect(testEnv.strava.subscription()).toBeUndefined()
    proxy = createServer((socket) => {
      const upstream = createConnection(testEnv.port, '127.0.0.1')
      for (const connection of [socket, upstream]) connection.on('error', () => {})
      socket.pipe(upstream).pipe(socket)
    })
    proxy.listen(publicPort, '127.0.0.1')
    await expectSubscriptionState('active')
  })

  test.each<[string, SubscriptionState, () => void, () => void]>([
    ['is down', 'strava-down', () => testEnv.strava.startOutage(), () => testEnv.strava.endOutage()],
    ['does not answer', 'strava-down', () => testEnv.strava.startOutage('hang'), () => testEnv.strava.endOutage()],
    [
      'calls the application inactive',
      'inactive',
      () => testEnv.strava.deactivateApplication(),
      () => testEnv.strava.activateApplication(),
    ],
  ])('is created later if Strava %s at first', async (_, state, breakStrava, repairStrava) => {
    testEnv = await createTestEnv({ start: false, timing: { stravaTimeoutMs: 500 } })
    breakStrava()
    await testEnv.start({ RUN: 'web' })
    await expectSubscriptionState(state)
    repairStrava()
    await expectSubscriptionState('active')
  })

  test('is refused with a wrong client secret, and the bot keeps working', async () => {
    testEnv = await createTestEnv({ environment: { STRAVA_CLIENT_SECRET: 'another-invented-secret' } })
    await expectSubscriptionState('refused')
    expect(await testEnv.readReply(testEnv.addPerson('ana'), '/strava help')).toContain('/strava recent')
  })

  test('is known to exist even if Strava is down at a restart', async () => {
    testEnv = await createTestEnv()
    await expectSubscriptionState('active')
    await testEnv.stop()
    testEnv.strava.startOutage()
    await testEnv.start({ RUN: 'web' })
    await expectSubscriptionState('strava-down')
    expect((await readSubscription())?.id).toBe(String(testEnv.strava.subscription()?.id))
  })

  test('that cannot be created is explained once, with the URL and without its secret', async () => {
    testEnv = await createTestEnv({ start: false })
    const environment = { RUN: 'web', PUBLIC_URL: 'http://127.0.0.1:9', LOG_LEVEL: 'trace' }
    program = runProgram('dist/main.js', { ...testEnv.environmentFor(), ...environment })
    await program.waitForOutput(/Strava cannot reach PUBLIC_URL \(http:\/\/127\.0\.0\.1:9\).*proxy/)
    await expect.poll(() => calls('POST', 400).length).toBe(2)
    expect(await program.stop()).toBe(0)
    expect(program.output().split('cannot reach')).toHaveLength(2)
    expect(program.output()).not.toMatch(/strava\/[\w-]{20}/)
    expect(program.output()).not.toContain(CLIENT.clientSecret)
  })
})

describe('the handshake', () => {
  const verifySubscription = (query: Record<string, string>, to = address()) =>
    fetch(`${to}?${new URLSearchParams(query)}`)

  test('needs the secret URL and the token that Strava was given', async () => {
    await createWebOnlyEnv()
    const query = { 'hub.mode': 'subscribe', 'hub.challenge': 'x', 'hub.verify_token': 'guessed' }
    expect((await verifySubscription(query)).status).toBe(403)
    expect((await verifySubscription({ 'hub.challenge': 'x' })).status).toBe(403)
    expect((await verifySubscription(query, address().slice(0, -1))).status).toBe(404)
    expect((await verifySubscription(query, `${address()}x`)).status).toBe(404)
  })
})

describe('an event', () => {
  test('for an activity queues a delayed job, and an immediate one if the activity was deleted or hidden', async () => {
    const { athlete } = await createWebOnlyEnv()
    const ride = athlete.createActivity({ name: 'Ride' })
    ride.rename('Loop')
    ride.delete()
    await testEnv.strava.waitUntilIdle()
    expect(testEnv.strava.events.map(({ outcome }) => outcome)).toEqual([
      'acknowledged',
      'acknowledged',
      'acknowledged',
    ])
    const data = { athleteId: athlete.id, activityId: ride.id }
    expect(await findWaitingJobs('sync-activity')).toEqual([
      { data: { ...data, eventAt: expect.any(Number) }, delay: 3_600_000 },
    ])
    expect(await findWaitingJobs('withdraw-activity')).toEqual([{ data, delay: 0 }])
  })

  test('that gives a new visibility, but not whether the activity was hidden, waits for seconds at most', async () => {
    const { athlete } = await createWebOnlyEnv()
    const ride = athlete.createActivity({ name: 'Ride' })
    ride.setVisibility('followers_only')
    await testEnv.strava.waitUntilIdle()
    const ids = { athleteId: athlete.id, activityId: ride.id }
    const data = { ...ids, visibilityMayHaveChanged: true, eventAt: expect.any(Number) }
    expect(await findWaitingJobs('sync-activity')).toContainEqual({ data, delay: 5000 })
  })

  test('delivered three times in any order queues one job per activity, and one per deleted activity', async () => {
    const { event } = await createWebOnlyEnv()
    const ids = Array.from({ length: 10 }, (_, n) => 17_000_000_200 + n)
    const events = ids.flatMap((object_id) =>
      ['create', 'update', 'delete'].map((aspect_type) => event({ object_id, aspect_type })),
    )
    const shuffled = events.map((each, n) => ({ each, at: (n * 37) % events.length })).sort((a, b) => a.at - b.at)
    for (let n = 0; n < shuffled.length; n += 10) {
      const answers = await Promise.all(shuffled.slice(n, n + 10).map(({ each }) => testEnv.strava.sendEvent(each)))
      expect(new Set(answers)).toEqual(new Set([200]))
    }
    const idsOf = async (name: string) =>
      (await findWaitingJobs(name)).map(({ data }) => Number(data.activityId)).sort()
    expect(await idsOf('sync-activity')).toEqual(ids)
    expect(await idsOf('withdraw-activity')).toEqual(ids)
  })

  test('of an athlete who has many queues no job of its own: one read of their list finds the new activities', async () => {
    const { athlete, event } = await createWebOnlyEnv()
    for (let n = 0; n < 40; n += 1) {
      expect(await testEnv.strava.sendEvent(event({ object_id: 17_000_000_200 + n }))).toBe(200)
    }
    expect(await findWaitingJobs('sync-activity')).toHaveLength(10)
    expect(await findWaitingJobs('check-activities')).toEqual([{ data: { athleteId: athlete.id }, delay: 3_600_000 }])
    // A deleted one doesn't wait behind them.
    await testEnv.strava.sendEvent(event({ object_id: 17_000_000_239, aspect_type: 'delete' }))
    expect(await findWaitingJobs('withdraw-activity')).toHaveLength(1)
  })

  test('that says that access was revoked queues a check, and is not trusted', async () => {
    const { athlete, event } = await createWebOnlyEnv()
    const deauthorization = { object_type: 'athlete', object_id: Number(athlete.id), aspect_type: 'update' }
    expect(await testEnv.strava.sendEvent(event({ ...deauthorization, updates: { authorized: 'false' } }))).toBe(200)
    expect(await testEnv.strava.sendEvent(event({ ...deauthorization, updates: { authorized: false } }))).toBe(200)
    expect(await findWaitingJobs('verify-authorization')).toEqual([{ data: { athleteId: athlete.id }, delay: 0 }])
    expect(await withRedis((redis) => redis.exists(`{domestique}:tokens:${athlete.id}`))).toBe(1)
  })

  test('without updates, with unknown fields, or with ids as strings is accepted', async () => {
    const { athlete, event } = await createWebOnlyEnv()
    expect(await testEnv.strava.sendEvent(event({ updates: undefined }))).toBe(200)
    expect(await testEnv.strava.sendEvent(event({ object_id: 17_000_000_102, updates: 'odd', extra: [1] }))).toBe(200)
    const wrongTypes = { object_id: '17000000103', owner_id: athlete.id, updates: null }
    expect(await testEnv.strava.sendEvent(event(wrongTypes))).toBe(200)
    expect(await findWaitingJobs('sync-activity')).toHaveLength(3)
  })

  test('of an unknown athlete, another subscription or an irrelevant kind is acknowledged, and queues nothing', async () => {
    const { event } = await createWebOnlyEnv()
    const unusualEvents = [
      event({ owner_id: 4711 }),
      event({ subscription_id: 1 }),
      event({ object_type: 'segment' }),
      event({ object_type: 'athlete', updates: {} }),
      event({ object_type: 'athlete', updates: { authorized: 'true' } }),
      event({ object_type: 'athlete', owner_id: 4711, updates: { authorized: 'false' } }),
    ]
    for (const each of unusualEvents) expect(await testEnv.strava.sendEvent(each)).toBe(200)
    expect([...(await findWaitingJobs('sync-activity')), ...(await findWaitingJobs('verify-authorization'))]).toEqual(
      [],
    )
  })

  test('that is forged, malformed or oversized is refused, and queues nothing', async () => {
    const { event } = await createWebOnlyEnv()
    const validBody = JSON.stringify(event())
    expect(await post(validBody, address().replace(/.{10}$/, 'AAAAAAAAAA'))).toBe(404)
    expect(await post(validBody, `http://127.0.0.1:${testEnv.port}/webhooks/strava/`)).toBe(404)
    for (const length of [20_000, 70_000]) {
      expect(await post(JSON.stringify(event({ updates: { title: 'x'.repeat(length) } })))).toBe(413)
    }
    const invalidBodies = ['', '{', 'null', '[]', '"text"', '{}', '\u0000', validBody.slice(1)]
    const shapes = [{ object_id: -1 }, { object_id: 'x:y' }, { owner_id: 1.5 }, { object_type: 7 }, { owner_id: null }]
    for (const body of [...invalidBodies, ...shapes.map((shape) => JSON.stringify(event(shape)))]) {
      expect([body.slice(0, 20), await post(body)]).toEqual([body.slice(0, 20), 400])
    }
    expect(await findWaitingJobs('sync-activity')).toEqual([])
  })

  test('of a subscription that another process created meanwhile is accepted', async () => {
    const { athlete, event } = await createWebOnlyEnv()
    expect(await testEnv.strava.sendEvent(event())).toBe(200)
    const old = testEnv.strava.subscription()?.id
    const query = new URLSearchParams({ client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret })
    await fetch(`${testEnv.strava.apiUrl}/push_subscriptions/${old}?${query}`, { method: 'DELETE' })
    await testEnv.start({ RUN: 'web', PORT: '0' })
    await expect.poll(async () => (await readSubscription())?.id).toBe(String(Number(old) + 1))
    testEnv.clock.advance(1001)
    const ride = athlete.createActivity({})
    await testEnv.strava.waitUntilIdle()
    const jobs = await findWaitingJobs('sync-activity')
    expect(jobs.map(({ data }) => data.activityId)).toContain(ride.id)
  })

  test('arrives at a new URL if only the secret is changed, and the old URL is gone', async () => {
    const { who, athlete, event } = await createWebOnlyEnv()
    const old = address()
    const secret = 'an-invented-webhook-secret-of-some-length'
    await testEnv.stop()
    await testEnv.start({ RUN: 'web', STRAVA_WEBHOOK_SECRET: secret })
    await expect.poll(address).not.toBe(old)
    await expectSubscriptionState('active')
    expect(address().replace(/[^/]+$/, '')).toBe(old.replace(/[^/]+$/, ''))
    expect(address()).not.toContain(secret)
    expect(await post(JSON.stringify(event()), old)).toBe(404)
    const ride = athlete.createActivity({})
    await testEnv.strava.waitUntilIdle()
    expect((await findWaitingJobs('sync-activity')).map(({ data }) => data.activityId)).toContain(ride.id)
    // Everything else keeps working with the same key.
    await testEnv.start({ RUN: 'bot,worker', PORT: '0' })
    await testEnv.discord.waitUntilReady()
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('ana Invented')
  })

  test('is logged only with its activity: no athlete, no secret, and nothing about unknown athletes', async () => {
    const { athlete, event } = await createWebOnlyEnv()
    await testEnv.stop()
    program = runProgram('dist/main.js', { ...testEnv.environmentFor(), RUN: 'web', LOG_LEVEL: 'trace' })
    await program.waitForOutput(/Strava sends its events/)
    expect(await testEnv.strava.sendEvent(event())).toBe(200)
    const unknownAthleteEvent = { owner_id: 4_711_000_011, object_id: 17_000_000_202 }
    expect(await testEnv.strava.sendEvent(event(unknownAthleteEvent))).toBe(200)
    expect(await post('{')).toBe(400)
    expect(await program.stop()).toBe(0)
    const secret = address().split('/').at(-1) ?? ''
    expect(secret).toHaveLength(43)
    for (const each of [
      secret,
      CLIENT.clientSecret,
      athlete.id,
      String(unknownAthleteEvent.owner_id),
      String(unknownAthleteEvent.object_id),
    ]) {
      expect(program.output()).not.toContain(each)
    }
    expect(program.output()).not.toMatch(/"level":[45]0/)
  })
})

describe('while Redis', () => {
  const createWebOnlyEnvWithRedis = async () => {
    redis = await startRedisServer({ persistent: true })
    return { redis, ...(await createWebOnlyEnv({ redisUrl: redis.url, strava: { retryMs: 100 } })) }
  }

  test("does not answer, an event is refused before Strava's timeout, and accepted when it is sent again", async () => {
    const { redis, athlete, event } = await createWebOnlyEnvWithRedis()
    redis.suspend()
    expect(await testEnv.strava.sendEvent(event())).toBe(503)
    const ride = athlete.createActivity({})
    await expect.poll(() => testEnv.strava.events.at(-1)?.attempts).toBe(2)
    redis.resume()
    await testEnv.strava.waitUntilIdle()
    expect(testEnv.strava.events.at(-1)?.outcome).toBe('acknowledged')
    const jobs = await findWaitingJobs('sync-activity')
    expect(jobs.filter(({ data }) => data.activityId === ride.id)).toHaveLength(1)
    expect(await testEnv.strava.sendEvent(event())).toBe(200)
  })

  test('is gone, an event is refused, and accepted when Redis is back', async () => {
    const { redis, event } = await createWebOnlyEnvWithRedis()
    await redis.kill('SIGKILL')
    expect(await testEnv.strava.sendEvent(event())).toBe(503)
    expect(await post('{')).toBe(400)
    await redis.start()
    await expect.poll(() => testEnv.strava.sendEvent(event())).toBe(200)
    expect(await findWaitingJobs('sync-activity')).toHaveLength(1)
  })
})
