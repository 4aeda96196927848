import { DefaultRestOptions, REST } from '@discordjs/rest'
import { NO_TRACING, type Tracing } from '../tracing.ts'
import { toRouteTemplate } from './route-template.ts'

export interface RestOptions {
  /** Without the API version. */
  apiUrl: string
  token: string
  /** Maximum calls per second; Discord has no such limit for replies to interactions. */
  perSecond?: number
  /** The status of each call; 0: no response. */
  onCall?: (status: number) => void
  /** The `Date` header of each response. */
  onDate?: (date: string | null) => void
  tracing?: Tracing
}

/** Discord's REST API. It neither retries nor waits for rate limits: callers decide that. */
export function createRest({ apiUrl, token, perSecond = 50, onCall, onDate, tracing = NO_TRACING }: RestOptions): REST {
  return new REST({
    api: apiUrl,
    version: '10',
    retries: 0,
    timeout: 10_000,
    globalRequestsPerSecond: perSecond,
    rejectOnRateLimit: () => true,
    makeRequest(url, init) {
      const [method, route] = [init.method ?? 'GET', toRouteTemplate(new URL(url).pathname)]
      const attributes = { 'http.request.method': method, 'url.template': route }
      return tracing.span(`Discord ${method} ${route}`, attributes, async () => {
        let status = 0
        try {
          const response = await DefaultRestOptions.makeRequest(url, init)
          status = response.status
          tracing.annotate({ 'http.response.status_code': status })
          onDate?.(response.headers.get('date'))
          return response
        } finally {
          onCall?.(status)
        }
      })
    },
  }).setToken(token)
}
