import { setTimeout as pause } from 'node:timers/promises'
import { pollUntilDefined } from '../async.ts'
import { type PendingReply, REPLY_TOKEN_TTL_MS } from '../core/pending-reply.ts'
import { textReply } from '../discord/components/text-reply.ts'
import type { InteractionResponses } from '../discord/interaction-responses.ts'
import type { Reply } from '../discord/reply.ts'
import { type AppError, type ErrorKind, toAppError } from '../errors.ts'
import type { Log } from '../logger.ts'
import type { RunOutcome } from '../queue/workers.ts'
import type { PendingReplies } from '../redis/pending-replies.ts'
import { promptPendingApprovals } from './approvals/request-approval.ts'
import type { JobContext } from './job-context.ts'
import { toWaitOutcome } from './job-outcome.ts'
import { decideRetry } from './retry-policy.ts'

export interface CommandRepliesOptions {
  pendingReplies: Pick<PendingReplies, 'find' | 'forget'>
  responses: Pick<InteractionResponses, 'editReply' | 'followUp' | 'replyWithError'>
  context: Pick<JobContext, 'publicReplies' | 'links' | 'channels'>
  log: Log
  now: () => number
  /** Discord refuses the bot's token: nothing can be answered until the operator changes it. */
  onBotTokenRefused: (error: AppError) => void
}

/** What it takes to answer is kept behind the job: a job that is quick waits for it this long. Milliseconds. */
const PENDING_REPLY_TIMEOUT_MS = 2500
const PENDING_REPLY_POLL = { minTimeout: 1, maxTimeout: 250 }

/** Before a requester who could not be told is told again. Milliseconds. */
const ERROR_REPLY_RETRY_MS = 2000

/** Between two tries to send what is ready: at first, at most, and until it is too old. Milliseconds. */
const SEND_RETRY_MS = { first: 500, max: 15_000, timeout: 120_000 }

/** With these Discord takes nothing just now, whatever it is. */
const TEMPORARY_DISCORD_ERRORS: ReadonlySet<ErrorKind> = new Set(['discord-down', 'discord-limited'])

/** Everything that is said to somebody who asked, and waits. */
export function createCommandReplies({
  pendingReplies,
  responses,
  context,
  log,
  now,
  onBotTokenRefused,
}: CommandRepliesOptions) {
  /** What is told beside the reply: where that fails, the reply counts all the same. */
  const bestEffort = (work: Promise<unknown>, failed: string): Promise<unknown> =>
    work.catch((error) => log.warn({ err: error }, failed))

  /** Sends what is ready until Discord takes it: what it took to make it is done anew only when it is too old to be shown. */
  async function sendWithRetry<T>(pending: PendingReply, send: () => Promise<T>): Promise<T> {
    const until = Math.min(now() + SEND_RETRY_MS.timeout, pending.receivedAt + REPLY_TOKEN_TTL_MS)
    for (let wait = SEND_RETRY_MS.first; ; wait = Math.min(wait * 2, SEND_RETRY_MS.max)) {
      try {
        return await send()
      } catch (thrown) {
        const error = toAppError(thrown)
        const after = error.retry.kind === 'at' ? Math.max(error.retry.at - now(), 0) : wait
        if (!TEMPORARY_DISCORD_ERRORS.has(error.kind) || now() + after >= until) throw error
        log.debug({ err: error }, 'a reply is sent again')
        await pause(after)
      }
    }
  }

  async function replyWithRateLimitNotice(pending: PendingReply, until: number, locale: string): Promise<void> {
    const note = textReply({ key: 'wait.rateLimited', values: { until: { timestamp: Math.ceil(until / 1000) } } })
    const sent = pending.keepOnError
      ? responses.followUp(pending, note, locale)
      : responses.editReply(pending, note, locale)
    await bestEffort(sent, 'the requester could not be told to wait')
  }

  /** What it takes to answer; undefined when the requester was told that nothing will be done, or nobody waits any more. */
  function waitForPendingReply(interactionId: string, attempt: number): Promise<PendingReply | undefined> {
    const until = now() + (attempt === 1 ? PENDING_REPLY_TIMEOUT_MS : 0)
    const read = () => pendingReplies.find(interactionId)
    return pollUntilDefined(read, { ...PENDING_REPLY_POLL, shouldRetry: () => now() < until })
  }

  /** So that a public reply goes when its member leaves, also one who left while it was being made. */
  async function rememberPublicReply(
    userId: string,
    { channelId, messageId }: { channelId: string; messageId: string },
  ): Promise<void> {
    await context.publicReplies.remember(userId, channelId, messageId)
    if (await context.links.find(userId)) return
    await context.channels.deleteMessage(channelId, messageId)
    await context.publicReplies.forget(userId)
  }

  async function sendReply(pending: PendingReply, reply: Reply, locale: string): Promise<void> {
    const { about, privateNote } = reply
    const send = () => responses.editReply(pending, reply, locale)
    const location = await (about ? sendWithRetry(pending, send) : send())
    if (about && location && !pending.ephemeral) await rememberPublicReply(about, location)
    if (privateNote)
      await bestEffort(responses.followUp(pending, privateNote, locale), 'the private note could not be sent')
  }

  /** Approvals that wait for the requester are requested after a reply, since nobody can be written to without one. */
  async function sendPendingApprovals(
    userId: string,
    pending: PendingReply,
    locale: string,
    commandDeps: JobContext,
  ): Promise<void> {
    const sent = promptPendingApprovals(userId, (preview) => responses.followUp(pending, preview, locale), commandDeps)
    await bestEffort(sent, 'waiting approvals could not be requested')
  }

  /** Tells the requester; when even that fails, the decision about the new error counts, and nothing is told again. */
  async function replyWithError(
    pending: PendingReply,
    reply: Reply,
    locale: string,
    fields: object,
  ): Promise<RunOutcome> {
    try {
      await sendWithRetry(pending, () => responses.replyWithError(pending, reply, locale))
    } catch (thrown) {
      const error = toAppError(thrown)
      // Telling has tries of its own, however many the work has used up: as long as the requester can be told.
      const decision = decideRetry(error, {
        ...{ attempt: 1, attempts: 2, previousErrorKinds: [] },
        ...{ now: now(), deadline: pending.receivedAt + REPLY_TOKEN_TTL_MS, isAnswering: true },
      })
      if (decision.action === 'shutdown') onBotTokenRefused(error)
      if (decision.action === 'retry')
        return { kind: 'wait', until: now() + ERROR_REPLY_RETRY_MS, spread: ERROR_REPLY_RETRY_MS }
      if (decision.action === 'wait') return toWaitOutcome(decision.until, error)
      log.error({ ...fields, err: error }, 'the requester could not be told')
      if (decision.action !== 'discard') return { kind: 'failed', reason: error.kind }
    }
    await pendingReplies.forget(pending.interactionId)
    return { kind: 'refused' }
  }

  return { waitForPendingReply, sendReply, sendPendingApprovals, replyWithError, replyWithRateLimitNotice }
}
