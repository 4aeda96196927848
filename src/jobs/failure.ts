import { AppError, type ErrorKind } from '../errors.ts'

/** How a failure that may pass is tried again: the first pause, what each is times the one before, and where that ends. Milliseconds. */
export interface Pace {
  first: number
  times: number
  longest: number
  /** So many failures of this kind at most, where a job would allow more. */
  tries?: number
}

/** What is done about one kind of failure. How often it is tried is the job's own business, unless the pace knows better. */
export interface Fault {
  /** Absent where trying again would change nothing. */
  pace?: Pace
  /** How loud the operator hears of it. `debug`: what people do or leave undone. */
  level: 'debug' | 'warn' | 'error'
}

const SECOND = 1000
const MINUTE = 60 * SECOND

const SOON: Pace = { first: SECOND, times: 2, longest: MINUTE }

/** Every kind of failure. docs/faults.md says which failures of others are of which kind, and what people read. */
export const FAULTS: Readonly<Record<ErrorKind, Fault>> = {
  'bad-input': { level: 'debug' },
  'not-linked': { level: 'debug' },
  'not-shared': { level: 'debug' },
  'nothing-found': { level: 'debug' },
  'grant-dead': { level: 'debug' },
  // The operator's key is another one than the tokens were encrypted with.
  'grant-sealed': { level: 'warn' },
  'scope-missing': { level: 'debug' },
  'not-found': { level: 'debug' },
  'rate-limited': { level: 'debug' },
  'requester-limited': { level: 'debug' },
  'strava-down': { pace: SOON, level: 'warn' },
  // Strava answers so for ever, or until somebody there mends it.
  'activity-broken': { pace: { first: MINUTE, times: 10, longest: 100 * MINUTE, tries: 4 }, level: 'warn' },
  // Worth another try where a new token was refused; the rest is not.
  'strava-refused': { pace: { ...SOON, tries: 4 }, level: 'error' },
  'application-inactive': { level: 'error' },
  'application-refused': { level: 'error' },
  'discord-down': { pace: SOON, level: 'warn' },
  'discord-limited': { pace: { first: 5 * SECOND, times: 2, longest: 10 * MINUTE }, level: 'warn' },
  'discord-refused': { level: 'error' },
  'discord-forbidden': { level: 'warn' },
  'discord-gone': { level: 'warn' },
  'thread-archived': { level: 'warn' },
  // None of these gets better until somebody changes the channel: its feed pauses.
  'tag-required': { level: 'warn' },
  'channel-unfit': { level: 'warn' },
  'too-many-threads': { level: 'warn' },
  'reply-expired': { level: 'warn' },
  'bot-token-refused': { level: 'error' },
  // Mostly nothing is tried again: a message goes without its picture.
  'picture-failed': { pace: SOON, level: 'warn' },
  'redis-unavailable': { pace: SOON, level: 'warn' },
  unforeseen: { pace: SOON, level: 'error' },
}

/** What the runner does about an error. Moments are epoch milliseconds. */
export type FailurePlan =
  /** Again after so many milliseconds. */
  | { do: 'retry'; after: number }
  /** Again at `until`, without using up an attempt; whoever waits is told so. */
  | { do: 'wait'; until: number }
  /** It will not work: whoever waits is told why. */
  | { do: 'give-up' }
  /** Nobody can be told any more. */
  | { do: 'drop' }
  /** The program cannot go on at all. */
  | { do: 'stop' }

export interface FailureContext {
  /** Attempts made, this one included, and how many there may be. */
  attempt: number
  attempts: number
  /** The kinds of the errors with which earlier attempts failed. */
  reasons: readonly string[]
  now: number
  /** Until when whoever waits can be answered; undefined when nobody waits. Epoch milliseconds. */
  deadline: number | undefined
  /** The work is done, and what it gave could not be said. */
  isAnswering: boolean
}

/** Answers need a moment themselves. Milliseconds. */
const RESERVE = 20 * SECOND

/** Where what stands beside an answer cannot be read from Strava just now, the answer does without it: nobody waits for that. */
const UNREADABLE: ReadonlySet<ErrorKind> = new Set([
  ...(['strava-down', 'activity-broken', 'rate-limited', 'requester-limited', 'strava-refused'] as const),
])

export const isUnreadable = (error: unknown): boolean => error instanceof AppError && UNREADABLE.has(error.kind)

/** When these will be over nobody knows: whoever waits is told so, unless the next try is this near. Milliseconds. */
const OUTAGES: ReadonlySet<ErrorKind> = new Set(['strava-down', 'application-inactive'])
const NEAR = 6 * SECOND

/** A Redis that is full or fails over is an outage too: what nobody waits for comes again after this long, and uses up no attempt. Milliseconds. */
const STORE_PAUSE = 5 * SECOND

/** Until when work may go on that has to be answered by a deadline. Epoch milliseconds. */
export const latestFor = (deadline: number): number => deadline - RESERVE

const pauseOf = ({ first, times, longest }: Pace, attempt: number) => Math.min(first * times ** (attempt - 1), longest)

/** What an error means for the job in which it was thrown. This is the only place that decides it. */
export function planFailure(
  { kind, retry }: AppError,
  { attempt, attempts, reasons, now, deadline, isAnswering }: FailureContext,
): FailurePlan {
  if (kind === 'bot-token-refused') return { do: 'stop' }
  // Something else at Discord may be gone while somebody waits: they are told.
  if (kind === 'reply-expired' || (kind === 'discord-gone' && isAnswering)) return { do: 'drop' }
  const inTime = (moment: number) => deadline === undefined || moment < latestFor(deadline)
  switch (retry.kind) {
    case 'never':
      return { do: 'give-up' }
    case 'at':
      if (deadline !== undefined && OUTAGES.has(kind) && retry.at > now + NEAR) return { do: 'give-up' }
      return inTime(retry.at) ? { do: 'wait', until: retry.at } : { do: 'give-up' }
    case 'backoff': {
      if (kind === 'redis-unavailable' && deadline === undefined) return { do: 'wait', until: now + STORE_PAUSE }
      const { pace = SOON } = FAULTS[kind]
      const failures = reasons.filter((reason) => reason === kind).length + 1
      const after = pauseOf(pace, failures)
      const isLast = attempt >= attempts || failures >= (pace.tries ?? attempts)
      return isLast || !inTime(now + after) ? { do: 'give-up' } : { do: 'retry', after }
    }
  }
}
