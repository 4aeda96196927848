import pRetry, { type RetryContext } from 'p-retry'
import { type AppError, hasKind } from '../errors.ts'
import type { Log } from '../logger.ts'
import { toDiscordError, tokenRefused } from './discord-errors.ts'

const CONNECT_RETRY = { retries: Number.POSITIVE_INFINITY, maxTimeout: 60_000 }

/**
 * Retries startup requests to Discord with growing delays. Returns false if Discord refuses the bot, or if it stops.
 */
export function createConnectRetry({
  signal,
  firstPauseMs,
  now,
  log,
  onFatal,
}: {
  /** Aborted when the program stops. */
  signal: AbortSignal
  /** The first pause; the next ones are longer. */
  firstPauseMs: number
  now: () => number
  log: Log
  /** Cannot continue until the operator changes a setting. */
  onFatal: (error: AppError) => void
}) {
  return async (action: string, work: () => Promise<unknown>): Promise<boolean> => {
    const attempt = () =>
      work().catch((thrown) => {
        const isTokenInvalid = (thrown as { code?: unknown }).code === 'TokenInvalid'
        throw isTokenInvalid ? tokenRefused() : toDiscordError(thrown, { authorized: true, now: now() })
      })
    const shouldRetry = ({ error, attemptNumber }: RetryContext) => {
      if (signal.aborted || hasKind(error, 'bot-refused')) return false
      log.warn({ err: error, attempt: attemptNumber }, `${action} failed`)
      return true
    }
    try {
      await pRetry(attempt, { ...CONNECT_RETRY, minTimeout: firstPauseMs, signal, shouldRetry })
      return true
    } catch (error) {
      if (!signal.aborted) onFatal(error as AppError)
      return false
    }
  }
}
