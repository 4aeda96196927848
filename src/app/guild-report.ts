import { createGuildFilter } from '../core/guild-filter.ts'
import type { Shards } from '../core/shards.ts'
import { guildsJoined, guildsLeft } from '../jobs/feeds/guild-changes.ts'
import type { AppContext, FailFastServices } from './context.ts'

/**
 * Records that the bot joined servers, was removed from them, or is in these and no others: with `shards`, of these
 * shards.
 */
export function createGuildReport({ config, log }: AppContext, { queue }: FailFastServices) {
  const isAllowedGuild = createGuildFilter(config.discord.guildIds)
  return (change: 'joined' | 'left' | 'all', guildIds: string[], shards?: Shards): Promise<void> => {
    const others = change === 'left' ? [] : guildIds.filter((guildId) => !isAllowedGuild(guildId))
    if (others.length > 0) log.warn({ guildIds: others }, 'the bot is in servers that are not in DISCORD_GUILD_IDS')
    return queue.add(
      change === 'left'
        ? guildsLeft.request({ guildIds })
        : guildsJoined.request({
            guildIds,
            ...(change === 'all'
              ? { all: true, ...(shards ? { shards: { ...shards, ids: [...shards.ids] } } : {}) }
              : {}),
          }),
    )
  }
}
