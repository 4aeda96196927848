import { AppError } from '../errors.ts'

/** The body of Strava's refusals. */
export interface Fault {
  /** It is Strava's own: it has its message. */
  isStravas: boolean
  /** It is something else than JSON: a page of whatever stands before Strava, or half an answer. */
  isForeign: boolean
  errors: {
    resource?: string | null | undefined
    field?: string | null | undefined
    code?: string | null | undefined
  }[]
}

/** Strava counts anew at each quarter hour. Milliseconds. */
const QUARTER_HOUR = 15 * 60_000

/** The one endpoint that fails for ever on an activity that is broken at Strava. */
export const ONE_ACTIVITY = 'GET /activities/{id}'

export interface Refusal {
  endpoint: string
  status: number
  fault: Fault
  /** Epoch milliseconds. */
  now: number
}

/**
 * What a refusal of Strava's means. A 400 alone does not prove that an athlete took the grant back: a wrong client secret
 * answers 400 too, and an application without a subscription answers 403 for everybody.
 */
export function toStravaError({ endpoint, status, fault, now }: Refusal): AppError {
  const [first] = fault.errors
  const detail = [first?.resource, first?.field, first?.code].filter(Boolean).join(' ')
  const message = `${endpoint}: ${status}${detail ? ` ${detail}` : ''}`
  const has = (test: (error: Fault['errors'][number]) => boolean) => fault.errors.some(test)

  if (status === 429) {
    const at = (Math.floor(now / QUARTER_HOUR) + 1) * QUARTER_HOUR
    return new AppError('rate-limited', message, {
      say: { key: 'error.rateLimited', values: { until: { moment: Math.ceil(at / 1000) } } },
      retry: { kind: 'at', at },
    })
  }
  if (status === 500 && endpoint === ONE_ACTIVITY && fault.isStravas) {
    return new AppError('activity-broken', message, { say: { key: 'error.stravaDown' }, retry: { kind: 'backoff' } })
  }
  // Whatever answered in Strava's place knows nothing of activities and grants: what it says is no reason to take anything down.
  if (status >= 500 || fault.isForeign) {
    return new AppError('strava-down', message, { say: { key: 'error.stravaDown' }, retry: { kind: 'backoff' } })
  }
  if (status === 404) return new AppError('not-found', message, { say: { key: 'error.notFound' } })
  if (status === 403 && has(({ code }) => code?.toLowerCase() === 'inactive')) {
    return new AppError('application-inactive', message, { say: { key: 'error.applicationInactive' } })
  }
  if (has(({ field, code }) => code === 'missing' && field?.endsWith('_permission') === true)) {
    return new AppError('scope-missing', message, { say: { key: 'error.scopeMissing' } })
  }
  if (has(({ field }) => field === 'client_id' || field === 'client_secret' || field === 'redirect_uri')) {
    return new AppError('application-refused', message, { say: { key: 'error.applicationRefused' } })
  }
  // Where no athlete's token was sent, a 401 can only be about the application.
  const ofApplication = status === 401 && endpoint.includes('/oauth/')
  if (ofApplication) return new AppError('application-refused', message, { say: { key: 'error.applicationRefused' } })
  const deadGrant = has(
    ({ resource, field }) => resource === 'RefreshToken' || field === 'refresh_token' || field === 'code',
  )
  if ((status === 400 && deadGrant) || status === 401) {
    return new AppError('authorization-revoked', message, { say: { key: 'error.authorizationRevoked' } })
  }
  return new AppError('strava-refused', message, { say: { key: 'error.stravaRefused' } })
}
