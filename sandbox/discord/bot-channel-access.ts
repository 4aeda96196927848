import { apiError } from './api-errors.ts'
import type { ChannelRecord, DiscordState } from './discord-state.ts'
import {
  ALL_PERMISSIONS,
  combinePermissions,
  EVERYONE_PERMISSIONS,
  hasPermission,
  permissionBit,
  type SandboxPermissionName,
} from './permission-bits.ts'

/** The channel, if the bot sees it and has the permissions in `needs`. */
export function findAccessibleChannel(
  state: DiscordState,
  id: string,
  ...needs: SandboxPermissionName[]
): ChannelRecord {
  const channel = state.channels.get(id)
  if (channel === undefined) throw apiError('unknownChannel')
  if (channel.guild === undefined) return channel
  if (!channel.guild.botIn || !botHasPermission(state, channel, 'ViewChannel')) throw apiError('missingAccess')
  if (!needs.every((name) => botHasPermission(state, channel, name))) throw apiError('missingPermissions')
  return channel
}

/**
 * The permissions that a timed-out member keeps:
 * https://docs.discord.com/developers/topics/permissions#permissions-for-timed-out-members
 */
const TIMED_OUT_PERMISSIONS = combinePermissions(['ViewChannel', 'ReadMessageHistory'])

/** The bot's permissions in a channel. A thread has those of its parent. */
export function botPermissions(state: DiscordState, channel: ChannelRecord): bigint {
  const { guild } = channel
  if (guild === undefined) return EVERYONE_PERMISSIONS
  const granted = guild.everyoneGrant | guild.botGrant
  if (hasPermission(granted, 'Administrator')) return ALL_PERMISSIONS
  const denied = channel.denied | (channel.parent?.denied ?? 0n)
  const held = (granted & ~denied) | (channel.parent ?? channel).allowed
  return guild.botTimedOutUntil !== undefined && guild.botTimedOutUntil > state.now()
    ? held & TIMED_OUT_PERMISSIONS
    : held
}

export const botHasPermission = (state: DiscordState, channel: ChannelRecord, name: SandboxPermissionName): boolean =>
  (botPermissions(state, channel) & permissionBit(name)) !== 0n

/**
 * A locked thread accepts no new or edited messages, unless the bot has Manage Threads; one that is also archived
 * accepts nothing at all. Sending a message unarchives a thread that is only archived.
 */
export function checkThread(state: DiscordState, channel: ChannelRecord, doing: 'write' | 'edit' | 'delete'): void {
  if (channel.type !== 'thread') return
  const isManaged = botHasPermission(state, channel, 'ManageThreads')
  if (channel.archived && (doing !== 'write' || (channel.locked && !isManaged))) throw apiError('archivedThread')
  if (channel.locked && !isManaged && doing !== 'delete') throw apiError('missingPermissions')
}
