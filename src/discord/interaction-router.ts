import { setTimeout as pause } from 'node:timers/promises'
import type { Interaction } from 'discord.js'
import type { Command, CommandResult, UserCommand } from '../commands/define-command.ts'
import type { RecentActivity } from '../core/activity.ts'
import type { PendingReply } from '../core/pending-reply.ts'
import { AppError, toAppError } from '../errors.ts'
import type { Message } from '../i18n/message.ts'
import { createTranslator } from '../i18n/translator.ts'
import type { Log } from '../logger.ts'
import type { InteractionResponses } from './interaction-responses.ts'
import { type AutocompleteRequest, type CommandRequest, parseInteraction } from './parse-interaction.ts'
import { suggestActivities } from './suggestions.ts'

export interface InteractionRouterOptions {
  responses: InteractionResponses
  commands: readonly Command[]
  userCommands: readonly UserCommand[]
  /** Hands a command to the workers; throws an AppError when that cannot be done in time, and then nothing is done later. */
  submit: (pending: PendingReply, job: Extract<CommandResult, { job: unknown }>['job']) => Promise<void>
  /** The latest activities of somebody; throws when they are not there in time. */
  recentActivities: (userId: string) => Promise<readonly RecentActivity[]>
  /** Whether the bot works in this server. */
  isAllowedGuild: (guildId: string) => boolean
  now: () => number
  log: Log
  onDeferred?: (command: string, milliseconds: number) => void
}

/** A second delivery of an interaction, or one that came too late: there is nobody to tell. */
const EXPIRED_KINDS = new Set(['discord-gone', 'reply-expired'])

/** For how long, and how patiently, it is tried to tell a requester that it failed. Milliseconds. */
const ERROR_REPLY_MS = { timeout: 120_000, pauseStep: 500, maxPause: 5000 }

const refuseUnknown = () => {
  throw new AppError('bad-input', 'an unknown command', { userMessage: { key: 'error.unknownCommand' } })
}

const throwOtherServer = () => {
  throw new AppError('bad-input', 'asked in a server in which the bot does not work', {
    userMessage: { key: 'error.otherServer' },
  })
}

/** What is asked in another server is refused for the requester's eyes alone, and nothing is suggested there. */
function refuseInOtherServer(request: CommandRequest | AutocompleteRequest): CommandRequest | AutocompleteRequest {
  if (request.kind === 'autocomplete') return { ...request, suggest: () => [] }
  const input = { ...request.input, requester: { ...request.input.requester, ephemeral: true } }
  return { ...request, input, deferMode: 'deferReply', keepOnError: false, execute: throwOtherServer }
}

/** Something that this program does not know (any more), as a command: its requester reads so. */
function toUnknownCommandRequest(interaction: Interaction): CommandRequest | undefined {
  if (!interaction.isRepliable()) return undefined
  const { id, token, applicationId, user, guildId, locale } = interaction
  return {
    kind: 'command',
    name: 'unknown',
    deferMode: 'deferReply',
    keepOnError: false,
    input: {
      requester: { interactionId: id, userId: user.id, guildId: guildId ?? '0', locale, ephemeral: true },
      options: {},
    },
    interaction: { id, token, applicationId },
    requesterName: '',
    requesterUsername: '',
    execute: refuseUnknown,
  }
}

/**
 * Acknowledges every interaction at once, within Discord's three seconds, and hands it on. This is the one place where errors of
 * commands are caught: whatever fails, the requester reads it.
 */
export function createInteractionRouter(options: InteractionRouterOptions) {
  const { responses, commands, userCommands, submit, recentActivities, isAllowedGuild, now, log, onDeferred } = options

  /** Returns why it failed, if it did. */
  async function defer(
    { interaction, deferMode, input, name }: CommandRequest,
    receivedAt: number,
  ): Promise<AppError | undefined> {
    try {
      await responses.defer(interaction, deferMode, input.requester.ephemeral)
      onDeferred?.(name, now() - receivedAt)
      return undefined
    } catch (thrown) {
      const error = toAppError(thrown)
      const level = EXPIRED_KINDS.has(error.kind) ? 'debug' : 'warn'
      log[level]({ command: name, err: error }, 'an interaction could not be deferred')
      return error
    }
  }

  async function replyWithError(
    pending: PendingReply,
    message: Message,
    locale: string,
    command: string,
  ): Promise<void> {
    const until = now() + ERROR_REPLY_MS.timeout
    for (let tries = 1; ; tries += 1) {
      try {
        return await responses.replyWithError(pending, message, locale)
      } catch (thrown) {
        const error = toAppError(thrown)
        const nextPause = Math.min(ERROR_REPLY_MS.pauseStep * tries, ERROR_REPLY_MS.maxPause)
        const wait = error.retry.kind === 'at' ? error.retry.at - now() : nextPause
        if (error.retry.kind === 'never' || now() + wait > until) {
          const level = EXPIRED_KINDS.has(error.kind) ? 'debug' : 'error'
          return log[level]({ command, err: error }, 'the requester could not be told')
        }
        await pause(Math.max(wait, 0))
      }
    }
  }

  async function handleCommand(request: CommandRequest, receivedAt: number): Promise<void> {
    const deferError = await defer(request, receivedAt)
    if (deferError && deferError.kind !== 'discord-down') return
    const { input, interaction, requesterName, requesterUsername, name, keepOnError } = request
    const { ephemeral, locale, interactionId } = input.requester
    const { applicationId, token } = interaction
    const pending = {
      interactionId,
      applicationId,
      token,
      requesterName,
      requesterUsername,
      ephemeral,
      keepOnError,
      receivedAt,
    }
    // Perhaps Discord took it, and only its answers were lost: then somebody waits, and nothing was done. Else Discord knows of no reply to change.
    if (deferError) return replyWithError(pending, deferError.userMessage, locale, name)
    try {
      const result = request.execute(input)
      if ('reply' in result) await responses.editReply(pending, result.reply, locale)
      else await submit(pending, result.job)
    } catch (thrown) {
      const error = toAppError(thrown)
      if (error.kind !== 'bad-input') log.warn({ command: name, err: error }, 'a command failed')
      await replyWithError(pending, error.userMessage, locale, name)
    }
  }

  /** What cannot be suggested in time is not: there are no suggestions then, and people type on. */
  async function handleAutocomplete({
    interaction,
    userId,
    typed,
    locale,
    suggest,
  }: AutocompleteRequest): Promise<void> {
    const choices =
      suggest === 'recent-activities'
        ? await recentActivities(userId)
            .then((activities) => suggestActivities(activities, typed, createTranslator(locale)))
            .catch((error) => {
              log.debug({ err: error }, 'activities could not be suggested')
              return []
            })
        : suggest(typed, locale)
    await responses
      .respond(interaction, choices)
      .catch((error) => log.debug({ err: error }, 'suggestions came too late'))
  }

  return async (interaction: Interaction): Promise<void> => {
    const receivedAt = now()
    const parsed = parseInteraction(interaction, commands, userCommands) ?? toUnknownCommandRequest(interaction)
    const isOtherServer = interaction.guildId !== null && !isAllowedGuild(interaction.guildId)
    const request = parsed && isOtherServer ? refuseInOtherServer(parsed) : parsed
    if (request?.kind === 'command') return handleCommand(request, receivedAt)
    if (request?.kind === 'autocomplete') return handleAutocomplete(request)
  }
}
