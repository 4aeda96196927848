import pRetry from 'p-retry'
import { AppError } from '../errors.ts'
import { isRedisUnavailable } from './connection.ts'

const RETRY = { retries: Number.POSITIVE_INFINITY, minTimeout: 250, factor: 1 }

const isRetryable = (error: unknown) =>
  isRedisUnavailable(error) || (error instanceof AppError && error.kind === 'redis-unavailable')

/**
 * Retries while Redis is unavailable, full or failing over, until it succeeds or the process ends. For idempotent work
 * that would otherwise be lost.
 */
export const retryUntilRedisAvailable = <T>(work: () => Promise<T>): Promise<T> =>
  pRetry(work, { ...RETRY, shouldRetry: ({ error }) => isRetryable(error) })
