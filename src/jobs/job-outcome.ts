import type { AppError } from '../errors.ts'
import type { RunOutcome } from '../queue/workers.ts'

/** The outcome of a job that waits until the time in its error. */
export const toWaitOutcome = (until: number, { retry }: AppError): RunOutcome => {
  const { spread, since } = retry.kind === 'at' ? retry : {}
  return { kind: 'wait', until, spread, since }
}
