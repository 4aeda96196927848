/** Whether the operator allows a server; an empty list allows all. Direct messages have no server and use '0'. */
export function createGuildFilter(guildIds: readonly string[]): (guildId: string) => boolean {
  const allowed = new Set(guildIds)
  return (guildId) => allowed.size === 0 || guildId === '0' || allowed.has(guildId)
}
