import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AthleteHandle, ConsentError, createStrava, type StravaSandbox } from '../../sandbox/strava/index.ts'

const noon = Date.parse('2026-11-20T12:00:00Z')
const app = { client_id: '4711', client_secret: 'sandbox-secret' }
let clock = noon
let strava: StravaSandbox
let mira: AthleteHandle

beforeEach(async () => {
  clock = noon
  const settings = { clientId: app.client_id, clientSecret: app.client_secret, now: () => clock }
  strava = await createStrava({ ...settings, graceMs: 0, capacity: 2 })
  mira = strava.addAthlete({ firstname: 'Mira', lastname: 'Almqvist' })
})
afterEach(() => strava.close())

const requestedScope = 'read,activity:read'

function authorizeUrl(changes: Record<string, string> = {}) {
  const query = { client_id: app.client_id, redirect_uri: 'http://localhost:3000/back', response_type: 'code' }
  return `${strava.oauthUrl}/authorize?${new URLSearchParams({ ...query, scope: requestedScope, state: 'st', ...changes })}`
}

const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${strava.url}${path}`, { method: 'POST', body: new URLSearchParams(fields), headers })

const exchange = (code: string) => post('/oauth/token', { ...app, grant_type: 'authorization_code', code })
const refresh = (token: string) => post('/oauth/token', { ...app, grant_type: 'refresh_token', refresh_token: token })

async function codeOf(athlete: AthleteHandle, scope = requestedScope) {
  return new URL(await athlete.signIn(authorizeUrl({ scope }))).searchParams.get('code') ?? ''
}

interface TokenResponse {
  access_token: string
  refresh_token: string
  expires_in: number
  expires_at: number
  scope?: string
  athlete?: { id: number }
}

const connect = async (athlete: AthleteHandle, scope = requestedScope) =>
  (await (await exchange(await codeOf(athlete, scope))).json()) as TokenResponse

const get = (path: string, token: string) =>
  fetch(`${strava.apiUrl}${path}`, { headers: { authorization: `Bearer ${token}` } })

const basicAuthHeaders = {
  authorization: `Basic ${Buffer.from(`${app.client_id}:${app.client_secret}`).toString('base64')}`,
}

test('approving on the consent page redirects with a code, the state and the scopes', async () => {
  const redirect = new URL(await strava.authorize(authorizeUrl(), { athlete: mira }))
  expect(redirect.origin + redirect.pathname).toBe('http://localhost:3000/back')
  expect(redirect.searchParams.get('state')).toBe('st')
  expect(redirect.searchParams.get('scope')).toBe('read,activity:read')
  expect(redirect.searchParams.get('code')).toMatch(/^fake-/)
})

test('unticking a box redirects with fewer scopes', async () => {
  const redirect = new URL(await strava.authorize(authorizeUrl(), { athlete: mira, untick: ['activity:read', 'read'] }))
  expect(redirect.searchParams.get('scope')).toBe('read')
})

test('cancelling redirects with access_denied and no code', async () => {
  const redirect = new URL(await strava.authorize(authorizeUrl(), { athlete: mira, deny: true }))
  expect(Object.fromEntries(redirect.searchParams)).toEqual({ state: 'st', error: 'access_denied' })
})

test('the consent page shows names as text, never as markup', async () => {
  strava.addAthlete({ firstname: '<b>Bo</b>', lastname: '"' })
  const page = await (await fetch(authorizeUrl())).text()
  expect(page).toContain('&lt;b&gt;Bo&lt;/b&gt;')
  expect(page).not.toContain('<b>Bo')
})

test('the consent page is for the signed-in athlete, and other accounts can be chosen', async () => {
  const bo = strava.addAthlete({ firstname: 'Bo', lastname: 'Lindgren' })
  const isSignedIn = (page: string, { id }: AthleteHandle) => page.includes(`name="athlete" value="${id}"`)
  expect(await (await fetch(authorizeUrl())).text()).toContain('Whose account is it?')

  strava.setSignedInAthlete(mira.id)
  const page = await (await fetch(authorizeUrl())).text()
  expect(isSignedIn(page, mira)).toBe(true)
  const other = /href="([^"]*)"[^>]*>(?:(?!<\/a>).)*Bo Lindgren/s.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const changed = await (await fetch(new URL(other, authorizeUrl()))).text()
  expect(isSignedIn(changed, bo)).toBe(true)
})

test.each([
  ['scope', 'read activity:read'],
  ['scope', 'everything'],
  ['redirect_uri', 'app:back'],
  ['response_type', 'token'],
  ['approval_prompt', 'always'],
])('a malformed %s on the authorize page is rejected and causes a complaint', async (field, value) => {
  const answer = await fetch(authorizeUrl({ [field]: value }))
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ message: 'Bad Request', errors: [{ field, code: 'invalid' }] })
  expect(strava.complaints).toHaveLength(1)
})

test('a redirect URI outside the callback domain is rejected', async () => {
  const answer = await fetch(authorizeUrl({ redirect_uri: 'https://elsewhere.example/back' }))
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ errors: [{ resource: 'Application', field: 'redirect_uri' }] })
})

test('an athlete beyond the limit sees that it is exceeded and is not redirected', async () => {
  const [joost, aoife] = [strava.addAthlete({ firstname: 'Joost' }), strava.addAthlete({ firstname: 'Aoife' })]
  await connect(mira)
  await connect(joost)
  const refusal = await strava.authorize(authorizeUrl(), { athlete: aoife }).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(ConsentError)
  expect(refusal).toMatchObject({ status: 403, page: expect.stringContaining('Limit of connected athletes exceeded') })
  await connect(mira)
  joost.revokeAccess()
  await connect(aoife)
})

test('a code is exchanged for tokens for six hours, with the athlete and the scope', async () => {
  const tokens = await connect(mira)
  expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 21_600, scope: requestedScope })
  expect(tokens.expires_at).toBe(noon / 1000 + 21_600)
  expect(tokens.athlete).toMatchObject({ id: Number(mira.id), firstname: 'Mira', resource_state: 2 })
  expect(mira.grants()).toEqual([
    { scope: requestedScope, refreshToken: tokens.refresh_token, accessTokens: [tokens.access_token] },
  ])
})

test('a code works only once', async () => {
  const code = await codeOf(mira)
  await exchange(code)
  const second = await exchange(code)
  expect(second.status).toBe(400)
  expect(await second.json()).toEqual({
    message: 'Bad Request',
    errors: [{ resource: 'RequestToken', field: 'code', code: 'invalid' }],
  })
  expect(strava.complaints).toEqual([expect.stringContaining('exchanged twice')])
})

test('token responses have no rate limit headers and count towards no limit', async () => {
  const answer = await exchange(await codeOf(mira))
  expect([...answer.headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([])
  expect(strava.usage()).toEqual({ overall: [0, 0], read: [0, 0] })
})

test('a refresh returns the same access token if it has more than an hour left', async () => {
  const first = await connect(mira)
  clock += 7_318_000
  const again = (await (await refresh(first.refresh_token)).json()) as TokenResponse
  expect(again).toMatchObject({ access_token: first.access_token, refresh_token: first.refresh_token })
  expect(again.expires_in).toBe(14_282)
  expect(again).not.toHaveProperty('athlete')
})

test('a late refresh rotates the refresh token: the old one is invalid, but the old access token still works', async () => {
  const first = await connect(mira)
  clock += 5.5 * 3_600_000
  const second = (await (await refresh(first.refresh_token)).json()) as TokenResponse
  expect(second.refresh_token).not.toBe(first.refresh_token)
  expect((await get('/athlete', first.access_token)).status).toBe(200)
  expect((await get('/athlete', second.access_token)).status).toBe(200)
  const dead = await refresh(first.refresh_token)
  expect(dead.status).toBe(400)
  expect(await dead.json()).toMatchObject({ errors: [{ resource: 'RefreshToken', field: 'refresh_token' }] })
  expect(strava.complaints).toEqual([expect.stringContaining('a dead refresh token was used')])
})

test('tokens can be given a shorter lifetime, and are renewed after it', async () => {
  strava.setTokenLifetime(301)
  const first = await connect(mira)
  expect([first.expires_in, first.expires_at]).toEqual([301, noon / 1000 + 301])
  strava.setTokenLifetime(21_600)
  clock += 2000
  const second = (await (await refresh(first.refresh_token)).json()) as TokenResponse
  expect(second.refresh_token).not.toBe(first.refresh_token)
  expect(second.expires_in).toBe(21_600)
})

test('a refresh whose response is lost invalidates the old token without a complaint', async () => {
  const first = await connect(mira)
  mira.expireTokens()
  strava.failNext(1, 'drop-after', { kind: 'refresh' })
  await expect(refresh(first.refresh_token)).rejects.toThrow()
  expect((await refresh(first.refresh_token)).status).toBe(400)
  expect(strava.complaints).toEqual([])
})

test('reconnecting rotates the refresh token', async () => {
  const first = await connect(mira)
  const second = await connect(mira, 'read,activity:read_all')
  expect((await refresh(first.refresh_token)).status).toBe(400)
  expect(mira.grants()).toMatchObject([{ scope: 'read,activity:read_all', refreshToken: second.refresh_token }])
})

test('the refresh token from the settings page gives an access token with its scope', async () => {
  const { access_token } = (await (await refresh(mira.issueRefreshToken('read'))).json()) as TokenResponse
  expect((await get('/athlete', access_token)).status).toBe(200)
  expect((await get('/athlete/activities', access_token)).status).toBe(401)
})

test('a wrong secret has a different error than an invalid token', async () => {
  const answer = await post('/oauth/token', { ...app, client_secret: 'no', grant_type: 'refresh_token' })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ errors: [{ resource: 'Application', field: 'client_secret' }] })
  expect(strava.complaints).toEqual([])
})

test('JSON instead of a form and a missing secret cause complaints', async () => {
  const headers = { 'content-type': 'application/json' }
  await fetch(`${strava.oauthUrl}/token`, { method: 'POST', headers, body: JSON.stringify(app) })
  await post('/oauth/token', { client_id: app.client_id, grant_type: 'refresh_token', refresh_token: 'x' })
  expect(strava.complaints).toEqual([
    expect.stringContaining('form encoded'),
    expect.stringContaining('client_secret is missing'),
  ])
})

test('revoking either token revokes both; an unknown token gets the same response', async () => {
  const tokens = await connect(mira)
  const answer = await post('/oauth/revoke', { token: tokens.access_token }, basicAuthHeaders)
  expect([answer.status, await answer.text()]).toEqual([200, ''])
  expect((await post('/oauth/revoke', { token: 'unheard-of' }, basicAuthHeaders)).status).toBe(200)
  expect((await get('/athlete', tokens.access_token)).status).toBe(401)
  expect(mira.grants()).toEqual([])
  expect((await post('/oauth/revoke', { token: 'x' }, { authorization: 'Bearer x' })).status).toBe(401)
})

test('the old deauthorize endpoint still works and counts as a call', async () => {
  const tokens = await connect(mira)
  const answer = await post('/oauth/deauthorize', { access_token: tokens.access_token })
  expect(await answer.json()).toEqual({ access_token: tokens.access_token })
  expect([mira.grants(), strava.usage().read]).toEqual([[], [1, 1]])
})

test('after the athlete revokes access, tokens are invalid, and using them causes no complaint', async () => {
  const tokens = await connect(mira)
  mira.revokeAccess()
  expect(await (await get('/athlete', tokens.access_token)).json()).toEqual({
    message: 'Authorization Error',
    errors: [{ resource: 'Athlete', field: 'access_token', code: 'invalid' }],
  })
  expect((await refresh(tokens.refresh_token)).status).toBe(400)
  expect(strava.complaints).toEqual([])
})

test('an expired token is rejected, whether the clock or the sandbox expired it', async () => {
  const tokens = await connect(mira)
  clock += 21_600_000
  expect((await get('/athlete', tokens.access_token)).status).toBe(401)
  const next = (await (await refresh(tokens.refresh_token)).json()) as TokenResponse
  mira.expireTokens()
  expect((await get('/athlete', next.access_token)).status).toBe(401)
  const last = (await (await refresh(next.refresh_token)).json()) as TokenResponse
  expect((await get('/athlete', last.access_token)).status).toBe(200)
})

test('requests are recorded without secrets', async () => {
  const tokens = await connect(mira)
  await get(`/athlete?access_token=${tokens.access_token}`, tokens.access_token)
  const seen = await strava.waitForRequest((request) => request.kind === 'read', 'a read')
  expect(seen).toMatchObject({ method: 'GET', athleteId: mira.id, status: 200, at: noon })
  expect(JSON.stringify([strava.requests, strava.complaints])).not.toContain(tokens.access_token)
  expect(strava.complaints).toEqual([expect.stringContaining('into the header')])
})

test('a wait that times out fails with a clear message', async () => {
  await expect(strava.waitForRequest(() => false, 'a miracle', 5)).rejects.toThrow(
    'Waited 5 ms for a miracle at the sandbox Strava, in vain; there was no request at all',
  )
})
