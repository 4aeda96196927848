import { Client, Events, GatewayIntentBits, type Guild, Options, Routes } from 'discord.js'
import { type APIInteraction, GatewayDispatchEvents, type RESTGetAPIGatewayBotResult } from 'discord-api-types/v10'

import { withTimeout } from '../async.ts'
import type { Shards } from '../core/shards.ts'
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
  /** The shards of this connection; undefined: as many as Discord recommends. */
  shards: Shards | undefined
  registerCommands: (applicationId: string) => Promise<void>
  onInteraction: (interaction: APIInteraction) => void
  /** The bot joined these servers, was removed from them, or is in these and in no others of its shards. */
  onGuilds: (change: 'joined' | 'left' | 'all', guildIds: string[], shards: Shards) => Promise<void>
  /** The bot is in this server: called for each at the start, and when it joins one. */
  onGuild: (guild: JoinedGuild) => Promise<void>
  /** The bot's permissions in this server may have changed. */
  onAccessChange: (guildId: string) => Promise<void>
  /** Changes that belong together arrive within this time. */
  accessSettleMs: number
  /** The first pause before it tries again to connect. */
  connectRetryMs: number
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
  4010: 'Discord rejects the shard: check DISCORD_SHARDS and DISCORD_SHARD_COUNT',
  4011: 'The bot is in too many servers for its shards: raise DISCORD_SHARD_COUNT, in all processes',
  4012: 'Discord no longer supports this gateway version: update this program',
  4013: 'Discord does not know the requested intents: update this program',
  4014: 'Discord denies the requested intents: see Privileged Gateway Intents in the developer portal',
}

const STOP_TIMEOUT_MS = 2500

const fatalError = (code: number) =>
  new AppError('bot-refused', FATAL_CLOSE_CODES[code] ?? `the gateway closed with ${code}`, {
    userMessage: { key: 'error.unforeseen' },
  })

/**
 * The connection to Discord's gateway. It passes on interactions and keeps reconnecting while Discord is unreachable.
 */
export function createGateway(options: DiscordGatewayOptions) {
  const { token, apiUrl, shards, registerCommands, onInteraction, onGuilds, now, log, onFatal } = options
  const accessChanges = createAccessChangeWatcher({
    onChange: options.onAccessChange,
    settleMs: options.accessSettleMs,
    now,
    log,
  })
  const stopping = new AbortController()
  const retryUntilConnected = createConnectRetry({
    signal: stopping.signal,
    firstPauseMs: options.connectRetryMs,
    now,
    log,
    onFatal,
  })
  let client: Client | undefined
  const connectedShards = new Set<number>()
  let registered = false

  const shardsOf = ({ shards: ids, shardCount: count }: Client['options']): Shards =>
    Array.isArray(ids) ? { ids: [...ids], count: count ?? 1 } : { ids: [0], count: 1 }

  function reportGuilds({ options }: Client, change: 'joined' | 'left' | 'all', guildIds: string[]): void {
    onGuilds(change, guildIds, shardsOf(options)).catch((error) =>
      log.warn({ err: error }, 'could not queue a change of servers'),
    )
  }

  function reportGuild({ available, id, joinedTimestamp, systemChannelId, preferredLocale }: Guild): void {
    // During a Discord outage, only the id is known.
    if (!available) return
    const guild = { guildId: id, joinedAt: joinedTimestamp, locale: preferredLocale }
    options
      .onGuild({ ...guild, systemChannelId: systemChannelId ?? undefined })
      .catch((error) => log.warn({ err: error }, 'could not queue a greeting'))
  }

  async function register(applicationId: string): Promise<void> {
    await registerCommands(applicationId)
    registered = true
  }

  /** Discord recommends more shards long before it requires them. */
  async function checkShardCount({ rest }: Client, { count }: Shards): Promise<void> {
    const { shards: recommended } = (await rest.get(Routes.gatewayBot())) as RESTGetAPIGatewayBotResult
    if (recommended > count)
      log.warn({ shards: count, recommended }, 'Discord recommends more shards: raise DISCORD_SHARD_COUNT')
  }

  /** A client of the library can log in only once; one that failed never becomes ready. */
  async function connect(): Promise<void> {
    const fresh = new Client({
      intents: [GatewayIntentBits.Guilds],
      rest: { api: apiUrl, version: '10' },
      makeCache: cacheLimits(),
      ...(shards ? { shards: shards.ids, shardCount: shards.count } : { shards: 'auto' }),
    })
    connectedShards.clear()
    const isConnected = (shardId: number) => void connectedShards.add(shardId)
    fresh.ws.on(GatewayDispatchEvents.InteractionCreate, (interaction: APIInteraction) => {
      if (!stopping.signal.aborted) onInteraction(interaction)
    })
    fresh.once(Events.ClientReady, (ready) => {
      const { ids, count } = shardsOf(ready.options)
      log.info(count > 1 ? { shards: ids, shardCount: count } : {}, 'connected to Discord')
      if (shards)
        void checkShardCount(ready, shards).catch((error) =>
          log.debug({ err: error }, 'could not read the recommended number of shards'),
        )
      void retryUntilConnected('registering the commands', () => register(ready.application.id))
      reportGuilds(ready, 'all', [...ready.guilds.cache.keys()])
      ready.guilds.cache.forEach(reportGuild)
    })
    // The library only reports channels and threads in its cache, which excludes archived threads.
    fresh.on(Events.Raw, (packet) => accessChanges.handlePacket(packet, fresh.user?.id))
    fresh.on(Events.GuildCreate, (guild) => {
      reportGuilds(fresh, 'joined', [guild.id])
      reportGuild(guild)
    })
    // discord.js does not send this event for a server that is only unavailable.
    fresh.on(Events.GuildDelete, ({ id }) => reportGuilds(fresh, 'left', [id]))
    fresh.on(Events.ShardReady, isConnected)
    fresh.on(Events.ShardResume, isConnected)
    fresh.on(Events.ShardReconnecting, (shardId) => connectedShards.delete(shardId))
    fresh.on(Events.ShardDisconnect, ({ code: closeCode }, shardId) => {
      connectedShards.delete(shardId)
      if (stopping.signal.aborted) return
      log.warn({ closeCode }, 'the gateway closed')
      if (FATAL_CLOSE_CODES[closeCode]) onFatal(fatalError(closeCode))
    })
    fresh.on(Events.Error, (error) => log.warn({ err: error }, 'the gateway reported an error'))
    client = fresh
    await fresh.login(token)
  }

  return {
    /** Connects, and keeps trying while Discord is unreachable. */
    start: () => retryUntilConnected('connecting to Discord', connect),

    /** Whether all shards are connected and the commands are registered. */
    isReady: () =>
      client !== undefined && connectedShards.size === client.ws.shards.size && client.ws.shards.size > 0 && registered,

    /** The number of servers on these shards; undefined while they aren't connected. */
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
