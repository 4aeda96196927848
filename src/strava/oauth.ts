import * as z from 'zod'
import { hasVisibleText } from '../core/visible-text.ts'
import { hasKind } from '../errors.ts'
import type { StravaHttp } from './http.ts'
import { lenient } from './lenient.ts'

/** The requested scope: public profile data, and activities visible to everyone or to followers. */
const SCOPE = 'read,activity:read'

/** The one scope that the bot cannot work without. */
export const NEEDED_SCOPE = 'activity:read'

const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_at: z.number(),
  // An invalid extra field must not lose the tokens: the previous refresh token is already dead.
  scope: lenient(z.string()),
  athlete: lenient(
    z.object({ id: z.number().or(z.string()), firstname: lenient(z.string()), lastname: lenient(z.string()) }),
  ),
})

/** A grant from Strava. Athlete and scope are only present after a code exchange. */
export interface Grant {
  accessToken: string
  refreshToken: string
  expiresAtSeconds: number
  scope: string | undefined
  athlete: { id: string; name: string } | undefined
}

/** The athlete's name on Strava, or their number if they have none. */
export function athleteName(athlete: {
  id: string | number
  firstname?: string | null | undefined
  lastname?: string | null | undefined
}): string {
  const parts = [athlete.firstname, athlete.lastname].flatMap((part) => part?.trim() || []).filter(hasVisibleText)
  return parts.join(' ') || `#${athlete.id}`
}

/**
 * Whether the granted scope (a list separated by commas or spaces) includes the needed one. `activity:read_all`
 * includes it.
 */
export function mayReadActivities(scope: string): boolean {
  const granted = scope.split(/[\s,]+/)
  return granted.includes(NEEDED_SCOPE) || granted.includes('activity:read_all')
}

const toGrant = (answer: z.infer<typeof tokenSchema>): Grant => ({
  accessToken: answer.access_token,
  refreshToken: answer.refresh_token,
  expiresAtSeconds: answer.expires_at,
  scope: answer.scope ?? undefined,
  athlete: answer.athlete ? { id: String(answer.athlete.id), name: athleteName(answer.athlete) } : undefined,
})

/**
 * Strava's OAuth endpoints (developers.strava.com/docs/authentication). `oauthUrl` is the base of `authorize`, `token`
 * and `revoke`.
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

  /** The URL where the athlete is asked for consent. */
  function authorizeUrl({ redirectUri, state }: { redirectUri: string; state: string }): string {
    const query = new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      approval_prompt: 'auto',
      scope: SCOPE,
      state,
    })
    return `${oauthUrl}/authorize?${query}`
  }

  return {
    authorizeUrl,

    /**
     * Whether Strava refuses to send athletes back to this address. False also if it does not say so before a login, or
     * does not answer.
     */
    async refusesRedirect(redirectUri: string): Promise<boolean> {
      const request = {
        method: 'GET',
        url: authorizeUrl({ redirectUri, state: 'check' }),
        endpoint: 'GET authorize',
      } as const
      const refused = await http(request).catch((error) => error)
      return hasKind(refused, 'application-refused')
    },

    /** Exchanges a code, which works once, for a grant. Throws `authorization-revoked` if the code is wrong or used. */
    exchange: (code: string) => token('POST /oauth/token code', { code, grant_type: 'authorization_code' }),

    /**
     * Exchanges a refresh token for a grant, possibly with a new refresh token; the old one then stops working. Throws
     * `authorization-revoked` if it already had.
     */
    refresh: (refreshToken: string) =>
      token('POST /oauth/token refresh', { refresh_token: refreshToken, grant_type: 'refresh_token' }),

    /** Revokes the grant of an access or refresh token. Idempotent: Strava answers 200 for an unknown token too. */
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
