import { type ApiError, apiError } from './api-errors.ts'
import type { RecordedDiscordRequest } from './discord-sandbox.ts'
import type { DiscordState } from './discord-state.ts'

const withoutAuth = /^\/(?:interactions|webhooks)\//

/** Immediately reports mistakes that Discord tolerates or penalizes later. */
export function checkHeaders(state: DiscordState, entry: RecordedDiscordRequest, agent: string): void {
  if (!/^DiscordBot \(.+, .+\)/.test(agent)) {
    state.complain(`${entry.method} ${entry.path}: the User-Agent is '${agent}', not 'DiscordBot (url, version)'`)
  }
  if (entry.auth && withoutAuth.test(entry.path)) {
    state.complain(`${entry.method} ${entry.path}: carries an Authorization header, though the path holds the token`)
  }
}

export function checkToken(
  state: DiscordState,
  entry: RecordedDiscordRequest,
  authorization: string | undefined,
): ApiError | undefined {
  if (withoutAuth.test(entry.path) || entry.path === '/gateway') return undefined
  return authorization === `Bot ${state.token}` ? undefined : apiError('unauthorized')
}

export function addRateLimitHeaders(response: Response, entry: RecordedDiscordRequest): void {
  if (entry.path.startsWith('/interactions/')) return
  const route = entry.path.replaceAll(/\d{17,19}/g, ':id')
  const bucket = Buffer.from(`${entry.method} ${route}`).toString('base64url').slice(-32)
  const limits = {
    Limit: '50',
    Remaining: '49',
    'Reset-After': '1',
    Reset: String(entry.at / 1000 + 1),
    Bucket: bucket,
  }
  for (const [name, value] of Object.entries(limits)) response.headers.set(`X-RateLimit-${name}`, value)
}
