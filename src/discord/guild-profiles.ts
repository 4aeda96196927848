import type { CDN } from '@discordjs/rest'
import { type APIGuild, Routes } from 'discord-api-types/v10'
import type { GuildProfile } from '../core/guild-profile.ts'
import { toSingleLine, truncate } from './markdown.ts'
import { isNotVisible } from './permissions.ts'

/** How long a profile is cached. Milliseconds. */
const PROFILE_TTL_MS = 600_000

/** Discord's limit is 100 characters of any kind. UTF-16 units. */
const MAX_NAME_LENGTH = 100

/** Twice the size at which a page shows it. Pixels. */
const ICON_SIZE = 128

function toProfile(guildId: string, guild: Pick<APIGuild, 'name' | 'icon'>, cdn: CDN): GuildProfile | undefined {
  const name = truncate(toSingleLine(guild.name), MAX_NAME_LENGTH)
  const iconUrl = guild.icon ? cdn.icon(guildId, guild.icon, { size: ICON_SIZE, forceStatic: true }) : undefined
  return name ? { name, iconUrl } : undefined
}

/** Names and icons of servers, cached for a few minutes. */
export function createGuildProfiles({
  get,
  cdn,
  now,
}: {
  get: (route: ReturnType<typeof Routes.guild>) => Promise<Pick<APIGuild, 'name' | 'icon'>>
  cdn: CDN
  now: () => number
}) {
  const known = new Map<string, { profile: GuildProfile | undefined; until: number }>()

  /**
   * Undefined if the bot isn't in that server. If Discord doesn't answer: throws if `required`, otherwise undefined.
   */
  return async (guildId: string, { required = false } = {}): Promise<GuildProfile | undefined> => {
    const cached = known.get(guildId)
    if (cached && now() < cached.until) return cached.profile
    const guild = await get(Routes.guild(guildId)).catch((error) => {
      if (required && !isNotVisible(error)) throw error
      return undefined
    })
    if (!guild) return undefined
    const profile = toProfile(guildId, guild, cdn)
    known.set(guildId, { profile, until: now() + PROFILE_TTL_MS })
    return profile
  }
}
