import type * as z from 'zod'
import type { Requester } from '../core/requester.ts'
import type { Reply } from '../discord/reply.ts'
import type { AppError } from '../errors.ts'
import type { Deduplication, JobPriority, JobRequest, QueueName } from '../queue/job-request.ts'
import type { JobContext } from './job-context.ts'

/** The requester as Discord shows them: stored encrypted beside the interaction, never in job data. */
export interface RequesterProfile {
  name: string
  /** Unique on Discord. */
  username: string
  channelUrl?: string | undefined
  /** The title of the activity in the message of the component, in Markdown, if the component needs it. */
  activityTitle?: string | undefined
}

/** A job that ends in a reply to a deferred interaction. */
export interface CommandJob {
  name: string
  /** The newest version of its payload that it knows. */
  version: number
  queueName: 'commands'
  /** The interaction is needed again later: its token is kept until it expires. */
  keepsPendingReply: boolean
  /** The work for this data; undefined if the data does not belong to this job. */
  prepare(
    data: unknown,
  ): { requester: Requester; execute: (context: JobContext, profile: RequesterProfile) => Promise<Reply> } | undefined
}

/** A job that nobody waits for. */
export interface BackgroundJob {
  name: string
  version: number
  queueName: 'background'
  /** Why it calls Strava. */
  readPriority: 'removal' | 'event' | 'background'
  prepare(data: unknown):
    | {
        execute: (context: JobContext) => Promise<void>
        /** Runs after the job has failed for good. */
        onFailed: (context: JobContext, error: AppError) => Promise<void>
      }
    | undefined
}

export type Job = CommandJob | BackgroundJob

/** Creates the job request for a payload. `delay` of the first run in milliseconds. */
interface Requestable<P> {
  request(payload: P, options?: { delay?: number }): JobRequest
}

interface Definition<P> {
  name: string
  /**
   * Increase if an older program would handle the payload wrongly (default: 1): it then leaves the job to newer ones.
   */
  version?: number
  payload: z.ZodType<P>
  /** BullMQ requires a leading letter and no colon. */
  id: (payload: P) => string
  deduplication?: Deduplication
  attempts: number
  delay?: number
  priority?: JobPriority
}

function requestable<P>(queueName: QueueName, definition: Definition<P>): Requestable<P> {
  const { name, version = 1, id, deduplication = 'permanent', attempts, delay = 0, priority = 'normal' } = definition
  return {
    request: (payload, options = {}) => ({
      name,
      version,
      queueName,
      id: id(payload),
      deduplication,
      data: payload,
      attempts,
      delay: options.delay ?? delay,
      priority,
    }),
  }
}

export function defineCommandJob<P extends { requester: Requester }>(
  definition: Definition<P> & {
    keepsPendingReply?: boolean
    execute: (payload: P, context: JobContext, profile: RequesterProfile) => Promise<Reply>
  },
): CommandJob & Requestable<P> {
  const { name, version = 1, payload, keepsPendingReply = false, execute } = definition
  return {
    name,
    version,
    queueName: 'commands',
    keepsPendingReply,
    prepare(data) {
      const parsed = payload.safeParse(data)
      if (!parsed.success) return undefined
      return { requester: parsed.data.requester, execute: (context, profile) => execute(parsed.data, context, profile) }
    },
    ...requestable('commands', definition),
  }
}

/** Why jobs of each priority call Strava. */
const READ_PRIORITIES: Record<JobPriority, BackgroundJob['readPriority']> = {
  high: 'removal',
  normal: 'event',
  low: 'background',
}

export function defineBackgroundJob<P>(
  definition: Definition<P> & {
    execute: (payload: P, context: JobContext) => Promise<void>
    onFailed?: (payload: P, context: JobContext, error: AppError) => Promise<void>
  },
): BackgroundJob & Requestable<P> {
  const { name, version = 1, payload, execute, onFailed, priority = 'normal' } = definition
  return {
    name,
    version,
    queueName: 'background',
    readPriority: READ_PRIORITIES[priority],
    prepare(data) {
      const parsed = payload.safeParse(data)
      if (!parsed.success) return undefined
      return {
        execute: (context) => execute(parsed.data, context),
        onFailed: async (context, error) => onFailed?.(parsed.data, context, error),
      }
    },
    ...requestable('background', definition),
  }
}
