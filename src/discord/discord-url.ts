/** Opens a channel in Discord. Without a server: a direct message. */
export const channelUrl = (guildId: string | undefined, channelId: string): string =>
  `https://discord.com/channels/${guildId ?? '@me'}/${channelId}`

/** Opens a message of a server. */
export const messageUrl = (guildId: string, channelId: string, messageId: string): string =>
  `${channelUrl(guildId, channelId)}/${messageId}`
