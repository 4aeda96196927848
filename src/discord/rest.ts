import { DefaultRestOptions, REST } from '@discordjs/rest'

export interface RestOptions {
  /** Without the API version. */
  apiUrl: string
  token: string
  /** Maximum calls per second; Discord has no such limit for replies to interactions. */
  perSecond?: number
  /** The status of each call; 0: no response. */
  onCall?: (status: number) => void
  /** The `Date` header of each response. */
  onDate?: (date: string | null) => void
}

/** Discord's REST API. It neither retries nor waits for rate limits: callers decide that. */
export function createRest({ apiUrl, token, perSecond = 50, onCall, onDate }: RestOptions): REST {
  return new REST({
    api: apiUrl,
    version: '10',
    retries: 0,
    timeout: 10_000,
    globalRequestsPerSecond: perSecond,
    rejectOnRateLimit: () => true,
    async makeRequest(url, init) {
      let status = 0
      try {
        const response = await DefaultRestOptions.makeRequest(url, init)
        status = response.status
        onDate?.(response.headers.get('date'))
        return response
      } finally {
        onCall?.(status)
      }
    },
  }).setToken(token)
}
