import type { REST } from '@discordjs/rest'
import { type APIApplication, ApplicationFlags, Routes } from 'discord-api-types/v10'
import { toDiscordError } from './discord-errors.ts'

/** The bot's application, as its owner sees it in the developer portal. */
export interface DiscordApplication {
  id: string
  name: string
  /** 64 hexadecimal digits. */
  publicKey: string
  /** Where Discord sends interactions. Not set: to the gateway. */
  interactionsUrl: string | undefined
  /** Privileged Gateway Intents that are turned on, as the developer portal names them. */
  privilegedIntents: readonly string[]
  /** Whether an invitation needs an OAuth2 code, which this program does not ask for. */
  requiresCodeGrant: boolean
}

/** The flags of each intent: of an application in many servers, and of one in few. */
const INTENT_FLAGS: readonly (readonly [name: string, flags: number])[] = [
  ['Presence', ApplicationFlags.GatewayPresence | ApplicationFlags.GatewayPresenceLimited],
  ['Server Members', ApplicationFlags.GatewayGuildMembers | ApplicationFlags.GatewayGuildMembersLimited],
  ['Message Content', ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited],
]

/** Reads the application of the bot's token. Throws the AppErrors of `discord-errors`. */
export async function readDiscordApplication(rest: REST, now: () => number): Promise<DiscordApplication> {
  try {
    const application = (await rest.get(Routes.currentApplication())) as APIApplication
    const { flags = 0 } = application
    return {
      id: application.id,
      name: application.name,
      publicKey: application.verify_key,
      interactionsUrl: application.interactions_endpoint_url ?? undefined,
      privilegedIntents: INTENT_FLAGS.filter(([, bits]) => (flags & bits) !== 0).map(([name]) => name),
      requiresCodeGrant: application.bot_require_code_grant ?? false,
    }
  } catch (thrown) {
    throw toDiscordError(thrown, { authorized: true, now: now() })
  }
}
