import * as z from 'zod'
import { REPLY_TOKEN_TTL_MS } from '../core/pending-reply.ts'
import { errorReply } from '../discord/components/text-reply.ts'
import { AppError, hasKind, toAppError } from '../errors.ts'
import type { Log } from '../logger.ts'
import type { QueueRun, RunOutcome } from '../queue/workers.ts'
import type { Priority } from '../strava/rate-limiter/slots.ts'
import { type CommandRepliesOptions, createCommandReplies } from './command-replies.ts'
import type { BackgroundJob, CommandJob, Job } from './define-job.ts'
import type { JobContext } from './job-context.ts'
import { handleInvalidLink, isInvalidLinkError } from './membership/invalid-link.ts'
import { replyJobLost } from './reply-job-lost.ts'
import { requesterSchema } from './requester-schema.ts'
import { decideRetry, RETRY_POLICIES, type RetryDecision, toWaitOutcome, workDeadline } from './retry-policy.ts'

/** Who reads from Strava, and until when a read is useful (epoch milliseconds). */
interface ReadCaller {
  priority: Priority
  id: string
  isResumed: boolean
  deadline: number | undefined
  /** The Discord user who waits, if any. */
  requesterId: string | undefined
}

export interface RunnerOptions extends Omit<CommandRepliesOptions, 'context'> {
  jobs: readonly Job[]
  context: Omit<JobContext, 'activities'>
  /** What a run may read from Strava, within the rate limit for its priority. `callerLog` has its correlation id. */
  activitiesFor(caller: ReadCaller, callerLog: Log): JobContext['activities']
  /** Whether the bot works in this server. */
  isAllowedGuild: (guildId: string) => boolean
  /** Whether the error means that Redis is unavailable or cannot store anything. */
  isRedisUnavailable: (error: unknown) => boolean
}

/** The loggable part of a job's data: which activity and where, not who. */
const locationSchema = z.object({
  activityId: z.string().optional(),
  guildId: z.string().optional(),
  channelId: z.string().optional(),
  requester: z.object({ guildId: z.string() }).optional(),
  options: z.object({ activity: z.string().optional(), channel: z.string().optional() }).optional(),
  args: z.object({ activityId: z.string().optional(), channelId: z.string().optional() }).optional(),
})

/** Fields that identify a job: in the log, with `npm run jobs`, and back to the event or command that caused it. */
function logFieldsOf({ jobId, name, data, correlationId, attempt }: QueueRun) {
  const { requester, options, args, ...location } = locationSchema.safeParse(data).data ?? {}
  const { activity: activityId, channel: channelId } = options ?? {}
  return { job: name, jobId, correlationId, attempt, ...requester, activityId, channelId, ...args, ...location }
}

/** The athlete whose activities a background job reads. */
const athleteSchema = z.object({ athleteId: z.string().optional() })

const RELINK_ERRORS = new Set(['authorization-revoked', 'token-undecryptable', 'scope-missing'])

/** A worker with the right key may run a job that this one cannot. Milliseconds. */
const OTHER_WORKER_DELAY_MS = 1000

const undecryptableOr = (error: unknown): 'undecryptable' => {
  if (hasKind(error, 'token-undecryptable')) return 'undecryptable'
  throw error
}

const isTriedAgain = ({ action }: RetryDecision): boolean => action === 'retry' || action === 'wait'

/** The process that received the command may have a different list of servers. */
const otherServerError = () =>
  new AppError('bad-input', 'the bot is not allowed to work in this server', {
    userMessage: { key: 'error.otherServer' },
  })

/** Runs jobs, and alone decides what an error in one of them means: tell the requester, retry, wait, or fail. */
export function createRunner(options: RunnerOptions) {
  const { jobs, context: shared, activitiesFor, isAllowedGuild, isRedisUnavailable, ...replyOptions } = options
  const { pendingReplies, log, now, onBotTokenRefused } = replyOptions
  const commandReplies = createCommandReplies({ ...replyOptions, context: shared })
  const byName = new Map(jobs.map((job) => [job.name, job]))

  const toError = (thrown: unknown): AppError =>
    isRedisUnavailable(thrown) && !(thrown instanceof AppError)
      ? new AppError('redis-unavailable', 'Redis is unavailable or cannot store anything', {
          userMessage: { key: 'error.redisOutcomeUnknown' },
          retry: { kind: 'backoff' },
          cause: thrown,
        })
      : toAppError(thrown)

  const contextOf = (
    run: QueueRun,
    priority: Priority,
    command?: { deadline: number; requesterId: string },
  ): JobContext => {
    const { id, isResumed, correlationId } = run
    const runLog = log.child({ correlationId })
    const caller = { priority, id, isResumed, deadline: command?.deadline, requesterId: command?.requesterId }
    return {
      ...shared,
      log: runLog,
      queue: { ...shared.queue, add: (request) => shared.queue.add({ correlationId, ...request }) },
      activities: activitiesFor(caller, runLog),
    }
  }

  /** Fails a job that cannot run. The requester, if any, is told. */
  async function failPermanently(run: QueueRun): Promise<RunOutcome> {
    log.error(logFieldsOf(run), 'no worker could run the job')
    const parsed = z.object({ requester: requesterSchema }).safeParse(run.data)
    if (parsed.success)
      await shared.queue.add({
        ...replyJobLost.request({ requester: parsed.data.requester }),
        correlationId: run.correlationId,
      })
    return { kind: 'failed', reason: 'unforeseen' }
  }

  /** Notifies the member whose link is invalid, unless they read about it in a reply. */
  async function notifyOwner({ data }: QueueRun, error: AppError, context: JobContext): Promise<void> {
    const { athleteId } = athleteSchema.safeParse(data).data ?? {}
    const userId = error.memberId ?? (athleteId === undefined ? undefined : await context.links.ownerOf(athleteId))
    const link = userId === undefined ? undefined : await context.links.find(userId)
    if (link) await handleInvalidLink(link, context)
  }

  async function runCommand(job: CommandJob, run: QueueRun): Promise<RunOutcome> {
    const work = job.prepare(run.data)
    if (!work) return { kind: 'unknown' }
    const { interactionId, locale } = work.requester
    const pending = await commandReplies.waitForPendingReply(interactionId, run.attempt).catch(undecryptableOr)
    if (pending === 'undecryptable') return { kind: 'wait', until: now() + OTHER_WORKER_DELAY_MS }
    const ended = (how: string, reason?: string) => log.info({ ...logFieldsOf(run), reason }, how)
    if (!pending) {
      ended('command not answered', 'nobody waits for it any more')
      return { kind: 'expired' }
    }
    const deadline = pending.receivedAt + REPLY_TOKEN_TTL_MS
    const context = contextOf(run, 'interactive', {
      deadline: workDeadline(deadline),
      requesterId: work.requester.userId,
    })
    let isAnswering = false
    try {
      if (!isAllowedGuild(work.requester.guildId)) throw otherServerError()
      // Delete what the requester no longer wants to show first, even if the answer has to wait for Strava.
      if (pending.deletesMessage) await replyOptions.responses.deleteReply(pending)
      const { requesterName, requesterUsername, channelUrl, activityTitle } = pending
      const profile = { name: requesterName, username: requesterUsername, channelUrl, activityTitle }
      const reply = await work.execute(context, profile)
      isAnswering = true
      await commandReplies.sendReply(pending, reply, locale)
      if (!job.keepsPendingReply) await pendingReplies.forget(interactionId)
      ended('command answered')
      await commandReplies.rememberLocale(work.requester)
      await commandReplies.sendPendingApprovals(work.requester.userId, pending, locale, context)
      return { kind: 'done' }
    } catch (thrown) {
      const error = toError(thrown)
      const decision = decideRetry(error, { ...run, now: now(), deadline, isAnswering })
      log[RETRY_POLICIES[error.kind].logLevel](
        { ...logFieldsOf(run), decision: decision.action, err: error },
        isTriedAgain(decision) ? 'attempt failed' : 'job failed',
      )
      switch (decision.action) {
        case 'retry':
          return { kind: 'retry', reason: error.kind, delayMs: decision.after * options.replyRetryFactor }
        case 'wait':
          if (error.kind === 'rate-limited')
            await commandReplies.replyWithRateLimitNotice(pending, decision.until, locale)
          return toWaitOutcome(decision.until, error)
        case 'fail': {
          const outcome = await commandReplies.replyWithError(pending, errorReply(error), locale, logFieldsOf(run))
          if (outcome.kind === 'refused') ended('command refused', error.kind)
          if (isInvalidLinkError(error)) await notifyOwner(run, error, context)
          return outcome
        }
        case 'shutdown':
          onBotTokenRefused(error)
          return { kind: 'failed', reason: error.kind }
        case 'discard':
          await pendingReplies.forget(interactionId)
          ended('command not answered', error.kind)
          return { kind: 'expired' }
      }
    }
  }

  async function runBackground(job: BackgroundJob, run: QueueRun): Promise<RunOutcome> {
    const work = job.prepare(run.data)
    if (!work) return { kind: 'unknown' }
    const context = contextOf(run, job.readPriority)
    try {
      await work.execute(context)
      return { kind: 'done' }
    } catch (thrown) {
      const error = toError(thrown)
      const decision = decideRetry(error, { ...run, now: now(), deadline: undefined, isAnswering: false })
      // A member who has to link again is told once, or when they use a command. Nothing else can be done here.
      if (RELINK_ERRORS.has(error.kind)) {
        if (isInvalidLinkError(error)) await notifyOwner(run, error, context)
        log[RETRY_POLICIES[error.kind].logLevel](
          { ...logFieldsOf(run), err: error },
          error.kind === 'token-undecryptable' ? 'tokens cannot be decrypted' : 'the member has to link again',
        )
        return { kind: 'refused' }
      }
      log[RETRY_POLICIES[error.kind].logLevel](
        { ...logFieldsOf(run), decision: decision.action, err: error },
        isTriedAgain(decision) ? 'attempt failed' : 'job failed',
      )
      if (decision.action === 'shutdown') onBotTokenRefused(error)
      if (decision.action === 'retry') return { kind: 'retry', reason: error.kind, delayMs: decision.after }
      if (decision.action === 'wait') return toWaitOutcome(decision.until, error)
      await work.onFailed(context, error)
      return { kind: 'failed', reason: error.kind }
    }
  }

  return {
    async run(run: QueueRun): Promise<RunOutcome> {
      shared.tracing.annotate({ correlationId: run.correlationId })
      const job = byName.get(run.name)
      // A newer program queued it: its workers can run it.
      if (!job || run.version > job.version) return { kind: 'unknown' }
      const startedAt = now()
      log.debug({ ...logFieldsOf(run), queue: job.queueName, waited: run.waitedMs }, 'job started')
      const outcome = await (job.queueName === 'commands' ? runCommand(job, run) : runBackground(job, run))
      log.debug({ ...logFieldsOf(run), outcome: outcome.kind, duration: now() - startedAt }, 'job ended')
      return outcome
    },

    /** Ends a job outside `run`, because no worker could run it, or all that did died. Its requester is told. */
    failPermanently,
  }
}
