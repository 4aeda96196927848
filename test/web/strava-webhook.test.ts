import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { createLog } from '../../src/logger.ts'
import type { JobRequest } from '../../src/queue/job-request.ts'
import { isRedisUnavailable } from '../../src/redis/redis-errors.ts'
import { createSubscriptions } from '../../src/strava/push-subscriptions.ts'
import { toStravaError } from '../../src/strava/strava-errors.ts'
import { createPushSubscription, type PushSubscriptionOptions } from '../../src/web/ensure-push-subscription.ts'
import { addStravaWebhookRoutes, type WebhookOptions } from '../../src/web/strava-webhook.ts'
import { toWebhookEndpoint } from '../../src/web/webhook-endpoint.ts'

const log = createLog('silent')
const callback = toWebhookEndpoint({
  publicUrl: 'https://bot.example.org',
  clientId: '12345',
  deriveSecret: (label) => Buffer.from(label.padEnd(32)).toString('base64url'),
})

const subscribed = (id: string) => ({ id, state: 'active' as const, checkedAt: 0 })

describe('the webhook endpoint', () => {
  const event = { object_type: 'activity', object_id: 1, aspect_type: 'create', owner_id: 2, subscription_id: 3 }

  /** The routes over ports of this test's own. */
  function createEndpoint(ports: Partial<WebhookOptions> = {}) {
    const jobs: JobRequest[] = []
    const app = new Hono()
    addStravaWebhookRoutes(app, {
      endpoint: callback,
      subscription: { read: async () => subscribed('3') },
      history: { recordEvent: async () => {} },
      links: { isLinked: async () => true },
      openEvents: { open: async () => true },
      posts: { has: async () => false },
      queue: { add: async (job) => void jobs.push(job) },
      settleMs: 30_000,
      windowMs: 900_000,
      answerTimeoutMs: 200,
      isRedisUnavailable,
      onEvent: async () => {},
      now: Date.now,
      log,
      ...ports,
    })
    const path = new URL(callback.url).pathname
    const send = async (fields: object = {}) => {
      const response = await app.request(path, { method: 'POST', body: JSON.stringify({ ...event, ...fields }) })
      return response.status
    }
    return { app, path, jobs, send }
  }

  test('answers the handshake before any subscription is known, with nothing but the challenge', async () => {
    const { app, path } = createEndpoint({ subscription: { read: async () => undefined } })
    const query = { 'hub.mode': 'subscribe', 'hub.challenge': '15f7', 'hub.verify_token': callback.verifyToken }
    const answer = await app.request(`${path}?${new URLSearchParams(query)}`)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('application/json')
    expect(await answer.text()).toBe('{"hub.challenge":"15f7"}')
  })

  test('accepts events while it does not know which subscription is ours', async () => {
    const { send, jobs } = createEndpoint({ subscription: { read: async () => undefined } })
    expect(await send({ subscription_id: 77 })).toBe(200)
    expect(jobs).toMatchObject([{ name: 'sync-activity', delay: 30_000 }])
  })

  test('looks up our subscription once, and for unknown ones once a second', async () => {
    let now = 0
    let reads = 0
    const read = async () => subscribed(String(++reads + 2))
    const { send, jobs } = createEndpoint({ subscription: { read }, now: () => now })
    expect(await Promise.all([send(), send(), send()])).toEqual([200, 200, 200])
    expect(reads).toBe(1)
    for (const subscription_id of [4, 5, 4]) expect(await send({ subscription_id })).toBe(200)
    expect([reads, jobs.length]).toEqual([1, 3])
    now = 1000
    expect(await Promise.all([send({ subscription_id: 4 }), send({ subscription_id: 4 })])).toEqual([200, 200])
    expect([reads, jobs.length]).toEqual([2, 5])
  })

  test('looks it up again at once after a failed lookup', async () => {
    let reads = 0
    const read = async () => {
      reads += 1
      if (reads === 1) throw new Error('gone')
      return subscribed('3')
    }
    const { send, jobs } = createEndpoint({ subscription: { read }, isRedisUnavailable: () => true })
    expect([await send(), await send()]).toEqual([503, 200])
    expect(jobs).toHaveLength(1)
  })

  test('responds when the job is stored, not before', async () => {
    let finishAdding = () => {}
    let beginAdding = () => {}
    const addStarted = new Promise<void>((resolve) => (beginAdding = resolve))
    const add = () => {
      beginAdding()
      return new Promise<void>((resolve) => (finishAdding = resolve))
    }
    let answer: number | undefined
    const sent = createEndpoint({ queue: { add } })
      .send()
      .then((status) => {
        answer = status
      })
    await addStarted
    // A response that does not wait would have arrived by now.
    for (let tick = 0; tick < 20; tick += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(answer).toBeUndefined()
    finishAdding()
    await sent
    expect(answer).toBe(200)
  })

  test('makes Strava retry if the job cannot be stored in time', async () => {
    const unavailable = new AppError('redis-unavailable', 'Redis cannot be reached', {
      userMessage: { key: 'error.redisUnavailable' },
    })
    expect(await createEndpoint({ queue: { add: () => Promise.reject(unavailable) } }).send()).toBe(503)
    expect(await createEndpoint({ queue: { add: () => new Promise(() => {}) } }).send()).toBe(503)
    expect(await createEndpoint({ links: { isLinked: () => new Promise(() => {}) } }).send()).toBe(503)
  })

  test('counts each answer by its outcome', async () => {
    const outcomes: string[] = []
    const onAnswer: WebhookOptions['onAnswer'] = (outcome) => outcomes.push(outcome)
    await createEndpoint({ onAnswer }).send()
    await createEndpoint({ onAnswer, links: { isLinked: async () => false } }).send()
    await createEndpoint({ onAnswer, queue: { add: () => new Promise(() => {}) } }).send()
    expect(outcomes).toEqual(['queued', 'ignored', 'unavailable'])
  })

  test('accepts no more bytes than an event needs, however they are sent', async () => {
    const { app, path, jobs } = createEndpoint()
    const chunk = new TextEncoder().encode('x'.repeat(9000))
    const body = new ReadableStream({
      start(stream) {
        for (const each of [chunk, chunk]) stream.enqueue(each)
        stream.close()
      },
    })
    const answer = await app.request(path, { method: 'POST', body, duplex: 'half' } as RequestInit)
    expect(answer.status).toBe(413)
    expect(jobs).toEqual([])
  })
})

describe('maintaining the subscription', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  type Port = PushSubscriptionOptions['subscriptions']

  function createSubscriber(ports: Partial<Port>, publicUrl = 'https://bot.example.org') {
    const calls: string[] = []
    const states: string[] = []
    const record = <T extends unknown[], R>(name: string, work: (...input: T) => Promise<R>) => {
      return (...input: T) => {
        calls.push(name)
        return work(...input)
      }
    }
    const { start, stop } = createPushSubscription({
      publicUrl,
      endpoint: { ...callback, url: callback.url.replace('https://bot.example.org', publicUrl) },
      subscriptions: {
        list: record('list', ports.list ?? (async () => [])),
        create: record('create', ports.create ?? (async () => ({ kind: 'created', id: '7' }))),
        remove: record('remove', ports.remove ?? (async () => {})),
      },
      store: {
        read: async () => subscribed('6'),
        write: async ({ state, id }) => void states.push(`${state} ${id}`),
        forget: async () => {},
      },
      firstPauseMs: 1000,
      now: Date.now,
      log,
    })
    return { start, stop, calls, states }
  }

  test('finds one that another process created meanwhile, on a second lookup', async () => {
    const lists = [[], [{ id: '8', callbackUrl: callback.url }]]
    const { start, calls, states } = createSubscriber({
      list: async () => lists.shift() ?? [],
      create: async () => ({ kind: 'already-exists' }),
    })
    await start()
    expect(calls).toEqual(['list', 'create', 'list'])
    expect(states).toEqual(['active 8'])
  })

  test('looks again later for one that exists but is not listed, without a tight loop', async () => {
    const { start, stop, calls } = createSubscriber({ create: async () => ({ kind: 'already-exists' }) })
    const starting = start()
    await vi.advanceTimersByTimeAsync(0)
    expect(calls).toEqual(['list', 'create', 'list', 'create'])
    await stop()
    await starting
    expect(calls).toHaveLength(4)
  })

  test('changes nothing if the URL is too long for Strava', async () => {
    const publicUrl = `https://bot.example.org/${'x'.repeat(255)}`
    const { start, stop, calls, states } = createSubscriber(
      { list: async () => [{ id: '1', callbackUrl: 'https://else.example.org' }] },
      publicUrl,
    )
    const starting = start()
    await vi.advanceTimersByTimeAsync(0)
    expect([calls, states]).toEqual([['list'], ['unreachable undefined']])
    await stop()
    await starting
  })

  test('retries less and less often while Strava is down, but at least every quarter of an hour', async () => {
    const down = new AppError('strava-down', 'away', {
      userMessage: { key: 'error.stravaDown' },
      retry: { kind: 'backoff' },
    })
    const times: number[] = []
    const startedAt = Date.now()
    const { start, stop, states } = createSubscriber({
      list: async () => {
        times.push((Date.now() - startedAt) / 1000)
        throw down
      },
    })
    const starting = start()
    await vi.advanceTimersByTimeAsync(3600_000)
    expect(times.slice(0, 5)).toEqual([0, 1, 3, 7, 15])
    expect(Math.max(...times.slice(1).map((time, n) => time - (times[n] ?? 0)))).toBe(900)
    expect(new Set(states)).toEqual(new Set(['strava-down 6']))
    await stop()
    await starting
  })

  test('does not retry after a rate limit before the time that Strava gave', async () => {
    const limited = new AppError('rate-limited', 'full', {
      userMessage: { key: 'error.rateLimited', values: { until: 0 } },
      retry: { kind: 'at', at: Date.now() + 600_000 },
    })
    const answers = [() => Promise.reject(limited), async () => [{ id: '9', callbackUrl: callback.url }]]
    const { start, calls, states } = createSubscriber({ list: () => (answers.shift() ?? (async () => []))() })
    const starting = start()
    await vi.advanceTimersByTimeAsync(599_000)
    expect(calls).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1000)
    await starting
    expect(states).toEqual(['strava-down 6', 'active 9'])
  })

  test('continues after Redis was unavailable', async () => {
    const answers = [() => Promise.reject(new Error('gone'))]
    const { start, states } = createSubscriber({ list: () => (answers.shift() ?? (async () => []))() })
    const starting = start()
    await vi.advanceTimersByTimeAsync(1000)
    await starting
    expect(states).toEqual(['active 7'])
  })
})

describe("Strava's refusals of a subscription", () => {
  const create = (status: number, resource: string, field: string, code: string) =>
    createSubscriptions({
      http: async ({ endpoint }) => {
        const fault = { isStravaError: true, isNotFromStrava: false, errors: [{ resource, field, code }] }
        throw toStravaError({ endpoint, status, fault, now: 0 })
      },
      apiUrl: 'https://strava.example.org/api/v3',
      clientId: '12345',
      clientSecret: 'invented-client-secret',
    }).create({ callbackUrl: callback.url, verifyToken: 'v' })

  test.each([
    ['already exists', 400, 'PushSubscription', '', 'already exists', 'already-exists'],
    ['not verifiable', 400, 'PushSubscription', 'callback url', 'not verifiable', 'callback-not-verifiable'],
    [
      'not verifiable, in older wording',
      400,
      'PushSubscription',
      'callback url',
      'GET to callback URL does not return 200',
      'callback-not-verifiable',
    ],
  ])('(%s) are not errors', async (_, status, resource, field, code, kind) => {
    expect(await create(status, resource, field, code)).toEqual({ kind })
  })

  test.each([
    ['a wrong id', 400, 'Application', 'client_id', 'invalid', 'application-refused'],
    ['a wrong secret', 400, 'Application', 'client_secret', 'invalid', 'application-refused'],
    ['wrong credentials, in another wording', 401, 'Application', '', 'invalid', 'application-refused'],
    ['an inactive application', 403, 'Application', 'Status', 'Inactive', 'application-inactive'],
    ['an outage', 502, '', '', '', 'strava-down'],
    ['too many calls', 429, 'Application', 'overall rate limit', 'exceeded', 'rate-limited'],
    ['something else', 400, 'PushSubscription', 'verify token', 'invalid', 'strava-refused'],
  ])('for %s are distinguished', async (_, status, resource, field, code, kind) => {
    await expect(create(status, resource, field, code)).rejects.toMatchObject({ kind })
  })
})
