import type { AppError } from '../errors.ts'
import type { RunOutcome } from '../queue/workers.ts'

/** A job that waits until its error says. */
export const toWaitOutcome = (until: number, { retry }: AppError): RunOutcome => {
  const { spread, since } = retry.kind === 'at' ? retry : {}
  return { kind: 'wait', until, spread, since }
}
