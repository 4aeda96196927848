import type { ChatInputCommandInteraction, ContextMenuCommandInteraction } from 'discord.js'
import type { GuildProfile } from '../core/pending-reply.ts'
import type { ComponentUser } from './component-source.ts'
import { toSingleLine, truncate } from './markdown.ts'

export type CommandOrComponent = ChatInputCommandInteraction | ContextMenuCommandInteraction | ComponentUser

/** Discord's limits are 32 and 100 characters of any kind. UTF-16 units. */
const MAX_NAME_LENGTH = 64
const MAX_GUILD_NAME_LENGTH = 100

/** Twice the size at which a page shows it. Pixels. */
const GUILD_ICON_SIZE = 128

const cleanName = (name: string | null | undefined, maxLength = MAX_NAME_LENGTH) =>
  truncate(toSingleLine(name ?? ''), maxLength)

/** The server from the gateway's cache. Undefined in a direct message and while the server is unavailable. */
function guildOf({ guild }: CommandOrComponent): GuildProfile | undefined {
  const name = cleanName(guild?.name, MAX_GUILD_NAME_LENGTH)
  const iconUrl = guild?.iconURL({ size: GUILD_ICON_SIZE, forceStatic: true }) ?? undefined
  return name ? { name, iconUrl } : undefined
}

const channelUrlOf = ({ guildId, channelId }: CommandOrComponent) =>
  channelId ? `https://discord.com/channels/${guildId ?? '@me'}/${channelId}` : undefined

/** Who used the command or component, and where, as Discord shows them. */
export function profileOf(interaction: CommandOrComponent) {
  const { user, member } = interaction
  const nickname = member && 'nick' in member ? member.nick : (member as { nickname?: string | null } | null)?.nickname
  return {
    requesterName: cleanName(nickname) || cleanName(user.globalName) || cleanName(user.username),
    // Includes the discriminator of accounts that still have one: without it, the username is not unique.
    requesterUsername: cleanName(user.tag),
    guild: guildOf(interaction),
    channelUrl: channelUrlOf(interaction),
  }
}
