import { ReplyError } from 'ioredis'
import pRetry from 'p-retry'
import { AppError } from '../errors.ts'

/**
 * The first word of an error reply, such as `READONLY`
 * (https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors).
 */
export const redisErrorCode = (error: unknown): string | undefined =>
  error instanceof ReplyError ? (error as Error).message.split(' ', 1)[0] : undefined

/**
 * Codes of a Redis that is loading its data, is full, cannot write to its disk or is not the primary, and of socket
 * errors.
 */
const UNAVAILABLE_CODES: ReadonlySet<string | undefined> = new Set([
  ...['LOADING', 'OOM', 'EXECABORT', 'MISCONF', 'READONLY', 'MASTERDOWN', 'CLUSTERDOWN', 'TRYAGAIN', 'NOREPLICAS'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE'],
])

const UNAVAILABLE_NAMES: ReadonlySet<string> = new Set(['MaxRetriesPerRequestError', 'ClusterAllFailedError'])

/** Messages of ioredis errors for commands without a reply. These errors have no code or name of their own. */
const NO_REPLY_MESSAGES: ReadonlySet<string> = new Set([
  "Stream isn't writeable and enableOfflineQueue options is false",
  "Cluster isn't ready and enableOfflineQueue options is false",
  'None of startup nodes is available',
  'Cluster is ended.',
  'Command timed out',
  'Connection is closed.',
  'Command aborted due to connection close',
])

/** ioredis appends the last error to this message. */
const TOO_MANY_REDIRECTIONS = 'Too many Cluster redirections.'

/** The code of Redis' reply or of the socket error. */
export const redisOrSocketCode = (error: Error): string | undefined =>
  redisErrorCode(error) ?? (error as NodeJS.ErrnoException).code

/**
 * Whether the error means that Redis is unreachable, too slow, or cannot store anything now. An `AppError` says so by
 * its kind, whatever its cause: Strava and Discord reset connections too.
 */
export function isRedisUnavailable(error: unknown): boolean {
  if (error instanceof AppError) return error.kind === 'redis-unavailable'
  if (!(error instanceof Error)) return false
  return (
    UNAVAILABLE_NAMES.has(error.name) ||
    UNAVAILABLE_CODES.has(redisOrSocketCode(error)) ||
    NO_REPLY_MESSAGES.has(error.message) ||
    error.message.startsWith(TOO_MANY_REDIRECTIONS)
  )
}

const AVAILABILITY_RETRY = { retries: Number.POSITIVE_INFINITY, minTimeout: 250, factor: 1 }

/**
 * Retries while Redis is unavailable, full or failing over, until it succeeds or the process ends. For idempotent work
 * that would otherwise be lost.
 */
export const retryUntilRedisAvailable = <T>(work: () => Promise<T>): Promise<T> =>
  pRetry(work, { ...AVAILABILITY_RETRY, shouldRetry: ({ error }) => isRedisUnavailable(error) })
