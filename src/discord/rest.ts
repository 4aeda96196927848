import { REST } from '@discordjs/rest'

/**
 * Discord's REST API. Nothing is sent a second time and no limit is waited for in here: whoever calls decides that. `apiUrl` is
 * without the version.
 */
export function createRest({ apiUrl, token }: { apiUrl: string; token: string }): REST {
  return new REST({
    api: apiUrl,
    version: '10',
    retries: 0,
    timeout: 10_000,
    rejectOnRateLimit: () => true,
  }).setToken(token)
}
