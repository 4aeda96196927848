import { setTimeout as pause } from 'node:timers/promises'

/** Looks every few milliseconds until something is so. Answers whether it came to be within the limit. */
export async function waitUntil(condition: () => boolean, limit: number): Promise<boolean> {
  const deadline = performance.now() + limit
  while (!condition()) {
    if (performance.now() > deadline) return false
    await pause(5)
  }
  return true
}

/** Does something so many times a second, at even distances. */
export async function runAtRate(times: number, perSecond: number, work: (index: number) => void): Promise<void> {
  const began = performance.now()
  for (let index = 0; index < times; index += 1) {
    const wait = began + (index * 1000) / perSecond - performance.now()
    if (wait > 0) await pause(wait)
    work(index)
  }
}
