import pRetry, { type Options } from 'p-retry'

/** Rejects when the work is not done after so many milliseconds; the work itself goes on. */
export async function withTimeout<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${timeoutMs / 1000} s`)), timeoutMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Hands the work a signal that aborts it, with a `TimeoutError`, after so many milliseconds. `AbortSignal.timeout` would do the same, and keep
 * what belongs to the work until that moment, however early it was done.
 */
export async function withAbortTimeout<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const late = () => controller.abort(new DOMException(`not done within ${timeoutMs / 1000} s`, 'TimeoutError'))
  const timer = setTimeout(late, timeoutMs)
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
  }
}

const NOTHING_YET = new Error('nothing there yet')

/** Reads until there is a value. Undefined if there is none after all the retries that the options allow; an error is not retried. */
export const pollUntilDefined = <T>(read: () => Promise<T | undefined>, options: Options): Promise<T | undefined> =>
  pRetry(async () => (await read()) ?? Promise.reject(NOTHING_YET), {
    retries: Number.POSITIVE_INFINITY,
    ...options,
    shouldRetry: (context) => context.error === NOTHING_YET && (options.shouldRetry?.(context) ?? true),
  }).catch((error) => {
    if (error !== NOTHING_YET) throw error
    return undefined
  })
