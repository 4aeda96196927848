import type { DiscordState, GuildRecord } from './discord-state.ts'
import type { Json } from './discord-types.ts'
import { serializeBotMember, serializeChannel, serializeRoles, toIsoTimestamp } from './serializers.ts'

export function serializeGuild(state: DiscordState, guild: GuildRecord): Json {
  return {
    id: guild.id,
    name: guild.name,
    icon: guild.icon,
    splash: null,
    discovery_splash: null,
    banner: null,
    description: null,
    owner_id: [...guild.members.keys()][0] ?? state.botUserId,
    preferred_locale: guild.locale,
    features: [],
    roles: serializeRoles(state, guild),
    emojis: [],
    stickers: [],
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    premium_tier: 0,
    premium_subscription_count: 0,
    premium_progress_bar_enabled: false,
    system_channel_id: guild.systemChannel?.id ?? null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    afk_channel_id: null,
    afk_timeout: 300,
    application_id: null,
    vanity_url_code: null,
  }
}

/** The guild as in GUILD_CREATE. */
export function serializeGuildCreate(state: DiscordState, guild: GuildRecord): Json {
  const [threads, channels] = [
    guild.channels.filter((channel) => channel.type === 'thread'),
    guild.channels.filter((channel) => channel.type !== 'thread'),
  ]
  return {
    ...serializeGuild(state, guild),
    joined_at: toIsoTimestamp(guild.joinedAt),
    large: false,
    unavailable: false,
    member_count: guild.members.size + 1,
    members: [serializeBotMember(state, guild)],
    channels: channels.map((channel) => serializeChannel(state, channel)),
    threads: threads.map((channel) => serializeChannel(state, channel)),
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  }
}
