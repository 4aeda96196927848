import { AppError } from '../errors.ts'
import type { AccessTokens } from './access-tokens.ts'
import type { CircuitBreaker } from './circuit-breaker/circuit-breaker.ts'
import type { StravaHttp, StravaRequest } from './http.ts'
import type { Caller, RateLimiter } from './rate-limiter/rate-limiter.ts'

/** A reading call, without whose it is. `about`: the one activity that it reads. */
export type ReadRequest<T> = Omit<StravaRequest<T>, 'method' | 'authorization' | 'form' | 'onHeaders'> & {
  activityId?: string
}

/**
 * The calls of one caller that count: none is made while Strava is down, none without a slot in the rate limiter, and what each answer says
 * of the limits is kept. Throws the AppErrors of the table in `strava-errors`, and `rate-limited` before a call that would be refused.
 */
export function createAthleteClient(options: {
  http: StravaHttp
  accessTokens: AccessTokens
  rateLimiter: RateLimiter
  circuitBreaker: CircuitBreaker
  caller: Caller
}) {
  const { http, accessTokens, rateLimiter, circuitBreaker, caller } = options

  async function withinRateLimit<T>(accessToken: string, request: Omit<ReadRequest<T>, 'activityId'>): Promise<T> {
    const madeAt = await rateLimiter.acquire(caller)
    let headers = new Headers()
    const authorization = `Bearer ${accessToken}`
    const onHeaders = (received: Headers) => {
      headers = received
    }
    try {
      return await http({ ...request, method: 'GET', authorization, onHeaders })
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.kind !== 'rate-limited') throw thrown
      await rateLimiter.markExhausted(headers)
      // Answers the moment of a slot in a later window.
      await rateLimiter.acquire(caller)
      throw thrown
    } finally {
      await rateLimiter.recordUsage(headers, madeAt)
    }
  }

  const execute = <T>(activityId: string | undefined, call: () => Promise<T>) =>
    circuitBreaker.execute({ isInteractive: caller.priority === 'interactive', activityId }, call)

  return {
    /** With a token that is given. */
    getWithToken: <T>(accessToken: string, { activityId, ...request }: ReadRequest<T>): Promise<T> =>
      execute(activityId, () => withinRateLimit(accessToken, request)),

    /** With a valid token of the athlete's: refreshing it counts as a part of the call. */
    get: <T>(athleteId: string, { activityId, ...request }: ReadRequest<T>): Promise<T> =>
      execute(activityId, () =>
        accessTokens.withAccessToken(athleteId, (accessToken) => withinRateLimit(accessToken, request)),
      ),
  }
}

export type AthleteClient = ReturnType<typeof createAthleteClient>
