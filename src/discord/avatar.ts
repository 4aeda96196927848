import { type CDN, calculateUserDefaultAvatarIndex } from '@discordjs/rest'
import type { APIGuildMember } from 'discord-api-types/v10'

/** Twice the size at which a phone shows it beside a card. Pixels. */
const SIZE_PX = 128

/** The URL of a member's profile picture: for this server, else for their account, else Discord's default. */
export function avatarUrl(
  guildId: string,
  { user, avatar }: Pick<APIGuildMember, 'user' | 'avatar'>,
  cdn: CDN,
): string {
  const options = { size: SIZE_PX, forceStatic: true } as const
  if (avatar) return cdn.guildMemberAvatar(guildId, user.id, avatar, options)
  if (user.avatar) return cdn.avatar(user.id, user.avatar, options)
  return cdn.defaultAvatar(calculateUserDefaultAvatarIndex(user.id))
}
