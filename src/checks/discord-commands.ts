import type { DiscordApplication } from '../discord/application.ts'
import type { Finding, FindingSentences } from './finding.ts'

type DiscordCommandsFinding = Finding & { check: 'discord-commands' } & (
    | { kind: 'public-key-differs' }
    /**
     * Discord sends interactions to `url` (undefined: to the gateway), where this program doesn't receive them.
     * `ownUrl`: its interactions endpoint; undefined without DISCORD_PUBLIC_KEY.
     */
    | { kind: 'interactions-elsewhere'; url: string | undefined; ownUrl: string | undefined }
    | { kind: 'commands-missing'; names: readonly string[] }
    | { kind: 'commands-outdated' }
  )

const check = 'discord-commands'

/** Whether Discord sends commands where this program receives them. */
export function checkInteractionsUrl({
  url,
  ownUrl,
  hasGateway,
}: {
  /** Where Discord sends interactions. Undefined: to the gateway. */
  url: string | undefined
  /** This program's interactions endpoint. Undefined: it has none. */
  ownUrl: string | undefined
  /** Whether a process of this program holds the gateway. */
  hasGateway: boolean
}): DiscordCommandsFinding[] {
  const isElsewhere = url === undefined ? !hasGateway : url !== ownUrl
  return isElsewhere ? [{ check, severity: 'error', kind: 'interactions-elsewhere', url, ownUrl }] : []
}

/** Whether Discord knows this version's commands, and sends them where this program receives them. */
export async function checkDiscordCommands(options: {
  readApplication: () => Promise<DiscordApplication>
  /** DISCORD_PUBLIC_KEY. Undefined: interactions are only received from the gateway. */
  publicKey: string | undefined
  /** Whether a process of this program holds the gateway. */
  hasGateway: boolean
  /** Where interactions are taken over HTTP. */
  interactionsUrl: string
  findUnregistered: (applicationId: string) => Promise<string[]>
  /** Whether the commands registered last are those of this version. */
  areCurrent: (applicationId: string) => Promise<boolean>
}): Promise<DiscordCommandsFinding[]> {
  const { publicKey, hasGateway } = options
  const application = await options.readApplication()
  const { interactionsUrl: url } = application
  if (publicKey !== undefined && application.publicKey !== publicKey)
    return [{ check, severity: 'error', kind: 'public-key-differs' }]
  const ownUrl = publicKey === undefined ? undefined : options.interactionsUrl
  const names = await options.findUnregistered(application.id)
  const isOutdated = names.length === 0 && !(await options.areCurrent(application.id))
  return [
    ...checkInteractionsUrl({ url, ownUrl, hasGateway }),
    ...(names.length > 0 ? [{ check, severity: 'error', kind: 'commands-missing', names } as const] : []),
    ...(isOutdated ? [{ check, severity: 'warning', kind: 'commands-outdated' } as const] : []),
  ]
}

const ENDPOINT_FIELD = 'Interactions Endpoint URL in the developer portal → General Information'

export const discordCommandsSentences: FindingSentences<DiscordCommandsFinding> = {
  'public-key-differs': () =>
    'DISCORD_PUBLIC_KEY belongs to another application than DISCORD_TOKEN. Copy it again from the developer portal → General Information → Public Key.',
  'interactions-elsewhere': ({ url, ownUrl }) =>
    ownUrl === undefined
      ? `Discord sends commands to ${url}, and DISCORD_PUBLIC_KEY is not set, so the bot gets none. Empty the ${ENDPOINT_FIELD}. Or, to take commands over HTTP, set DISCORD_PUBLIC_KEY to the Public Key on the same page.`
      : `Discord sends commands to ${url ?? 'the gateway'}, where this program doesn't take them. Set the ${ENDPOINT_FIELD}, to ${ownUrl}.`,
  'commands-missing': ({ names }) =>
    `Discord doesn't have these commands: ${names.join(', ')}. If another program uses the same token, stop it; then restart the bot, which registers them.`,
  'commands-outdated': () => 'Discord has the commands of another version. Restart the bot: it registers its own.',
}
