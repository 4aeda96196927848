import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { errorResponse, internalError } from './error-responses.ts'
import type { CallKind } from './incoming-call.ts'
import type { StravaRateLimits } from './strava-rate-limits.ts'

export type StravaOutage = '503' | 'hang' | 'drop' | 'html'
/** `403`: Strava refuses, as when the application has reached its maximum number of athletes. */
export type StravaFailure = StravaOutage | '500' | '429' | '403' | 'drop-after'

/** Which calls fail. */
export interface CallMatch {
  kind?: CallKind
}

export type StravaFaultInjection = ReturnType<typeof createStravaFaultInjection>

export function createStravaFaultInjection() {
  let outage: StravaOutage | undefined
  const planned: { left: number; hitCount: number; how: StravaFailure; kind: CallKind | undefined }[] = []
  let randomFailures:
    | { share: number; hows: readonly StravaFailure[]; kind: CallKind | undefined; random: () => number }
    | undefined
  const fits = (one: { kind: CallKind | undefined }, kind: CallKind) => one.kind === undefined || one.kind === kind
  return {
    startOutage(how: StravaOutage = '503') {
      outage = how
    },
    endOutage() {
      outage = undefined
    },
    outage: () => outage,
    failNext(n: number, how: StravaFailure, match: CallMatch = {}) {
      const plan = { left: n, hitCount: 0, how, kind: match.kind }
      planned.push(plan)
      return () => {
        plan.left = 0
        return plan.hitCount
      }
    },
    failRandomly(share: number, hows: readonly StravaFailure[], match: CallMatch & { random?: () => number } = {}) {
      randomFailures = { share, hows, kind: match.kind, random: match.random ?? Math.random }
    },
    clearFailures() {
      planned.splice(0)
      randomFailures = undefined
    },
    nextFailure(kind: CallKind): StravaFailure | undefined {
      if (outage) return outage
      const plan = planned.find((one) => one.left > 0 && fits(one, kind))
      if (plan) {
        plan.left -= 1
        plan.hitCount += 1
        return plan.how
      }
      if (!randomFailures || !fits(randomFailures, kind) || randomFailures.random() >= randomFailures.share)
        return undefined
      return randomFailures.hows[Math.floor(randomFailures.random() * randomFailures.hows.length)]
    },
  }
}

const ERROR_PAGE = '<html><head><title>Strava</title></head><body><h1>We will be right back</h1></body></html>'

/** Carries out the fault. Status 0 means no response. */
export function applyFailure(
  how: Exclude<StravaFailure, 'drop-after'>,
  kind: CallKind,
  env: HttpBindings,
  rateLimits: StravaRateLimits,
) {
  if (how === 'hang') return { status: 0, response: RESPONSE_ALREADY_SENT }
  if (how === 'drop') return { status: 0, response: dropConnection(env) }
  if (how === 'html')
    return toResult(new Response(ERROR_PAGE, { status: 502, headers: { 'content-type': 'text/html' } }))
  if (how === '503') return toResult(errorResponse(503, 'Service Unavailable', 'Service', '', 'unavailable'))
  if (how === '500') return toResult(internalError())
  if (how === '403') return toResult(errorResponse(403, 'Forbidden', 'Application', '', 'invalid'))
  const response = rateLimits.rateLimitedResponse()
  if (kind !== 'read') return toResult(response)
  rateLimits.markWindowFull()
  for (const [name, value] of rateLimits.headers(true)) response.headers.set(name, value)
  return toResult(response)
}

const toResult = (response: Response) => ({ status: response.status, response })

export function dropConnection(env: HttpBindings): Response {
  env.incoming.socket.destroy()
  return RESPONSE_ALREADY_SENT
}
