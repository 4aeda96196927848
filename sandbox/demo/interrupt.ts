import { onParentExit } from './parent-exit.ts'

/** The demo was interrupted. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/**
 * Rejects on Ctrl-C, when the terminal is closed, when npm is killed, or when the output pipe is closed. Later signals
 * have no effect.
 */
export function whenInterrupted(): Promise<never> {
  const interrupted = new Promise<never>((_, reject) => {
    const end = () => reject(new Interrupted())
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
    process.stdout.on('error', end)
    onParentExit(end)
  })
  interrupted.catch(() => {})
  return interrupted
}
