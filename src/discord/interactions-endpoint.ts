import type { REST } from '@discordjs/rest'
import { type APIApplication, Routes } from 'discord-api-types/v10'
import { AppError } from '../errors.ts'
import type { Log } from '../logger.ts'
import { createConnectRetry } from './connect-retry.ts'

export interface InteractionsEndpointOptions {
  rest: REST
  /** 64 hexadecimal digits. */
  publicKey: string
  /** Where this program takes interactions. */
  url: string
  registerCommands: (applicationId: string) => Promise<void>
  now: () => number
  log: Log
  /** Cannot continue until the operator changes the token or the public key. */
  onFatal: (error: AppError) => void
}

const wrongKeyError = () =>
  new AppError(
    'bot-token-refused',
    'DISCORD_PUBLIC_KEY is not the key of the application of DISCORD_TOKEN: copy it from the developer portal → General Information → Public Key',
    { userMessage: { key: 'error.unforeseen' } },
  )

/** The application's settings, for a process that takes interactions over HTTP and has no gateway. */
export function createInteractionsEndpoint(options: InteractionsEndpointOptions) {
  const { rest, publicKey, url, registerCommands, now, log, onFatal } = options
  const stopping = new AbortController()
  const retryUntilConnected = createConnectRetry({ signal: stopping.signal, now, log, onFatal })

  return {
    /** Registers the commands. Logs whether Discord sends interactions to this program. */
    start: () =>
      retryUntilConnected('registering the commands', async () => {
        const application = (await rest.get(Routes.currentApplication())) as APIApplication
        if (application.verify_key !== publicKey) throw wrongKeyError()
        await registerCommands(application.id)
        if (application.interactions_endpoint_url !== url)
          log.warn({ url }, 'Discord does not use this Interactions Endpoint URL: set it in the developer portal')
      }),

    async stop(): Promise<void> {
      stopping.abort()
    },
  }
}
