import type { z } from 'zod'
import type { AppError } from '../errors.ts'
import type { Answer } from '../text/notice.ts'
import type { AskIdentity } from './ask.ts'
import type { JobDeps } from './deps.ts'
import type { JobPriority, JobRequest, Lane, Sameness } from './request.ts'

/** Who waits, as Discord shows them: kept encrypted beside the interaction, never in job data. */
export interface Asker {
  name: string
  /** Nobody else has it. Earlier versions did not keep it. */
  username?: string | undefined
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
  /** Why it calls Strava. */
  urgency: 'removal' | 'event' | 'sweep'
  prepare(data: unknown):
    | {
        run: (deps: JobDeps) => Promise<void>
        /** What is left to do when it has failed for good. */
        onFailed: (deps: JobDeps, error: AppError) => Promise<void>
      }
    | undefined
}

export type Job = AskedJob | BackgroundJob

/** Makes what the queue takes; a wrong payload does not compile. `delay` in milliseconds before the first run. */
interface Requestable<P> {
  request(payload: P, wish?: { delay?: number }): JobRequest
}

interface Definition<P> {
  name: string
  payload: z.ZodType<P>
  /** Letters first, no colon: BullMQ refuses others. */
  id: (payload: P) => string
  same?: Sameness
  attempts: number
  delay?: number
  priority?: JobPriority
}

function requestable<P>(lane: Lane, definition: Definition<P>): Requestable<P> {
  const { name, id, same = 'forever', attempts, delay = 0, priority = 'normal' } = definition
  return {
    request: (payload, wish = {}) => ({
      name,
      lane,
      id: id(payload),
      same,
      data: payload,
      attempts,
      delay: wish.delay ?? delay,
      priority,
    }),
  }
}

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

/** Why the jobs of a priority call Strava. */
const URGENCIES: Record<JobPriority, BackgroundJob['urgency']> = { first: 'removal', normal: 'event', last: 'sweep' }

export function defineBackgroundJob<P>(
  definition: Definition<P> & {
    run: (payload: P, deps: JobDeps) => Promise<void>
    onFailed?: (payload: P, deps: JobDeps, error: AppError) => Promise<void>
  },
): BackgroundJob & Requestable<P> {
  const { name, payload, run, onFailed, priority = 'normal' } = definition
  return {
    name,
    lane: 'sync',
    urgency: URGENCIES[priority],
    prepare(data) {
      const parsed = payload.safeParse(data)
      if (!parsed.success) return undefined
      return {
        run: (deps) => run(parsed.data, deps),
        onFailed: async (deps, error) => onFailed?.(parsed.data, deps, error),
      }
    },
    ...requestable('sync', definition),
  }
}
