import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { apiRoutes } from './api.ts'
import { authorizeRoutes } from './authorize.ts'
import { readCall } from './call.ts'
import { unknownPath } from './faults.ts'
import { answerToken, oauthRoutes } from './oauth.ts'
import { subscriptionRoutes } from './subscriptions.ts'
import { drop, misbehave, type Trouble } from './trouble.ts'
import type { RouteEnv, World } from './world.ts'

function allRoutes(world: World) {
  const routes = new Hono<RouteEnv>()
  routes.route('/oauth', authorizeRoutes(world))
  routes.route('/oauth', oauthRoutes(world))
  routes.post('/api/v3/oauth/token', (c) => answerToken(world, c.env.call))
  routes.route('/api/v3/push_subscriptions', subscriptionRoutes(world))
  routes.route('/api/v3', apiRoutes(world))
  routes.notFound(() => unknownPath())
  return routes
}

/** Listens on 127.0.0.1; every request is read, may meet planned trouble, is answered and recorded. */
export async function listen(world: World, trouble: Trouble, port: number) {
  const routes = allRoutes(world)

  async function answer(request: Request, env: HttpBindings): Promise<Response> {
    const call = await readCall(request, world.now())
    const how = trouble.next(call.kind)
    if (how !== undefined && how !== 'drop-after') {
      const { status, response } = misbehave(how, call.kind, env, world.budget)
      world.recorder.add(call, status)
      return response
    }
    const response = await routes.fetch(request, { call })
    if (how === 'drop-after') {
      call.forgive?.()
      world.recorder.add(call, 0)
      return drop(env)
    }
    world.recorder.add(call, response.status)
    return response
  }

  const listener = getRequestListener((request, env) => answer(request, env as HttpBindings), {
    overrideGlobalObjects: false,
  })
  const server = createServer((incoming, outgoing) => {
    outgoing.setHeader('date', new Date(world.now()).toUTCString())
    void listener(incoming, outgoing)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
