import { z } from 'zod'
import { AppError } from '../errors.ts'
import type { StravaHttp } from './http.ts'
import { StravaRefusedError } from './strava-errors.ts'

const idSchema = z
  .number()
  .or(z.string())
  .transform((value) => String(value))

const createdSchema = z.object({ id: idSchema })
const listSchema = z.array(z.object({ id: idSchema, callback_url: z.string() }))

/** What came of asking for a subscription. Strava keeps one per application, and tries the callback address before it makes it. */
export type SubscriptionResult =
  | { kind: 'created'; id: string }
  | { kind: 'already-exists' }
  /** Strava could not reach the address, or got another answer than the handshake's. */
  | { kind: 'callback-not-verifiable' }

/** Strava's two refusals that are no failures of ours. */
function toSubscriptionResult(thrown: unknown): SubscriptionResult | undefined {
  if (!(thrown instanceof StravaRefusedError)) return undefined
  if (thrown.errors.some(({ code }) => code === 'already exists')) return { kind: 'already-exists' }
  const isAboutCallback = thrown.errors.some(({ field }) => field === 'callback url' || field === 'callback_url')
  return isAboutCallback ? { kind: 'callback-not-verifiable' } : undefined
}

/** There is no athlete's grant in these calls: a 401 means the application itself. */
function toSubscriptionError(thrown: unknown): unknown {
  if (!(thrown instanceof AppError) || thrown.kind !== 'authorization-revoked') return thrown
  return new AppError('application-refused', thrown.message, { userMessage: { key: 'error.applicationRefused' } })
}

/**
 * The push subscription of the application (developers.strava.com/docs/webhooks). All three calls throw AppErrors:
 * `application-refused` for a wrong client id or secret, `application-inactive` when its owner has no Strava subscription,
 * `strava-down`, `rate-limited`, and `strava-refused` for what nobody foresaw.
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
  // Strava takes the credentials of GET and DELETE in the address; http tells nobody an address.
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

    /** Asks for one. Before it answers, Strava sends a GET with `verifyToken` to the address: at most 255 characters, two seconds. */
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

    /** Ends one; one that is gone already is gone. */
    async remove(id: string): Promise<void> {
      const url = `${path}/${encodeURIComponent(id)}?${query}`
      try {
        await call({ method: 'DELETE', url, endpoint: 'DELETE /push_subscriptions/:id' })
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.kind !== 'not-found') throw thrown
      }
    },
  }
}

export type Subscriptions = ReturnType<typeof createSubscriptions>
