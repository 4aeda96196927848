import { type CDN, calculateUserDefaultAvatarIndex } from '@discordjs/rest'
import type { APIGuildMember } from 'discord-api-types/v10'
import { hasVisibleText } from '../core/visible-text.ts'

/** Twice the size at which a phone shows the picture beside a card. Pixels. */
const AVATAR_SIZE_PX = 128

/** The URL of a member's profile picture: for this server, else for their account, else Discord's default. */
function avatarUrl(guildId: string, { user, avatar }: Pick<APIGuildMember, 'user' | 'avatar'>, cdn: CDN): string {
  const options = { size: AVATAR_SIZE_PX, forceStatic: true } as const
  if (avatar) return cdn.guildMemberAvatar(guildId, user.id, avatar, options)
  if (user.avatar) return cdn.avatar(user.id, user.avatar, options)
  return cdn.defaultAvatar(calculateUserDefaultAvatarIndex(user.id))
}

/** A member's nickname in this server, else the name of their account. */
export const displayNameOf = ({ nick, user }: Pick<APIGuildMember, 'user' | 'nick'>): string =>
  [nick, user.global_name].find((name) => name && hasVisibleText(name)) || user.username

/** How a server shows a member. */
export const toMemberProfile = (guildId: string, member: APIGuildMember, cdn: CDN) => ({
  displayName: displayNameOf(member),
  avatar: avatarUrl(guildId, member, cdn),
})
