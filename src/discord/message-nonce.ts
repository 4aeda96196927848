import { createHash } from 'node:crypto'

/** For this long, Discord returns the same message for the same nonce. Milliseconds. */
export const NONCE_LIFETIME_MS = 3 * 60_000

/** Discord accepts up to 25 characters. */
const LENGTH = 24

/**
 * A message's nonce, derived from `parts` that identify it. Every attempt to send the message has the same nonce, so
 * Discord creates it once, even if this process dies before it gets the response.
 */
export const messageNonce = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(parts.join(':')).digest('base64url').slice(0, LENGTH)
