import type { DiscordApplication } from '../discord/application.ts'
import { toInviteUrl } from '../discord/authorization-url.ts'
import { AppError } from '../errors.ts'
import type { Finding, FindingSentences } from './finding.ts'

type DiscordTokenFinding = Finding & { check: 'discord-token' } & (
    | { kind: 'token-refused' }
    /** `reason` without secrets. */
    | { kind: 'discord-unreachable'; reason: string }
    | { kind: 'privileged-intents'; intents: readonly string[] }
    | { kind: 'code-grant-required' }
    | { kind: 'in-no-server'; inviteUrl: string }
  )

const check = 'discord-token'

/** Whether Discord accepts the bot's token, and whether its application is set up as this program needs it. */
export async function checkDiscordToken(discord: {
  readApplication: () => Promise<DiscordApplication>
  listGuildIds: () => Promise<string[]>
}): Promise<DiscordTokenFinding[]> {
  try {
    const { id, privilegedIntents: intents, requiresCodeGrant } = await discord.readApplication()
    const guildIds = await discord.listGuildIds()
    const inviteUrl = toInviteUrl(id)
    return [
      ...(intents.length > 0 ? [{ check, severity: 'warning', kind: 'privileged-intents', intents } as const] : []),
      ...(requiresCodeGrant ? [{ check, severity: 'error', kind: 'code-grant-required' } as const] : []),
      ...(guildIds.length === 0 ? [{ check, severity: 'warning', kind: 'in-no-server', inviteUrl } as const] : []),
    ]
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.kind === 'bot-refused') return [{ check, severity: 'error', kind: 'token-refused' }]
    return [{ check, severity: 'error', kind: 'discord-unreachable', reason: error.message }]
  }
}

export const discordTokenSentences: FindingSentences<DiscordTokenFinding> = {
  'token-refused': () => 'Discord rejects DISCORD_TOKEN. Get a new one from the developer portal → Bot → Reset Token.',
  'discord-unreachable': ({ reason }) =>
    `Discord does not answer (${reason}). Check the network and https://discordstatus.com.`,
  'privileged-intents': ({ intents }) =>
    `The bot needs no privileged intents. Turn off ${intents.join(' and ')} in the developer portal → Bot.`,
  'code-grant-required': () =>
    'Nobody can invite the bot. Turn off Requires OAuth2 Code Grant in the developer portal → Bot.',
  'in-no-server': ({ inviteUrl }) => `The bot is in no server. Invite it: ${inviteUrl}`,
}
