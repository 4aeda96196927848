import { createHash } from 'node:crypto'

/** For this long, Discord returns the same message for the same nonce. Milliseconds. */
export const NONCE_LIFETIME_MS = 3 * 60_000

/** Discord takes 25 characters. */
const LENGTH = 24

/**
 * The nonce of a message, from what tells it from all others: the same for each attempt to send it, so that Discord
 * creates it once, also if this process dies before it knows that it was sent.
 */
export const messageNonce = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(parts.join(':')).digest('base64url').slice(0, LENGTH)
