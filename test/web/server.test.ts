import { connect, type Socket } from 'node:net'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createWebApp, listen, SERVER_LIMITS } from '../../src/web/server.ts'
import { addStravaWebhookRoutes } from '../../src/web/strava-webhook.ts'

const LIMITS = {
  headersTimeout: 150,
  requestTimeout: 300,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 25,
}

let lines: { level: number; msg: string }[]
let server: Awaited<ReturnType<typeof listen>>

beforeEach(async () => {
  lines = []
  const log = pino({ level: 'debug' }, { write: (line) => void lines.push(JSON.parse(line)) })
  const app = createWebApp({
    log,
    publicUrl: 'https://bot.example.org',
    formTargets: [],
    isRedisUnavailable: () => false,
  })
  app.post('/form', async (context) => context.json(await context.req.parseBody()))
  addStravaWebhookRoutes(app, {
    endpoint: { url: '', secret: 'secret', verifyToken: 'token' },
    subscription: { read: async () => undefined },
    onEvent: async () => {},
    history: { recordEvent: async () => {} },
    links: { isLinked: async () => false },
    openEvents: { open: async () => true },
    posts: { has: async () => false },
    queue: { add: async () => {} },
    settleMs: 0,
    windowMs: 900_000,
    answerTimeoutMs: 200,
    isRedisUnavailable: () => false,
    now: Date.now,
    log,
  })
  server = await listen(app, { host: '127.0.0.1', port: 0 }, LIMITS)
})
afterEach(() => server.close())

const linesAboveDebug = () => lines.filter(({ level }) => level > 20)

/** Sends raw bytes, then calls `then`. Resolves to everything received once the connection is closed. */
function exchange(bytes: string, then: (socket: Socket) => void = () => {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(server.port, '127.0.0.1')
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(received))
    socket.write(bytes, () => then(socket))
  })
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])

const FORM = 'Content-Type: application/x-www-form-urlencoded\r\n'
const HEAD = 'Host: bot.example.org\r\nConnection: close\r\n'

describe('a malformed request', () => {
  test.each([
    ['with a user and a password in its URL', `GET http://u:p@x/ HTTP/1.1\r\n${HEAD}\r\n`],
    ['with both and a form', `POST http://u:p@x/form HTTP/1.1\r\n${HEAD}Content-Length: 3\r\n\r\na=b`],
    ['for an impossible host', 'GET / HTTP/1.1\r\nHost: a^b\r\nConnection: close\r\n\r\n'],
    ['for a host with a user', 'GET / HTTP/1.1\r\nHost: u:p@x\r\nConnection: close\r\n\r\n'],
    ['without a host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['for another protocol', `GET ftp://x/ HTTP/1.1\r\n${HEAD}\r\n`],
    ['with a backslash', `GET /\\x HTTP/1.1\r\n${HEAD}\r\n`],
    ['without a path', `GET * HTTP/1.1\r\n${HEAD}\r\n`],
    ['in bytes that are not HTTP', '\u0000\u0001 hello\r\n\r\n'],
    ['with a chunk that has no length', `POST /form HTTP/1.1\r\n${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
  ])('%s is answered with 400, and writes no line above debug', async (_, bytes) => {
    expect(statusOf(await exchange(bytes))).toBe(400)
    expect(linesAboveDebug()).toEqual([])
  })

  test.each([
    ['/%zz', 404],
    ['/webhooks/strava/%ff%zz', 404],
    ['/webhooks/strava/secret?hub.verify_token=%zz', 403],
    ['/%00%ud800', 404],
  ])('for the malformed path %s is answered like any other', async (path, status) => {
    expect(statusOf(await exchange(`GET ${path} HTTP/1.1\r\n${HEAD}\r\n`))).toBe(status)
    expect(linesAboveDebug()).toEqual([])
  })

  test('with 40 KB of headers is answered with 431', async () => {
    expect(statusOf(await exchange(`GET / HTTP/1.1\r\n${HEAD}X: ${'x'.repeat(40_000)}\r\n\r\n`))).toBe(431)
    expect(linesAboveDebug()).toEqual([])
  })
})

describe('an interrupted upload', () => {
  const INTERRUPTIONS = {
    'is closed': (socket: Socket) => void socket.destroy(),
    'is reset': (socket: Socket) => void socket.resetAndDestroy(),
    'ends early': (socket: Socket) => void socket.end(),
  }
  const BODIES = {
    'of a known length': 'Content-Length: 100\r\n\r\nshare=au',
    'in chunks': 'Transfer-Encoding: chunked\r\n\r\n8\r\nshare=au\r\n',
  }
  const cases = ['/form', '/webhooks/strava/secret', '/nowhere'].flatMap((path) =>
    Object.keys(BODIES).flatMap((body) =>
      Object.keys(INTERRUPTIONS).map((interruption) => [path, body, interruption] as const),
    ),
  )

  test.each(cases)('to %s, %s, when it %s, writes no line above debug', async (path, body, interruption) => {
    await exchange(
      `POST ${path} HTTP/1.1\r\nHost: x\r\n${FORM}${BODIES[body as keyof typeof BODIES]}`,
      INTERRUPTIONS[interruption as keyof typeof INTERRUPTIONS],
    )
    // Once the next request is answered, the server has handled the one before it.
    expect(statusOf(await exchange(`GET / HTTP/1.1\r\n${HEAD}\r\n`))).toBe(404)
    expect(linesAboveDebug()).toEqual([])
  })
})

describe('a slow client', () => {
  test.each([
    ['with the headers', 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    ['with the form', `POST /form HTTP/1.1\r\nHost: x\r\n${FORM}Content-Length: 100\r\n\r\na`],
    ['with a form in chunks', `POST /form HTTP/1.1\r\nHost: x\r\n${FORM}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n`],
    ['with an event', 'POST /webhooks/strava/secret HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{'],
  ])('%s is refused and disconnected, even if more bytes arrive', async (_, bytes) => {
    const startedAt = Date.now()
    const answer = await exchange(bytes, (socket) => {
      const timer = setInterval(() => socket.write('a'), 50)
      socket.on('close', () => clearInterval(timer))
    })
    expect(Date.now() - startedAt).toBeLessThan(5000)
    expect([408, 400]).toContain(statusOf(answer))
    expect(linesAboveDebug()).toEqual([])
  })

  test('that sends nothing at all is disconnected', async () => {
    expect([408, Number.NaN]).toContain(statusOf(await exchange('')))
  })

  test('may stay connected between two requests, as proxies do', async () => {
    const socket = connect(server.port, '127.0.0.1')
    const answers: string[] = []
    const next = () =>
      new Promise<void>((resolve) => socket.once('data', (data) => resolve(void answers.push(`${data}`))))
    for (const _ of ['first', 'second']) {
      const answered = next()
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
      await answered
      // Meanwhile, the server checks its connections and closes one that is too slow.
      await exchange('')
    }
    expect(answers.map(statusOf)).toEqual([404, 404])
    socket.destroy()
  })
})

test('the program closes slow connections within 15 seconds, and idle ones later than proxies do', () => {
  const { headersTimeout, requestTimeout, connectionsCheckingInterval, keepAliveTimeout } = SERVER_LIMITS
  expect(Math.max(headersTimeout, requestTimeout) + connectionsCheckingInterval).toBeLessThan(15_000)
  expect(keepAliveTimeout).toBeGreaterThan(60_000)
})
