import { TestSetupError } from './api-errors.ts'
import type { DiscordSandbox } from './discord-sandbox.ts'
import type { ChannelRecord, DiscordState, GuildRecord } from './discord-state.ts'
import type { Channel, Guild } from './discord-types.ts'
import { permissionBit } from './permission-bits.ts'
import { announceChannel } from './public-channel.ts'
import { findChannelRecord } from './public-guild.ts'
import { botRoleId, serializeBotMember, serializeRoles } from './serializers.ts'

type Moderation = Pick<
  DiscordSandbox,
  | 'denyPermission'
  | 'undenyPermission'
  | 'allowPermission'
  | 'revokeRolePermission'
  | 'grantRolePermission'
  | 'addRole'
  | 'removeRole'
  | 'reorderRoles'
  | 'timeOutBot'
  | 'updateThread'
  | 'updateForum'
>

/** Moderators' changes to a server, with their gateway events. */
export function createModeration(state: DiscordState): Moderation {
  const guildRecord = (guild: Guild): GuildRecord => {
    const record = state.guilds.get(guild.id)
    if (record === undefined) throw new TestSetupError(`${guild.name} is not of this Discord`)
    return record
  }
  const changeChannel = (channel: Channel, change: (record: ChannelRecord) => void) => {
    const record = findChannelRecord(state, channel)
    change(record)
    announceChannel(state, record, 'UPDATE')
    return record
  }
  const dispatchRoleEvents = (guild: GuildRecord, ids: string[], what: 'CREATE' | 'UPDATE') => {
    for (const role of serializeRoles(state, guild).filter(({ id }) => ids.includes(String(id)))) {
      const to = { guildId: guild.id, intent: 1 }
      if (guild.botIn) state.dispatch(`GUILD_ROLE_${what}`, { guild_id: guild.id, role }, to)
    }
  }

  return {
    denyPermission(channel, permission) {
      changeChannel(channel, (record) => {
        record.denied |= permissionBit(permission)
        record.allowed &= ~permissionBit(permission)
      })
    },
    undenyPermission(channel, permission) {
      changeChannel(channel, (record) => {
        record.denied &= ~permissionBit(permission)
      })
    },
    allowPermission(channel, permission) {
      changeChannel(channel, (record) => {
        record.allowed |= permissionBit(permission)
        record.denied &= ~permissionBit(permission)
      })
    },
    revokeRolePermission(guild, permission) {
      const record = guildRecord(guild)
      record.botGrant &= ~permissionBit(permission)
      record.everyoneGrant &= ~permissionBit(permission)
      dispatchRoleEvents(record, [guild.id, botRoleId(record)], 'UPDATE')
    },
    grantRolePermission(guild, permission) {
      const record = guildRecord(guild)
      record.botGrant |= permissionBit(permission)
      dispatchRoleEvents(record, [botRoleId(record)], 'UPDATE')
    },
    addRole(guild, name) {
      const record = guildRecord(guild)
      const role = { id: state.id(), name }
      record.otherRoles.push(role)
      dispatchRoleEvents(record, [role.id], 'CREATE')
    },
    removeRole(guild, name) {
      const record = guildRecord(guild)
      const role = record.otherRoles.find((one) => one.name === name)
      if (role === undefined) throw new TestSetupError(`${guild.name} has no role ${name}`)
      record.otherRoles = record.otherRoles.filter((one) => one !== role)
      state.dispatch('GUILD_ROLE_DELETE', { guild_id: guild.id, role_id: role.id }, { guildId: guild.id, intent: 1 })
    },
    reorderRoles(guild, times) {
      const record = guildRecord(guild)
      const ids = serializeRoles(state, record).map(({ id }) => String(id))
      for (let time = 0; time < times; time += 1) dispatchRoleEvents(record, ids, 'UPDATE')
    },
    timeOutBot(guild, ms) {
      const record = guildRecord(guild)
      record.botTimedOutUntil = ms === undefined ? undefined : state.now() + ms
      const data = { guild_id: guild.id, ...serializeBotMember(state, record) }
      // The event for the bot itself does not need the members intent:
      // https://docs.discord.com/developers/events/gateway#caveats
      if (record.botIn) state.dispatch('GUILD_MEMBER_UPDATE', data, { guildId: guild.id })
    },
    updateThread(thread, change) {
      changeChannel(thread, (record) => {
        record.archived = change.archived ?? record.archived
        record.locked = change.locked ?? record.locked
      })
    },
    updateForum(forum, { requiresTag, tags }) {
      return changeChannel(forum, (record) => {
        record.requiresTag = requiresTag ?? record.requiresTag
        record.tags = tags?.map(({ name, moderated = false }) => ({ id: state.id(), name, moderated })) ?? record.tags
      }).tags
    },
  }
}
