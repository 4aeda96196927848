import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { apiRoutes } from './api-routes.ts'
import { authorizeRoutes } from './authorize-routes.ts'
import { pathNotFound } from './error-responses.ts'
import { readCall } from './incoming-call.ts'
import { handleToken, oauthRoutes } from './oauth-routes.ts'
import { photoRoutes } from './photo-routes.ts'
import { applyFailure, dropConnection, type StravaFaultInjection } from './strava-fault-injection.ts'
import type { RouteEnv, StravaState } from './strava-state.ts'
import { subscriptionRoutes } from './subscription-routes.ts'

function allRoutes(state: StravaState) {
  const routes = new Hono<RouteEnv>()
  routes.route('/oauth', authorizeRoutes(state))
  routes.route('/oauth', oauthRoutes(state))
  routes.post('/api/v3/oauth/token', (c) => handleToken(state, c.env.call))
  routes.route('/api/v3/push_subscriptions', subscriptionRoutes(state))
  routes.route('/api/v3', apiRoutes(state))
  routes.route('/photos', photoRoutes())
  routes.notFound(() => pathNotFound())
  return routes
}

/** Reads every request, applies planned faults, responds and records. */
export async function listen(
  state: StravaState,
  faultInjection: StravaFaultInjection,
  { port, host, listenOn }: { port: number; host: string; listenOn: string },
) {
  const routes = allRoutes(state)

  async function answer(request: Request, env: HttpBindings): Promise<Response> {
    const call = await readCall(request, state.now())
    if (state.latencyMs > 0) await pause(state.latencyMs)
    const how = faultInjection.nextFailure(call.kind)
    if (how !== undefined && how !== 'drop-after') {
      const { status, response } = applyFailure(how, call.kind, env, state.rateLimits)
      state.recorder.record(call, status)
      return response
    }
    const response = await routes.fetch(request, { call })
    if (how === 'drop-after') {
      call.onResponseLost?.()
      state.recorder.record(call, 0)
      return dropConnection(env)
    }
    state.recorder.record(call, response.status)
    return response
  }

  const listener = getRequestListener((request, env) => answer(request, env as HttpBindings), {
    overrideGlobalObjects: false,
  })
  const server = createServer((incoming, outgoing) => {
    outgoing.setHeader('date', new Date(state.now()).toUTCString())
    void listener(incoming, outgoing)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, listenOn, resolve)
  })
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
