import type { REST } from '@discordjs/rest'
import { listGuilds } from './list-guilds.ts'

/** The ids of all servers that the bot is in. Throws the AppErrors of `discord-errors`. */
export const listGuildIds = async (rest: REST, now: () => number): Promise<string[]> =>
  (await listGuilds(rest, now)).map(({ id }) => id)
