import { setTimeout as pause } from 'node:timers/promises'
import type { Interaction } from 'discord.js'
import type { Command, CommandResult, MemberCommand } from '../commands/define.ts'
import type { OwnActivity } from '../domain/activity.ts'
import type { Reply } from '../domain/reply.ts'
import { AppError, toAppError } from '../errors.ts'
import type { Log } from '../log.ts'
import { createText } from '../text/index.ts'
import type { Say } from '../text/say.ts'
import type { Chat } from './chat.ts'
import { type Question, type Search, toRequest } from './interaction.ts'
import { suggestActivities } from './suggestions.ts'

export interface DispatchOptions {
  chat: Chat
  commands: readonly Command[]
  memberCommands: readonly MemberCommand[]
  /** Hands a question to the workers; throws an AppError when that cannot be done in time, and then nothing is done later. */
  submit: (reply: Reply, job: Extract<CommandResult, { job: unknown }>['job']) => Promise<void>
  /** The latest activities of somebody; throws when they are not there in time. */
  ownActivities: (userId: string) => Promise<readonly OwnActivity[]>
  /** Whether the bot works in this server. */
  isAllowedGuild: (guildId: string) => boolean
  now: () => number
  log: Log
  onDeferred?: (command: string, milliseconds: number) => void
}

/** A second delivery of an interaction, or one that came too late: there is nobody to tell. */
const NOBODY_WAITS = new Set(['discord-gone', 'reply-expired'])

/** For how long, and how patiently, it is tried to tell a requester that it failed. Milliseconds. */
const TELLING = { limit: 120_000, pause: 500, longest: 5000 }

const refuseUnknown = () => {
  throw new AppError('bad-input', 'an unknown command', { say: { key: 'error.unknownCommand' } })
}

const refuseOtherServer = () => {
  throw new AppError('bad-input', 'asked in a server in which the bot does not work', {
    say: { key: 'error.otherServer' },
  })
}

/** What is asked in another server is refused for the requester's eyes alone, and nothing is suggested there. */
function refused(request: Question | Search): Question | Search {
  if (request.kind === 'search') return { ...request, suggest: () => [] }
  const input = { ...request.input, requester: { ...request.input.requester, ephemeral: true } }
  return { ...request, input, how: 'answer', stays: false, run: refuseOtherServer }
}

/** Something that this program does not know (any more), as a question: its requester reads so. */
function toUnknown(interaction: Interaction): Question | undefined {
  if (!interaction.isRepliable()) return undefined
  const { id, token, applicationId, user, guildId, locale } = interaction
  return {
    kind: 'question',
    name: 'unknown',
    how: 'answer',
    stays: false,
    input: {
      requester: { interactionId: id, userId: user.id, guildId: guildId ?? '0', locale, ephemeral: true },
      options: {},
    },
    interaction: { id, token, applicationId },
    requesterName: '',
    requesterUsername: '',
    run: refuseUnknown,
  }
}

/**
 * Acknowledges every interaction at once, within Discord's three seconds, and hands it on. This is the one place where errors of
 * commands are caught: whatever fails, the requester reads it.
 */
export function createDispatch(options: DispatchOptions) {
  const { chat, commands, memberCommands, submit, ownActivities, isAllowedGuild, now, log, onDeferred } = options

  /** Answers why it failed, if it did. */
  async function defer({ interaction, how, input, name }: Question, receivedAt: number): Promise<AppError | undefined> {
    try {
      await chat.defer(interaction, how, input.requester.ephemeral)
      onDeferred?.(name, now() - receivedAt)
      return undefined
    } catch (thrown) {
      const error = toAppError(thrown)
      const level = NOBODY_WAITS.has(error.kind) ? 'debug' : 'warn'
      log[level]({ command: name, err: error }, 'an interaction could not be deferred')
      return error
    }
  }

  async function tell(reply: Reply, say: Say, locale: string, command: string): Promise<void> {
    const until = now() + TELLING.limit
    for (let tries = 1; ; tries += 1) {
      try {
        return await chat.refuse(reply, say, locale)
      } catch (thrown) {
        const error = toAppError(thrown)
        const growing = Math.min(TELLING.pause * tries, TELLING.longest)
        const wait = error.retry.kind === 'at' ? error.retry.at - now() : growing
        if (error.retry.kind === 'never' || now() + wait > until) {
          const level = NOBODY_WAITS.has(error.kind) ? 'debug' : 'error'
          return log[level]({ command, err: error }, 'the requester could not be told')
        }
        await pause(Math.max(wait, 0))
      }
    }
  }

  async function answer(question: Question, receivedAt: number): Promise<void> {
    const undeferred = await defer(question, receivedAt)
    if (undeferred && undeferred.kind !== 'discord-down') return
    const { input, interaction, requesterName, requesterUsername, name, stays } = question
    const { ephemeral, locale, interactionId } = input.requester
    const { applicationId, token } = interaction
    const reply = {
      interactionId,
      applicationId,
      token,
      requesterName,
      requesterUsername,
      ephemeral,
      stays,
      receivedAt,
    }
    // Perhaps Discord took it, and only its answers were lost: then somebody waits, and nothing was done. Else Discord knows of no answer to change.
    if (undeferred) return tell(reply, undeferred.say, locale, name)
    try {
      const result = question.run(input)
      if ('answer' in result) await chat.answer(reply, result.answer, locale)
      else await submit(reply, result.job)
    } catch (thrown) {
      const error = toAppError(thrown)
      if (error.kind !== 'bad-input') log.warn({ command: name, err: error }, 'a command failed')
      await tell(reply, error.say, locale, name)
    }
  }

  /** What cannot be suggested in time is not: there are no suggestions then, and people type on. */
  async function suggest({ interaction, userId, typed, locale, suggest }: Search): Promise<void> {
    const choices =
      suggest === 'own-activities'
        ? await ownActivities(userId)
            .then((activities) => suggestActivities(activities, typed, createText(locale)))
            .catch((error) => {
              log.debug({ err: error }, 'activities could not be suggested')
              return []
            })
        : suggest(typed, locale)
    await chat.suggest(interaction, choices).catch((error) => log.debug({ err: error }, 'suggestions came too late'))
  }

  return async (interaction: Interaction): Promise<void> => {
    const receivedAt = now()
    const found = toRequest(interaction, commands, memberCommands) ?? toUnknown(interaction)
    const isElsewhere = interaction.guildId !== null && !isAllowedGuild(interaction.guildId)
    const request = found && isElsewhere ? refused(found) : found
    if (request?.kind === 'question') return answer(request, receivedAt)
    if (request?.kind === 'search') return suggest(request)
  }
}
