import { createGuildFilter } from '../core/guild-filter.ts'
import { greetGuild, MAX_GREETING_AGE_MS } from '../jobs/feeds/greet-guild.ts'
import { resumeFeeds } from '../jobs/feeds/resume-feeds.ts'
import type { AppContext, FailFastServices } from './context.ts'
import { createGuildReport } from './guild-report.ts'
import type { InteractionHandling } from './interaction-handling.ts'

/** The `bot` role: the Discord gateway. */
export async function startBot(
  context: AppContext,
  services: FailFastServices,
  { receive, registerCommands }: InteractionHandling,
): Promise<void> {
  const { config, log, now, timing, metrics, checks, onShutdown, onFatal } = context
  const { repositories, queue } = services
  const isAllowedGuild = createGuildFilter(config.discord.guildIds)
  // discord.js takes 15 MB and half of the startup CPU time, so only this role loads it.
  const { createGateway } = await import('../discord/gateway.ts')
  const gateway = createGateway({
    ...{ ...config.discord, registerCommands, now, log, onFatal },
    accessSettleMs: timing.accessSettleMs,
    connectRetryMs: timing.connectRetryMs,
    onInteraction: receive,
    onGuilds: createGuildReport(context, services),
    async onGuild({ guildId, joinedAt, systemChannelId: channelId, locale }) {
      if (!isAllowedGuild(guildId) || now() - joinedAt > MAX_GREETING_AGE_MS) return
      if (channelId) await queue.add(greetGuild.request({ guildId, joinedAt, channelId, locale }))
      else log.info({ guildId, reason: 'it has no system channel' }, 'no greeting was sent')
    },
    // Access changes often, and most servers have nothing to resume.
    async onAccessChange(guildId) {
      if (!isAllowedGuild(guildId)) return
      const [feeds, threads] = await Promise.all([
        repositories.feeds.dueForRetry(now(), guildId),
        repositories.heldBack.threadsDueForRetry(now(), guildId),
      ])
      if (feeds.length + threads.length > 0) await queue.add(resumeFeeds.request({ guildId }))
    },
  })
  onShutdown(gateway.stop)
  checks.gateway = gateway.isReady
  metrics.watchServers(gateway.countServers)
  void gateway.start()
}
