import type { CircuitBreaker } from '../strava/circuit-breaker/circuit-breaker.ts'
import type { RateLimiter } from '../strava/rate-limiter/rate-limiter.ts'
import type { Finding, FindingSentences } from './finding.ts'

type StravaCallsFinding = Finding & {
  check: 'strava-calls'
} /** The bot stopped calling Strava. `until`: the next try. Epoch milliseconds. */ & (
    | { kind: 'calls-stopped'; reason: 'down' | 'inactive'; since: number; until: number }
    /** Epoch milliseconds. */
    | { kind: 'budget-spent'; until: number }
    | { kind: 'budget-low'; left: number; limit: number; until: number }
  )

const check = 'strava-calls'

/** From this share of the day's reads on, posts may soon wait until the next day. */
const LOW_BUDGET_SHARE = 0.1

/** Whether the bot calls Strava at all: it stops for a while after failures. */
export async function checkOutage({
  circuitBreaker,
}: {
  circuitBreaker: Pick<CircuitBreaker, 'read'>
}): Promise<Extract<StravaCallsFinding, { kind: 'calls-stopped' }>[]> {
  const { open } = await circuitBreaker.read()
  if (!open) return []
  const { reason, since, until } = open
  return [{ check, severity: 'error', kind: 'calls-stopped', reason, since, until }]
}

/** Whether the read budget lasts. */
export async function checkReadBudget({
  rateLimiter,
}: {
  rateLimiter: Pick<RateLimiter, 'read'>
}): Promise<StravaCallsFinding[]> {
  const { limits, used, ends, exhaustedUntil } = await rateLimiter.read()
  if (exhaustedUntil !== undefined) return [{ check, severity: 'warning', kind: 'budget-spent', until: exhaustedUntil }]
  const [limit, until] = [limits.day.read, ends.day]
  const left = Math.max(limit - used.day.read, 0)
  if (left === 0) return [{ check, severity: 'warning', kind: 'budget-spent', until }]
  if (left > limit * LOW_BUDGET_SHARE) return []
  return [{ check, severity: 'warning', kind: 'budget-low', left, limit, until }]
}

const timeOf = (moment: number) => `${new Date(moment).toISOString().slice(0, 16).replace('T', ' ')} UTC`

const HIGHER_LIMIT = 'Ask Strava for a higher limit: https://www.strava.com/settings/api.'

export const stravaCallsSentences: FindingSentences<StravaCallsFinding> = {
  'calls-stopped': ({ reason, since, until }) =>
    reason === 'inactive'
      ? `Strava said at ${timeOf(since)} that the application is inactive. The bot asks again at ${timeOf(until)}; a restart isn't needed.`
      : `Strava has failed since ${timeOf(since)}, so posts wait. The bot tries again at ${timeOf(until)}; there is nothing to do.`,
  'budget-spent': ({ until }) =>
    `Strava's rate limit is reached, so posts wait until ${timeOf(until)}. If this happens often: ${HIGHER_LIMIT}`,
  'budget-low': ({ left, limit, until }) =>
    `Only ${left} of ${limit} reads of Strava are left until ${timeOf(until)}; then posts wait. If this happens often: ${HIGHER_LIMIT}`,
}
