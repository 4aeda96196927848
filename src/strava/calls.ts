import { AppError } from '../errors.ts'
import type { Breaker } from './breaker.ts'
import type { Caller, StravaBudget } from './budget.ts'
import type { StravaHttp, StravaRequest } from './http.ts'
import type { AthleteTokens } from './tokens.ts'

/** A reading call, without whose it is. `about`: the one activity that it reads. */
export type Reading<T> = Omit<StravaRequest<T>, 'method' | 'authorization' | 'form' | 'onHeaders'> & { about?: string }

/**
 * The calls of one caller that count: none is made while Strava is away, none without a place in the budget, and what each answer says
 * of the limits is kept. Throws the AppErrors of the table in `failures`, and `rate-limited` before a call that would be refused.
 */
export function createCalls(options: {
  http: StravaHttp
  tokens: AthleteTokens
  budget: StravaBudget
  breaker: Breaker
  caller: Caller
}) {
  const { http, tokens, budget, breaker, caller } = options

  async function withinBudget<T>(accessToken: string, request: Omit<Reading<T>, 'about'>): Promise<T> {
    const madeAt = await budget.take(caller)
    let headers = new Headers()
    const authorization = `Bearer ${accessToken}`
    const onHeaders = (heard: Headers) => {
      headers = heard
    }
    try {
      return await http({ ...request, method: 'GET', authorization, onHeaders })
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.kind !== 'rate-limited') throw thrown
      await budget.close(headers)
      // Answers the moment of a place in a later window.
      await budget.take(caller)
      throw thrown
    } finally {
      await budget.hear(headers, madeAt)
    }
  }

  const guard = <T>(about: string | undefined, call: () => Promise<T>) =>
    breaker.guard({ isInteractive: caller.priority === 'interactive', about }, call)

  return {
    /** With a token that is given. */
    withToken: <T>(accessToken: string, { about, ...request }: Reading<T>): Promise<T> =>
      guard(about, () => withinBudget(accessToken, request)),

    /** With a valid token of the athlete's: refreshing it counts as a part of the call. */
    of: <T>(athleteId: string, { about, ...request }: Reading<T>): Promise<T> =>
      guard(about, () => tokens.with(athleteId, (accessToken) => withinBudget(accessToken, request))),
  }
}

export type StravaCalls = ReturnType<typeof createCalls>
