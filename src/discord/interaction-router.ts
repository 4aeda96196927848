import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import type { APIInteraction } from 'discord-api-types/v10'
import { retryAfterWait } from '../async.ts'
import type { RecentActivity } from '../core/activity.ts'
import type { PendingReply } from '../core/pending-reply.ts'
import type { Requester } from '../core/requester.ts'
import { isPrivateReply } from '../core/sharing.ts'
import { newCorrelationId } from '../correlation-id.ts'
import { AppError, toAppError } from '../errors.ts'
import type { Log } from '../logger.ts'
import { errorReply } from './components/text-reply.ts'
import type { InteractionResponses } from './interaction-responses.ts'
import { type AutocompleteRequest, type CommandRequest, parseInteraction } from './parse-interaction.ts'
import type { Reply } from './reply.ts'
import type { ContextMenuCommand, SlashCommand } from './slash-command.ts'

export interface InteractionRouterOptions<Job> {
  responses: InteractionResponses
  commands: readonly SlashCommand<Job>[]
  menuCommands: readonly ContextMenuCommand<Job>[]
  /**
   * Submits a command to the workers. Throws an AppError if that cannot be done in time; then nothing is done later.
   */
  submit: (pending: PendingReply, job: Job, correlationId: string) => Promise<void>
  /** A user's latest activities. Throws if they are not available in time. */
  recentActivities: (userId: string) => Promise<readonly RecentActivity[]>
  /** Whether only the requester sees answers to their commands unless they say otherwise. */
  isPrivateByDefault: (userId: string) => Promise<boolean>
  /** Whether the bot works in this server. */
  isAllowedGuild: (guildId: string) => boolean
  /** Multiplies the pauses before an error message is sent again. */
  replyRetryFactor: number
  now: () => number
  log: Log
  onDeferred?: (command: string, milliseconds: number) => void
}

/** A duplicate or late delivery of an interaction: no reply is possible. */
const EXPIRED_KINDS = new Set(['discord-gone', 'reply-expired'])

/** How long to wait for the requester's setting before deferring the reply. Milliseconds. */
const PREFERENCE_TIMEOUT_MS = 250

/** How long, and at which intervals, sending an error message is retried. Milliseconds. */
const ERROR_REPLY_MS = { timeout: 120_000, pauseStep: 500, maxPause: 5000 }

const throwOtherServer = (): never => {
  throw new AppError('bad-input', 'the bot is not allowed to work in this server', {
    userMessage: { key: 'error.otherServer' },
  })
}

/** In other servers, every command is refused with an ephemeral reply, and nothing is suggested. */
function refuseInOtherServer<Job>(
  request: CommandRequest<Job> | AutocompleteRequest,
): CommandRequest<Job> | AutocompleteRequest {
  if (request.kind === 'autocomplete') return { ...request, autocomplete: () => [] }
  return {
    ...request,
    ephemeral: true,
    deferMode: 'deferReply',
    keepOnError: false,
    deletesMessage: false,
    modal: undefined,
    toJob: throwOtherServer,
  }
}

/**
 * Acknowledges every interaction at once, within Discord's three seconds, and submits it. Errors of commands are only
 * caught here: whatever fails, the requester is told.
 */
export function createInteractionRouter<Job>(options: InteractionRouterOptions<Job>) {
  const { responses, commands, menuCommands, submit, recentActivities, isAllowedGuild, now, log, onDeferred } = options
  const { replyRetryFactor } = options

  /** Decides who sees the reply. If the requester's setting isn't known in time, only they do. */
  async function resolveRequester({ requester, ephemeral }: CommandRequest<Job>): Promise<Requester> {
    if (ephemeral !== undefined) return { ...requester, ephemeral }
    // After a blocked event loop, an answer that has already arrived counts.
    const late = pause(PREFERENCE_TIMEOUT_MS, undefined, { ref: false }).then(() => nextTurn(undefined))
    const preference = options.isPrivateByDefault(requester.userId).catch(() => undefined)
    return { ...requester, ephemeral: isPrivateReply(undefined, await Promise.race([preference, late])) }
  }

  /** Returns the error if it failed. */
  async function defer(
    { interaction, deferMode, name }: CommandRequest<Job>,
    ephemeral: boolean,
    receivedAt: number,
    correlationId: string,
  ): Promise<AppError | undefined> {
    try {
      await responses.defer(interaction, deferMode, ephemeral)
      onDeferred?.(name, now() - receivedAt)
      return undefined
    } catch (thrown) {
      const error = toAppError(thrown)
      const level = EXPIRED_KINDS.has(error.kind) ? 'debug' : 'warn'
      log[level]({ command: name, correlationId, err: error }, 'could not defer an interaction')
      return error
    }
  }

  async function replyWithError(
    pending: PendingReply,
    reply: Reply,
    locale: string,
    fields: { command: string; correlationId: string },
  ): Promise<void> {
    const until = now() + ERROR_REPLY_MS.timeout
    try {
      await retryAfterWait(
        () => responses.replyWithError(pending, reply, locale),
        ({ error: thrown, attemptNumber }) => {
          const { retry } = toAppError(thrown)
          const nextPause = Math.min(ERROR_REPLY_MS.pauseStep * attemptNumber, ERROR_REPLY_MS.maxPause)
          const wait = retry.kind === 'at' ? retry.at - now() : nextPause * replyRetryFactor
          return retry.kind === 'never' || now() + wait > until ? undefined : wait
        },
      )
    } catch (thrown) {
      const error = toAppError(thrown)
      const level = EXPIRED_KINDS.has(error.kind) ? 'debug' : 'error'
      log[level]({ ...fields, err: error }, 'could not send the error message to the requester')
    }
  }

  async function showModal(request: CommandRequest<Job>, modal: NonNullable<CommandRequest<Job>['modal']>) {
    const { interaction, requester, name } = request
    // If it fails, Discord tells the user, who can try again.
    await responses
      .showModal(interaction, modal, requester.locale)
      .catch((error) => log.warn({ command: name, err: error }, 'could not open a form'))
  }

  async function handleCommand(request: CommandRequest<Job>, receivedAt: number): Promise<void> {
    if (request.modal) return showModal(request, request.modal)
    const requester = await resolveRequester(request)
    const fields = { command: request.name, correlationId: newCorrelationId() }
    const { correlationId } = fields
    const deferError = await defer(request, requester.ephemeral, receivedAt, correlationId)
    if (deferError && deferError.kind !== 'discord-down') return
    const { interaction, requesterName, requesterUsername, channelUrl, activityTitle } = request
    const { keepOnError, deletesMessage } = request
    const { ephemeral, locale, interactionId } = requester
    const { applicationId, token } = interaction
    const pending = {
      interactionId,
      applicationId,
      token,
      requesterName,
      requesterUsername,
      channelUrl,
      activityTitle,
      ephemeral,
      keepOnError,
      deletesMessage,
      receivedAt,
    }
    // If Discord accepted the deferral and only its responses were lost, the requester waits and nothing was done.
    // Otherwise Discord says that there is no reply to edit.
    if (deferError) return replyWithError(pending, errorReply(deferError), locale, fields)
    try {
      await submit(pending, request.toJob(requester), correlationId)
      log.debug({ ...fields, interactionId, guildId: requester.guildId }, 'command queued')
    } catch (thrown) {
      const error = toAppError(thrown)
      if (error.kind !== 'bad-input') log.warn({ ...fields, err: error }, 'command failed')
      await replyWithError(pending, errorReply(error), locale, fields)
    }
  }

  /** If suggestions are not available in time, there are none, and the user continues typing. */
  async function handleAutocomplete(request: AutocompleteRequest): Promise<void> {
    const { interaction, userId, typed, locale, autocomplete } = request
    const reader = { locale, recentActivities: () => recentActivities(userId) }
    const choices = await Promise.resolve(autocomplete(typed, reader)).catch((error) => {
      log.debug({ err: error }, 'could not load autocomplete suggestions')
      return []
    })
    await responses
      .respond(interaction, choices)
      .catch((error) => log.debug({ err: error }, 'autocomplete suggestions were too late'))
  }

  return async (interaction: APIInteraction): Promise<void> => {
    const receivedAt = now()
    const parsed = parseInteraction(interaction, commands, menuCommands)
    const isOtherServer = interaction.guild_id !== undefined && !isAllowedGuild(interaction.guild_id)
    const request = parsed && isOtherServer ? refuseInOtherServer(parsed) : parsed
    if (request?.kind === 'command') return handleCommand(request, receivedAt)
    if (request?.kind === 'autocomplete') return handleAutocomplete(request)
  }
}
