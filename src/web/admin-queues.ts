import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createBullBoard } from '@bull-board/api'
import { HonoAdapter } from '@bull-board/hono'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Context, Hono, Next } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { timingSafeEqual } from 'hono/utils/buffer'

const BASE_PATH = '/admin/queues'

/** The folder with Bull Board's own pages: where they are installed, or in `dist`, where `bundle.ts` puts them. */
const PAGES = import.meta.url.endsWith('.ts')
  ? dirname(createRequire(import.meta.url).resolve('@bull-board/ui/package.json'))
  : join(import.meta.dirname, 'bull-board')

/** The token in an `Authorization` header: as `Bearer`, or as the password of `Basic` with any user. */
function givenToken(header: string | undefined): string {
  const [scheme = '', value = ''] = (header ?? '').split(' ')
  if (scheme.toLowerCase() === 'bearer') return value
  if (scheme.toLowerCase() !== 'basic') return ''
  const decoded = Buffer.from(value, 'base64').toString()
  return decoded.slice(decoded.indexOf(':') + 1)
}

/**
 * Removes links to other servers: Bull Board's page loads a font from one, which our content security policy blocks.
 * The page falls back to another font.
 */
async function withoutRemoteStyles(context: Context, next: Next): Promise<void> {
  await next()
  if (!context.res.headers.get('content-type')?.startsWith('text/html')) return
  const page = await context.res.text()
  context.res = new Response(page.replaceAll(/<link\b[^>]*\bhref="https?:[^>]*>/g, ''), context.res)
}

/**
 * Bull Board at `/admin/queues`, for the operator alone: jobs as they are stored, with their data encrypted. The board
 * is read-only: only GET requests are accepted, whatever else it offers.
 */
export function addAdminQueues(
  app: Hono,
  { token, adapters }: { token: string; adapters: Parameters<typeof createBullBoard>[0]['queues'] },
): void {
  const serverAdapter = new HonoAdapter(serveStatic).setBasePath(BASE_PATH)
  createBullBoard({
    queues: adapters,
    serverAdapter,
    options: { uiBasePath: PAGES, uiConfig: { boardTitle: 'Domestique', hideRedisDetails: true } },
  })

  for (const path of [BASE_PATH, `${BASE_PATH}/*`]) {
    app.use(path, async (context, next) => {
      context.header('cache-control', 'no-store')
      if (!(await timingSafeEqual(givenToken(context.req.header('authorization')), token)))
        return context.body(null, 401, { 'www-authenticate': 'Basic realm="Domestique", charset="UTF-8"' })
      if (context.req.method !== 'GET') return context.body(null, 405, { allow: 'GET' })
      return next()
    })
    app.use(path, withoutRemoteStyles)
    app.use(
      path,
      secureHeaders({
        contentSecurityPolicy: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          // Bull Board sets inline styles.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          baseUri: ["'self'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
        },
        referrerPolicy: 'same-origin',
        xFrameOptions: 'DENY',
        strictTransportSecurity: false,
      }),
    )
  }
  app.get(`${BASE_PATH}/`, (context) => context.redirect(BASE_PATH))
  app.route(BASE_PATH, serverAdapter.registerPlugin() as Hono)
}
