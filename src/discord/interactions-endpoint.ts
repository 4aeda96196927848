import { setTimeout as pause } from 'node:timers/promises'
import type { REST } from '@discordjs/rest'
import { type APIApplication, Routes } from 'discord-api-types/v10'
import { AppError } from '../errors.ts'
import type { Log } from '../logger.ts'
import { createConnectRetry } from './connect-retry.ts'
import { listGuildIds } from './list-guilds.ts'

export interface InteractionsEndpointOptions {
  rest: REST
  /** 64 hexadecimal digits. */
  publicKey: string
  /** The URL where this program receives interactions. */
  url: string
  registerCommands: (applicationId: string) => Promise<void>
  /** The bot is in these servers and no others. */
  onGuilds: (guildIds: string[]) => Promise<void>
  now: () => number
  log: Log
  /** The first pause before Discord is called again. */
  connectRetryMs: number
  /** Cannot continue until the operator changes the token or the public key. */
  onFatal: (error: AppError) => void
}

/** How often the servers are listed. Milliseconds. */
const GUILDS_INTERVAL_MS = 24 * 3600_000

const wrongKeyError = () =>
  new AppError(
    'bot-refused',
    "DISCORD_PUBLIC_KEY isn't the key of this bot: copy it from the developer portal → General Information → Public Key",
    { userMessage: { key: 'error.unforeseen' } },
  )

/** The startup work of the gateway, for a process that receives interactions over HTTP only. */
export function createInteractionsEndpoint(options: InteractionsEndpointOptions) {
  const { rest, publicKey, url, registerCommands, onGuilds, now, log, onFatal } = options
  const stopping = new AbortController()
  const { signal } = stopping
  const retryUntilConnected = createConnectRetry({ signal, firstPauseMs: options.connectRetryMs, now, log, onFatal })

  /** Logs a hint if Discord sends interactions elsewhere. */
  async function register(): Promise<void> {
    const application = (await rest.get(Routes.currentApplication())) as APIApplication
    if (application.verify_key !== publicKey) throw wrongKeyError()
    await registerCommands(application.id)
    if (application.interactions_endpoint_url !== url)
      log.warn({ url }, 'the Interactions Endpoint URL in the developer portal is not this one')
  }

  return {
    /** Registers the commands, and reports the bot's servers, again every day. */
    async start(): Promise<void> {
      if (!(await retryUntilConnected('registering the commands', register))) return
      while (!signal.aborted) {
        await retryUntilConnected('listing the servers', async () => onGuilds(await listGuildIds(rest, now)))
        await pause(GUILDS_INTERVAL_MS, undefined, { signal, ref: false }).catch(() => {})
      }
    },

    async stop(): Promise<void> {
      stopping.abort()
    },
  }
}
