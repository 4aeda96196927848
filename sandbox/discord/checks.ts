import type { RecordedRequest } from './control.ts'
import { type Refusal, refuse } from './errors.ts'
import type { World } from './world.ts'

const withoutAuth = /^\/(?:interactions|webhooks)\//

/** What Discord tolerates or punishes later is complained of at once. */
export function checkHeaders(world: World, entry: RecordedRequest, agent: string): void {
  if (!/^DiscordBot \(.+, .+\)/.test(agent)) {
    world.complain(`${entry.method} ${entry.path}: the User-Agent is '${agent}', not 'DiscordBot (url, version)'`)
  }
  if (entry.auth && withoutAuth.test(entry.path)) {
    world.complain(`${entry.method} ${entry.path}: carries an Authorization header, though the path holds the token`)
  }
}

export function checkToken(
  world: World,
  entry: RecordedRequest,
  authorization: string | undefined,
): Refusal | undefined {
  if (withoutAuth.test(entry.path) || entry.path === '/gateway') return undefined
  return authorization === `Bot ${world.token}` ? undefined : refuse('unauthorized')
}

export function addLimits(response: Response, entry: RecordedRequest): void {
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
