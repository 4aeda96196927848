import { DiscordAPIError, HTTPError, type RateLimitData, RateLimitError } from '@discordjs/rest'
import { describe, expect, test } from 'vitest'
import { errorCodeOf, toDiscordError } from '../../src/discord/discord-errors.ts'
import { AppError, type ErrorKind } from '../../src/errors.ts'

const now = Date.UTC(2026, 10, 22, 7, 30)

const APPLICATION = '123456789012345678'
const CHANNEL = '223456789012345678'
const TOKEN = 'aW50ZXJhY3Rpb246MTIzOnNlY3JldC10b2tlbg'
const BODY = 'Round the secret lake'
const BASE = 'https://discord.com/api/v10'

const URLS = {
  original: `${BASE}/webhooks/${APPLICATION}/${TOKEN}/messages/%40original`,
  followUp: `${BASE}/webhooks/${APPLICATION}/${TOKEN}`,
  callback: `${BASE}/interactions/${CHANNEL}/${TOKEN}/callback`,
  channel: `${BASE}/channels/${CHANNEL}/messages`,
  commands: `${BASE}/applications/${APPLICATION}/commands`,
}

const sent = { files: undefined, body: { content: BODY, token: TOKEN } }

const createApiError = (
  code: number | string,
  status: number,
  { url = URLS.original, errors }: { url?: string; errors?: Record<string, unknown> } = {},
) =>
  new DiscordAPIError(
    { message: `Discord says ${BODY}`, code: code as number, ...(errors ? { errors: errors as never } : {}) },
    code,
    status,
    'PATCH',
    url,
    sent,
  )

const createRateLimitError = (overrides: Partial<RateLimitData> = {}) =>
  new RateLimitError({
    timeToReset: 1000,
    limit: 5,
    method: 'POST',
    hash: 'abcd',
    url: URLS.channel,
    route: '/channels/:id/messages',
    majorParameter: CHANNEL,
    global: false,
    retryAfter: 2000,
    sublimitTimeout: 0,
    scope: 'user',
    ...overrides,
  })

const onBotRoute = { authorized: true, now }
const onTokenRoute = { authorized: false, now }

describe("Discord's error codes", () => {
  test.each<[number, number, string, ErrorKind, 'never' | 'backoff']>([
    [10003, 404, 'unknown channel', 'discord-gone', 'never'],
    [10004, 404, 'unknown guild', 'discord-gone', 'never'],
    [10008, 404, 'unknown message', 'discord-gone', 'never'],
    [10013, 404, 'unknown user', 'discord-gone', 'never'],
    [10015, 404, 'unknown webhook', 'reply-expired', 'never'],
    [10087, 400, 'unknown tag', 'tag-required', 'never'],
    [10062, 404, 'unknown interaction', 'reply-expired', 'never'],
    [20016, 429, 'slow mode', 'discord-limited', 'backoff'],
    [20028, 429, 'write limit of the channel', 'discord-limited', 'backoff'],
    [20029, 429, 'write limit of the server', 'discord-limited', 'backoff'],
    [30033, 400, 'too many members in a thread', 'too-many-threads', 'never'],
    [40003, 429, 'direct messages opened too fast', 'discord-limited', 'backoff'],
    [40004, 403, 'sending messages is disabled', 'discord-limited', 'backoff'],
    [40005, 413, 'request too large', 'discord-refused', 'never'],
    [40058, 400, 'a message in a forum itself', 'channel-unfit', 'never'],
    [40060, 400, 'already acknowledged', 'discord-gone', 'never'],
    [40062, 429, 'resource limited', 'discord-limited', 'backoff'],
    [40066, 400, 'only moderator tags', 'tag-required', 'never'],
    [40067, 400, 'a tag is required', 'tag-required', 'never'],
    [40094, 400, 'too many follow-ups', 'discord-refused', 'never'],
    [40333, 403, 'blocked by Cloudflare', 'discord-limited', 'backoff'],
    [50001, 403, 'missing access', 'discord-forbidden', 'never'],
    [50006, 400, 'empty message', 'discord-refused', 'never'],
    [50007, 403, 'cannot message this user', 'discord-forbidden', 'never'],
    [50008, 400, 'not a text channel', 'channel-unfit', 'never'],
    [50009, 403, 'verification level', 'discord-forbidden', 'never'],
    [50013, 403, 'missing permissions', 'discord-forbidden', 'never'],
    [50014, 401, 'invalid authentication token', 'bot-refused', 'never'],
    [50024, 400, 'wrong channel type', 'channel-unfit', 'never'],
    [50027, 401, 'invalid webhook token', 'reply-expired', 'never'],
    [50035, 400, 'invalid form body', 'discord-refused', 'never'],
    [50045, 413, 'file too large', 'discord-refused', 'never'],
    [50278, 403, 'no mutual guild', 'discord-forbidden', 'never'],
    [130000, 503, 'overloaded', 'discord-limited', 'backoff'],
    [160002, 403, 'no access to the message history', 'discord-forbidden', 'never'],
    [160005, 400, 'a locked thread', 'discord-forbidden', 'never'],
    [160006, 400, 'too many active threads', 'too-many-threads', 'never'],
    [160007, 400, 'too many active announcement threads', 'too-many-threads', 'never'],
    [200000, 400, 'blocked by AutoMod', 'discord-refused', 'never'],
    [99999, 400, 'an unknown code', 'discord-refused', 'never'],
    [0, 403, 'no code at all', 'discord-refused', 'never'],
  ])('%s (%s, %s) is %s, retried: %s', (code, status, _, kind, retry) => {
    for (const route of [onBotRoute, onTokenRoute]) {
      const error = toDiscordError(createApiError(code, status), route)
      expect({ kind: error.kind, retry: error.retry.kind }).toEqual({ kind, retry })
      expect(error.userMessage).toEqual({ key: 'error.discord' })
    }
  })

  test.each([0, 40001])('a 401 with code %s on a bot route means that the bot token is invalid', (code) => {
    const error = toDiscordError(createApiError(code, 401, { url: URLS.channel }), onBotRoute)
    expect({ kind: error.kind, retry: error.retry }).toEqual({ kind: 'bot-refused', retry: { kind: 'never' } })
  })

  test.each([0, 40001])('a 401 with code %s on an interaction route says nothing about the bot token', (code) => {
    const error = toDiscordError(createApiError(code, 401), onTokenRoute)
    expect({ kind: error.kind, retry: error.retry }).toEqual({ kind: 'reply-expired', retry: { kind: 'never' } })
  })

  test('an expired interaction token never stops the bot', () => {
    expect(toDiscordError(createApiError(50027, 401), onBotRoute).kind).toBe('reply-expired')
  })
})

describe('rate limits', () => {
  test.each([
    [2000, 1000, 2000],
    [1000, 3000, 3000],
    [0, 0, 250],
    [-50, 0, 250],
  ])('with a retry-after of %s ms and a reset in %s ms, retry after %s ms', (retryAfter, timeToReset, wait) => {
    const error = toDiscordError(createRateLimitError({ retryAfter, timeToReset }), onTokenRoute)
    expect({ kind: error.kind, retry: error.retry }).toEqual({
      kind: 'discord-limited',
      retry: { kind: 'at', at: now + wait, spread: 1000 },
    })
  })

  test.each(['user', 'global', 'shared'] as const)('name the scope %s for the operator', (scope) => {
    expect(toDiscordError(createRateLimitError({ scope }), onBotRoute).message).toContain(scope)
  })
})

describe('unavailable, unexpected or missing responses', () => {
  test.each([500, 502, 503, 504])('%s means that Discord is temporarily down', (status) => {
    const error = toDiscordError(new HTTPError(status, BODY, 'POST', URLS.callback, sent), onTokenRoute)
    expect({ kind: error.kind, retry: error.retry.kind }).toEqual({ kind: 'discord-down', retry: 'backoff' })
    expect(error.message).toContain(String(status))
  })

  test.each([400, 403, 404])('%s without a Discord error body is final', (status) => {
    const error = toDiscordError(new HTTPError(status, BODY, 'POST', URLS.callback, sent), onTokenRoute)
    expect({ kind: error.kind, retry: error.retry.kind }).toEqual({ kind: 'discord-refused', retry: 'never' })
  })

  const withCode = (code: string) => Object.assign(new Error(`connect to ${TOKEN}`), { code })
  test.each<[string, unknown, string]>([
    ['a refused connection', withCode('ECONNREFUSED'), 'ECONNREFUSED'],
    ['a host that is not found', withCode('ENOTFOUND'), 'ENOTFOUND'],
    ['a timeout of undici', withCode('UND_ERR_HEADERS_TIMEOUT'), 'UND_ERR_HEADERS_TIMEOUT'],
    ['a failed fetch', new TypeError('fetch failed', { cause: withCode('ECONNRESET') }), 'ECONNRESET'],
    ['our own timeout', new DOMException(`aborted ${TOKEN}`, 'TimeoutError'), ''],
    ['an abort', new DOMException(`aborted ${TOKEN}`, 'AbortError'), ''],
    ['a plain error', new Error(`something ${TOKEN}`), 'Error'],
    ['a thrown string', `thrown ${TOKEN}`, 'Error'],
    ['nothing', undefined, 'Error'],
  ])('%s means that Discord is unreachable, and is retried', (_, thrown, named) => {
    const error = toDiscordError(thrown, onBotRoute)
    expect({ kind: error.kind, retry: error.retry.kind }).toEqual({ kind: 'discord-down', retry: 'backoff' })
    expect(error.message).toContain(named)
    expect(error.message).not.toContain(TOKEN)
  })

  test('an AppError is kept as it is', () => {
    const known = new AppError('redis-unavailable', 'Redis', { userMessage: { key: 'error.redisUnavailable' } })
    expect(toDiscordError(known, onBotRoute)).toBe(known)
  })
})

describe('errors in the log', () => {
  test.each([
    [URLS.original, 'PATCH /webhooks/:id/:token/messages/%40original'],
    [URLS.followUp, 'PATCH /webhooks/:id/:token'],
    [URLS.callback, 'PATCH /interactions/:id/:token/callback'],
    [URLS.channel, 'PATCH /channels/:id/messages'],
    [URLS.commands, 'PATCH /applications/:id/commands'],
    [
      `http://127.0.0.1:4000/api/v10/channels/${CHANNEL}/messages/${APPLICATION}?around=${CHANNEL}`,
      'PATCH /channels/:id/messages/:id',
    ],
  ])('only contain the route of %s', (url, place) => {
    expect(toDiscordError(createApiError(50013, 403, { url }), onBotRoute).message).toBe(`${place}: 403, code 50013`)
  })

  test('name the invalid fields of a rejected body, but not their values', () => {
    const errors = {
      components: {
        0: { components: { 3: { content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: BODY }] } } } },
        _errors: [{ code: 'X', message: BODY }],
      },
    }
    expect(toDiscordError(createApiError(50035, 400, { errors }), onTokenRoute).message).toBe(
      'PATCH /webhooks/:id/:token/messages/%40original: 400, code 50035: components.0.components.3.content, components',
    )
  })

  const failures: [string, unknown][] = Object.values(URLS).flatMap((url) => [
    [`a rejected request to ${url}`, createApiError(50035, 400, { url })],
    [`a 401 from ${url}`, createApiError(0, 401, { url })],
    [`a 503 from ${url}`, new HTTPError(503, BODY, 'POST', url, sent)],
    [`a rate limit of ${url}`, createRateLimitError({ url, route: url })],
  ])
  test.each(failures)('contain no token, id, message text or request after %s', (_, thrown) => {
    const error = toDiscordError(thrown, onTokenRoute)
    const errorText = `${error.message} ${String(error.cause)} ${JSON.stringify(error)}`
    for (const secret of [TOKEN, APPLICATION, CHANNEL, BODY]) expect(errorText).not.toContain(secret)
    expect(errorText).not.toMatch(/\d{15,}/)
  })
})

test('only errors from Discord have an error code', () => {
  expect(errorCodeOf(createApiError(10008, 404))).toBe(10008)
  expect(errorCodeOf(new HTTPError(503, 'x', 'POST', URLS.channel, sent))).toBeUndefined()
  expect(errorCodeOf(new Error('x'))).toBeUndefined()
  expect(errorCodeOf(undefined)).toBeUndefined()
})
