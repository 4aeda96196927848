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
