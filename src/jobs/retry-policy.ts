import { AppError, type ErrorKind } from '../errors.ts'
import type { RunOutcome } from '../queue/workers.ts'

/** How a temporary failure is retried: the first delay, the factor by which it grows, and the maximum. Milliseconds. */
export interface Backoff {
  firstMs: number
  factor: number
  maxMs: number
  /** Maximum attempts for this kind, if lower than the job's. */
  maxAttempts?: number
}

/** How one kind of failure is handled. The job decides how often it is tried, unless the backoff has a maximum. */
export interface RetryPolicy {
  /** Absent if a retry would change nothing. */
  backoff?: Backoff
  /** `debug`: caused by what people do. */
  logLevel: 'debug' | 'warn' | 'error'
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS

const DEFAULT_BACKOFF: Backoff = { firstMs: SECOND_MS, factor: 2, maxMs: MINUTE_MS }

/** Every kind of failure. docs/faults.md lists which external failures have which kind, and what people read. */
export const RETRY_POLICIES: Readonly<Record<ErrorKind, RetryPolicy>> = {
  'bad-input': { logLevel: 'debug' },
  'not-linked': { logLevel: 'debug' },
  'not-shared': { logLevel: 'debug' },
  'nothing-found': { logLevel: 'debug' },
  'authorization-revoked': { logLevel: 'debug' },
  // The tokens are encrypted with a key that is not in ENCRYPTION_KEY.
  'token-undecryptable': { logLevel: 'warn' },
  'scope-missing': { logLevel: 'debug' },
  'not-found': { logLevel: 'debug' },
  'rate-limited': { logLevel: 'debug' },
  'requester-limited': { logLevel: 'debug' },
  'strava-down': { backoff: DEFAULT_BACKOFF, logLevel: 'warn' },
  // Permanent, unless Strava fixes the activity.
  'activity-broken': {
    backoff: { firstMs: MINUTE_MS, factor: 10, maxMs: 100 * MINUTE_MS, maxAttempts: 4 },
    logLevel: 'warn',
  },
  // Worth a retry if a new token was refused; other refusals are not.
  'strava-refused': { backoff: { ...DEFAULT_BACKOFF, maxAttempts: 4 }, logLevel: 'error' },
  'application-inactive': { logLevel: 'error' },
  'application-refused': { logLevel: 'error' },
  // Some outages last for most of an hour, and no catch-up finds a message to an admin or a changed post.
  'discord-down': { backoff: { firstMs: SECOND_MS, factor: 4, maxMs: 30 * MINUTE_MS }, logLevel: 'warn' },
  'discord-limited': { backoff: { firstMs: 5 * SECOND_MS, factor: 2, maxMs: 10 * MINUTE_MS }, logLevel: 'warn' },
  'discord-refused': { logLevel: 'error' },
  'discord-forbidden': { logLevel: 'warn' },
  'discord-gone': { logLevel: 'warn' },
  'thread-archived': { logLevel: 'warn' },
  // These last until someone changes the channel: its feed is paused.
  'tag-required': { logLevel: 'warn' },
  'channel-unfit': { logLevel: 'warn' },
  'too-many-threads': { logLevel: 'warn' },
  'reply-expired': { logLevel: 'warn' },
  'bot-refused': { logLevel: 'error' },
  // Usually there is no retry: the message is sent without the image.
  'image-failed': { backoff: DEFAULT_BACKOFF, logLevel: 'warn' },
  'redis-unavailable': { backoff: DEFAULT_BACKOFF, logLevel: 'warn' },
  unforeseen: { backoff: DEFAULT_BACKOFF, logLevel: 'error' },
}

/** What the runner does about an error. Times in epoch milliseconds. */
export type RetryDecision =
  /** Retry after this delay in milliseconds. */
  | { action: 'retry'; after: number }
  /** Retry at `until` without using up an attempt; the requester is told. */
  | { action: 'wait'; until: number }
  /** Give up; the requester is told why. */
  | { action: 'fail' }
  /** Nobody can be told anymore. */
  | { action: 'discard' }
  /** The program cannot continue. */
  | { action: 'shutdown' }

export interface RetryContext {
  /** Attempts made, including this one, and the maximum. */
  attempt: number
  attempts: number
  /** Error kinds of earlier attempts. */
  previousErrorKinds: readonly string[]
  now: number
  /** Until when the requester can be answered; undefined if nobody waits. Epoch milliseconds. */
  deadline: number | undefined
  /** The work is done, but the reply could not be sent. */
  isAnswering: boolean
}

/** Time reserved for sending the reply. Milliseconds. */
const REPLY_RESERVE_MS = 20 * SECOND_MS

/** If extras for a reply cannot be read from Strava now, the reply is sent without them: they aren't worth a wait. */
const STRAVA_READ_ERRORS: ReadonlySet<ErrorKind> = new Set([
  ...(['strava-down', 'activity-broken', 'rate-limited', 'requester-limited', 'strava-refused'] as const),
])

export const isStravaReadError = (error: unknown): boolean =>
  error instanceof AppError && STRAVA_READ_ERRORS.has(error.kind)

/** Outages of unknown length. */
const OUTAGE_ERRORS: ReadonlySet<ErrorKind> = new Set(['strava-down', 'application-inactive'])

/** During an outage, the requester is told, unless the next attempt is at most this far away. Milliseconds. */
const MAX_OUTAGE_WAIT_MS = 6 * SECOND_MS

/**
 * A Redis that is full or failing over is an outage too. Background jobs retry after this time without using up an
 * attempt. Milliseconds.
 */
const REDIS_RETRY_MS = 5 * SECOND_MS

/** The latest time for work that must be answered by a deadline. Epoch milliseconds. */
export const workDeadline = (deadline: number): number => deadline - REPLY_RESERVE_MS

const backoffMs = ({ firstMs, factor, maxMs }: Backoff, attempt: number) =>
  Math.min(firstMs * factor ** (attempt - 1), maxMs)

/** Decides what an error means for its job. Nothing else decides this. */
export function decideRetry(
  { kind, retry }: AppError,
  { attempt, attempts, previousErrorKinds, now, deadline, isAnswering }: RetryContext,
): RetryDecision {
  if (kind === 'bot-refused') return { action: 'shutdown' }
  // While a person waits, `discord-gone` may mean something else on Discord: they are told.
  if (kind === 'reply-expired' || (kind === 'discord-gone' && isAnswering)) return { action: 'discard' }
  const isInTime = (moment: number) => deadline === undefined || moment < workDeadline(deadline)
  switch (retry.kind) {
    case 'never':
      return { action: 'fail' }
    case 'at':
      if (deadline !== undefined && OUTAGE_ERRORS.has(kind) && retry.at > now + MAX_OUTAGE_WAIT_MS)
        return { action: 'fail' }
      return isInTime(retry.at) ? { action: 'wait', until: retry.at } : { action: 'fail' }
    case 'backoff': {
      if (kind === 'redis-unavailable' && deadline === undefined) return { action: 'wait', until: now + REDIS_RETRY_MS }
      const { backoff = DEFAULT_BACKOFF } = RETRY_POLICIES[kind]
      const failures = previousErrorKinds.filter((reason) => reason === kind).length + 1
      const after = backoffMs(backoff, failures)
      const isLast = attempt >= attempts || failures >= (backoff.maxAttempts ?? attempts)
      return isLast || !isInTime(now + after) ? { action: 'fail' } : { action: 'retry', after }
    }
  }
}

/** The outcome of a job that waits until the time in its error. */
export const toWaitOutcome = (until: number, { retry }: AppError): RunOutcome => {
  const { spread, since } = retry.kind === 'at' ? retry : {}
  return { kind: 'wait', until, spread, since }
}
