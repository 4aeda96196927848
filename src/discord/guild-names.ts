import { type APIGuild, Routes } from 'discord-api-types/v10'

/** How long a name is cached. Milliseconds. */
const NAME_TTL_MS = 600_000

/** Names of servers, cached for a few minutes. */
export function createGuildNames({
  get,
  now,
}: {
  get: (route: ReturnType<typeof Routes.guild>) => Promise<Pick<APIGuild, 'name'>>
  now: () => number
}) {
  const known = new Map<string, { name: string; until: number }>()

  /** Undefined if the bot isn't in that server or Discord doesn't answer. */
  return async (guildId: string): Promise<string | undefined> => {
    const kept = known.get(guildId)
    if (kept && now() < kept.until) return kept.name
    const guild = await get(Routes.guild(guildId)).catch(() => undefined)
    if (!guild) return undefined
    known.set(guildId, { name: guild.name, until: now() + NAME_TTL_MS })
    return guild.name
  }
}
