import type { REST } from '@discordjs/rest'
import { type RESTAPIPartialCurrentUserGuild, Routes } from 'discord-api-types/v10'
import { createRateLimitWaits } from './rate-limit-waits.ts'

/** Discord's maximum. */
const PAGE_SIZE = 200

/** A server that the bot is in. */
export interface BotGuild {
  id: string
  name: string
}

/** All servers that the bot is in. Throws the AppErrors of `discord-errors`. */
export async function listGuilds(rest: REST, now: () => number): Promise<BotGuild[]> {
  const withRateLimitWaits = createRateLimitWaits(now)
  const guilds: BotGuild[] = []
  for (;;) {
    const query = new URLSearchParams({ limit: String(PAGE_SIZE), after: guilds.at(-1)?.id ?? '0' })
    const page = await withRateLimitWaits<RESTAPIPartialCurrentUserGuild[]>(() =>
      rest.get(Routes.userGuilds(), { query }),
    )
    guilds.push(...page.map(({ id, name }) => ({ id, name })))
    if (page.length < PAGE_SIZE) return guilds
  }
}

/** The ids of all servers that the bot is in. Throws the AppErrors of `discord-errors`. */
export const listGuildIds = async (rest: REST, now: () => number): Promise<string[]> =>
  (await listGuilds(rest, now)).map(({ id }) => id)
