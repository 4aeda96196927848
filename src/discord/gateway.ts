import { Client, Events, GatewayIntentBits, type Guild, Options } from 'discord.js'
import { type APIInteraction, GatewayDispatchEvents } from 'discord-api-types/v10'
import { withTimeout } from '../async.ts'
import { AppError } from '../errors.ts'
import type { Log } from '../logger.ts'
import { createAccessChangeWatcher } from './access-changes.ts'
import { createConnectRetry } from './connect-retry.ts'
import { TOKEN_REFUSED } from './discord-errors.ts'

/** A server that the bot is in. `joinedAt` in epoch milliseconds. */
export interface JoinedGuild {
  guildId: string
  joinedAt: number
  /** Where Discord welcomes new members, if anywhere. */
  systemChannelId: string | undefined
  locale: string
}

export interface DiscordGatewayOptions {
  token: string
  apiUrl: string
  registerCommands: (applicationId: string) => Promise<void>
  onInteraction: (interaction: APIInteraction) => void
  /** The bot joined these servers, was removed from them, or is in these and no others. */
  onGuilds: (change: 'joined' | 'left' | 'all', guildIds: string[]) => Promise<void>
  /** The bot is in this server: called for each at the start, and when it joins one. */
  onGuild: (guild: JoinedGuild) => Promise<void>
  /** The bot's permissions in this server may have changed. */
  onAccessChange: (guildId: string) => Promise<void>
  now: () => number
  log: Log
  /** Cannot continue until the operator changes the token or the application's settings. */
  onFatal: (error: AppError) => void
}

/** The library caches only what is needed: the bot works with the data in each interaction. */
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

/** Close codes after which Discord accepts no new connection (opcodes-and-status-codes), and what to do about each. */
const FATAL_CLOSE_CODES: Readonly<Record<number, string>> = {
  4004: TOKEN_REFUSED,
  4010: 'Discord rejects the shard: this program uses one',
  4011: 'The bot is in too many servers for one connection',
  4012: 'Discord no longer supports this gateway version: update this program',
  4013: 'Discord does not know the requested intents: update this program',
  4014: 'Discord denies the requested intents: see Privileged Gateway Intents in the developer portal',
}

const STOP_TIMEOUT_MS = 2500

const fatalError = (code: number) =>
  new AppError('bot-token-refused', FATAL_CLOSE_CODES[code] ?? `the gateway closed with ${code}`, {
    userMessage: { key: 'error.unforeseen' },
  })

/**
 * The connection to Discord's gateway. It passes on interactions and keeps reconnecting while Discord is unreachable.
 */
export function createGateway(options: DiscordGatewayOptions) {
  const { token, apiUrl, registerCommands, onInteraction, onGuilds, now, log, onFatal } = options
  const accessChanges = createAccessChangeWatcher({ onChange: options.onAccessChange, now, log })
  const stopping = new AbortController()
  const retryUntilConnected = createConnectRetry({ signal: stopping.signal, now, log, onFatal })
  let client: Client | undefined
  let connected = false
  let registered = false

  function reportGuilds(change: 'joined' | 'left' | 'all', guildIds: string[]): void {
    onGuilds(change, guildIds).catch((error) => log.warn({ err: error }, 'could not record guild changes'))
  }

  function reportGuild({ available, id, joinedTimestamp, systemChannelId, preferredLocale }: Guild): void {
    // During an outage of Discord's, only the id is known.
    if (!available) return
    const guild = { guildId: id, joinedAt: joinedTimestamp, locale: preferredLocale }
    options
      .onGuild({ ...guild, systemChannelId: systemChannelId ?? undefined })
      .catch((error) => log.warn({ err: error }, 'could not record that the bot joined a server'))
  }

  async function register(applicationId: string): Promise<void> {
    await registerCommands(applicationId)
    registered = true
  }

  /** A client of the library can log in only once; one that failed never becomes ready. */
  async function connect(): Promise<void> {
    const fresh = new Client({
      intents: [GatewayIntentBits.Guilds],
      rest: { api: apiUrl, version: '10' },
      makeCache: cacheLimits(),
    })
    const setConnected = (isConnected: boolean) => () => {
      connected = isConnected
    }
    fresh.ws.on(GatewayDispatchEvents.InteractionCreate, (interaction: APIInteraction) => {
      if (!stopping.signal.aborted) onInteraction(interaction)
    })
    fresh.once(Events.ClientReady, (ready) => {
      log.info('connected to Discord')
      void retryUntilConnected('registering the commands', () => register(ready.application.id))
      reportGuilds('all', [...ready.guilds.cache.keys()])
      ready.guilds.cache.forEach(reportGuild)
    })
    // The library only reports channels and threads in its cache, which excludes archived threads.
    fresh.on(Events.Raw, (packet) => accessChanges.handlePacket(packet, fresh.user?.id))
    fresh.on(Events.GuildCreate, (guild) => {
      reportGuilds('joined', [guild.id])
      reportGuild(guild)
    })
    // discord.js does not send this event for a server that is only unavailable.
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
    /** Connects, and keeps trying while Discord is unreachable. */
    start: () => retryUntilConnected('connecting to Discord', connect),

    /** Whether the bot is connected and its commands are registered. */
    isReady: () => connected && registered,

    /** The number of servers that the bot is in; undefined while it isn't connected. */
    countServers: () => (client?.isReady() ? client.guilds.cache.size : undefined),

    /** Takes no new interactions. */
    async stop(): Promise<void> {
      stopping.abort()
      accessChanges.stop()
      // While the library waits to identify, it cannot be stopped: the process exits without it.
      await withTimeout(STOP_TIMEOUT_MS, client?.destroy() ?? Promise.resolve()).catch(() => {})
    },
  }
}
