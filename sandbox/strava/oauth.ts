import { Hono } from 'hono'
import type { Call } from './call.ts'
import { badRequest, unknownPath, wrongApplication, wrongToken } from './faults.ts'
import type { AccessToken, Grant } from './grants.ts'
import type { RouteEnv, World } from './world.ts'

/** The part of the answer that exchange and refresh share; seconds. */
function toTokens(grant: Grant, access: AccessToken, now: number) {
  return {
    token_type: 'Bearer',
    access_token: access.token,
    expires_at: Math.floor(access.expiresAt / 1000),
    expires_in: Math.floor((access.expiresAt - now) / 1000),
    refresh_token: grant.refreshToken,
  }
}

export function answerToken(world: World, call: Call): Response {
  const { form } = call
  const complain = (fault: string) => world.recorder.complain(call, fault)
  if (call.formType === 'other') complain('the token request has to be form encoded')
  if (call.url.searchParams.has('client_secret')) complain('secrets belong into the form, not into the address')
  if (!form.has('client_id') && call.formType !== 'other') complain('client_id is missing')
  if (form.get('client_id') !== world.clientId) return badRequest('Application', 'client_id')
  if (!form.has('client_secret')) complain('client_secret is missing')
  if (form.get('client_secret') !== world.clientSecret) return badRequest('Application', 'client_secret')
  const type = form.get('grant_type')
  if (type === 'authorization_code') return exchange(world, call, complain)
  if (type === 'refresh_token') return refresh(world, call, complain)
  complain(`unknown grant_type "${type ?? ''}"`)
  return badRequest('Application', 'grant_type')
}

function exchange(world: World, call: Call, complain: (fault: string) => void): Response {
  const result = world.grants.exchange(call.form.get('code') ?? '')
  if ('refused' in result) {
    if (!call.form.has('code')) complain('code is missing')
    if (result.refused === 'used') complain('a code was exchanged twice')
    return badRequest('RequestToken', 'code')
  }
  const { grant, access } = result
  call.athleteId = grant.athleteId
  call.forgive = result.forgive
  const athlete = world.athletes.members.get(grant.athleteId)?.profile
  return Response.json({ ...toTokens(grant, access, world.now()), scope: access.scope, athlete })
}

function refresh(world: World, call: Call, complain: (fault: string) => void): Response {
  const token = call.form.get('refresh_token') ?? ''
  const result = world.grants.refresh(token)
  if (!result) {
    if (token === '') complain('refresh_token is missing')
    const why = world.grants.whyDead(token)
    if (why === 'replaced') complain('a dead refresh token was used, although its successor had been handed out')
    if (why === 'revoked by the program')
      complain('a dead refresh token was used, which the program itself had revoked')
    return badRequest('RefreshToken', 'refresh_token')
  }
  call.athleteId = result.grant.athleteId
  call.forgive = result.forgive
  const tokens = toTokens(result.grant, result.access, world.now())
  return Response.json({ ...tokens, ...world.besideRefreshes })
}

/** Ends everything between the athlete and the application and tells the subscription so. */
export function endGrant(world: World, athleteId: string, by: 'program' | 'athlete') {
  if (!world.grants.isConnected(athleteId)) return
  world.grants.end(athleteId, by === 'program' ? 'revoked by the program' : 'revoked by the athlete')
  const id = Number(athleteId)
  const updates = { authorized: 'false' }
  world.push.emit({ object_type: 'athlete', object_id: id, aspect_type: 'update', updates, owner_id: id })
}

function answerRevoke(world: World, call: Call): Response {
  const { headers, form } = call
  const given = headers.get('authorization') ?? ''
  const encoded = /^Basic (.+)$/i.exec(given)?.[1]
  if (!encoded) world.recorder.complain(call, 'revoke wants HTTP Basic with client_id and client_secret')
  const [id, ...secret] = Buffer.from(encoded ?? '', 'base64')
    .toString()
    .split(':')
  if (id !== world.clientId || secret.join(':') !== world.clientSecret) return wrongApplication()
  const token = form.get('token')
  if (!token) {
    world.recorder.complain(call, 'revoke wants the form field token')
    return badRequest('Application', 'token')
  }
  const owner = world.grants.ownerOf(token)
  if (owner !== undefined) {
    call.athleteId = owner
    endGrant(world, owner, 'program')
  }
  return new Response(null, { status: 200 })
}

/** The old way out, which ends on 2027-06-01; it spends a call of the budget. */
function answerDeauthorize(world: World, call: Call): Response {
  if (!world.budget.take(true)) return world.budget.refusal()
  const bearer = /^Bearer (\S+)$/.exec(call.headers.get('authorization') ?? '')?.[1]
  const token = bearer ?? call.form.get('access_token') ?? call.url.searchParams.get('access_token') ?? ''
  const access = world.grants.findAccess(token)
  if (!access) return wrongToken()
  call.athleteId = access.athleteId
  endGrant(world, access.athleteId, 'program')
  return Response.json({ access_token: token })
}

export function oauthRoutes(world: World) {
  const routes = new Hono<RouteEnv>()
  routes.post('/token', (c) => answerToken(world, c.env.call))
  routes.post('/revoke', (c) => answerRevoke(world, c.env.call))
  routes.post('/deauthorize', (c) => {
    const response = answerDeauthorize(world, c.env.call)
    for (const [name, value] of world.budget.headers()) response.headers.set(name, value)
    return response
  })
  routes.all('*', (c) => {
    world.recorder.complain(c.env.call, 'there is no such endpoint')
    return unknownPath()
  })
  return routes
}
