import { createHmac } from 'node:crypto'

/** Where Strava sends its events, and what it has to show there. Neither secret is stored: every process derives the same ones. */
export interface WebhookEndpoint {
  url: string
  secret: string
  verifyToken: string
}

/**
 * The webhook endpoint of an application. `derive` makes a secret of a label, the same one in all processes; `webhookSecret` does so in its place
 * where the operator has set one, so that the address can be changed without the encryption key.
 */
export function toWebhookEndpoint(options: {
  publicUrl: string
  clientId: string
  derive: (label: string) => string
  webhookSecret?: string | undefined
}): WebhookEndpoint {
  const { publicUrl, clientId, webhookSecret } = options
  const derive = webhookSecret
    ? (label: string) => createHmac('sha256', webhookSecret).update(label).digest('base64url')
    : options.derive
  const secret = derive(`strava-callback:${clientId}`)
  return {
    url: `${publicUrl}/webhooks/strava/${secret}`,
    secret,
    verifyToken: derive(`strava-verify-token:${clientId}`),
  }
}
