import { Hono } from 'hono'
import { applicationInactive, badRequest, pathNotFound } from './error-responses.ts'
import type { IncomingCall } from './incoming-call.ts'
import type { RouteEnv, StravaState } from './strava-state.ts'

/** `/api/v3/push_subscriptions`: one per application, authorized by its id and secret. */
export function subscriptionRoutes(state: StravaState) {
  const routes = new Hono<RouteEnv>()
  const complain = (call: IncomingCall, fault: string) => state.recorder.complain(call, fault)

  // Strava sends the limits here too, with a usage of zero.
  routes.use('*', async (c, next) => {
    await next()
    for (const [name, value] of state.rateLimits.idleHeaders()) c.res.headers.set(name, value)
  })

  function refusal(call: IncomingCall): Response | undefined {
    const given = (name: string) => call.form.get(name) ?? call.url.searchParams.get(name)
    if (given('client_id') === null) complain(call, 'client_id is missing')
    if (given('client_id') !== state.clientId) return badRequest('Application', 'client_id')
    if (given('client_secret') === null) complain(call, 'client_secret is missing')
    if (given('client_secret') !== state.clientSecret) return badRequest('Application', 'client_secret')
    return state.isActive ? undefined : applicationInactive()
  }

  routes.get('/', (c) => {
    const current = state.push.current()
    return refusal(c.env.call) ?? c.json(current ? [current] : [])
  })

  routes.post('/', async (c) => {
    const { call } = c.env
    if (call.formType === 'other') complain(call, 'the subscription has to be form encoded')
    const refused = refusal(call)
    if (refused) return refused
    if (state.push.current()) return badRequest('PushSubscription', '', 'already exists')
    const callback = call.form.get('callback_url') ?? ''
    const verifyToken = call.form.get('verify_token')
    if (!/^https?:\/\//.test(callback) || !URL.canParse(callback) || callback.length > 255) {
      complain(call, 'callback_url has to be an http address of at most 255 characters')
      return badRequest('PushSubscription', 'callback url')
    }
    if (!verifyToken) {
      complain(call, 'verify_token is missing')
      return badRequest('PushSubscription', 'verify token')
    }
    const answer = await state.push.handshake(callback, verifyToken)
    if (answer.fault) complain(call, answer.fault)
    if (!answer.verified) return badRequest('PushSubscription', 'callback url', 'not verifiable')
    if (state.push.current()) return badRequest('PushSubscription', '', 'already exists')
    return c.json(state.push.subscribe(callback), 201)
  })

  routes.delete('/:id', (c) => {
    const refused = refusal(c.env.call)
    if (refused) return refused
    if (String(state.push.current()?.id) !== c.req.param('id')) return pathNotFound()
    state.push.cancel()
    return c.body(null, 204)
  })
  return routes
}
