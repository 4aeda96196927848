/** The clock shared by the sandboxes and the program; it can be ahead of the machine's. */
export interface PlaygroundClock {
  /** Milliseconds. */
  now(): number
  /** How far it is ahead of the machine's clock. Milliseconds. */
  aheadMs(): number
  advance(milliseconds: number): void
  /** The module that the program loads to follow it. */
  module: URL
}

export function createPlaygroundClock(): PlaygroundClock {
  let aheadMs = 0
  return {
    now: () => Date.now() + aheadMs,
    aheadMs: () => aheadMs,
    advance(milliseconds) {
      aheadMs += milliseconds
    },
    module: new URL('shifted-date.mjs', import.meta.url),
  }
}
