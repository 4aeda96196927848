import { TestSetupError } from './api-errors.ts'
import type { ChannelRecord, DiscordState, GuildRecord } from './discord-state.ts'
import type { Channel, Guild, GuildInput } from './discord-types.ts'
import { BOT_INVITE_PERMISSIONS, combinePermissions, EVERYONE_PERMISSIONS, hasPermission } from './permission-bits.ts'
import { addChannel, announceChannel } from './public-channel.ts'
import { serializeGuildCreate } from './serialize-guild.ts'
import { serializeRoles } from './serializers.ts'

export function findChannelRecord(state: DiscordState, channel: Channel): ChannelRecord {
  const record = state.channels.get(channel.id)
  if (record === undefined) throw new TestSetupError(`#${channel.name} is gone, or is not of this Discord`)
  return record
}

export function addGuild(state: DiscordState, input: GuildInput): Guild {
  const record = {
    id: state.id(),
    name: input.name,
    locale: input.locale ?? 'en-US',
    icon: input.icon ?? null,
    joinedAt: state.now(),
    botIn: true,
    botGrant: BOT_INVITE_PERMISSIONS,
    everyoneGrant: EVERYONE_PERMISSIONS,
    botTimedOutUntil: undefined,
    otherRoles: [],
    channels: [],
    members: new Map(),
    systemChannel: undefined,
  } as Omit<GuildRecord, 'publicApi'> as GuildRecord
  // The bot's own role has the next id.
  state.id()
  record.publicApi = createPublicGuild(state, record)
  state.guilds.set(record.id, record)
  if (input.systemChannel) record.systemChannel = addChannel(state, record, { name: input.systemChannel, type: 'text' })
  announceGuild(state, record)
  return record.publicApi
}

const announceGuild = (state: DiscordState, record: GuildRecord) =>
  state.dispatch('GUILD_CREATE', serializeGuildCreate(state, record), { guildId: record.id, intent: 1 })

function createPublicGuild(state: DiscordState, record: GuildRecord): Guild {
  return {
    id: record.id,
    name: record.name,
    locale: record.locale,
    addChannel({ name, type = 'text', parent }) {
      const above = parent ? findChannelRecord(state, parent) : record.channels.find((one) => one.type !== 'thread')
      if (type === 'thread' && above === undefined) throw new TestSetupError('A thread needs a channel to stand in')
      const channel = addChannel(state, record, { name, type, parent: type === 'thread' ? above : undefined })
      announceChannel(state, channel)
      state.waiters.notify()
      return channel.publicApi
    },
    removeChannel(channel) {
      const gone = findChannelRecord(state, channel)
      record.channels = record.channels.filter((one) => one !== gone)
      state.channels.delete(gone.id)
      announceChannel(state, gone, 'DELETE')
      state.waiters.notify()
    },
    channels: () => record.channels.map((one) => one.publicApi),
    get hasBot() {
      return record.botIn
    },
    members: () =>
      [...record.members.values()].map(({ person, nickname, permissions }) => ({
        ...{ person, nickname },
        isAdmin: hasPermission(permissions, 'ManageGuild'),
      })),
    roles: () => serializeRoles(state, record).map(({ id, name }) => ({ id: String(id), name: String(name) })),
    join(person, { nickname, permissions = [] } = {}) {
      record.members.set(person.id, {
        person,
        nickname,
        permissions: combinePermissions(permissions),
        roleId: state.id(),
        joinedAt: state.now(),
      })
      state.waiters.notify()
    },
    leave(person) {
      record.members.delete(person.id)
      state.waiters.notify()
    },
    addBot() {
      record.botIn = true
      record.joinedAt = state.now()
      announceGuild(state, record)
      state.waiters.notify()
    },
    removeBot() {
      record.botIn = false
      state.dispatch('GUILD_DELETE', { id: record.id }, { guildId: record.id, intent: 1 })
      state.waiters.notify()
    },
  }
}
