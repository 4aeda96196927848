import * as z from 'zod'
import { AppError, hasKind } from '../errors.ts'
import type { StravaHttp } from './http.ts'
import { StravaRefusedError } from './strava-errors.ts'

const idSchema = z
  .number()
  .or(z.string())
  .transform((value) => String(value))

const createdSchema = z.object({ id: idSchema })
const listSchema = z.array(z.object({ id: idSchema, callback_url: z.string() }))

/** Result of a subscription request. Strava allows one per application and verifies the callback URL first. */
export type SubscriptionResult =
  | { kind: 'created'; id: string }
  | { kind: 'already-exists' }
  /** Strava could not reach the URL or did not get the expected handshake response. */
  | { kind: 'callback-not-verifiable' }

/** The two refusals by Strava that are expected. */
function toSubscriptionResult(thrown: unknown): SubscriptionResult | undefined {
  if (!(thrown instanceof StravaRefusedError)) return undefined
  if (thrown.errors.some(({ code }) => code === 'already exists')) return { kind: 'already-exists' }
  const isAboutCallback = thrown.errors.some(({ field }) => field === 'callback url' || field === 'callback_url')
  return isAboutCallback ? { kind: 'callback-not-verifiable' } : undefined
}

/** These calls use no athlete's grant: a 401 means the application itself. */
function toSubscriptionError(thrown: unknown): unknown {
  if (!hasKind(thrown, 'authorization-revoked')) return thrown
  return new AppError('application-refused', thrown.message, { userMessage: { key: 'error.applicationRefused' } })
}

/**
 * The application's push subscription (developers.strava.com/docs/webhooks). All three calls throw AppErrors:
 * `application-refused` for a wrong client id or secret, `application-inactive` if its owner has no Strava
 * subscription, `strava-down`, `rate-limited`, and `strava-refused` for anything else.
 */
export function createSubscriptions(options: {
  http: StravaHttp
  apiUrl: string
  clientId: string
  clientSecret: string
}) {
  const { http, apiUrl, clientId, clientSecret } = options
  const path = `${apiUrl}/push_subscriptions`
  const credentials = { client_id: clientId, client_secret: clientSecret }
  // Strava expects the credentials of GET and DELETE in the URL. `http` never logs URLs.
  const query = new URLSearchParams(credentials)

  const call: StravaHttp = (request) =>
    http(request).catch((thrown) => {
      throw toSubscriptionError(thrown)
    })

  return {
    /** The application's subscription, if it has one. */
    async list(): Promise<{ id: string; callbackUrl: string }[]> {
      const endpoint = 'GET /push_subscriptions'
      const listed = await call({ method: 'GET', url: `${path}?${query}`, endpoint, schema: listSchema })
      return listed.map(({ id, callback_url }) => ({ id, callbackUrl: callback_url }))
    },

    /**
     * Requests a subscription. Before it responds, Strava sends a GET with `verifyToken` to the URL (at most 255
     * characters, two seconds).
     */
    async create({
      callbackUrl,
      verifyToken,
    }: {
      callbackUrl: string
      verifyToken: string
    }): Promise<SubscriptionResult> {
      const form = { ...credentials, callback_url: callbackUrl, verify_token: verifyToken }
      const endpoint = 'POST /push_subscriptions'
      try {
        const created = await call({ method: 'POST', url: path, endpoint, form, schema: createdSchema })
        return { kind: 'created', id: created.id }
      } catch (thrown) {
        const result = toSubscriptionResult(thrown)
        if (!result) throw thrown
        return result
      }
    },

    /** Deletes a subscription. Succeeds if it is already gone. */
    async remove(id: string): Promise<void> {
      const url = `${path}/${encodeURIComponent(id)}?${query}`
      try {
        await call({ method: 'DELETE', url, endpoint: 'DELETE /push_subscriptions/:id' })
      } catch (thrown) {
        if (!hasKind(thrown, 'not-found')) throw thrown
      }
    },
  }
}

export type Subscriptions = ReturnType<typeof createSubscriptions>
