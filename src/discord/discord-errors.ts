import { DiscordAPIError, HTTPError, RateLimitError } from '@discordjs/rest'
import { AppError, type ErrorKind, type Retry } from '../errors.ts'

type ErrorMeaning = { kind: ErrorKind; retry?: Retry['kind'] }

const REPLY_EXPIRED: ErrorMeaning = { kind: 'reply-expired' }
const NOT_FOUND: ErrorMeaning = { kind: 'discord-gone' }
const FORBIDDEN: ErrorMeaning = { kind: 'discord-forbidden' }
const INVALID_REQUEST: ErrorMeaning = { kind: 'discord-refused' }
const TAG_REQUIRED: ErrorMeaning = { kind: 'tag-required' }
const UNFIT_CHANNEL: ErrorMeaning = { kind: 'channel-unfit' }
const TOO_MANY_THREADS: ErrorMeaning = { kind: 'too-many-threads' }
const RETRY_LATER: ErrorMeaning = { kind: 'discord-limited', retry: 'backoff' }

/** Codes that mean that nothing is left to do. */
export const ALREADY_ACKNOWLEDGED = 40060
export const UNKNOWN_MEMBER = 10007
export const UNKNOWN_MESSAGE = 10008
export const UNKNOWN_USER = 10013
export const TOO_MANY_FOLLOW_UPS = 40094

export const MISSING_PERMISSIONS = 50013

/** The meaning of each of Discord's error codes (discord-api-docs, topics/opcodes-and-status-codes). */
export const ERROR_MEANINGS: Readonly<Record<number, ErrorMeaning>> = {
  10003: NOT_FOUND, // unknown channel
  10004: NOT_FOUND, // unknown guild
  [UNKNOWN_MEMBER]: NOT_FOUND,
  [UNKNOWN_MESSAGE]: NOT_FOUND,
  [UNKNOWN_USER]: NOT_FOUND,
  10087: TAG_REQUIRED, // unknown tag: deleted meanwhile
  10015: REPLY_EXPIRED, // unknown webhook: never acknowledged in time
  10062: REPLY_EXPIRED, // unknown interaction: likewise
  20016: RETRY_LATER, // slow mode
  20028: RETRY_LATER, // write limit of the channel
  20029: RETRY_LATER, // write limit of the server
  30033: TOO_MANY_THREADS, // maximum number of members in the thread
  40003: RETRY_LATER, // direct messages opened too fast
  40005: INVALID_REQUEST, // too large
  40004: RETRY_LATER, // Discord has disabled sending messages for a while
  40058: UNFIT_CHANNEL, // a forum itself has no messages
  [ALREADY_ACKNOWLEDGED]: NOT_FOUND, // by the first delivery of the same interaction
  40062: RETRY_LATER, // rate limit of this resource
  40066: TAG_REQUIRED, // no tag usable without Manage Threads
  40067: TAG_REQUIRED, // a tag is required
  [TOO_MANY_FOLLOW_UPS]: INVALID_REQUEST,
  40333: RETRY_LATER, // blocked by Cloudflare
  50001: FORBIDDEN, // missing access
  50006: INVALID_REQUEST, // empty message
  50007: FORBIDDEN, // cannot send to this user
  50008: UNFIT_CHANNEL, // not a text channel
  50009: FORBIDDEN, // the server's verification level
  [MISSING_PERMISSIONS]: FORBIDDEN,
  50014: { kind: 'bot-refused' },
  50024: UNFIT_CHANNEL, // not in a channel of this type
  50027: REPLY_EXPIRED, // the interaction's token is past its fifteen minutes
  50035: INVALID_REQUEST, // invalid form body
  50045: INVALID_REQUEST, // file too large
  50083: { kind: 'thread-archived' },
  50278: FORBIDDEN, // no server in common with this user
  130000: RETRY_LATER, // overloaded
  160002: FORBIDDEN, // without Read Message History
  160005: FORBIDDEN, // the thread is locked
  160006: TOO_MANY_THREADS, // maximum number of active threads in the server
  160007: TOO_MANY_THREADS, // maximum number of active announcement threads
}

/** The wrong fields of a refused body, by path only: the values may be people's text. */
function wrongFields(errors: unknown, path: string[] = []): string[] {
  if (typeof errors !== 'object' || errors === null) return []
  return Object.entries(errors).flatMap(([key, value]) =>
    key === '_errors' ? [path.join('.')] : wrongFields(value, [...path, key]),
  )
}

/** Retries after the same limit are spread over this time. Milliseconds. */
const RETRY_SPREAD_MS = 1000

export const TOKEN_REFUSED =
  'Discord rejects DISCORD_TOKEN: get a new one from the developer portal → Bot → Reset Token'

const appError = (kind: ErrorKind, message: string, retry: Retry = { kind: 'never' }) =>
  new AppError(kind, kind === 'bot-refused' ? `${TOKEN_REFUSED} (${message})` : message, {
    userMessage: { key: 'error.discord' },
    retry,
  })

/** The library found the token malformed and didn't call Discord. */
export const tokenRefused = (): AppError =>
  new AppError('bot-refused', TOKEN_REFUSED, { userMessage: { key: 'error.discord' } })

/** Numbers in a path are ids; what follows them in the path of a webhook or interaction is a secret. */
const redactedRoute = ({ method, url }: { method: string; url: string }) =>
  `${method} ${new URL(url).pathname
    .replace(/^.*\/v\d+/, '')
    .replace(/\/(webhooks|interactions)\/(\d+)\/[^/]+/, '/$1/:id/:token')
    .replace(/\d{15,}/g, ':id')}`

/** Converts a failed call to Discord. `authorized`: whether the bot's token was sent, so that a 401 refers to it. */
export function toDiscordError(thrown: unknown, { authorized, now }: { authorized: boolean; now: number }): AppError {
  if (thrown instanceof AppError) return thrown
  if (thrown instanceof RateLimitError) {
    const at = now + Math.max(thrown.retryAfter, thrown.timeToReset, 250)
    return appError('discord-limited', `Discord's limit (${thrown.scope}) was reached`, {
      kind: 'at',
      at,
      spread: RETRY_SPREAD_MS,
    })
  }
  if (thrown instanceof DiscordAPIError) {
    const fields = wrongFields((thrown.rawError as { errors?: unknown }).errors)
    const message = `${redactedRoute(thrown)}: ${thrown.status}, code ${thrown.code}${fields.length ? `: ${fields.join(', ')}` : ''}`
    const meaning = ERROR_MEANINGS[Number(thrown.code)]
    if (meaning)
      return appError(meaning.kind, message, meaning.retry === 'backoff' ? { kind: 'backoff' } : { kind: 'never' })
    if (thrown.status === 401) return appError(authorized ? 'bot-refused' : 'reply-expired', message)
    return appError('discord-refused', message)
  }
  if (thrown instanceof HTTPError) {
    const isTemporary = thrown.status >= 500
    return appError(isTemporary ? 'discord-down' : 'discord-refused', `${redactedRoute(thrown)}: ${thrown.status}`, {
      kind: isTemporary ? 'backoff' : 'never',
    })
  }
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const code = (error as { code?: unknown }).code ?? (error.cause as { code?: unknown } | undefined)?.code
  return appError('discord-down', `could not reach Discord: ${typeof code === 'string' ? code : error.name}`, {
    kind: 'backoff',
  })
}

/** The code of a refusal of Discord's, if it is one. */
export const errorCodeOf = (thrown: unknown): number | undefined =>
  thrown instanceof DiscordAPIError ? Number(thrown.code) : undefined
