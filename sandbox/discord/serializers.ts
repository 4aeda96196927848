import type { ChannelRecord, DiscordState, GuildRecord, MemberRecord } from './discord-state.ts'
import type { Json, Person } from './discord-types.ts'

const channelTypes = { text: 0, direct: 1, announcement: 5, thread: 11, forum: 15 } as const
export const toIsoTimestamp = (at: number) => new Date(at).toISOString().replace('Z', '000+00:00')

export function serializeUser(person: Person): Json {
  return {
    id: person.id,
    username: person.username,
    global_name: person.globalName,
    discriminator: '0',
    avatar: null,
    avatar_decoration_data: null,
    collectibles: null,
    clan: null,
    primary_guild: null,
    public_flags: 0,
  }
}

export function serializeBot(state: DiscordState): Json {
  return {
    id: state.botUserId,
    username: state.botName,
    global_name: null,
    discriminator: '0000',
    avatar: null,
    public_flags: 0,
    bot: true,
  }
}

const memberBase = (joinedAt: number, nick: string | undefined, roles: string[]): Json => ({
  nick: nick ?? null,
  avatar: null,
  banner: null,
  roles,
  joined_at: toIsoTimestamp(joinedAt),
  premium_since: null,
  communication_disabled_until: null,
  deaf: false,
  mute: false,
  pending: false,
  flags: 0,
  unusual_dm_activity_until: null,
})

export function serializeMember(member: MemberRecord): Json {
  const roles = member.permissions === 0n ? [] : [member.roleId]
  return { ...memberBase(member.joinedAt, member.nickname, roles), user: serializeUser(member.person) }
}

export const botRoleId = (guild: GuildRecord): string => (BigInt(guild.id) + 1n).toString()

export function serializeBotMember(state: DiscordState, guild: GuildRecord): Json {
  const { botTimedOutUntil: until } = guild
  return {
    ...memberBase(guild.joinedAt, undefined, [botRoleId(guild)]),
    // Discord keeps a past time there.
    communication_disabled_until: until === undefined ? null : toIsoTimestamp(until),
    user: serializeBot(state),
  }
}

const serializeRole = (id: string, name: string, permissions: bigint, position: number): Json => ({
  id,
  name,
  permissions: permissions.toString(),
  position,
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  icon: null,
  unicode_emoji: null,
  managed: position > 0 && name === 'Domestique',
  mentionable: false,
  flags: 0,
})

export function serializeRoles(state: DiscordState, guild: GuildRecord): Json[] {
  const own = [...guild.members.values()].filter((member) => member.permissions !== 0n)
  return [
    serializeRole(guild.id, '@everyone', guild.everyoneGrant, 0),
    serializeRole(botRoleId(guild), state.botName, guild.botGrant, 1),
    ...own.map((member, i) =>
      serializeRole(member.roleId, `role of ${member.person.username}`, member.permissions, i + 2),
    ),
    ...guild.otherRoles.map(({ id, name }, i) => serializeRole(id, name, 0n, own.length + i + 2)),
  ]
}

export function serializeChannel(state: DiscordState, channel: ChannelRecord): Json {
  const type = channelTypes[channel.type]
  if (channel.recipient !== undefined) {
    return { id: channel.id, type, flags: 0, last_message_id: null, recipients: [serializeUser(channel.recipient)] }
  }
  const common: Json = {
    id: channel.id,
    type,
    name: channel.name,
    guild_id: channel.guild?.id,
    parent_id: channel.parent?.id ?? null,
    last_message_id: channel.messages.at(-1)?.id ?? null,
    rate_limit_per_user: 0,
    flags: channel.requiresTag ? 1 << 4 : 0,
  }
  if (channel.type === 'thread') return { ...common, ...threadFields(state, channel) }
  const own = { id: state.botUserId, type: 1, allow: channel.allowed.toString(), deny: channel.denied.toString() }
  return {
    ...common,
    topic: null,
    position: channel.guild?.channels.indexOf(channel) ?? 0,
    nsfw: false,
    permission_overwrites: (channel.denied | channel.allowed) === 0n ? [] : [own],
    ...(channel.type === 'forum' ? forumFields(channel) : {}),
  }
}

const forumFields = ({ tags }: ChannelRecord): Json => ({
  available_tags: tags.map((tag) => ({ ...tag, emoji_id: null, emoji_name: null })),
  default_reaction_emoji: null,
  default_sort_order: null,
})

function threadFields(state: DiscordState, channel: ChannelRecord): Json {
  return {
    owner_id: state.botUserId,
    message_count: channel.messages.length,
    member_count: 1,
    total_message_sent: channel.messages.length,
    ...(channel.parent?.type === 'forum' ? { applied_tags: channel.appliedTags } : {}),
    thread_metadata: {
      archived: channel.archived,
      auto_archive_duration: 4320,
      archive_timestamp: toIsoTimestamp(state.now()),
      locked: channel.locked,
      create_timestamp: toIsoTimestamp(state.now()),
    },
  }
}
