import { retryAfterWait } from '../async.ts'
import { AppError } from '../errors.ts'
import { toDiscordError } from './discord-errors.ts'

/** For shorter rate limits, the call waits instead of failing: a failed job would read everything again. Milliseconds. */
const MAX_WAIT_MS = 5000
const MAX_WAITS = 5

/** Calls Discord with the bot's token, and waits for short rate limits. Throws the AppErrors of `discord-errors`. */
export const createRateLimitWaits =
  (now: () => number) =>
  <T>(work: () => Promise<unknown>): Promise<T> =>
    retryAfterWait(
      () =>
        work().catch((thrown) => {
          throw toDiscordError(thrown, { authorized: true, now: now() })
        }) as Promise<T>,
      ({ error, attemptNumber }) => {
        const wait = error instanceof AppError && error.retry.kind === 'at' ? error.retry.at - now() : undefined
        return wait !== undefined && wait <= MAX_WAIT_MS && attemptNumber <= MAX_WAITS ? wait : undefined
      },
    )
