import { addChannel, announceChannel } from './channel.ts'
import { Impossible } from './errors.ts'
import { guildCreateShape } from './guildShape.ts'
import { everyone, invited, permissionBits } from './permissions.ts'
import type { Channel, Guild } from './types.ts'
import type { ChannelRecord, GuildRecord, World } from './world.ts'

export function channelRecord(world: World, channel: Channel): ChannelRecord {
  const record = world.channels.get(channel.id)
  if (record === undefined) throw new Impossible(`#${channel.name} is gone, or is not of this Discord`)
  return record
}

export function addGuild(world: World, input: { name: string; locale?: string }): Guild {
  const record = {
    id: world.id(),
    name: input.name,
    locale: input.locale ?? 'en-US',
    joinedAt: world.now(),
    botIn: true,
    botGrant: invited,
    everyoneGrant: everyone,
    botTimedOutUntil: undefined,
    otherRoles: [],
    channels: [],
    members: new Map(),
  } as Omit<GuildRecord, 'face'> as GuildRecord
  // The bot's own role has the next id.
  world.id()
  record.face = createGuildFace(world, record)
  world.guilds.set(record.id, record)
  const to = { guildId: record.id, intent: 1 }
  world.dispatch('GUILD_CREATE', guildCreateShape(world, record), to)
  return record.face
}

function createGuildFace(world: World, record: GuildRecord): Guild {
  return {
    id: record.id,
    name: record.name,
    locale: record.locale,
    addChannel({ name, type = 'text', parent }) {
      const above = parent ? channelRecord(world, parent) : record.channels.find((one) => one.type !== 'thread')
      if (type === 'thread' && above === undefined) throw new Impossible('A thread needs a channel to stand in')
      const channel = addChannel(world, record, { name, type, parent: type === 'thread' ? above : undefined })
      announceChannel(world, channel)
      return channel.face
    },
    removeChannel(channel) {
      const gone = channelRecord(world, channel)
      record.channels = record.channels.filter((one) => one !== gone)
      world.channels.delete(gone.id)
      announceChannel(world, gone, 'DELETE')
    },
    channels: () => record.channels.map((one) => one.face),
    join(person, { nickname, permissions = [] } = {}) {
      record.members.set(person.id, {
        person,
        nickname,
        permissions: permissionBits(permissions),
        roleId: world.id(),
        joinedAt: world.now(),
      })
    },
    leave(person) {
      record.members.delete(person.id)
    },
    removeBot() {
      record.botIn = false
      world.dispatch('GUILD_DELETE', { id: record.id }, { guildId: record.id, intent: 1 })
    },
  }
}
