export interface Waiters {
  notify(): void
  /** Calls `listener` at every `notify`. Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void
  /**
   * Resolves with the first value that `check` returns, now or after a later `notify`. `check` may throw to give up.
   */
  waitFor<T>(check: () => T | undefined, what: () => string, withinMs?: number): Promise<T>
  close(): void
}

const DEFAULT_TIMEOUT_MS = 30_000

export function createWaiters(): Waiters {
  const waiters = new Set<{ check(): void; cancel(): void }>()
  const listeners = new Set<() => void>()
  return {
    notify() {
      for (const one of [...waiters]) one.check()
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    waitFor(check, what, withinMs = DEFAULT_TIMEOUT_MS) {
      return new Promise((resolve, reject) => {
        const remove = () => {
          clearTimeout(timer)
          waiters.delete(one)
        }
        const one = {
          check() {
            try {
              const value = check()
              if (value === undefined) return
              remove()
              resolve(value)
            } catch (error) {
              remove()
              reject(error)
            }
          },
          cancel() {
            remove()
            reject(new Error(`The sandbox closed while waiting for ${what()}`))
          },
        }
        const timer = setTimeout(() => {
          remove()
          reject(new Error(`Waited ${withinMs} ms in vain for ${what()}`))
        }, withinMs)
        waiters.add(one)
        one.check()
      })
    },
    close() {
      for (const one of [...waiters]) one.cancel()
    },
  }
}
