import { AppError } from '../errors.ts'

/** The body of an error response. */
export interface StravaFault {
  /** Whether the body has Strava's `message`. */
  isStravaError: boolean
  /** The body is not JSON: the page of a proxy in front of Strava, or a truncated response. */
  isNotFromStrava: boolean
  errors: {
    resource?: string | null | undefined
    field?: string | null | undefined
    code?: string | null | undefined
  }[]
}

/** A refusal without a more specific kind. The caller may know what the errors mean. */
export class StravaRefusedError extends AppError {
  readonly errors: StravaFault['errors']

  constructor(message: string, errors: StravaFault['errors']) {
    super('strava-refused', message, { userMessage: { key: 'error.stravaRefused' } })
    this.errors = errors
  }
}

/** Strava's shorter rate-limit window ends every quarter hour. Milliseconds. */
const QUARTER_HOUR_MS = 15 * 60_000

/** The only endpoint that fails forever for an activity that is broken on Strava. */
export const ACTIVITY_ENDPOINT = 'GET /activities/{id}'

export interface StravaRefusal {
  endpoint: string
  status: number
  fault: StravaFault
  /** Epoch milliseconds. */
  now: number
}

/**
 * Converts an error response. A 400 alone does not prove that the athlete revoked access: a wrong client secret answers
 * 400 too, and an application without a subscription answers 403 for everyone.
 */
export function toStravaError({ endpoint, status, fault, now }: StravaRefusal): AppError {
  const [first] = fault.errors
  const detail = [first?.resource, first?.field, first?.code].filter(Boolean).join(' ')
  const message = `${endpoint}: ${status}${detail ? ` ${detail}` : ''}`
  const hasError = (test: (error: StravaFault['errors'][number]) => boolean) => fault.errors.some(test)

  if (status === 429) {
    const at = (Math.floor(now / QUARTER_HOUR_MS) + 1) * QUARTER_HOUR_MS
    return new AppError('rate-limited', message, {
      userMessage: { key: 'error.rateLimited', values: { until: { timestamp: Math.ceil(at / 1000) } } },
      retry: { kind: 'at', at },
    })
  }
  if (status === 500 && endpoint === ACTIVITY_ENDPOINT && fault.isStravaError) {
    return new AppError('activity-broken', message, {
      userMessage: { key: 'error.stravaDown' },
      retry: { kind: 'backoff' },
    })
  }
  // A proxy in Strava's place knows nothing about activities and grants: its answer is no reason to delete anything.
  if (status >= 500 || fault.isNotFromStrava) {
    return new AppError('strava-down', message, {
      userMessage: { key: 'error.stravaDown' },
      retry: { kind: 'backoff' },
    })
  }
  if (status === 404) return new AppError('not-found', message, { userMessage: { key: 'error.notFound' } })
  if (status === 403 && hasError(({ code }) => code?.toLowerCase() === 'inactive')) {
    return new AppError('application-inactive', message, { userMessage: { key: 'error.applicationInactive' } })
  }
  if (hasError(({ field, code }) => code === 'missing' && field?.endsWith('_permission') === true)) {
    return new AppError('scope-missing', message, { userMessage: { key: 'error.scopeMissing' } })
  }
  if (hasError(({ field }) => field === 'client_id' || field === 'client_secret' || field === 'redirect_uri')) {
    return new AppError('application-refused', message, { userMessage: { key: 'error.applicationRefused' } })
  }
  // Where no athlete's token was sent, a 401 can only be about the application.
  const isApplicationError = status === 401 && endpoint.includes('/oauth/')
  if (isApplicationError)
    return new AppError('application-refused', message, { userMessage: { key: 'error.applicationRefused' } })
  const isInvalidGrant = hasError(
    ({ resource, field }) => resource === 'RefreshToken' || field === 'refresh_token' || field === 'code',
  )
  if ((status === 400 && isInvalidGrant) || status === 401) {
    return new AppError('authorization-revoked', message, { userMessage: { key: 'error.authorizationRevoked' } })
  }
  return new StravaRefusedError(message, fault.errors)
}
