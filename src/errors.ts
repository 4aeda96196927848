import type { Message, ReplyButton } from './i18n/message.ts'

/**
 * Whether to retry, and when. `at` uses up no attempt. If many wait for the same time, they are spread over `spread`
 * milliseconds after it, or run in the order of `since`. Times in epoch milliseconds.
 */
export type Retry =
  | { kind: 'never' }
  | { kind: 'backoff' }
  | { kind: 'at'; at: number; spread?: number; since?: number }

/** Every kind of failure that this program distinguishes. */
export type ErrorKind =
  | 'bad-input'
  | 'unforeseen'
  | 'not-linked'
  | 'not-shared'
  | 'nothing-found'
  | 'scope-missing'
  | 'authorization-revoked'
  | 'token-undecryptable'
  | 'application-inactive'
  | 'application-refused'
  | 'rate-limited'
  | 'requester-limited'
  | 'strava-down'
  | 'strava-refused'
  | 'activity-broken'
  | 'not-found'
  | 'discord-down'
  | 'discord-limited'
  | 'discord-refused'
  | 'discord-forbidden'
  | 'discord-gone'
  | 'thread-archived'
  | 'tag-required'
  | 'channel-unfit'
  | 'too-many-threads'
  | 'reply-expired'
  | 'bot-refused'
  | 'redis-unavailable'
  | 'image-failed'

/**
 * An error with three parts: what happened (`message`, for the log, without secrets or names), what to do
 * (`userMessage`, for the person), and whether and when to retry.
 */
export class AppError extends Error {
  readonly kind: ErrorKind
  readonly userMessage: Message
  /** Buttons for what the message suggests. */
  readonly buttons: readonly ReplyButton[]
  readonly retry: Retry
  /** The member whose data it concerns, if that is not the requester. */
  readonly memberId: string | undefined

  constructor(
    kind: ErrorKind,
    message: string,
    options: {
      userMessage: Message
      buttons?: readonly ReplyButton[]
      retry?: Retry
      memberId?: string
      cause?: unknown
    },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.kind = kind
    this.userMessage = options.userMessage
    this.buttons = options.buttons ?? []
    this.retry = options.retry ?? { kind: 'never' }
    this.memberId = options.memberId
  }
}

/** Whether it is an `AppError` of one of these kinds. */
export const hasKind = (error: unknown, ...kinds: readonly ErrorKind[]): error is AppError =>
  error instanceof AppError && kinds.includes(error.kind)

/** Whether it is an `AppError` that no retry can fix. */
export const isPermanent = (error: unknown): error is AppError =>
  error instanceof AppError && error.retry.kind === 'never'

/** Why the program cannot start: a sentence for the operator that names the setting and contains no secret. */
export class SetupError extends Error {
  override name = 'SetupError'
}

/** Converts any thrown value to an AppError. Unknown errors may be retried. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  return new AppError('unforeseen', `${error.name}: ${error.message}`, {
    userMessage: { key: 'error.unforeseen' },
    retry: { kind: 'backoff' },
    cause: error,
  })
}
