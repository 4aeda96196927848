import type { Hono } from 'hono'
import { withTimeout } from '../async.ts'

/** The checks for readiness, by name. */
export type HealthChecks = Readonly<Record<string, () => boolean | Promise<boolean>>>

const CHECK_TIMEOUT_MS = 2000

const passes = (check: () => boolean | Promise<boolean>): Promise<boolean> =>
  withTimeout(CHECK_TIMEOUT_MS, (async () => check())()).catch(() => false)

/**
 * `GET /healthz`: the process is alive. `GET /readyz`: everything that its roles need works, otherwise 503 with the
 * failed checks. `GET /metrics`: Prometheus text. `checks` is complete before the first request. A stopping process is
 * not ready.
 */
export function addHealthRoutes(
  app: Hono,
  options: { checks: HealthChecks; isStopping: () => boolean; metrics: () => Promise<string>; contentType: string },
) {
  app.get('/healthz', (context) => context.json({ status: 'ok' }))
  app.get('/readyz', async (context) => {
    const results = await Promise.all(
      Object.entries(options.checks).map(async ([name, check]) => [name, await passes(check)] as const),
    )
    const status = options.isStopping() ? 'stopping' : results.every(([, up]) => up) ? 'ready' : 'not ready'
    return context.json({ status, ...Object.fromEntries(results) }, status === 'ready' ? 200 : 503)
  })
  app.get('/metrics', async (context) =>
    context.body(await options.metrics(), 200, { 'content-type': options.contentType }),
  )
}
