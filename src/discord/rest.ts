import { REST, RESTEvents } from '@discordjs/rest'

export interface RestOptions {
  /** Without the API version. */
  apiUrl: string
  token: string
  /** Maximum calls per second; Discord has no such limit for replies to interactions. */
  perSecond?: number
  /** The `Date` header of each response. */
  onDate?: (date: string | null) => void
}

/** Discord's REST API. It neither retries nor waits for rate limits: callers decide that. */
export function createRest({ apiUrl, token, perSecond = 50, onDate }: RestOptions): REST {
  const rest = new REST({
    api: apiUrl,
    version: '10',
    retries: 0,
    timeout: 10_000,
    globalRequestsPerSecond: perSecond,
    rejectOnRateLimit: () => true,
  }).setToken(token)
  if (onDate) rest.on(RESTEvents.Response, (_request, { headers }) => onDate(headers.get('date')))
  return rest
}
