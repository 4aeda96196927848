import { Hono } from 'hono'
import { badRequest, invalidAccessToken, invalidApplication, pathNotFound } from './error-responses.ts'
import type { AccessToken, SandboxGrant } from './grants.ts'
import type { IncomingCall } from './incoming-call.ts'
import type { RouteEnv, StravaState } from './strava-state.ts'

/** The fields that the responses to exchange and refresh share; seconds. */
function toTokenResponse(grant: SandboxGrant, access: AccessToken, now: number) {
  return {
    token_type: 'Bearer',
    access_token: access.token,
    expires_at: Math.floor(access.expiresAt / 1000),
    expires_in: Math.floor((access.expiresAt - now) / 1000),
    refresh_token: grant.refreshToken,
  }
}

export function handleToken(state: StravaState, call: IncomingCall): Response {
  const { form } = call
  const complain = (fault: string) => state.recorder.complain(call, fault)
  if (call.formType === 'other') complain('the token request has to be form encoded')
  if (call.url.searchParams.has('client_secret')) complain('secrets belong into the form, not into the address')
  if (!form.has('client_id') && call.formType !== 'other') complain('client_id is missing')
  if (form.get('client_id') !== state.clientId) return badRequest('Application', 'client_id')
  if (!form.has('client_secret')) complain('client_secret is missing')
  if (form.get('client_secret') !== state.clientSecret) return badRequest('Application', 'client_secret')
  const type = form.get('grant_type')
  if (type === 'authorization_code') return handleExchange(state, call, complain)
  if (type === 'refresh_token') return handleRefresh(state, call, complain)
  complain(`unknown grant_type "${type ?? ''}"`)
  return badRequest('Application', 'grant_type')
}

function handleExchange(state: StravaState, call: IncomingCall, complain: (fault: string) => void): Response {
  const result = state.grants.exchange(call.form.get('code') ?? '')
  if ('refused' in result) {
    if (!call.form.has('code')) complain('code is missing')
    if (result.refused === 'used') complain('a code was exchanged twice')
    return badRequest('RequestToken', 'code')
  }
  const { grant, access } = result
  call.athleteId = grant.athleteId
  call.onResponseLost = result.onResponseLost
  const athlete = state.athletes.athletesById.get(grant.athleteId)?.profile
  return Response.json({ ...toTokenResponse(grant, access, state.now()), scope: access.scope, athlete })
}

function handleRefresh(state: StravaState, call: IncomingCall, complain: (fault: string) => void): Response {
  const token = call.form.get('refresh_token') ?? ''
  const result = state.grants.refresh(token)
  if (!result) {
    if (token === '') complain('refresh_token is missing')
    const why = state.grants.tokenEndOf(token)
    if (why === 'replaced') complain('a dead refresh token was used, although its successor had been handed out')
    if (why === 'revoked by the program')
      complain('a dead refresh token was used, which the program itself had revoked')
    return badRequest('RefreshToken', 'refresh_token')
  }
  call.athleteId = result.grant.athleteId
  call.onResponseLost = result.onResponseLost
  const tokens = toTokenResponse(result.grant, result.access, state.now())
  return Response.json({ ...tokens, ...state.extraRefreshFields })
}

/** Ends the connection between the athlete and the application, and notifies the subscription. */
export function endGrant(state: StravaState, athleteId: string, by: 'program' | 'athlete') {
  if (!state.grants.isConnected(athleteId)) return
  state.grants.removeGrants(athleteId, by === 'program' ? 'revoked by the program' : 'revoked by the athlete')
  const id = Number(athleteId)
  const updates = { authorized: 'false' }
  state.push.emit({ object_type: 'athlete', object_id: id, aspect_type: 'update', updates, owner_id: id })
}

function handleRevoke(state: StravaState, call: IncomingCall): Response {
  const { headers, form } = call
  const given = headers.get('authorization') ?? ''
  const encoded = /^Basic (.+)$/i.exec(given)?.[1]
  if (!encoded) state.recorder.complain(call, 'revoke wants HTTP Basic with client_id and client_secret')
  const [id, ...secret] = Buffer.from(encoded ?? '', 'base64')
    .toString()
    .split(':')
  if (id !== state.clientId || secret.join(':') !== state.clientSecret) return invalidApplication()
  const token = form.get('token')
  if (!token) {
    state.recorder.complain(call, 'revoke wants the form field token')
    return badRequest('Application', 'token')
  }
  const owner = state.grants.ownerOf(token)
  if (owner !== undefined) {
    call.athleteId = owner
    endGrant(state, owner, 'program')
  }
  return new Response(null, { status: 200 })
}

/** The old endpoint, which is removed on 2027-06-01; it counts against the rate limit. */
function handleDeauthorize(state: StravaState, call: IncomingCall): Response {
  if (!state.rateLimits.recordCall(true)) return state.rateLimits.rateLimitedResponse()
  const bearer = /^Bearer (\S+)$/.exec(call.headers.get('authorization') ?? '')?.[1]
  const token = bearer ?? call.form.get('access_token') ?? call.url.searchParams.get('access_token') ?? ''
  const access = state.grants.findAccess(token)
  if (!access) return invalidAccessToken()
  call.athleteId = access.athleteId
  endGrant(state, access.athleteId, 'program')
  return Response.json({ access_token: token })
}

export function oauthRoutes(state: StravaState) {
  const routes = new Hono<RouteEnv>()
  routes.post('/token', (c) => handleToken(state, c.env.call))
  routes.post('/revoke', (c) => handleRevoke(state, c.env.call))
  routes.post('/deauthorize', (c) => {
    const response = handleDeauthorize(state, c.env.call)
    for (const [name, value] of state.rateLimits.headers()) response.headers.set(name, value)
    return response
  })
  routes.all('*', (c) => {
    state.recorder.complain(c.env.call, 'there is no such endpoint')
    return pathNotFound()
  })
  return routes
}
