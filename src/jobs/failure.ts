import type { AppError } from '../errors.ts'

/** What the runner does about an error. */
export type FailurePlan =
  | { do: 'retry' }
  /** Again at `until` (epoch milliseconds), without using up an attempt; whoever waits is told so. */
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
  now: number
  /** Until when whoever waits can be answered; undefined when nobody waits. Epoch milliseconds. */
  deadline: number | undefined
}

/** Answers need a moment themselves. Milliseconds. */
const RESERVE = 20_000

/** What an error means for the job in which it was thrown. This is the only place that decides it. */
export function planFailure(
  { kind, retry }: AppError,
  { attempt, attempts, now, deadline }: FailureContext,
): FailurePlan {
  if (kind === 'bot-token-refused') return { do: 'stop' }
  if (kind === 'reply-expired' || kind === 'discord-gone') return { do: 'drop' }
  const inTime = (moment: number) => deadline === undefined || moment + RESERVE < deadline
  switch (retry.kind) {
    case 'never':
      return { do: 'give-up' }
    case 'at':
      return inTime(retry.at) ? { do: 'wait', until: retry.at } : { do: 'give-up' }
    case 'backoff':
      return attempt < attempts && inTime(now) ? { do: 'retry' } : { do: 'give-up' }
  }
}
