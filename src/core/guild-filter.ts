/** Which servers the bot works in, by the operator's list; an empty one names all. Private messages belong to none, and are '0'. */
export function createGuildFilter(guildIds: readonly string[]): (guildId: string) => boolean {
  const allowed = new Set(guildIds)
  return (guildId) => allowed.size === 0 || guildId === '0' || allowed.has(guildId)
}
