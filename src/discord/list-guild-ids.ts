import type { REST } from '@discordjs/rest'
import { type RESTAPIPartialCurrentUserGuild, Routes } from 'discord-api-types/v10'
import { createShortWaits } from './short-waits.ts'

/** Discord's maximum. */
const PAGE_SIZE = 200

/** The ids of all servers that the bot is in. Throws the AppErrors of `discord-errors`. */
export async function listGuildIds(rest: REST, now: () => number): Promise<string[]> {
  const withShortWaits = createShortWaits(now)
  const guildIds: string[] = []
  for (;;) {
    const query = new URLSearchParams({ limit: String(PAGE_SIZE), after: guildIds.at(-1) ?? '0' })
    const page = await withShortWaits<RESTAPIPartialCurrentUserGuild[]>(() => rest.get(Routes.userGuilds(), { query }))
    guildIds.push(...page.map(({ id }) => id))
    if (page.length < PAGE_SIZE) return guildIds
  }
}
