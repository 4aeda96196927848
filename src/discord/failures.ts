import { DiscordAPIError, HTTPError, RateLimitError } from '@discordjs/rest'
import { AppError, type ErrorKind, type Retry } from '../errors.ts'

type Meaning = { kind: ErrorKind; retry?: Retry['kind'] }

const EXPIRED: Meaning = { kind: 'reply-expired' }
const GONE: Meaning = { kind: 'discord-gone' }
const FORBIDDEN: Meaning = { kind: 'discord-forbidden' }
const BUG: Meaning = { kind: 'discord-refused' }
const NO_TAG: Meaning = { kind: 'tag-required' }
const UNFIT: Meaning = { kind: 'channel-unfit' }
const FULL: Meaning = { kind: 'too-many-threads' }
const LATER: Meaning = { kind: 'discord-limited', retry: 'backoff' }

/** Codes with which there is nothing left to do. */
export const ALREADY_ACKNOWLEDGED = 40060
export const UNKNOWN_MEMBER = 10007
export const UNKNOWN_MESSAGE = 10008
export const UNKNOWN_USER = 10013
export const TOO_MANY_FOLLOW_UPS = 40094

export const MISSING_PERMISSION = 50013

/** What each of Discord's error codes means here (discord-api-docs, topics/opcodes-and-status-codes). */
export const CODES: Readonly<Record<number, Meaning>> = {
  10003: GONE, // unknown channel
  10004: GONE, // unknown guild
  [UNKNOWN_MEMBER]: GONE,
  [UNKNOWN_MESSAGE]: GONE,
  [UNKNOWN_USER]: GONE,
  10087: NO_TAG, // unknown tag: removed meanwhile
  10015: EXPIRED, // unknown webhook: never acknowledged in time
  10062: EXPIRED, // unknown interaction: the same
  20016: LATER, // slow mode
  20028: LATER, // write limit of the channel
  20029: LATER, // write limit of the server
  30033: FULL, // so many members are in this thread as can be
  40003: LATER, // direct messages opened too fast
  40005: BUG, // too large
  40004: LATER, // sending messages is switched off for a while, by Discord
  40058: UNFIT, // a forum itself takes no messages
  [ALREADY_ACKNOWLEDGED]: GONE, // by the first delivery of the same interaction
  40062: LATER, // limited for this resource
  40066: NO_TAG, // no tag that may be applied without Manage Threads
  40067: NO_TAG, // a tag is required
  [TOO_MANY_FOLLOW_UPS]: BUG,
  40333: LATER, // blocked on the way, by Cloudflare
  50001: FORBIDDEN, // missing access
  50006: BUG, // empty message
  50007: FORBIDDEN, // cannot send to this user
  50008: UNFIT, // no channel for text
  50009: FORBIDDEN, // the server's verification level
  [MISSING_PERMISSION]: FORBIDDEN,
  50014: { kind: 'bot-token-refused' },
  50024: UNFIT, // not in a channel of this type
  50027: EXPIRED, // the interaction's token is past its fifteen minutes
  50035: BUG, // invalid form body
  50045: BUG, // file too large
  50083: { kind: 'thread-archived' },
  50278: FORBIDDEN, // no server in common with this user
  130000: LATER, // overloaded
  160002: FORBIDDEN, // without Read Message History
  160005: FORBIDDEN, // the thread is locked
  160006: FULL, // so many threads are active in the server as can be
  160007: FULL, // the same, of threads of announcements
}

/** Which fields of a refused body were wrong, by their paths alone: the values may be somebody's text. */
function wrongFields(errors: unknown, path: string[] = []): string[] {
  if (typeof errors !== 'object' || errors === null) return []
  return Object.entries(errors).flatMap(([key, value]) =>
    key === '_errors' ? [path.join('.')] : wrongFields(value, [...path, key]),
  )
}

/** Those who wait for the same limit come back over this time. Milliseconds. */
const SPREAD = 1000

const REFUSED = 'Discord refuses DISCORD_TOKEN: take a new one from the developer portal → Bot → Reset Token'

const appError = (kind: ErrorKind, message: string, retry: Retry = { kind: 'never' }) =>
  new AppError(kind, kind === 'bot-token-refused' ? `${REFUSED} (${message})` : message, {
    say: { key: 'error.discord' },
    retry,
  })

/** Numbers of an address are ids; what follows them in a webhook's or interaction's is a secret. */
const placeOf = ({ method, url }: { method: string; url: string }) =>
  `${method} ${new URL(url).pathname
    .replace(/^.*\/v\d+/, '')
    .replace(/\/(webhooks|interactions)\/(\d+)\/[^/]+/, '/$1/:id/:token')
    .replace(/\d{15,}/g, ':id')}`

/** What a failed call of Discord means. `authorized`: whether the bot's token was sent, so that a 401 speaks of it. */
export function toDiscordError(thrown: unknown, { authorized, now }: { authorized: boolean; now: number }): AppError {
  if (thrown instanceof AppError) return thrown
  if (thrown instanceof RateLimitError) {
    const at = now + Math.max(thrown.retryAfter, thrown.timeToReset, 250)
    return appError('discord-limited', `Discord's limit (${thrown.scope}) was reached`, {
      kind: 'at',
      at,
      spread: SPREAD,
    })
  }
  if (thrown instanceof DiscordAPIError) {
    const fields = wrongFields((thrown.rawError as { errors?: unknown }).errors)
    const message = `${placeOf(thrown)}: ${thrown.status}, code ${thrown.code}${fields.length ? `: ${fields.join(', ')}` : ''}`
    const meaning = CODES[Number(thrown.code)]
    if (meaning)
      return appError(meaning.kind, message, meaning.retry === 'backoff' ? { kind: 'backoff' } : { kind: 'never' })
    if (thrown.status === 401) return appError(authorized ? 'bot-token-refused' : 'reply-expired', message)
    return appError('discord-refused', message)
  }
  if (thrown instanceof HTTPError) {
    const passing = thrown.status >= 500
    return appError(passing ? 'discord-down' : 'discord-refused', `${placeOf(thrown)}: ${thrown.status}`, {
      kind: passing ? 'backoff' : 'never',
    })
  }
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const code = (error as { code?: unknown }).code ?? (error.cause as { code?: unknown } | undefined)?.code
  return appError('discord-down', `Discord was not reached: ${typeof code === 'string' ? code : error.name}`, {
    kind: 'backoff',
  })
}

/** The code of a refusal of Discord's, if it is one. */
export const codeOf = (thrown: unknown): number | undefined =>
  thrown instanceof DiscordAPIError ? Number(thrown.code) : undefined
