import { REST, RESTEvents } from '@discordjs/rest'

export interface RestOptions {
  /** Without the version. */
  apiUrl: string
  token: string
  /** Calls a second in all; Discord has no such limit for replies to interactions. */
  perSecond?: number
  /** The `Date` header of each answer. */
  onDate?: (date: string | null) => void
}

/** Discord's REST API. Nothing is sent a second time and no limit is waited for in here: whoever calls decides that. */
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
