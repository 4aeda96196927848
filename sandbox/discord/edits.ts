import { announceChannel } from './channel.ts'
import type { DiscordSandbox } from './control.ts'
import { Impossible } from './errors.ts'
import { channelRecord } from './guild.ts'
import { bit } from './permissions.ts'
import { botMemberShape, botRoleId, roleShapes } from './shapes.ts'
import type { Channel, Guild } from './types.ts'
import type { ChannelRecord, GuildRecord, World } from './world.ts'

type Edits = Pick<
  DiscordSandbox,
  | 'losesPermission'
  | 'regainsPermission'
  | 'gainsPermission'
  | 'rolesLosePermission'
  | 'roleGainsPermission'
  | 'addsRole'
  | 'removesRole'
  | 'reordersRoles'
  | 'timesOutBot'
  | 'changesThread'
  | 'changesForum'
>

/** What moderators change in a server, and the events that tell of it. */
export function createEdits(world: World): Edits {
  const guildRecord = (guild: Guild): GuildRecord => {
    const record = world.guilds.get(guild.id)
    if (record === undefined) throw new Impossible(`${guild.name} is not of this Discord`)
    return record
  }
  const changeChannel = (channel: Channel, change: (record: ChannelRecord) => void) => {
    const record = channelRecord(world, channel)
    change(record)
    announceChannel(world, record, 'UPDATE')
    return record
  }
  const tellOfRoles = (guild: GuildRecord, ids: string[], what: 'CREATE' | 'UPDATE') => {
    for (const role of roleShapes(world, guild).filter(({ id }) => ids.includes(String(id)))) {
      const to = { guildId: guild.id, intent: 1 }
      if (guild.botIn) world.dispatch(`GUILD_ROLE_${what}`, { guild_id: guild.id, role }, to)
    }
  }

  return {
    losesPermission(channel, permission) {
      changeChannel(channel, (record) => {
        record.denied |= bit(permission)
        record.allowed &= ~bit(permission)
      })
    },
    regainsPermission(channel, permission) {
      changeChannel(channel, (record) => {
        record.denied &= ~bit(permission)
      })
    },
    gainsPermission(channel, permission) {
      changeChannel(channel, (record) => {
        record.allowed |= bit(permission)
        record.denied &= ~bit(permission)
      })
    },
    rolesLosePermission(guild, permission) {
      const record = guildRecord(guild)
      record.botGrant &= ~bit(permission)
      record.everyoneGrant &= ~bit(permission)
      tellOfRoles(record, [guild.id, botRoleId(record)], 'UPDATE')
    },
    roleGainsPermission(guild, permission) {
      const record = guildRecord(guild)
      record.botGrant |= bit(permission)
      tellOfRoles(record, [botRoleId(record)], 'UPDATE')
    },
    addsRole(guild, name) {
      const record = guildRecord(guild)
      const role = { id: world.id(), name }
      record.otherRoles.push(role)
      tellOfRoles(record, [role.id], 'CREATE')
    },
    removesRole(guild, name) {
      const record = guildRecord(guild)
      const role = record.otherRoles.find((one) => one.name === name)
      if (role === undefined) throw new Impossible(`${guild.name} has no role ${name}`)
      record.otherRoles = record.otherRoles.filter((one) => one !== role)
      world.dispatch('GUILD_ROLE_DELETE', { guild_id: guild.id, role_id: role.id }, { guildId: guild.id, intent: 1 })
    },
    reordersRoles(guild, times) {
      const record = guildRecord(guild)
      const ids = roleShapes(world, record).map(({ id }) => String(id))
      for (let time = 0; time < times; time += 1) tellOfRoles(record, ids, 'UPDATE')
    },
    timesOutBot(guild, ms) {
      const record = guildRecord(guild)
      record.botTimedOutUntil = ms === undefined ? undefined : world.now() + ms
      const data = { guild_id: guild.id, ...botMemberShape(world, record) }
      // Of the bot itself it is told without the intent for members: https://docs.discord.com/developers/events/gateway#caveats
      if (record.botIn) world.dispatch('GUILD_MEMBER_UPDATE', data, { guildId: guild.id })
    },
    changesThread(thread, change) {
      changeChannel(thread, (record) => {
        record.archived = change.archived ?? record.archived
        record.locked = change.locked ?? record.locked
      })
    },
    changesForum(forum, { requiresTag, tags }) {
      return changeChannel(forum, (record) => {
        record.requiresTag = requiresTag ?? record.requiresTag
        record.tags = tags?.map(({ name, moderated = false }) => ({ id: world.id(), name, moderated })) ?? record.tags
      }).tags
    },
  }
}
