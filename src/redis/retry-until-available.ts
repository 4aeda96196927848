import pRetry from 'p-retry'
import { AppError } from '../errors.ts'
import { isRedisUnavailable } from './connection.ts'

const RETRY = { retries: Number.POSITIVE_INFINITY, minTimeout: 250, factor: 1 }

const isRetryable = (error: unknown) =>
  isRedisUnavailable(error) || (error instanceof AppError && error.kind === 'redis-unavailable')

/**
 * Does what must not fail because Redis is unavailable, or full, or fails over: tries until it is done, as long as the process lives. For what
 * can be done twice and is lost otherwise.
 */
export const retryUntilRedisAvailable = <T>(work: () => Promise<T>): Promise<T> =>
  pRetry(work, { ...RETRY, shouldRetry: ({ error }) => isRetryable(error) })
