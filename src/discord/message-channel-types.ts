import { ChannelType } from 'discord-api-types/v10'

/** Channels and threads that can have messages. A forum only has threads. */
export const MESSAGE_CHANNEL_TYPES = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.GuildForum,
] as const
