import type { REST } from '@discordjs/rest'
import { Client, Events, GatewayIntentBits, type Interaction, Options } from 'discord.js'
import pRetry, { type RetryContext } from 'p-retry'
import { withTimeout } from '../async.ts'
import { AppError } from '../errors.ts'
import type { MessageKey } from '../i18n/message.ts'
import type { Log } from '../logger.ts'
import { createAccessChangeWatcher } from './access-changes.ts'
import {
  type RegisteredCommandsStore,
  registerCommands,
  toSlashCommandDefinitions,
  toUserCommandDefinitions,
} from './command-registration.ts'
import { toDiscordError } from './discord-errors.ts'
import type { SlashCommand, UserCommand } from './slash-command.ts'

export interface DiscordGatewayOptions {
  token: string
  apiUrl: string
  rest: REST
  commands: readonly SlashCommand<unknown>[]
  userCommands: readonly UserCommand<unknown>[]
  groups: Readonly<Record<string, MessageKey>>
  registeredCommands: RegisteredCommandsStore
  /** Acknowledges an interaction and sees to its reply. */
  onInteraction: (interaction: Interaction) => Promise<void>
  /** The bot came into these servers, was removed from them, or is in these and no others. */
  onGuilds: (change: 'joined' | 'left' | 'all', guildIds: string[]) => Promise<void>
  /** What the bot may do in this server may have changed. */
  onAccessChange: (guildId: string) => Promise<void>
  now: () => number
  log: Log
  /** There is no going on until the operator changes something: the token, or the application's settings. */
  onFatal: (error: AppError) => void
}

/** The library keeps nothing that is not needed: the bot answers from what comes with each interaction. */
function cacheLimits() {
  const keepSelfOnly = {
    maxSize: 1,
    keepOverLimit: (entry: { id: string; client: Client }) => entry.id === entry.client.user?.id,
  }
  return Options.cacheWithLimits({
    ...Options.DefaultMakeCacheSettings,
    MessageManager: 0,
    PresenceManager: 0,
    ReactionManager: 0,
    VoiceStateManager: 0,
    UserManager: keepSelfOnly,
    GuildMemberManager: keepSelfOnly,
  })
}

/** Close codes after which Discord takes no new connection (opcodes-and-status-codes), and what to do about each. */
const FATAL_CLOSE_CODES: Readonly<Record<number, string>> = {
  4004: 'Discord refuses DISCORD_TOKEN: take a new one from the developer portal → Bot → Reset Token',
  4010: 'Discord refuses the shard: this program runs with one',
  4011: 'The bot is in too many servers for one connection',
  4012: 'Discord does not know this version of its gateway any more: update this program',
  4013: 'Discord does not know what the bot asked to be told: update this program',
  4014: 'Discord does not let the bot be told what it asked for: see Privileged Gateway Intents in the developer portal',
}

const CONNECT_RETRY = { retries: Number.POSITIVE_INFINITY, minTimeout: 1000, maxTimeout: 60_000 }
const STOP_TIMEOUT_MS = 2500

const fatalError = (code: number) =>
  new AppError('bot-token-refused', FATAL_CLOSE_CODES[code] ?? `the gateway closed with ${code}`, {
    userMessage: { key: 'error.unforeseen' },
  })

/** The connection to Discord's gateway: it hands on what people ask, and goes on trying while Discord cannot be reached. */
export function createGateway(options: DiscordGatewayOptions) {
  const { token, apiUrl, rest, commands, userCommands, groups, onInteraction, onGuilds, now, log, onFatal } = options
  const accessChanges = createAccessChangeWatcher({ onChange: options.onAccessChange, now, log })
  const stopping = new AbortController()
  const inFlight = new Set<Promise<void>>()
  let client: Client | undefined
  let connected = false
  let registered = false

  function handleInteraction(interaction: Interaction): void {
    if (stopping.signal.aborted) return
    const work = onInteraction(interaction)
      .catch((error) => log.error({ err: error }, 'an interaction was lost'))
      .finally(() => inFlight.delete(work))
    inFlight.add(work)
  }

  /** Does something until it works, more and more slowly, while Discord cannot be reached. */
  async function retryUntilConnected(action: string, work: () => Promise<unknown>): Promise<void> {
    const attempt = () =>
      work().catch((thrown) => {
        const isTokenInvalid = (thrown as { code?: unknown }).code === 'TokenInvalid'
        throw isTokenInvalid ? fatalError(4004) : toDiscordError(thrown, { authorized: true, now: now() })
      })
    const shouldRetry = ({ error, attemptNumber }: RetryContext) => {
      if (stopping.signal.aborted || (error instanceof AppError && error.kind === 'bot-token-refused')) return false
      log.warn({ err: error, attempt: attemptNumber }, `${action} failed`)
      return true
    }
    await pRetry(attempt, { ...CONNECT_RETRY, signal: stopping.signal, shouldRetry }).catch(() => {
      if (!stopping.signal.aborted) onFatal(fatalError(4004))
    })
  }

  function reportGuilds(change: 'joined' | 'left' | 'all', guildIds: string[]): void {
    onGuilds(change, guildIds).catch((error) =>
      log.warn({ err: error }, 'servers that were joined or left are not noted'),
    )
  }

  async function register(applicationId: string): Promise<void> {
    const definitions = [...toSlashCommandDefinitions(commands, groups), ...toUserCommandDefinitions(userCommands)]
    const changed = await registerCommands({
      rest,
      applicationId,
      definitions,
      store: options.registeredCommands,
      now,
    })
    registered = true
    log.info({ changed }, 'commands are registered')
  }

  /** A client of the library's can log in once: one that failed is never ready again. */
  async function connect(): Promise<void> {
    const fresh = new Client({
      intents: [GatewayIntentBits.Guilds],
      rest: { api: apiUrl, version: '10' },
      makeCache: cacheLimits(),
    })
    const setConnected = (isConnected: boolean) => () => {
      connected = isConnected
    }
    fresh.on(Events.InteractionCreate, handleInteraction)
    fresh.once(Events.ClientReady, (ready) => {
      log.info('connected to Discord')
      void retryUntilConnected('registering the commands', () => register(ready.application.id))
      reportGuilds('all', [...ready.guilds.cache.keys()])
    })
    // The library tells of channels and threads that it knows alone; of an archived thread it does not.
    fresh.on(Events.Raw, (packet) => accessChanges.handlePacket(packet, fresh.user?.id))
    fresh.on(Events.GuildCreate, ({ id }) => reportGuilds('joined', [id]))
    // A server that is only out for a while is unavailable: discord.js does not send this event then.
    fresh.on(Events.GuildDelete, ({ id }) => reportGuilds('left', [id]))
    fresh.on(Events.ShardReady, setConnected(true))
    fresh.on(Events.ShardResume, setConnected(true))
    fresh.on(Events.ShardReconnecting, setConnected(false))
    fresh.on(Events.ShardDisconnect, ({ code: closeCode }) => {
      connected = false
      if (stopping.signal.aborted) return
      log.warn({ closeCode }, 'the gateway closed')
      if (FATAL_CLOSE_CODES[closeCode]) onFatal(fatalError(closeCode))
    })
    fresh.on(Events.Error, (error) => log.warn({ err: error }, 'gateway'))
    client = fresh
    await fresh.login(token)
  }

  return {
    /** Connects, and goes on trying while Discord cannot be reached. */
    start: () => retryUntilConnected('connecting to Discord', connect),

    /** Connected, and people find the commands. */
    isReady: () => connected && registered,

    /** Takes nothing new, and sees what is under way to its end. */
    async stop(): Promise<void> {
      stopping.abort()
      accessChanges.stop()
      const ended = Promise.all([...inFlight])
      await withTimeout(STOP_TIMEOUT_MS, ended).catch(() =>
        log.warn('commands were under way when the program stopped'),
      )
      // While the library waits for its turn to identify it cannot be stopped: the process ends without it.
      await withTimeout(STOP_TIMEOUT_MS, client?.destroy() ?? Promise.resolve()).catch(() => {})
    },
  }
}
