import { NO_GUILD } from './requester.ts'

/** Whether the operator allows a server; an empty list allows all. Direct messages have no server. */
export function createGuildFilter(guildIds: readonly string[]): (guildId: string) => boolean {
  const allowed = new Set(guildIds)
  return (guildId) => allowed.size === 0 || guildId === NO_GUILD || allowed.has(guildId)
}
