import { AppError, type ErrorKind } from '../errors.ts'

/** How a failure that may pass is tried again: the first pause, what each is times the one before, and where that ends. Milliseconds. */
export interface Backoff {
  firstMs: number
  factor: number
  maxMs: number
  /** So many failures of this kind at most, where a job would allow more. */
  maxAttempts?: number
}

/** What is done about one kind of failure. How often it is tried is the job's own business, unless the backoff has a limit. */
export interface RetryPolicy {
  /** Absent where trying again would change nothing. */
  backoff?: Backoff
  /** How loud the operator hears of it. `debug`: what people do or leave undone. */
  logLevel: 'debug' | 'warn' | 'error'
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS

const DEFAULT_BACKOFF: Backoff = { firstMs: SECOND_MS, factor: 2, maxMs: MINUTE_MS }

/** Every kind of failure. docs/faults.md says which failures of others are of which kind, and what people read. */
export const RETRY_POLICIES: Readonly<Record<ErrorKind, RetryPolicy>> = {
  'bad-input': { logLevel: 'debug' },
  'not-linked': { logLevel: 'debug' },
  'not-shared': { logLevel: 'debug' },
  'nothing-found': { logLevel: 'debug' },
  'authorization-revoked': { logLevel: 'debug' },
  // The operator's key is another one than the tokens were encrypted with.
  'token-undecryptable': { logLevel: 'warn' },
  'scope-missing': { logLevel: 'debug' },
  'not-found': { logLevel: 'debug' },
  'rate-limited': { logLevel: 'debug' },
  'requester-limited': { logLevel: 'debug' },
  'strava-down': { backoff: DEFAULT_BACKOFF, logLevel: 'warn' },
  // Strava answers so for ever, or until somebody there mends it.
  'activity-broken': {
    backoff: { firstMs: MINUTE_MS, factor: 10, maxMs: 100 * MINUTE_MS, maxAttempts: 4 },
    logLevel: 'warn',
  },
  // Worth another try where a new token was refused; the rest is not.
  'strava-refused': { backoff: { ...DEFAULT_BACKOFF, maxAttempts: 4 }, logLevel: 'error' },
  'application-inactive': { logLevel: 'error' },
  'application-refused': { logLevel: 'error' },
  'discord-down': { backoff: DEFAULT_BACKOFF, logLevel: 'warn' },
  'discord-limited': { backoff: { firstMs: 5 * SECOND_MS, factor: 2, maxMs: 10 * MINUTE_MS }, logLevel: 'warn' },
  'discord-refused': { logLevel: 'error' },
  'discord-forbidden': { logLevel: 'warn' },
  'discord-gone': { logLevel: 'warn' },
  'thread-archived': { logLevel: 'warn' },
  // None of these gets better until somebody changes the channel: its feed pauses.
  'tag-required': { logLevel: 'warn' },
  'channel-unfit': { logLevel: 'warn' },
  'too-many-threads': { logLevel: 'warn' },
  'reply-expired': { logLevel: 'warn' },
  'bot-token-refused': { logLevel: 'error' },
  // Mostly nothing is tried again: a message goes without its image.
  'image-failed': { backoff: DEFAULT_BACKOFF, logLevel: 'warn' },
  'redis-unavailable': { backoff: DEFAULT_BACKOFF, logLevel: 'warn' },
  unforeseen: { backoff: DEFAULT_BACKOFF, logLevel: 'error' },
}

/** What the runner does about an error. Moments are epoch milliseconds. */
export type RetryDecision =
  /** Again after so many milliseconds. */
  | { action: 'retry'; after: number }
  /** Again at `until`, without using up an attempt; whoever waits is told so. */
  | { action: 'wait'; until: number }
  /** It will not work: whoever waits is told why. */
  | { action: 'fail' }
  /** Nobody can be told any more. */
  | { action: 'discard' }
  /** The program cannot go on at all. */
  | { action: 'shutdown' }

export interface RetryContext {
  /** Attempts made, this one included, and how many there may be. */
  attempt: number
  attempts: number
  /** The kinds of the errors with which earlier attempts failed. */
  previousErrorKinds: readonly string[]
  now: number
  /** Until when whoever waits can be answered; undefined when nobody waits. Epoch milliseconds. */
  deadline: number | undefined
  /** The work is done, and what it gave could not be said. */
  isAnswering: boolean
}

/** Answers need a moment themselves. Milliseconds. */
const REPLY_RESERVE_MS = 20 * SECOND_MS

/** Where what stands beside an answer cannot be read from Strava just now, the answer does without it: nobody waits for that. */
const STRAVA_READ_ERRORS: ReadonlySet<ErrorKind> = new Set([
  ...(['strava-down', 'activity-broken', 'rate-limited', 'requester-limited', 'strava-refused'] as const),
])

export const isStravaReadError = (error: unknown): boolean =>
  error instanceof AppError && STRAVA_READ_ERRORS.has(error.kind)

/** When these will be over nobody knows: whoever waits is told so, unless the next try is this near. Milliseconds. */
const OUTAGE_ERRORS: ReadonlySet<ErrorKind> = new Set(['strava-down', 'application-inactive'])
const MAX_OUTAGE_WAIT_MS = 6 * SECOND_MS

/** A Redis that is full or fails over is an outage too: what nobody waits for comes again after this long, and uses up no attempt. Milliseconds. */
const REDIS_RETRY_MS = 5 * SECOND_MS

/** Until when work may go on that has to be answered by a deadline. Epoch milliseconds. */
export const workDeadline = (deadline: number): number => deadline - REPLY_RESERVE_MS

const backoffMs = ({ firstMs, factor, maxMs }: Backoff, attempt: number) =>
  Math.min(firstMs * factor ** (attempt - 1), maxMs)

/** What an error means for the job in which it was thrown. This is the only place that decides it. */
export function decideRetry(
  { kind, retry }: AppError,
  { attempt, attempts, previousErrorKinds, now, deadline, isAnswering }: RetryContext,
): RetryDecision {
  if (kind === 'bot-token-refused') return { action: 'shutdown' }
  // Something else at Discord may be gone while somebody waits: they are told.
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
