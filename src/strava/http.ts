import * as z from 'zod'
import { withAbortTimeout } from '../async.ts'
import { AppError } from '../errors.ts'
import type { Log } from '../logger.ts'
import { BodyTooLargeError, readBody } from '../read-body.ts'
import { NO_TRACING, type Tracing } from '../tracing.ts'
import { lenient } from './lenient.ts'
import { type StravaFault, toStravaError } from './strava-errors.ts'

/** One call, for metrics. `status` 0: no response. */
export interface StravaCall {
  endpoint: string
  status: number
  durationMs: number
}

export interface StravaHttpOptions {
  now: () => number
  log: Log
  onCall?: (call: StravaCall) => void
  /** The `Date` header of each response. */
  onDate?: (date: string | null) => void
  /** Timeout for the whole response, body included. Milliseconds. */
  timeoutMs: number
  tracing?: Tracing
}

export interface StravaRequest<T> {
  method: 'GET' | 'POST' | 'DELETE'
  /** The whole URL, query included. */
  url: string
  /** The endpoint's name without ids, for metrics and errors. */
  endpoint: string
  authorization?: string
  form?: Record<string, string>
  /** The shape of the response body. Without it the body is not read. */
  schema?: z.ZodType<T>
  /** Called with the response's headers, if there is a response: they hold the limits. */
  onHeaders?: (headers: Headers) => void
  /** The logger of the calling job, with its correlation id. */
  log?: Log
}

export type StravaHttp = ReturnType<typeof createStravaHttp>

/** Older error responses have a string in `errors`, which is ignored. */
const faultSchema = z.object({ message: lenient(z.string()), errors: lenient(z.array(z.unknown())) })

const errorSchema = z.object({
  resource: lenient(z.string()),
  field: lenient(z.string()),
  code: lenient(z.string()),
})

const parseErrors = (sent: unknown[]): StravaFault['errors'] =>
  sent.flatMap((one) => errorSchema.safeParse(one).data ?? [])

/** Parses the body of an error response. Strava also sends empty bodies and web pages. */
function parseFault(body: string): StravaFault {
  try {
    const { data } = faultSchema.safeParse(JSON.parse(body))
    return {
      isStravaError: typeof data?.message === 'string',
      isNotFromStrava: false,
      errors: parseErrors(data?.errors ?? []),
    }
  } catch {
    return { isStravaError: false, isNotFromStrava: body.trim() !== '', errors: [] }
  }
}

const stravaDown = (message: string) =>
  new AppError('strava-down', message, { userMessage: { key: 'error.stravaDown' }, retry: { kind: 'backoff' } })

/** The largest responses, streams of a long activity, have a few megabytes. */
const MAX_BODY_BYTES = 20_000_000

/** The loggable part of a failed fetch: the code of the socket error, never the URL. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error instanceof BodyTooLargeError) return error.message
  const code = (error.cause as { code?: unknown } | undefined)?.code
  return error.name === 'TimeoutError' ? 'timed out' : typeof code === 'string' ? code : error.name
}

/**
 * Calls Strava once, with a timeout. Returns the parsed body; throws the AppErrors of `strava-errors`. Certificates are
 * always verified.
 */
export function createStravaHttp({ now, log, onCall, onDate, timeoutMs, tracing = NO_TRACING }: StravaHttpOptions) {
  return <T = undefined>(request: StravaRequest<T>): Promise<T> => {
    const { method, endpoint } = request
    const attributes = { 'http.request.method': method, 'strava.endpoint': endpoint }
    return tracing.span(`Strava ${endpoint}`, attributes, () => call(request))
  }

  async function call<T>(request: StravaRequest<T>): Promise<T> {
    const { endpoint, schema } = request
    const started = now()
    let status = 0
    try {
      const [response, body] = await withAbortTimeout(timeoutMs, async (signal) => {
        const answer = await fetch(request.url, {
          method: request.method,
          headers: {
            accept: 'application/json',
            ...(request.authorization ? { authorization: request.authorization } : {}),
          },
          ...(request.form ? { body: new URLSearchParams(request.form) } : {}),
          redirect: 'error',
          signal,
        })
        return [answer, new TextDecoder().decode(await readBody(answer, MAX_BODY_BYTES))] as const
      })
      status = response.status
      tracing.annotate({ 'http.response.status_code': status })
      request.onHeaders?.(response.headers)
      onDate?.(response.headers.get('date'))
      if (!response.ok) throw toStravaError({ endpoint, status, fault: parseFault(body), now: now() })
      return schema ? parse(endpoint, schema, body) : (undefined as T)
    } catch (error) {
      if (error instanceof AppError) throw error
      throw stravaDown(`${endpoint}: ${reasonOf(error)}`)
    } finally {
      const durationMs = now() - started
      ;(request.log ?? log).debug({ endpoint, status, duration: durationMs }, 'response from Strava')
      onCall?.({ endpoint, status, durationMs })
    }
  }
}

function parse<T>(endpoint: string, schema: z.ZodType<T>, body: string): T {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    throw stravaDown(`${endpoint}: the response is not JSON`)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.')} ${issue.code}`)
  throw stravaDown(`${endpoint}: the response has missing or invalid fields (${fields.join(', ')})`)
}
