import { createServer, type Server } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import { ApiError } from './api-errors.ts'
import { type DiscordFaultInjection, failureResponse } from './discord-fault-injection.ts'
import type { RecordedDiscordRequest } from './discord-sandbox.ts'
import type { DiscordState } from './discord-state.ts'
import { type Incoming, readBody } from './request-body.ts'
import { addRateLimitHeaders, checkHeaders, checkToken } from './request-checks.ts'
import { addChannelRoutes } from './routes/channel-routes.ts'
import { addCommandRoutes } from './routes/command-routes.ts'
import { addGuildRoutes } from './routes/guild-routes.ts'
import { addInteractionRoutes } from './routes/interaction-routes.ts'
import { addMessageRoutes } from './routes/message-routes.ts'
import { addUserRoutes } from './routes/user-routes.ts'
import { addWebhookRoutes } from './routes/webhook-routes.ts'

interface DiscordEnv {
  Bindings: HttpBindings
  Variables: { incoming: Incoming; entry: RecordedDiscordRequest }
}
export type DiscordRoutes = Hono<DiscordEnv>

const prefix = '/api/v10'

export function createDiscordServer(
  state: DiscordState,
  faultInjection: DiscordFaultInjection,
  requests: RecordedDiscordRequest[],
): Server {
  const api: DiscordRoutes = new Hono<DiscordEnv>()
  const recordRequest = (entry: RecordedDiscordRequest, status: number) => {
    entry.status = status
    requests.push(entry)
    state.waiters.notify()
  }
  const drop = (c: Context<DiscordEnv>, entry: RecordedDiscordRequest) => {
    c.env.incoming.socket.resetAndDestroy()
    recordRequest(entry, 0)
    return RESPONSE_ALREADY_SENT
  }

  // A person with a browser: only browsers send Sec-Fetch headers. Images are for browsers.
  api.use('*', async (c, next) => {
    if (c.req.header('sec-fetch-dest') === undefined || c.req.path.startsWith('/attachments/')) return next()
    return Response.json({ message: '401: Unauthorized', code: 0 }, { status: 401 })
  })

  api.use(`${prefix}/*`, async (c, next) => {
    const entry = toRecordedRequest(c, state.now())
    c.set('entry', entry)
    const problem = await readRequestBody(c, entry)
    const how = faultInjection.nextFailure(entry)
    if (how?.hang) {
      recordRequest(entry, 0)
      await faultInjection.waitForRelease()
      c.env.incoming.socket.resetAndDestroy()
      return RESPONSE_ALREADY_SENT
    }
    if (how?.drop) return drop(c, entry)
    if (how !== undefined && !how.dropAfter) {
      const answer = failureResponse(how)
      recordRequest(entry, answer.status)
      return answer
    }
    checkHeaders(state, entry, c.req.header('user-agent') ?? '')
    const refusal = problem ?? checkToken(state, entry, c.req.header('authorization'))
    if (refusal) c.res = errorResponse(state, refusal, entry)
    else await next()
    if (how?.dropAfter) {
      c.res = undefined
      c.res = drop(c, entry)
      return undefined
    }
    addRateLimitHeaders(c.res, entry)
    recordRequest(entry, c.res.status)
    return undefined
  })

  const routes = api.basePath(prefix)
  addUserRoutes(routes, state, requests)
  addCommandRoutes(routes, state)
  addInteractionRoutes(routes, state)
  addWebhookRoutes(routes, state)
  addMessageRoutes(routes, state)
  addChannelRoutes(routes, state)
  addGuildRoutes(routes, state)

  api.get('/attachments/:channel/:id/:name', (c) => {
    const { channel, id } = c.req.param()
    const messages = state.channels.get(channel)?.messages ?? []
    const file = messages.flatMap((one) => one.attachments).find((one) => one.id === id)
    if (file === undefined) return c.body(null, 404)
    return c.body(new Uint8Array(file.data), 200, { 'Content-Type': file.contentType })
  })
  api.notFound((c) => {
    state.complain(`${c.req.method} ${c.req.path}: Discord has no such route, or the sandbox does not know it`)
    return Response.json({ message: '404: Not Found', code: 0 }, { status: 404 })
  })
  api.onError((error, c) => {
    if (error instanceof ApiError) return errorResponse(state, error, c.get('entry'))
    // The client died midway through sending a file.
    if (c.env.incoming.destroyed) {
      recordRequest(c.get('entry'), 0)
      return RESPONSE_ALREADY_SENT
    }
    state.complain(`${c.req.method} ${c.req.path}: the sandbox failed: ${error.stack}`)
    return Response.json({ message: String(error), code: 0 }, { status: 500 })
  })
  const listener = getRequestListener(api.fetch, { overrideGlobalObjects: false })
  return createServer((incoming, outgoing) => {
    outgoing.setHeader('date', new Date(state.now()).toUTCString())
    void listener(incoming, outgoing)
  })
}

function toRecordedRequest(c: Context<DiscordEnv>, at: number): RecordedDiscordRequest {
  const url = new URL(c.req.url)
  const path = decodeURIComponent(url.pathname.slice(prefix.length))
    .replace(/^(\/interactions\/\d+\/)[^/]+/, '$1:token')
    .replace(/^(\/webhooks\/\d+\/)[^/]+/, '$1:token')
  const auth = c.req.header('authorization') !== undefined
  return { at, method: c.req.method, path, query: url.search.slice(1), status: 0, auth }
}

async function readRequestBody(c: Context<DiscordEnv>, entry: RecordedDiscordRequest): Promise<ApiError | undefined> {
  try {
    const incoming = await readBody(c)
    c.set('incoming', incoming)
    if (incoming.json !== undefined) entry.body = incoming.json
    return undefined
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
}

function errorResponse(state: DiscordState, refusal: ApiError, entry: RecordedDiscordRequest): Response {
  const body = refusal.body()
  if (refusal.code === 50035 || refusal.code === 50006) {
    state.complain(
      `${entry.method} ${entry.path}: ${refusal.code} ${JSON.stringify(refusal.errors ?? refusal.message)}`,
    )
  }
  return Response.json(body, { status: refusal.status })
}
