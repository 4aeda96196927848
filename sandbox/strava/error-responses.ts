/** Strava's error body, `{ message, errors: [{ resource, field, code }] }`. */
export function errorResponse(
  status: number,
  message: string,
  resource: string,
  field: string,
  code: string,
): Response {
  return Response.json({ message, errors: [{ resource, field, code }] }, { status })
}

export const badRequest = (resource: string, field: string, code = 'invalid') =>
  errorResponse(400, 'Bad Request', resource, field, code)

export const invalidAccessToken = () => errorResponse(401, 'Authorization Error', 'Athlete', 'access_token', 'invalid')
export const invalidApplication = () => errorResponse(401, 'Authorization Error', 'Application', '', 'invalid')
export const missingScope = (scope: string) =>
  errorResponse(401, 'Authorization Error', 'AccessToken', `${scope}_permission`, 'missing')
export const applicationInactive = () => errorResponse(403, 'Forbidden', 'Application', 'Status', 'Inactive')
export const rateLimited = () =>
  errorResponse(429, 'Rate Limit Exceeded', 'Application', 'overall rate limit', 'exceeded')
/** The older form, which still occurs: `errors` is a string. */
export const rateLimitedLegacy = () =>
  Response.json({ errors: 'Rate Limit Exceeded', status: 429, message: 'Too Many Requests' }, { status: 429 })
export const pathNotFound = () => errorResponse(404, 'Record Not Found', 'resource', 'path', 'invalid')
/** The response for an activity that is deleted, of another athlete or hidden: no body at all. */
export const activityNotFound = () => new Response(null, { status: 404 })
/** The response for the streams of a manual activity. */
export const noStreams = () => Response.json({ message: 'Resource Not Found', errors: [] }, { status: 404 })
export const internalError = () => Response.json({ message: 'error' }, { status: 500 })
