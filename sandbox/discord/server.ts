import { createServer, type Server } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import { type Incoming, readBody } from './body.ts'
import { addLimits, checkHeaders, checkToken } from './checks.ts'
import type { RecordedRequest } from './control.ts'
import { Refusal } from './errors.ts'
import { failureResponse, type Levers } from './levers.ts'
import { addChannelRoutes } from './routes/channels.ts'
import { addCommandRoutes } from './routes/commands.ts'
import { addGuildRoutes } from './routes/guilds.ts'
import { addInteractionRoutes } from './routes/interactions.ts'
import { addMessageRoutes } from './routes/messages.ts'
import { addUserRoutes } from './routes/users.ts'
import { addWebhookRoutes } from './routes/webhooks.ts'
import type { World } from './world.ts'

interface Env {
  Bindings: HttpBindings
  Variables: { incoming: Incoming; entry: RecordedRequest }
}
export type Api = Hono<Env>

const prefix = '/api/v10'

export function createApi(world: World, levers: Levers, requests: RecordedRequest[]): Server {
  const api: Api = new Hono<Env>()
  const keep = (entry: RecordedRequest, status: number) => {
    entry.status = status
    requests.push(entry)
    world.bell.ring()
  }
  const drop = (c: Context<Env>, entry: RecordedRequest) => {
    c.env.incoming.socket.resetAndDestroy()
    keep(entry, 0)
    return RESPONSE_ALREADY_SENT
  }

  // Somebody looks with a browser, to see what is there: no program says what a request is for. Pictures are for browsers.
  api.use('*', async (c, next) => {
    if (c.req.header('sec-fetch-dest') === undefined || c.req.path.startsWith('/attachments/')) return next()
    return Response.json({ message: '401: Unauthorized', code: 0 }, { status: 401 })
  })

  api.use(`${prefix}/*`, async (c, next) => {
    const entry = toEntry(c, world.now())
    c.set('entry', entry)
    const problem = await readInto(c, entry)
    const how = levers.judge(entry)
    if (how?.hang) {
      keep(entry, 0)
      await levers.released()
      c.env.incoming.socket.resetAndDestroy()
      return RESPONSE_ALREADY_SENT
    }
    if (how?.drop) return drop(c, entry)
    if (how !== undefined && !how.dropAfter) {
      const answer = failureResponse(how)
      keep(entry, answer.status)
      return answer
    }
    checkHeaders(world, entry, c.req.header('user-agent') ?? '')
    const refusal = problem ?? checkToken(world, entry, c.req.header('authorization'))
    if (refusal) c.res = answerRefusal(world, refusal, entry)
    else await next()
    if (how?.dropAfter) {
      c.res = undefined
      c.res = drop(c, entry)
      return undefined
    }
    addLimits(c.res, entry)
    keep(entry, c.res.status)
    return undefined
  })

  const routes = api.basePath(prefix)
  addUserRoutes(routes, world, requests)
  addCommandRoutes(routes, world)
  addInteractionRoutes(routes, world)
  addWebhookRoutes(routes, world)
  addMessageRoutes(routes, world)
  addChannelRoutes(routes, world)
  addGuildRoutes(routes, world)

  api.get('/attachments/:channel/:id/:name', (c) => {
    const { channel, id } = c.req.param()
    const messages = world.channels.get(channel)?.messages ?? []
    const file = messages.flatMap((one) => one.attachments).find((one) => one.id === id)
    if (file === undefined) return c.body(null, 404)
    return c.body(new Uint8Array(file.data), 200, { 'Content-Type': file.contentType })
  })
  api.notFound((c) => {
    world.complain(`${c.req.method} ${c.req.path}: Discord has no such route, or the sandbox does not know it`)
    return Response.json({ message: '404: Not Found', code: 0 }, { status: 404 })
  })
  api.onError((error, c) => {
    if (error instanceof Refusal) return answerRefusal(world, error, c.get('entry'))
    // Whoever asked died in the middle of it, with a file half sent.
    if (c.env.incoming.destroyed) {
      keep(c.get('entry'), 0)
      return RESPONSE_ALREADY_SENT
    }
    world.complain(`${c.req.method} ${c.req.path}: the sandbox failed: ${error.stack}`)
    return Response.json({ message: String(error), code: 0 }, { status: 500 })
  })
  const listener = getRequestListener(api.fetch, { overrideGlobalObjects: false })
  return createServer((incoming, outgoing) => {
    outgoing.setHeader('date', new Date(world.now()).toUTCString())
    void listener(incoming, outgoing)
  })
}

function toEntry(c: Context<Env>, at: number): RecordedRequest {
  const url = new URL(c.req.url)
  const path = decodeURIComponent(url.pathname.slice(prefix.length))
    .replace(/^(\/interactions\/\d+\/)[^/]+/, '$1:token')
    .replace(/^(\/webhooks\/\d+\/)[^/]+/, '$1:token')
  const auth = c.req.header('authorization') !== undefined
  return { at, method: c.req.method, path, query: url.search.slice(1), status: 0, auth }
}

async function readInto(c: Context<Env>, entry: RecordedRequest): Promise<Refusal | undefined> {
  try {
    const incoming = await readBody(c)
    c.set('incoming', incoming)
    if (incoming.json !== undefined) entry.body = incoming.json
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

function answerRefusal(world: World, refusal: Refusal, entry: RecordedRequest): Response {
  const body = refusal.body()
  if (refusal.code === 50035 || refusal.code === 50006) {
    world.complain(
      `${entry.method} ${entry.path}: ${refusal.code} ${JSON.stringify(refusal.errors ?? refusal.message)}`,
    )
  }
  return Response.json(body, { status: refusal.status })
}
