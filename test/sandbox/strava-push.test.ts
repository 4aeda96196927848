import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AthleteHandle, createStrava, type StravaEvent, type StravaSandbox } from '../../sandbox/strava/index.ts'

const app = { client_id: '4711', client_secret: 's' }
let strava: StravaSandbox
let mira: AthleteHandle
let receiver: Server
let received: StravaEvent[] = []
let answers: number[] = []
let shouldEcho = true
let aheadMs = 0
let signatures: unknown[] = []

beforeEach(async () => {
  received = []
  answers = []
  shouldEcho = true
  aheadMs = 0
  signatures = []
  receiver = createServer(async (request, response) => {
    if (request.method === 'GET') {
      const query = new URL(request.url ?? '', 'http://x').searchParams
      const isValid = shouldEcho && query.get('hub.verify_token') === 'v' && query.get('hub.mode') === 'subscribe'
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(isValid ? { 'hub.challenge': query.get('hub.challenge') } : {}))
      return
    }
    signatures.push(request.headers['x-strava-signature'])
    let body = ''
    for await (const chunk of request) body += chunk
    received.push(JSON.parse(body) as StravaEvent)
    response.writeHead(answers.shift() ?? 200).end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  strava = await createStrava({ clientId: '4711', clientSecret: 's', retryMs: 1, now: () => Date.now() + aheadMs })
  mira = strava.addAthlete({ firstname: 'Mira', lastname: 'Almqvist' })
})
afterEach(async () => {
  await strava.close()
  receiver.closeAllConnections()
  await new Promise((resolve) => receiver.close(resolve))
})

const callback = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
const subscribe = (fields: Record<string, string> = {}) =>
  fetch(`${strava.apiUrl}/push_subscriptions`, {
    method: 'POST',
    body: new URLSearchParams({ ...app, callback_url: callback(), verify_token: 'v', ...fields }),
  })

async function createSubscribed(scope = 'read,activity:read') {
  mira.issueRefreshToken(scope)
  await subscribe()
}

const receivedEvents = async () => {
  await strava.waitUntilIdle()
  return received.map((event) => [event.aspect_type, event.updates])
}

test('a subscription is created after the handshake, listed, unique and removable', async () => {
  const made = await subscribe()
  expect(made.status).toBe(201)
  const { id } = (await made.json()) as { id: number }
  const query = new URLSearchParams(app)
  const list = await fetch(`${strava.apiUrl}/push_subscriptions?${query}`)
  expect(await list.json()).toMatchObject([{ id, callback_url: callback() }])
  const second = await subscribe()
  expect(second.status).toBe(400)
  expect(await second.json()).toMatchObject({ errors: [{ resource: 'PushSubscription', code: 'already exists' }] })
  const deleted = await fetch(`${strava.apiUrl}/push_subscriptions/${id}?${query}`, { method: 'DELETE' })
  expect(deleted.status).toBe(204)
  expect(strava.subscription()).toBeUndefined()
  expect(strava.complaints).toEqual([])
})

test('every subscription response has the rate limits, with zero usage', async () => {
  const query = new URLSearchParams(app)
  const list = () => fetch(`${strava.apiUrl}/push_subscriptions?${query}`)
  const answers = [
    await list(),
    await subscribe(),
    await subscribe(),
    await fetch(`${strava.apiUrl}/push_subscriptions`),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 201, 400, 400])
  for (const { headers } of answers) {
    const receivedEvents = ['x-ratelimit-limit', 'x-ratelimit-usage', 'x-readratelimit-limit', 'x-readratelimit-usage']
    expect(receivedEvents.map((name) => headers.get(name))).toEqual(['200,2000', '0,0', '100,1000', '0,0'])
  }
  expect(strava.usage().overall).toEqual([0, 0])
})

test('an unreachable callback is not verifiable; one that omits the challenge causes a complaint', async () => {
  const dead = await subscribe({ callback_url: 'http://127.0.0.1:9/hook' })
  expect(dead.status).toBe(400)
  expect(await dead.json()).toEqual({
    message: 'Bad Request',
    errors: [{ resource: 'PushSubscription', field: 'callback url', code: 'not verifiable' }],
  })
  expect(strava.complaints).toEqual([])
  shouldEcho = false
  expect((await subscribe()).status).toBe(400)
  expect(strava.complaints).toEqual([expect.stringContaining('hub.challenge')])
})

test('creating, renaming or deleting an activity or changing its sport sends an event; a new description does not', async () => {
  await createSubscribed()
  const ride = mira.createActivity({ name: 'Ride', sport_type: 'Ride' })
  ride.rename('Loop')
  ride.change({ description: 'long' })
  ride.change({ sport_type: 'GravelRide', name: 'Dust' })
  ride.delete()
  expect(await receivedEvents()).toEqual([
    ['create', {}],
    ['update', { title: 'Loop' }],
    ['update', { title: 'Dust', type: 'Ride' }],
    ['delete', {}],
  ])
  expect(received[0]).toMatchObject({ object_type: 'activity', object_id: Number(ride.id), owner_id: Number(mira.id) })
  expect(received[0]?.subscription_id).toBe(strava.subscription()?.id)
})

test('with activity:read, making an activity private sends delete, and making it visible again sends create', async () => {
  await createSubscribed()
  const ride = mira.createActivity({ visibility: 'followers_only' })
  ride.setVisibility('only_me')
  ride.rename('unseen')
  ride.setVisibility('everyone')
  ride.setVisibility('followers_only')
  ride.setVisibility('everyone', { silently: true })
  expect(await receivedEvents()).toEqual([
    ['create', {}],
    ['delete', {}],
    ['create', {}],
    ['update', { private: 'false' }],
  ])
})

test('with activity:read_all, making an activity private sends an update with string values', async () => {
  await createSubscribed('read,activity:read_all')
  const ride = mira.createActivity({})
  ride.setVisibility('only_me')
  ride.setVisibility('everyone')
  expect((await receivedEvents()).slice(1)).toEqual([
    ['update', { private: 'true' }],
    ['update', { private: 'false' }],
  ])
})

test('without an activity scope, only the deauthorization event is sent', async () => {
  await createSubscribed('read')
  mira.createActivity({})
  mira.revokeAccess()
  expect(await receivedEvents()).toEqual([['update', { authorized: 'false' }]])
  expect(received[0]).toMatchObject({ object_type: 'athlete', object_id: Number(mira.id), owner_id: Number(mira.id) })
})

test('an event is sent up to three times, then lost', async () => {
  await createSubscribed()
  answers = [500, 500, 500, 404, 200]
  mira.createActivity({ name: 'lost' })
  mira.createActivity({ name: 'late' })
  await strava.waitUntilIdle()
  expect(received).toHaveLength(5)
  expect(strava.events).toMatchObject([
    { attempts: 3, outcome: 'lost' },
    { attempts: 2, outcome: 'acknowledged' },
  ])
})

test('events can be lost, and sent by hand any number of times', async () => {
  await createSubscribed()
  strava.dropEvents()
  mira.createActivity({})
  await strava.waitUntilIdle()
  strava.deliverEvents()
  expect(received).toEqual([])
  const lostEvent = strava.events[0]?.event
  expect(await Promise.all([strava.sendEvent(lostEvent), strava.sendEvent(lostEvent)])).toEqual([200, 200])
  expect(received).toEqual([lostEvent, lostEvent])
})

test('the next event can be lost, and the one after it arrives', async () => {
  await createSubscribed()
  strava.planNextEvent({ kind: 'lost' })
  mira.createActivity({})
  mira.createActivity({})
  await strava.waitUntilIdle()
  expect(strava.events).toMatchObject([{ outcome: 'lost' }, { outcome: 'acknowledged' }])
  expect(received).toHaveLength(1)
})

test('the next event can be sent twice', async () => {
  await createSubscribed()
  strava.planNextEvent({ kind: 'doubled' })
  mira.createActivity({})
  await strava.waitUntilIdle()
  expect(received).toHaveLength(2)
  expect(received[0]).toEqual(received[1])
})

test('the next event can be late, and is sent once the clock is set forward', async () => {
  await createSubscribed()
  strava.planNextEvent({ kind: 'late', delayMs: 60_000 })
  const first = mira.createActivity({})
  const second = mira.createActivity({})
  strava.sendDueEvents()
  await strava.waitUntilIdle()
  expect(received.map((event) => event.object_id)).toEqual([Number(second.id)])
  aheadMs = 60_000
  strava.sendDueEvents()
  await strava.waitUntilIdle()
  expect(received.map((event) => event.object_id)).toEqual([Number(second.id), Number(first.id)])
})

test('a listener is called for activities, events and requests', async () => {
  await createSubscribed()
  let changes = 0
  const end = strava.onChange(() => {
    changes += 1
  })
  const activity = mira.createActivity({})
  await strava.waitUntilIdle()
  const afterEvent = changes
  activity.rename('renamed')
  end()
  const afterRename = changes
  activity.delete()
  expect([afterEvent > 1, afterRename > afterEvent, changes === afterRename]).toEqual([true, true, true])
})

test('events have a signature that cannot be verified', async () => {
  await createSubscribed()
  mira.createActivity({})
  await strava.waitUntilIdle()
  expect(signatures).toEqual([expect.stringMatching(/^t=\d+,v1=[0-9a-f]{64}$/)])
})

test('closing the sandbox ends an unanswered delivery', async () => {
  await createSubscribed()
  receiver.removeAllListeners('request')
  const arrived = new Promise((resolve) => receiver.once('request', resolve))
  mira.createActivity({})
  await arrived
  await strava.close()
  expect(strava.events).toMatchObject([{ outcome: 'lost' }])
})
