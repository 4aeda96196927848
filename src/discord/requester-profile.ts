import {
  type APIApplicationCommandInteraction,
  type APIInteraction,
  type APIUser,
  PermissionFlagsBits as Flags,
} from 'discord-api-types/v10'
import { NO_GUILD, type Requester } from '../core/requester.ts'
import type { ComponentInteraction } from './component-interaction.ts'
import { channelUrl } from './discord-url.ts'
import { toSingleLine, truncate } from './markdown.ts'

export type CommandOrComponent = APIApplicationCommandInteraction | ComponentInteraction

/** Discord's limit is 32 characters of any kind. UTF-16 units. */
const MAX_NAME_LENGTH = 64

const cleanName = (name: string | null | undefined) => truncate(toSingleLine(name ?? ''), MAX_NAME_LENGTH)

/** In a server, Discord sends the member instead of the user. */
export const userOf = ({ member, user }: APIInteraction): APIUser => (member?.user ?? user) as APIUser

/** The ids of who used the command or component, and where. */
export function requesterOf(interaction: CommandOrComponent): Omit<Requester, 'ephemeral'> {
  const { id, guild_id: guildId, locale, guild_locale: guildLocale } = interaction
  return {
    interactionId: id,
    userId: userOf(interaction).id,
    guildId: guildId ?? NO_GUILD,
    locale,
    ...(guildLocale ? { guildLocale } : {}),
  }
}

/** Whether the requester has a permission in the channel. Administrators have all of them. */
export const hasPermission = ({ member }: CommandOrComponent, name: keyof typeof Flags): boolean =>
  (BigInt(member?.permissions ?? 0) & (Flags[name] | Flags.Administrator)) !== 0n

/** Includes the discriminator of accounts that still have one: without it, the username is not unique. */
const tagOf = ({ username, discriminator }: APIUser) =>
  discriminator === '0' ? username : `${username}#${discriminator}`

const channelUrlOf = ({ guild_id: guildId, channel }: CommandOrComponent) =>
  channel ? channelUrl(guildId, channel.id) : undefined

/** Who used the command or component, and where, as Discord shows them. */
export function profileOf(interaction: CommandOrComponent) {
  const user = userOf(interaction)
  return {
    requesterName: cleanName(interaction.member?.nick) || cleanName(user.global_name) || cleanName(user.username),
    requesterUsername: cleanName(tagOf(user)),
    channelUrl: channelUrlOf(interaction),
  }
}
