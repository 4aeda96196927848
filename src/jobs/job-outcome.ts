import type { AppError } from '../errors.ts'

/** How a run ended, for the queue and for metrics. */
export type JobOutcome =
  | { kind: 'done' | 'expired' | 'refused' }
  /** `reason` is the kind of the error: it stands in Redis in clear. */
  | { kind: 'failed'; reason: string }
  /** The same; milliseconds. */
  | { kind: 'retry'; reason: string; after: number }
  /** Those who wait for the same moment come spread over so many milliseconds after it, or in their order since then. */
  | { kind: 'wait'; until: number; spread?: number | undefined; since?: number | undefined }

export const toWaitOutcome = (until: number, { retry }: AppError): JobOutcome => {
  const { spread, since } = retry.kind === 'at' ? retry : {}
  return { kind: 'wait', until, spread, since }
}
