import { setTimeout as pause } from 'node:timers/promises'
import pRetry, { type Options, type RetryContext } from 'p-retry'

/** Rejects if the work takes longer than this; the work itself continues. */
export async function withTimeout<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`timed out after ${timeoutMs / 1000} s`)), timeoutMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Passes the work a signal that aborts with a `TimeoutError` after this many milliseconds. `AbortSignal.timeout` does
 * the same, but keeps the memory of the work until then, even if the work ends early.
 */
export async function withAbortTimeout<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const late = () => controller.abort(new DOMException(`timed out after ${timeoutMs / 1000} s`, 'TimeoutError'))
  const timer = setTimeout(late, timeoutMs)
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Tries until it works, for errors that say how long to wait. `waitFor` returns the milliseconds until the next try, or
 * undefined to give up with the error.
 */
export const retryAfterWait = <T>(
  work: () => Promise<T>,
  waitFor: (context: RetryContext) => number | undefined,
): Promise<T> =>
  pRetry(work, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 0,
    shouldRetry: async (context) => {
      const wait = waitFor(context)
      if (wait === undefined) return false
      await pause(Math.max(wait, 0))
      return true
    },
  })

const NOTHING_YET = new Error('nothing there yet')

/** Reads until there is a value. Undefined if there is none after all retries; errors are not retried. */
export const pollUntilDefined = <T>(read: () => Promise<T | undefined>, options: Options): Promise<T | undefined> =>
  pRetry(async () => (await read()) ?? Promise.reject(NOTHING_YET), {
    retries: Number.POSITIVE_INFINITY,
    ...options,
    shouldRetry: (context) => context.error === NOTHING_YET && (options.shouldRetry?.(context) ?? true),
  }).catch((error) => {
    if (error !== NOTHING_YET) throw error
    return undefined
  })

/**
 * A mutex of this process: works run one after another, in the order of the calls. An error reaches its caller alone.
 */
export function createMutex() {
  let previous: Promise<unknown> = Promise.resolve()
  return function runExclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = previous.then(work)
    previous = result.catch(() => {})
    return result
  }
}
