import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AppError, ErrorKind } from '../../src/errors.ts'
import { createLog } from '../../src/logger.ts'
import { createStravaHttp } from '../../src/strava/http.ts'
import { exhaustedWindow } from '../../src/strava/rate-limiter/limit-headers.ts'
import { type StravaFault, toStravaError } from '../../src/strava/strava-errors.ts'

const now = Date.UTC(2026, 10, 22, 7, 31, 12)
const at = (time: string) => Date.parse(`2026-11-22T${time}Z`)

const fault = (resource: string, field: string, code: string, message = 'Bad Request') =>
  JSON.stringify({ message, errors: [{ resource, field, code }] })

const TOO_MANY = JSON.stringify({ errors: 'Rate Limit Exceeded', status: 429, message: 'Too Many Requests' })

/** Documented error bodies and others. */
const ANSWERS: [
  description: string,
  status: number,
  body: string,
  kind: ErrorKind,
  retry: 'never' | 'backoff' | 'at',
][] = [
  ['a wrong client id', 400, fault('Application', 'client_id', 'invalid'), 'application-refused', 'never'],
  ['a wrong client secret', 400, fault('Application', 'client_secret', 'invalid'), 'application-refused', 'never'],
  ['a wrong redirect address', 400, fault('Application', 'redirect_uri', 'invalid'), 'application-refused', 'never'],
  ['a used code', 400, fault('RequestToken', 'code', 'invalid'), 'authorization-revoked', 'never'],
  [
    'a used code under another name',
    400,
    fault('AuthorizationCode', 'code', 'invalid'),
    'authorization-revoked',
    'never',
  ],
  ['a dead refresh token', 400, fault('RefreshToken', 'refresh_token', 'invalid'), 'authorization-revoked', 'never'],
  ['a dead refresh token, other form', 400, fault('RefreshToken', 'code', 'invalid'), 'authorization-revoked', 'never'],
  [
    'a dead access token',
    401,
    fault('Athlete', 'access_token', 'invalid', 'Authorization Error'),
    'authorization-revoked',
    'never',
  ],
  [
    'a dead access token, other form',
    401,
    fault('Application', '', 'invalid', 'Authorization Error'),
    'authorization-revoked',
    'never',
  ],
  ['a missing scope', 401, fault('AccessToken', 'activity:read_permission', 'missing'), 'scope-missing', 'never'],
  [
    'another missing scope',
    401,
    fault('AccessToken', 'activity:read_all_permission', 'missing'),
    'scope-missing',
    'never',
  ],
  [
    'a missing scope as 403',
    403,
    fault('AccessToken', 'activity:read_permission', 'missing'),
    'scope-missing',
    'never',
  ],
  ['an owner without subscription', 403, fault('Application', 'Status', 'Inactive'), 'application-inactive', 'never'],
  ['the same in lower case', 403, fault('Application', 'status', 'inactive'), 'application-inactive', 'never'],
  ['a CAPTCHA page', 403, '<html>Just a moment</html>', 'strava-down', 'backoff'],
  ['a page of another server', 404, '<html>Not Found</html>', 'strava-down', 'backoff'],
  ['a login page', 401, '<html>Sign in</html>', 'strava-down', 'backoff'],
  [
    'the limit',
    429,
    fault('Application', 'overall rate limit', 'exceeded', 'Rate Limit Exceeded'),
    'rate-limited',
    'at',
  ],
  ['the rate limit, older form', 429, fault('Application', 'rate limit', 'exceeded'), 'rate-limited', 'at'],
  ['the rate limit, as text', 429, TOO_MANY, 'rate-limited', 'at'],
  ['the rate limit, as a page', 429, '<html>Too many</html>', 'rate-limited', 'at'],
  ['a deleted activity', 404, '', 'not-found', 'never'],
  ['missing streams', 404, '{"message":"Resource Not Found","errors":[]}', 'not-found', 'never'],
  ['a deleted activity, with a body', 404, fault('Activity', 'id', 'invalid'), 'not-found', 'never'],
  ['an activity that is broken on Strava', 500, '{"message":"error"}', 'strava-down', 'backoff'],
  ['a gateway page', 502, '<html>Bad Gateway</html>', 'strava-down', 'backoff'],
  ['maintenance', 503, '', 'strava-down', 'backoff'],
  [
    'a callback that cannot be reached',
    400,
    fault('PushSubscription', 'callback url', 'not verifiable'),
    'strava-refused',
    'never',
  ],
  ['a subscription that exists', 400, fault('PushSubscription', 'nil', 'already exists'), 'strava-refused', 'never'],
  ['a 400 without a body', 400, '', 'strava-refused', 'never'],
  ['a 400 of an unknown kind', 400, fault('Athlete', 'weight', 'invalid'), 'strava-refused', 'never'],
  ['a 401 without a body', 401, '', 'authorization-revoked', 'never'],
  ['a 403 without a body', 403, '', 'strava-refused', 'never'],
  ['a 403 of an unknown kind', 403, fault('Segment', 'id', 'forbidden'), 'strava-refused', 'never'],
  ['a teapot', 418, '{"short":"stout"}', 'strava-refused', 'never'],
  ['no errors', 400, '{"message":"Bad Request","errors":null}', 'strava-refused', 'never'],
  ['empty errors', 400, '{"message":"Bad Request","errors":[]}', 'strava-refused', 'never'],
  ['errors of another shape', 400, '{"errors":{"code":"invalid"}}', 'strava-refused', 'never'],
  ['errors as text', 401, '{"errors":"Authorization Error","status":401}', 'authorization-revoked', 'never'],
  [
    'an owner without subscription, beside an error of another shape',
    403,
    '{"message":7,"errors":["?",{"resource":"Application","field":null,"code":"Inactive"}]}',
    'application-inactive',
    'never',
  ],
  ['JSON that is not an object', 400, 'null', 'strava-refused', 'never'],
  ['JSON that is a list', 400, '[1,2]', 'strava-refused', 'never'],
  ['a truncated body', 400, '{"message":"Bad Req', 'strava-down', 'backoff'],
]

describe('the meaning of a response from Strava, over a real socket', () => {
  let answer: { status: number; body: string; headers?: Record<string, string> } = { status: 200, body: '' }
  const server = createServer((_, response) => {
    response.writeHead(answer.status, answer.headers)
    response.end(answer.body)
  })
  let url = ''
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })

  const http = createStravaHttp({ now: () => now, log: createLog('silent'), timeoutMs: 5000 })
  const fails = (): Promise<AppError> =>
    http({
      method: 'GET',
      url: `${url}/athlete?secret=hidden`,
      endpoint: 'GET /athlete',
      authorization: 'Bearer hidden',
    }).then(
      () => Promise.reject(new Error('the call did not fail')),
      (error: AppError) => error,
    )

  const answers = ANSWERS.map(([description, status, body, kind, retry]) => ({
    description,
    status,
    body,
    kind,
    retry,
  }))
  test.each(answers)('$what ($status) is $kind, retry: $retry', async ({ status, body, kind, retry }) => {
    answer = { status, body }
    const error = await fails()
    expect({ kind: error.kind, retry: error.retry.kind }).toEqual({ kind, retry })
    expect(error.message).toContain(`GET /athlete: ${status}`)
    expect(error.message).not.toMatch(/hidden|<html>|stout/)
  })

  test('a rate limit tells the queue and the requester when calls are allowed again', async () => {
    answer = {
      status: 429,
      body: '',
      headers: { 'X-Ratelimit-Limit': '200,2000', 'X-RATELIMIT-USAGE': '201,700' },
    }
    const error = await fails()
    expect(error.retry).toEqual({ kind: 'at', at: at('07:45:00') })
    expect(error.userMessage).toEqual({
      key: 'error.rateLimited',
      values: { until: { timestamp: at('07:45:00') / 1000 } },
    })
  })
})

describe('each failure has a message for the requester', () => {
  const about = (status: number, errors: StravaFault['errors']) =>
    toStravaError({
      endpoint: 'GET /athlete',
      status,
      fault: { isStravaError: true, isNotFromStrava: false, errors },
      now,
    }).userMessage.key
  test.each([
    ['error.authorizationRevoked', 401, []],
    ['error.authorizationRevoked', 400, [{ resource: 'RefreshToken', field: 'refresh_token', code: 'invalid' }]],
    ['error.scopeMissing', 401, [{ resource: 'AccessToken', field: 'activity:read_permission', code: 'missing' }]],
    ['error.applicationInactive', 403, [{ resource: 'Application', field: 'Status', code: 'Inactive' }]],
    ['error.applicationRefused', 400, [{ resource: 'Application', field: 'client_secret', code: 'invalid' }]],
    ['error.rateLimited', 429, []],
    ['error.stravaDown', 503, []],
    ['error.notFound', 404, []],
    ['error.stravaRefused', 400, []],
  ])('%s for %s %j', (key, status, errors) => {
    expect(about(status, errors)).toBe(key)
  })

  test('the operator’s wrong secret is never mistaken for a revoked authorization', () => {
    for (const status of [400, 401, 403])
      expect(about(status, [{ resource: 'Application', field: 'client_secret', code: 'invalid' }])).toBe(
        'error.applicationRefused',
      )
  })

  test('the relevant error is found anywhere in the list', () => {
    const other = { resource: 'Other', field: 'x', code: 'y' }
    expect(about(403, [other, { resource: 'Application', field: 'Status', code: 'Inactive' }])).toBe(
      'error.applicationInactive',
    )
    expect(about(400, [other, {}, { resource: 'RefreshToken', field: 'refresh_token', code: 'invalid' }])).toBe(
      'error.authorizationRevoked',
    )
  })
})

describe('the window that a rate limit response closes', () => {
  const full = { limit: '200,2000', usage: '205,2001' }
  test.each<[string, Record<string, string>, 'quarter' | 'day']>([
    ['without headers: the quarter hour', {}, 'quarter'],
    [
      'when the quarter hour is used up',
      { 'X-RateLimit-Limit': '200,2000', 'X-RateLimit-Usage': '200,1999' },
      'quarter',
    ],
    ['when the day is used up', { 'X-RateLimit-Limit': '200,2000', 'X-RateLimit-Usage': '5,2000' }, 'day'],
    [
      'when the daily read limit is used up and the overall one is not',
      {
        'X-Ratelimit-Limit': '200,2000',
        'X-Ratelimit-Usage': '5,1000',
        'X-Readratelimit-Limit': '100,1000',
        'X-Readratelimit-Usage': '5,1000',
      },
      'day',
    ],
    ['in lower case', { 'x-ratelimit-limit': full.limit, 'x-ratelimit-usage': full.usage }, 'day'],
    ['in upper case', { 'X-RATELIMIT-LIMIT': full.limit, 'X-RATELIMIT-USAGE': full.usage }, 'day'],
    ['with spaces', { 'X-RateLimit-Limit': '200, 2000', 'X-RateLimit-Usage': '205, 2001' }, 'day'],
    ['with half of the headers', { 'X-RateLimit-Usage': full.usage }, 'quarter'],
    ['with headers of another form', { 'X-RateLimit-Limit': 'many', 'X-RateLimit-Usage': 'all,all' }, 'quarter'],
  ])('%s', (_, headers, expected) => {
    expect(exhaustedWindow(new Headers(headers))).toBe(expected)
  })
})
