import { setTimeout as pause } from 'node:timers/promises'

/** Polls a condition every few milliseconds. Returns whether it became true within the limit. */
export async function waitUntil(condition: () => boolean, limit: number): Promise<boolean> {
  const deadline = performance.now() + limit
  while (!condition()) {
    if (performance.now() > deadline) return false
    await pause(5)
  }
  return true
}

/** Runs something this many times per second, evenly spaced. */
export async function runAtRate(times: number, perSecond: number, work: (index: number) => void): Promise<void> {
  const startedAt = performance.now()
  for (let index = 0; index < times; index += 1) {
    const wait = startedAt + (index * 1000) / perSecond - performance.now()
    if (wait > 0) await pause(wait)
    work(index)
  }
}
