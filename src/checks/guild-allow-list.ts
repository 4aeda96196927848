import type { Finding, FindingSentences } from './finding.ts'

interface GuildAllowListFinding extends Finding {
  check: 'guild-allow-list'
  kind: 'allowed-server-missing' | 'server-not-allowed'
  guildIds: readonly string[]
}

const check = 'guild-allow-list'

/** Whether the bot is in the servers of DISCORD_GUILD_IDS and in no others. An empty list allows all. */
export async function checkGuildAllowList({
  allowedGuildIds,
  listGuildIds,
}: {
  allowedGuildIds: readonly string[]
  listGuildIds: () => Promise<string[]>
}): Promise<GuildAllowListFinding[]> {
  if (allowedGuildIds.length === 0) return []
  const joined = await listGuildIds()
  const missing = allowedGuildIds.filter((id) => !joined.includes(id))
  const others = joined.filter((id) => !allowedGuildIds.includes(id))
  const findings: GuildAllowListFinding[] = [
    { check, severity: 'warning', kind: 'allowed-server-missing', guildIds: missing },
    { check, severity: 'warning', kind: 'server-not-allowed', guildIds: others },
  ]
  return findings.filter(({ guildIds }) => guildIds.length > 0)
}

export const guildAllowListSentences: FindingSentences<GuildAllowListFinding> = {
  'allowed-server-missing': ({ guildIds }) =>
    `DISCORD_GUILD_IDS names servers that the bot isn't in: ${guildIds.join(', ')}. Invite it there, or correct the list.`,
  'server-not-allowed': ({ guildIds }) =>
    `The bot does nothing in servers that DISCORD_GUILD_IDS doesn't name: ${guildIds.join(', ')}. Add them to the list, or remove the bot there.`,
}
