import { createHash } from 'node:crypto'
import { type HttpBindings, type ServerType, serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { except } from 'hono/combine'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import { secureHeaders } from 'hono/secure-headers'
import { SetupError, toAppError } from '../errors.ts'
import { createTranslator, languageOf } from '../i18n/translator.ts'
import type { Log } from '../logger.ts'
import { NO_TRACING, type Tracing } from '../tracing.ts'
import { messagePage } from './pages/message-page.ts'
import { siteUrls } from './pages/site-urls.ts'
import { STYLE } from './pages/style.ts'

/** The first supported language of the browser's `Accept-Language`. */
export function textOf(context: Context) {
  const wanted = (context.req.header('accept-language') ?? '').split(',').map((one) => (one.split(';')[0] ?? '').trim())
  return createTranslator(wanted.find((locale) => languageOf(locale) !== undefined))
}

/** Whether a request's URL can be parsed. Browsers and Strava send none with a user and a password. */
function isReadableUrl(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { username, password } = new URL(address)
  return username === '' && password === ''
}

/** Whether the client disconnected during the request, or didn't send HTTP. */
function isAborted({ env }: Context): boolean {
  const incoming = (env as Partial<HttpBindings> | undefined)?.incoming
  return incoming?.destroyed === true && !incoming.complete
}

/** Discord's CDN, with the icons of servers. */
const DISCORD_CDN = 'https://cdn.discordapp.com'

/** Where Discord sends interactions. They are larger than forms, and have a limit of their own. */
export const INTERACTIONS_PATH = '/interactions'

/** Our forms are small. Bytes. */
const MAX_BODY_BYTES = 64 * 1024

/**
 * The web server of a process: each module adds its routes. `formTargets` are the origins to which our forms
 * redirect. This is the only place that catches errors of routes.
 */
export function createWebApp(options: {
  log: Log
  publicUrl: string
  formTargets: string[]
  /** Whether Redis is unavailable: the client can try again. */
  isRedisUnavailable: (error: unknown) => boolean
  tracing?: Tracing
}): Hono {
  const { log, publicUrl, formTargets, isRedisUnavailable, tracing = NO_TRACING } = options
  const app = new Hono()
  const urls = siteUrls(publicUrl)
  const style = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`
  app.use(async (context, next) => {
    if (isReadableUrl(context.req.url)) return next()
    log.debug('a request with an unreadable address was refused')
    return context.body(null, 400)
  })
  // Parts of a path are secrets, so a span has the route. Health and metrics are requested too often to be traced.
  app.use(
    except(['/healthz', '/readyz', '/metrics'], (context, next) =>
      tracing.span(`HTTP ${context.req.method}`, { 'http.request.method': context.req.method }, async () => {
        await next()
        tracing.annotate({ 'http.route': routePath(context, -1), 'http.response.status_code': context.res.status })
      }),
    ),
  )
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: [style],
        imgSrc: ["'self'", DISCORD_CDN],
        formAction: ["'self'", ...formTargets],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      referrerPolicy: 'same-origin',
      xFrameOptions: 'DENY',
      strictTransportSecurity: false,
      // A route may set its own policy.
      overwrite: false,
    }),
  )
  app.use(except(INTERACTIONS_PATH, bodyLimit({ maxSize: MAX_BODY_BYTES })))
  app.notFound((context) =>
    context.html(
      messagePage(textOf(context), urls, { title: 'page.notFoundTitle', parts: [{ key: 'page.notFoundText' }] }),
      404,
    ),
  )
  app.onError((thrown, context) => {
    // The client's mistake: too large, or not readable.
    if (thrown instanceof HTTPException && thrown.status < 500) {
      log.debug({ route: context.req.routePath, status: thrown.status }, 'a request was refused')
      return context.html(
        messagePage(textOf(context), urls, { title: 'page.notFoundTitle', parts: [{ key: 'page.notFoundText' }] }),
        thrown.status,
      )
    }
    if (isAborted(context)) {
      log.debug({ route: context.req.routePath }, 'a request was aborted')
      return context.body(null, 400)
    }
    const error = toAppError(thrown)
    log.error({ route: context.req.routePath, err: error }, 'could not render a page')
    const status = isRedisUnavailable(thrown) ? 503 : 500
    return context.html(
      messagePage(textOf(context), urls, { title: 'page.errorTitle', parts: [{ key: 'page.errorText' }] }),
      status,
    )
  })
  return app
}

/** Timeouts for clients. Milliseconds. */
interface ServerLimits {
  /** For the headers of a request. */
  headersTimeout: number
  /** For all of a request: forms and events are small. */
  requestTimeout: number
  /** Keep-alive. Longer than that of proxies, so that they never use a connection that is closed here. */
  keepAliveTimeout: number
  /** How often the timeouts are checked. */
  connectionsCheckingInterval: number
}

export const SERVER_LIMITS: ServerLimits = {
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
}

/** Why listening failed, by the operating system's error code. */
function toSetupError(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new SetupError(`PORT ${port} is in use by another program: stop that one, or set another PORT.`)
    case 'EACCES':
      return new SetupError(`This user may not listen at PORT ${port}: set one above 1023.`)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return new SetupError(
        `HOST ${host} is not an address of this machine: set 127.0.0.1, or 0.0.0.0 for all of them.`,
      )
    default:
      return error
  }
}

/**
 * Listens on one address of this machine, or on all (`0.0.0.0`). Port 0 means a free one. Returns the port and a
 * function that stops.
 */
export function listen(
  app: Hono,
  { host, port }: { host: string; port: number },
  limits = SERVER_LIMITS,
): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server: ServerType = serve(
      { fetch: app.fetch, hostname: host, port, serverOptions: { ...limits } },
      (address) => {
        const close = () =>
          new Promise<void>((done) => {
            server.close(() => done())
            if ('closeAllConnections' in server) setTimeout(() => server.closeAllConnections(), 1000).unref()
            if ('closeIdleConnections' in server) server.closeIdleConnections()
          })
        resolve({ port: address.port, close })
      },
    )
    server.once('error', (error: NodeJS.ErrnoException) => reject(toSetupError(error, { host, port })))
  })
}
