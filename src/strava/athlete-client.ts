import { hasKind } from '../errors.ts'
import type { Log } from '../logger.ts'
import type { AccessTokens } from './access-tokens.ts'
import type { CircuitBreaker } from './circuit-breaker/circuit-breaker.ts'
import type { StravaHttp, StravaRequest } from './http.ts'
import type { Caller, RateLimiter } from './rate-limiter/rate-limiter.ts'

/** A read, without the athlete. `activityId`: the single activity that it reads. */
export type ReadRequest<T> = Omit<StravaRequest<T>, 'method' | 'authorization' | 'form' | 'onHeaders' | 'log'> & {
  activityId?: string
}

/**
 * The rate-limited calls of one caller. No call is made while the circuit breaker is open or without a slot of the rate
 * limiter; the limits in each response are recorded. Throws the AppErrors of `strava-errors`, and `rate-limited` before
 * a call that Strava would refuse.
 */
export function createAthleteClient(options: {
  http: StravaHttp
  accessTokens: AccessTokens
  rateLimiter: RateLimiter
  circuitBreaker: CircuitBreaker
  caller: Caller
  log: Log
}) {
  const { http, accessTokens, rateLimiter, circuitBreaker, caller, log } = options

  async function withinRateLimit<T>(accessToken: string, request: Omit<ReadRequest<T>, 'activityId'>): Promise<T> {
    const madeAt = await rateLimiter.acquire(caller)
    let headers = new Headers()
    const authorization = `Bearer ${accessToken}`
    const onHeaders = (received: Headers) => {
      headers = received
    }
    try {
      return await http({ ...request, method: 'GET', authorization, onHeaders, log })
    } catch (thrown) {
      if (!hasKind(thrown, 'rate-limited')) throw thrown
      await rateLimiter.markExhausted(headers)
      // Returns the time of the slot.
      await rateLimiter.acquire(caller)
      throw thrown
    } finally {
      await rateLimiter.recordUsage(headers, madeAt)
    }
  }

  const execute = <T>(activityId: string | undefined, call: () => Promise<T>) =>
    circuitBreaker.execute({ isInteractive: caller.priority === 'interactive', activityId }, call)

  return {
    /** Uses the given token. */
    getWithToken: <T>(accessToken: string, { activityId, ...request }: ReadRequest<T>): Promise<T> =>
      execute(activityId, () => withinRateLimit(accessToken, request)),

    /** Uses a valid token of the athlete; a refresh is part of the call. */
    get: <T>(athleteId: string, { activityId, ...request }: ReadRequest<T>): Promise<T> =>
      execute(activityId, () =>
        accessTokens.withAccessToken(athleteId, (accessToken, origin) => {
          log.debug(origin === 'stored' ? 'using the stored access token' : 'refreshed the access token')
          return withinRateLimit(accessToken, request)
        }),
      ),
  }
}

export type AthleteClient = ReturnType<typeof createAthleteClient>
