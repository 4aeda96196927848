import type { REST } from '@discordjs/rest'
import { Client, Events, type Interaction } from 'discord.js'
import type { Command } from '../commands/define.ts'
import { AppError, toAppError } from '../errors.ts'
import type { JobRequest } from '../jobs/define.ts'
import type { Log } from '../log.ts'
import type { TextKey } from '../text/say.ts'
import type { Chat, Deferral } from './chat.ts'
import { toDiscordError } from './failures.ts'
import { type Question, toRequest } from './interaction.ts'
import { registerCommands, toDefinitions } from './registration.ts'

/** What it takes to answer a deferred interaction later, from another process. `createdAt` in epoch milliseconds. */
export interface DeferredReply {
  interactionId: string
  applicationId: string
  token: string
  askerName: string
  ephemeral: boolean
  createdAt: number
}

export interface GatewayOptions {
  token: string
  apiUrl: string
  rest: REST
  chat: Chat
  commands: readonly Command[]
  groups: Readonly<Record<string, TextKey>>
  /** Hands a question to the workers; throws an AppError when that cannot be done in time, and then nothing is done later. */
  submit: (reply: DeferredReply, job: JobRequest) => Promise<void>
  now: () => number
  log: Log
  onDeferred?: (command: string, milliseconds: number) => void
  /** Discord refuses the bot's token: there is no going on. */
  onBotTokenRefused: (error: AppError) => void
}

const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 60_000
const STOP_LIMIT = 2000

/** A second delivery of an interaction, or one that came too late: there is nobody to tell. */
const NOBODY_WAITS = new Set(['discord-gone', 'reply-expired'])

/**
 * The connection to Discord's gateway: defers every interaction at once and hands it on. This is the one place that holds
 * Discord's three-second rule.
 */
export function createGateway(options: GatewayOptions) {
  const { token, apiUrl, rest, chat, commands, groups, submit, now, log, onDeferred, onBotTokenRefused } = options
  const client = new Client({ intents: [], rest: { api: apiUrl, version: '10' } })
  let stopped = false
  let wake = () => {}

  async function defer(question: Question): Promise<boolean> {
    const { interaction, how, ask } = question
    try {
      await chat.defer(interaction, how as Deferral, ask.identity.ephemeral)
      onDeferred?.(question.name, now() - interaction.createdAt)
      return true
    } catch (thrown) {
      const error = toAppError(thrown)
      const level = NOBODY_WAITS.has(error.kind) ? 'debug' : 'warn'
      log[level]({ command: question.name, err: error }, 'an interaction could not be deferred')
      return false
    }
  }

  /** The one place where errors of commands are caught: whatever fails, the asker reads it. */
  async function dispatch(question: Question): Promise<void> {
    if (!(await defer(question))) return
    const { ask, interaction, askerName } = question
    const { ephemeral, locale, interactionId } = ask.identity
    const { applicationId, token, createdAt } = interaction
    const reply = { interactionId, applicationId, token, askerName, ephemeral, createdAt }
    try {
      const result = question.run(ask)
      if ('answer' in result) await chat.answer(reply, result.answer, locale)
      else await submit(reply, result.job)
    } catch (thrown) {
      const error = toAppError(thrown)
      if (error.kind !== 'bad-input') log.warn({ command: question.name, err: error }, 'a command failed')
      await chat
        .refuse(reply, error.say, locale)
        .catch((failure) =>
          log.error({ command: question.name, err: toAppError(failure) }, 'the asker could not be told'),
        )
    }
  }

  async function receive(interaction: Interaction): Promise<void> {
    const request = toRequest(interaction, commands)
    if (request?.kind === 'question') return dispatch(request)
    if (request?.kind === 'search') {
      const found = request.suggest()
      await chat
        .suggest(request.interaction, found)
        .catch((error) => log.debug({ err: error }, 'suggestions came too late'))
      return
    }
    if (!interaction.isRepliable()) return
    await dispatch({
      kind: 'question',
      name: 'unknown',
      how: interaction.isMessageComponent() ? 'change' : 'answer',
      ask: {
        identity: {
          interactionId: interaction.id,
          userId: interaction.user.id,
          guildId: interaction.guildId ?? '0',
          locale: interaction.locale,
          ephemeral: true,
        },
        options: {},
      },
      interaction: {
        id: interaction.id,
        token: interaction.token,
        applicationId: interaction.applicationId,
        createdAt: interaction.createdTimestamp,
      },
      askerName: '',
      run: () => {
        throw new AppError('bad-input', 'an unknown command', { say: { key: 'error.unknownCommand' } })
      },
    })
  }

  async function register(applicationId: string): Promise<void> {
    const changed = await registerCommands({ rest, applicationId, definitions: toDefinitions(commands, groups), now })
    log.info({ changed }, 'commands are registered')
  }

  client.on(Events.InteractionCreate, (interaction) => {
    receive(interaction).catch((error) => log.error({ err: error }, 'an interaction was lost'))
  })
  client.once(Events.ClientReady, (ready) => {
    log.info('connected to Discord')
    persist('registering the commands', () => register(ready.application.id))
  })
  client.on(Events.Error, (error) => log.warn({ err: error }, 'gateway'))
  client.on(Events.ShardDisconnect, (event) => {
    log.warn({ code: event.code }, 'the gateway closed')
    // 4004: Discord does not take the token. discord.js does not connect again.
    if (event.code === 4004) onBotTokenRefused(refused('the gateway closed with 4004'))
  })
  client.on(Events.ShardReconnecting, () => log.debug('connecting to the gateway again'))

  const refused = (message: string) => new AppError('bot-token-refused', message, { say: { key: 'error.unforeseen' } })

  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  /** Does something until it works, more and more slowly, while Discord cannot be reached. */
  async function persist(what: string, work: () => Promise<unknown>): Promise<void> {
    for (let wait = FIRST_PAUSE; !stopped; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
      try {
        await work()
        return
      } catch (thrown) {
        if (stopped) return
        const error =
          (thrown as { code?: unknown }).code === 'TokenInvalid'
            ? refused('Discord does not take the token')
            : toDiscordError(thrown, { authorized: true, now: now() })
        if (error.kind === 'bot-token-refused') return onBotTokenRefused(error)
        log.warn({ err: error, again: `in ${wait / 1000} s` }, `${what} failed`)
        await pause(wait)
      }
    }
  }

  return {
    /** Connects, and goes on trying while Discord cannot be reached. */
    start: () => persist('connecting to Discord', () => client.login(token)),

    isReady: () => client.isReady(),

    async stop(): Promise<void> {
      stopped = true
      wake()
      // While the library waits for its turn to identify, it cannot be stopped: the process ends without it.
      await Promise.race([client.destroy(), pause(STOP_LIMIT)])
      wake()
    },
  }
}
