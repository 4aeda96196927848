import { z } from 'zod'
import { hasVisibleText } from '../core/visible-text.ts'
import type { StravaHttp } from './http.ts'
import { lenient } from './lenient.ts'

/** What the program asks for: public profile data, and activities visible to everyone or to followers. */
const SCOPE = 'read,activity:read'

/** The one scope without which nothing can be shown. */
export const NEEDED_SCOPE = 'activity:read'

const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_at: z.number(),
  // Whatever stands beside the tokens must not cost them: when this answer is read, the refresh token before it is dead.
  scope: lenient(z.string()),
  athlete: lenient(
    z.object({ id: z.number().or(z.string()), firstname: lenient(z.string()), lastname: lenient(z.string()) }),
  ),
})

/** A grant as Strava answers it. `expiresAt` in epoch seconds. Athlete and scope come with a code exchange alone. */
export interface Grant {
  accessToken: string
  refreshToken: string
  expiresAt: number
  scope: string | undefined
  athlete: { id: string; name: string } | undefined
}

/** A person's name as Strava has it; somebody without one is known by their number. */
export function athleteName(athlete: {
  id: string | number
  firstname?: string | null | undefined
  lastname?: string | null | undefined
}): string {
  const parts = [athlete.firstname, athlete.lastname].flatMap((part) => part?.trim() || []).filter(hasVisibleText)
  return parts.join(' ') || `#${athlete.id}`
}

/** Whether a granted scope, as Strava's comma-separated list (or with spaces), holds the one that is needed. `activity:read_all` holds it too. */
export function mayReadActivities(scope: string): boolean {
  const granted = scope.split(/[\s,]+/)
  return granted.includes(NEEDED_SCOPE) || granted.includes('activity:read_all')
}

const toGrant = (answer: z.infer<typeof tokenSchema>): Grant => ({
  accessToken: answer.access_token,
  refreshToken: answer.refresh_token,
  expiresAt: answer.expires_at,
  scope: answer.scope ?? undefined,
  athlete: answer.athlete ? { id: String(answer.athlete.id), name: athleteName(answer.athlete) } : undefined,
})

/**
 * Strava's OAuth endpoints (developers.strava.com/docs/authentication). `oauthUrl` is the base of `authorize`, `token` and `revoke`.
 */
export function createOauth(options: { http: StravaHttp; oauthUrl: string; clientId: string; clientSecret: string }) {
  const { http, oauthUrl, clientId, clientSecret } = options
  const token = async (endpoint: string, form: Record<string, string>) =>
    toGrant(
      await http({
        method: 'POST',
        url: `${oauthUrl}/token`,
        endpoint,
        form: { client_id: clientId, client_secret: clientSecret, ...form },
        schema: tokenSchema,
      }),
    )

  return {
    /** Where the athlete is asked for consent. */
    authorizeUrl({ redirectUri, state }: { redirectUri: string; state: string }): string {
      const query = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        approval_prompt: 'auto',
        scope: SCOPE,
        state,
      })
      return `${oauthUrl}/authorize?${query}`
    },

    /** A code, which works once, to a grant. `authorization-revoked` when the code is used or wrong. */
    exchange: (code: string) => token('POST /oauth/token code', { code, grant_type: 'authorization_code' }),

    /** A refresh token to a grant with, perhaps, a new refresh token: the old one is dead from then on. `authorization-revoked` when it was before. */
    refresh: (refreshToken: string) =>
      token('POST /oauth/token refresh', { refresh_token: refreshToken, grant_type: 'refresh_token' }),

    /** Ends the grant of an access or refresh token. Strava answers 200 for an unknown token too, so it can be done twice. */
    async revoke(refreshToken: string): Promise<void> {
      await http({
        method: 'POST',
        url: `${oauthUrl}/revoke`,
        endpoint: 'POST /oauth/revoke',
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        form: { token: refreshToken },
      })
    },
  }
}

export type Oauth = ReturnType<typeof createOauth>
