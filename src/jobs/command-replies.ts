import { pollUntilDefined, retryAfterWait } from '../async.ts'
import { type PendingReply, REPLY_TOKEN_TTL_MS } from '../core/pending-reply.ts'
import type { Requester } from '../core/requester.ts'
import { errorReply, textReply } from '../discord/components/text-reply.ts'
import type { InteractionResponses } from '../discord/interaction-responses.ts'
import type { Reply } from '../discord/reply.ts'
import { type AppError, type ErrorKind, toAppError } from '../errors.ts'
import type { Log } from '../logger.ts'
import type { RunOutcome } from '../queue/workers.ts'
import type { PendingReplies } from '../redis/pending-replies.ts'
import { promptPendingApprovals } from './approvals/request-approval.ts'
import type { JobContext } from './job-context.ts'
import { decideRetry, toWaitOutcome } from './retry-policy.ts'

export interface CommandRepliesOptions {
  pendingReplies: Pick<PendingReplies, 'find' | 'forget'>
  responses: Pick<InteractionResponses, 'editReply' | 'followUp' | 'replyWithError' | 'deleteReply'>
  context: Pick<JobContext, 'publicReplies' | 'links' | 'channels'>
  /** Pauses before a reply is sent again are this many times as long. */
  replyRetryFactor: number
  log: Log
  now: () => number
  /** Called if Discord rejects the bot's token: no reply is possible until the operator changes it. */
  onBotTokenRefused: (error: AppError) => void
}

/** The pending reply is saved after the job: a fast job waits for it this long. Milliseconds. */
const PENDING_REPLY_TIMEOUT_MS = 2500
const PENDING_REPLY_POLL = { minTimeout: 1, maxTimeout: 250 }

/** Pause before an undelivered error message is sent again. Milliseconds. */
const ERROR_REPLY_RETRY_MS = 2000

/**
 * Pause between two attempts to send a finished reply: the first one, the maximum, and the time limit. Milliseconds.
 */
const SEND_RETRY_MS = { first: 500, max: 15_000, timeout: 120_000 }

/** Discord accepts no requests at the moment, whatever their content. */
const TEMPORARY_DISCORD_ERRORS: ReadonlySet<ErrorKind> = new Set(['discord-down', 'discord-limited'])

/** All replies to a requester. */
export function createCommandReplies({
  pendingReplies,
  responses,
  context,
  replyRetryFactor,
  log,
  now,
  onBotTokenRefused,
}: CommandRepliesOptions) {
  const errorReplyRetryMs = ERROR_REPLY_RETRY_MS * replyRetryFactor

  /** For extras in addition to the reply: if they fail, the reply still counts. */
  const bestEffort = (work: Promise<unknown>, failed: string): Promise<unknown> =>
    work.catch((error) => log.warn({ err: error }, failed))

  /**
   * Sends a finished reply until Discord accepts it. The job itself runs again only after that timeout, when the reply
   * is out of date.
   */
  async function sendWithRetry<T>(pending: PendingReply, send: () => Promise<T>): Promise<T> {
    const until = Math.min(now() + SEND_RETRY_MS.timeout, pending.receivedAt + REPLY_TOKEN_TTL_MS)
    return retryAfterWait(send, ({ error: thrown, attemptNumber }) => {
      const error = toAppError(thrown)
      const nextPause = Math.min(SEND_RETRY_MS.first * 2 ** (attemptNumber - 1), SEND_RETRY_MS.max)
      const wait = error.retry.kind === 'at' ? error.retry.at - now() : nextPause * replyRetryFactor
      if (!TEMPORARY_DISCORD_ERRORS.has(error.kind) || now() + wait >= until) return undefined
      log.debug({ err: error }, 'resending a reply')
      return wait
    })
  }

  async function replyWithRateLimitNotice(pending: PendingReply, until: number, locale: string): Promise<void> {
    const note = textReply({ key: 'wait.rateLimited', values: { until: { timestamp: Math.ceil(until / 1000) } } })
    const sent = pending.keepOnError
      ? responses.followUp(pending, note, locale)
      : responses.editReply(pending, note, locale)
    await bestEffort(sent, 'could not tell the requester to wait')
  }

  /** The pending reply. Undefined if the requester was told that nothing will be done, or nobody waits anymore. */
  function waitForPendingReply(interactionId: string, attempt: number): Promise<PendingReply | undefined> {
    const until = now() + (attempt === 1 ? PENDING_REPLY_TIMEOUT_MS : 0)
    const read = () => pendingReplies.find(interactionId)
    return pollUntilDefined(read, { ...PENDING_REPLY_POLL, shouldRetry: () => now() < until })
  }

  /**
   * Recorded so that a public reply is deleted when its member leaves, even if they left while it was being created.
   */
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
    const send = async () => {
      if (!pending.deletesMessage) return responses.editReply(pending, reply, locale)
      await responses.followUp(pending, reply, locale)
      return undefined
    }
    const location = await (about ? sendWithRetry(pending, send) : send())
    if (about && location && !pending.ephemeral) await rememberPublicReply(about, location)
    if (privateNote)
      await bestEffort(responses.followUp(pending, privateNote, locale), 'could not send the private note')
  }

  /** Waiting approvals are requested after a reply, because the bot needs an interaction to write privately. */
  async function sendPendingApprovals(
    userId: string,
    pending: PendingReply,
    locale: string,
    commandDeps: JobContext,
  ): Promise<void> {
    const sent = promptPendingApprovals(userId, (preview) => responses.followUp(pending, preview, locale), commandDeps)
    await bestEffort(sent, 'could not request waiting approvals')
  }

  /** Direct messages to a member use the language of their last command. */
  const rememberLocale = ({ userId, locale }: Requester) =>
    bestEffort(context.links.rememberLocale(userId, locale), 'could not remember the language of a member')

  /**
   * Tells the requester about an error. If that fails too, the new error decides what happens, and nothing more is
   * sent.
   */
  async function replyWithError(
    pending: PendingReply,
    reply: Reply,
    locale: string,
    fields: object,
  ): Promise<RunOutcome> {
    const send = (message: Reply) => sendWithRetry(pending, () => responses.replyWithError(pending, message, locale))
    try {
      await send(reply).catch((thrown) => {
        const error = toAppError(thrown)
        if (error.kind !== 'discord-refused') throw error
        log.error({ ...fields, err: error }, 'Discord refuses an error message')
        // This message has no text written by people, and no buttons.
        return send(errorReply(error))
      })
    } catch (thrown) {
      const error = toAppError(thrown)
      // Attempts to send the error message are counted separately from the job's, until the token expires.
      const decision = decideRetry(error, {
        ...{ attempt: 1, attempts: 2, previousErrorKinds: [] },
        ...{ now: now(), deadline: pending.receivedAt + REPLY_TOKEN_TTL_MS, isAnswering: true },
      })
      if (decision.action === 'shutdown') onBotTokenRefused(error)
      if (decision.action === 'retry')
        return { kind: 'wait', until: now() + errorReplyRetryMs, spread: errorReplyRetryMs }
      if (decision.action === 'wait') return toWaitOutcome(decision.until, error)
      log.error({ ...fields, err: error }, 'could not send the error message to the requester')
      if (decision.action !== 'discard') return { kind: 'failed', reason: error.kind }
    }
    await pendingReplies.forget(pending.interactionId)
    return { kind: 'refused' }
  }

  return {
    ...{ waitForPendingReply, sendReply, sendPendingApprovals, replyWithError, replyWithRateLimitNotice },
    rememberLocale,
  }
}
