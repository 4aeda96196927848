import { refuse } from './errors.ts'
import { all, bit, everyone, holds, type PermissionName, permissionBits } from './permissions.ts'
import type { ChannelRecord, World } from './world.ts'

/** The channel, if the bot sees it and may do there what `needs` names. */
export function channelFor(world: World, id: string, ...needs: PermissionName[]): ChannelRecord {
  const channel = world.channels.get(id)
  if (channel === undefined) throw refuse('unknownChannel')
  if (channel.guild === undefined) return channel
  if (!channel.guild.botIn || !botHolds(world, channel, 'ViewChannel')) throw refuse('missingAccess')
  if (!needs.every((name) => botHolds(world, channel, name))) throw refuse('missingPermissions')
  return channel
}

/** All that a timed-out member keeps: https://docs.discord.com/developers/topics/permissions#permissions-for-timed-out-members */
const whileTimedOut = permissionBits(['ViewChannel', 'ReadMessageHistory'])

/** What the bot may do in a channel; in a thread it is what it may do in the channel above. */
export function botPermissions(world: World, channel: ChannelRecord): bigint {
  const { guild } = channel
  if (guild === undefined) return everyone
  const granted = guild.everyoneGrant | guild.botGrant
  if (holds(granted, 'Administrator')) return all
  const denied = channel.denied | (channel.parent?.denied ?? 0n)
  const held = (granted & ~denied) | (channel.parent ?? channel).allowed
  return guild.botTimedOutUntil !== undefined && guild.botTimedOutUntil > world.now() ? held & whileTimedOut : held
}

export const botHolds = (world: World, channel: ChannelRecord, name: PermissionName): boolean =>
  (botPermissions(world, channel) & bit(name)) !== 0n

/**
 * A locked thread takes no new and no changed messages, unless the bot may manage threads; one that is archived as well takes nothing
 * at all. Writing wakes one that is only archived.
 */
export function checkThread(world: World, channel: ChannelRecord, doing: 'write' | 'edit' | 'delete'): void {
  if (channel.type !== 'thread') return
  const isManaged = botHolds(world, channel, 'ManageThreads')
  if (channel.archived && (doing !== 'write' || (channel.locked && !isManaged))) throw refuse('archivedThread')
  if (channel.locked && !isManaged && doing !== 'delete') throw refuse('missingPermissions')
}
