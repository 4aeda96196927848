import { createHmac } from 'node:crypto'

/**
 * Where Strava sends its events, and the token of the handshake. Neither is stored: every process derives the same
 * ones.
 */
export interface WebhookEndpoint {
  url: string
  secret: string
  verifyToken: string
}

/**
 * The webhook endpoint of an application. `derive` makes a secret from a label, the same in all processes. If the
 * operator has set `webhookSecret`, that is used instead, so that the URL can change without the encryption key.
 */
export function toWebhookEndpoint(options: {
  publicUrl: string
  clientId: string
  deriveSecret: (label: string) => string
  webhookSecret?: string | undefined
}): WebhookEndpoint {
  const { publicUrl, clientId, webhookSecret } = options
  const derive = webhookSecret
    ? (label: string) => createHmac('sha256', webhookSecret).update(label).digest('base64url')
    : options.deriveSecret
  const secret = derive(`strava-callback:${clientId}`)
  return {
    url: `${publicUrl}/webhooks/strava/${secret}`,
    secret,
    verifyToken: derive(`strava-verify-token:${clientId}`),
  }
}
