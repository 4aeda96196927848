import { setTimeout as pause } from 'node:timers/promises'
import type { REST } from '@discordjs/rest'
import { Client, Events, GatewayIntentBits, type Interaction, Options } from 'discord.js'
import { withTimeout } from '../async.ts'
import type { Command, MemberCommand } from '../commands/define.ts'
import { AppError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { TextKey } from '../text/say.ts'
import { createAccessChanges } from './access-changes.ts'
import { toDiscordError } from './failures.ts'
import { registerCommands, toDefinitions, toMenu } from './registration.ts'

export interface GatewayOptions {
  token: string
  apiUrl: string
  rest: REST
  commands: readonly Command[]
  memberCommands: readonly MemberCommand[]
  groups: Readonly<Record<string, TextKey>>
  /** Acknowledges an interaction and sees to its answer. */
  dispatch: (interaction: Interaction) => Promise<void>
  /** The bot came into these servers, was removed from them, or is in these and no others. */
  onGuilds: (what: 'joined' | 'left' | 'all', guildIds: string[]) => Promise<void>
  /** What the bot may do in this server may have changed. */
  onAccessChange: (guildId: string) => Promise<void>
  now: () => number
  log: Log
  /** There is no going on until the operator changes something: the token, or the application's settings. */
  onFatal: (error: AppError) => void
}

/** The library keeps nothing that is not needed: the bot answers from what comes with each interaction. */
function cacheLimits() {
  const keepsSelf = {
    maxSize: 1,
    keepOverLimit: (entry: { id: string; client: Client }) => entry.id === entry.client.user?.id,
  }
  return Options.cacheWithLimits({
    ...Options.DefaultMakeCacheSettings,
    MessageManager: 0,
    PresenceManager: 0,
    ReactionManager: 0,
    VoiceStateManager: 0,
    UserManager: keepsSelf,
    GuildMemberManager: keepsSelf,
  })
}

/** Close codes after which Discord takes no new connection (opcodes-and-status-codes), and what to do about each. */
const FINAL: Readonly<Record<number, string>> = {
  4004: 'Discord refuses DISCORD_TOKEN: take a new one from the developer portal → Bot → Reset Token',
  4010: 'Discord refuses the shard: this program runs with one',
  4011: 'The bot is in too many servers for one connection',
  4012: 'Discord does not know this version of its gateway any more: update this program',
  4013: 'Discord does not know what the bot asked to be told: update this program',
  4014: 'Discord does not let the bot be told what it asked for: see Privileged Gateway Intents in the developer portal',
}

const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 60_000
const STOP_LIMIT = 2500

const fatal = (code: number) =>
  new AppError('bot-token-refused', FINAL[code] ?? `the gateway closed with ${code}`, {
    say: { key: 'error.unforeseen' },
  })

/** The connection to Discord's gateway: it hands on what people ask, and goes on trying while Discord cannot be reached. */
export function createGateway(options: GatewayOptions) {
  const { token, apiUrl, rest, commands, memberCommands, groups, dispatch, onGuilds, now, log, onFatal } = options
  const access = createAccessChanges({ tell: options.onAccessChange, now, log })
  const stopping = new AbortController()
  const underway = new Set<Promise<void>>()
  let client: Client | undefined
  let connected = false
  let registered = false

  function receive(interaction: Interaction): void {
    if (stopping.signal.aborted) return
    const work = dispatch(interaction)
      .catch((error) => log.error({ err: error }, 'an interaction was lost'))
      .finally(() => underway.delete(work))
    underway.add(work)
  }

  /** Does something until it works, more and more slowly, while Discord cannot be reached. */
  async function persist(what: string, work: () => Promise<unknown>): Promise<void> {
    for (let wait = FIRST_PAUSE; !stopping.signal.aborted; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
      try {
        await work()
        return
      } catch (thrown) {
        if (stopping.signal.aborted) return
        const refused = (thrown as { code?: unknown }).code === 'TokenInvalid'
        const error = refused ? fatal(4004) : toDiscordError(thrown, { authorized: true, now: now() })
        if (error.kind === 'bot-token-refused') return onFatal(fatal(4004))
        log.warn({ err: error, again: `in ${wait / 1000} s` }, `${what} failed`)
        await pause(wait, undefined, { signal: stopping.signal }).catch(() => {})
      }
    }
  }

  function tellGuilds(what: 'joined' | 'left' | 'all', guildIds: string[]): void {
    onGuilds(what, guildIds).catch((error) =>
      log.warn({ err: error }, 'servers that were joined or left are not noted'),
    )
  }

  async function register(applicationId: string): Promise<void> {
    const definitions = [...toDefinitions(commands, groups), ...toMenu(memberCommands)]
    const changed = await registerCommands({ rest, applicationId, definitions, now })
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
    const becomes = (up: boolean) => () => {
      connected = up
    }
    fresh.on(Events.InteractionCreate, receive)
    fresh.once(Events.ClientReady, (ready) => {
      log.info('connected to Discord')
      void persist('registering the commands', () => register(ready.application.id))
      tellGuilds('all', [...ready.guilds.cache.keys()])
    })
    // The library tells of channels and threads that it knows alone; of an archived thread it does not.
    fresh.on(Events.Raw, (packet) => access.hear(packet, fresh.user?.id))
    fresh.on(Events.GuildCreate, ({ id }) => tellGuilds('joined', [id]))
    // A server that is only out for a while is unavailable: discord.js does not send this event then.
    fresh.on(Events.GuildDelete, ({ id }) => tellGuilds('left', [id]))
    fresh.on(Events.ShardReady, becomes(true))
    fresh.on(Events.ShardResume, becomes(true))
    fresh.on(Events.ShardReconnecting, becomes(false))
    fresh.on(Events.ShardDisconnect, ({ code: closeCode }) => {
      connected = false
      if (stopping.signal.aborted) return
      log.warn({ closeCode }, 'the gateway closed')
      if (FINAL[closeCode]) onFatal(fatal(closeCode))
    })
    fresh.on(Events.Error, (error) => log.warn({ err: error }, 'gateway'))
    client = fresh
    await fresh.login(token)
  }

  return {
    /** Connects, and goes on trying while Discord cannot be reached. */
    start: () => persist('connecting to Discord', connect),

    /** Connected, and people find the commands. */
    isReady: () => connected && registered,

    /** Takes nothing new, and sees what is under way to its end. */
    async stop(): Promise<void> {
      stopping.abort()
      access.stop()
      const ended = Promise.all([...underway])
      await withTimeout(STOP_LIMIT, ended).catch(() => log.warn('questions were under way when the program stopped'))
      // While the library waits for its turn to identify it cannot be stopped: the process ends without it.
      await withTimeout(STOP_LIMIT, client?.destroy() ?? Promise.resolve()).catch(() => {})
    },
  }
}
