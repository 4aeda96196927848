import type { REST } from '@discordjs/rest'
import { type APIGuild, type APIGuildChannel, ChannelType, Routes } from 'discord-api-types/v10'
import { createRateLimitWaits } from './rate-limit-waits.ts'

/** A channel in which the bot can write messages, if it has the permissions. */
export interface TextChannel {
  id: string
  name: string
}

const isTextChannel = ({ type }: { type: ChannelType }) =>
  type === ChannelType.GuildText || type === ChannelType.GuildAnnouncement

/** A server's text and announcement channels, in Discord's order. Throws the AppErrors of `discord-errors`. */
export async function listTextChannels(rest: REST, guildId: string, now: () => number): Promise<TextChannel[]> {
  const channels = await createRateLimitWaits(now)<(APIGuildChannel & { position?: number })[]>(() =>
    rest.get(Routes.guildChannels(guildId)),
  )
  const positions = new Map(channels.map(({ id, position = 0 }) => [id, position]))
  // Channels without a category come first.
  const placeOf = ({ id, parent_id }: APIGuildChannel) =>
    [parent_id ? (positions.get(parent_id) ?? 0) : -1, positions.get(id) ?? 0] as const
  return channels
    .filter(isTextChannel)
    .sort((a, b) => placeOf(a)[0] - placeOf(b)[0] || placeOf(a)[1] - placeOf(b)[1])
    .map(({ id, name }) => ({ id, name: name ?? id }))
}

/** The language of a server, as Discord names it. Throws the AppErrors of `discord-errors`. */
export const readGuildLocale = async (rest: REST, guildId: string, now: () => number): Promise<string> =>
  (await createRateLimitWaits(now)<APIGuild>(() => rest.get(Routes.guild(guildId)))).preferred_locale
