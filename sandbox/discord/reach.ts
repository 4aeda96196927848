import { refuse } from './errors.ts'
import { all, holds, type PermissionName } from './permissions.ts'
import type { ChannelRecord, World } from './world.ts'

/** The channel, if the bot sees it and may do there what `needs` names. */
export function channelFor(world: World, id: string, ...needs: PermissionName[]): ChannelRecord {
  const channel = world.channels.get(id)
  if (channel === undefined) throw refuse('unknownChannel')
  if (channel.guild === undefined) return channel
  if (!channel.guild.botIn || !botHolds(channel, 'ViewChannel')) throw refuse('missingAccess')
  if (!needs.every((name) => botHolds(channel, name))) throw refuse('missingPermissions')
  return channel
}

export function botHolds(channel: ChannelRecord, name: PermissionName): boolean {
  const denied = channel.denied | (channel.parent?.denied ?? 0n)
  return holds(all & ~(1n << 3n) & ~denied, name)
}
