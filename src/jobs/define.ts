import type { z } from 'zod'
import type { Answer } from '../text/notice.ts'
import type { AskIdentity } from './ask.ts'
import type { JobDeps } from './deps.ts'

/** `replies`: somebody waits for the answer. `sync`: everything else. */
type Lane = 'replies' | 'sync'

/** A job with its payload, ready to be queued. The same id is the same job: a second one changes nothing. */
export interface JobRequest {
  name: string
  lane: Lane
  id: string
  /** Identities only: it stands in Redis in clear. */
  data: unknown
  /** How often it is tried in all when something fails that may pass. */
  attempts: number
  /** Milliseconds before its first run. */
  delay: number
}

/** Who waits, as Discord shows them: kept sealed beside the interaction, never in job data. */
export interface Asker {
  name: string
}

/** A job that ends in an answer to a deferred interaction. */
export interface AskedJob {
  name: string
  lane: 'replies'
  /** The interaction is needed again later: its token is kept until it expires. */
  keepsReply: boolean
  /** The work for this data, or nothing when the data is not of this job. */
  prepare(data: unknown): { ask: AskIdentity; run: (deps: JobDeps, asker: Asker) => Promise<Answer> } | undefined
}

/** A job that nobody waits for. */
export interface BackgroundJob {
  name: string
  lane: 'sync'
  prepare(data: unknown): { run: (deps: JobDeps) => Promise<void> } | undefined
}

export type Job = AskedJob | BackgroundJob

/** Makes what the queue takes; a wrong payload does not compile. */
interface Requestable<P> {
  request(payload: P): JobRequest
}

interface Definition<P> {
  name: string
  payload: z.ZodType<P>
  /** Letters first, no colon: BullMQ refuses others. */
  id: (payload: P) => string
  attempts: number
  delay?: number
}

const requestable = <P>(lane: Lane, { name, id, attempts, delay = 0 }: Definition<P>): Requestable<P> => ({
  request: (payload) => ({ name, lane, id: id(payload), data: payload, attempts, delay }),
})

export function defineAskedJob<P extends { ask: AskIdentity }>(
  definition: Definition<P> & {
    keepsReply?: boolean
    run: (payload: P, deps: JobDeps, asker: Asker) => Promise<Answer>
  },
): AskedJob & Requestable<P> {
  const { name, payload, keepsReply = false, run } = definition
  return {
    name,
    lane: 'replies',
    keepsReply,
    prepare(data) {
      const parsed = payload.safeParse(data)
      if (!parsed.success) return undefined
      return { ask: parsed.data.ask, run: (deps, asker) => run(parsed.data, deps, asker) }
    },
    ...requestable('replies', definition),
  }
}

export function defineBackgroundJob<P>(
  definition: Definition<P> & { run: (payload: P, deps: JobDeps) => Promise<void> },
): BackgroundJob & Requestable<P> {
  const { name, payload, run } = definition
  return {
    name,
    lane: 'sync',
    prepare(data) {
      const parsed = payload.safeParse(data)
      return parsed.success ? { run: (deps) => run(parsed.data, deps) } : undefined
    },
    ...requestable('sync', definition),
  }
}
