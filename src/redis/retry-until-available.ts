import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import { isRedisUnavailable } from './connection.ts'

/** Between two tries. Milliseconds. */
const RETRY_INTERVAL_MS = 250

const isRetryable = (error: unknown) =>
  isRedisUnavailable(error) || (error instanceof AppError && error.kind === 'redis-unavailable')

/**
 * Does what must not fail because Redis is unavailable, or full, or fails over: tries until it is done, as long as the process lives. For what
 * can be done twice and is lost otherwise.
 */
export async function retryUntilRedisAvailable<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isRetryable(error)) throw error
    }
    await pause(RETRY_INTERVAL_MS)
  }
}
