import { createRecentActivities } from '../commands/activity/recent-activities.ts'
import { COMMAND_GROUPS, COMMANDS, MENU_COMMANDS } from '../commands/index.ts'
import { createGuildFilter } from '../core/guild-filter.ts'
import { createInteractionRouter } from '../discord/interaction-router.ts'
import { AppError } from '../errors.ts'
import { greetGuild, MAX_GREETING_AGE_MS } from '../jobs/feeds/greet-guild.ts'
import { guildsJoined, guildsLeft } from '../jobs/feeds/guild-changes.ts'
import { resumeFeeds } from '../jobs/feeds/resume-feeds.ts'
import { createCommandSubmitter } from '../queue/submit.ts'
import { hasHeadroom } from '../strava/rate-limiter/headroom.ts'
import { type AppContext, type FailFastServices, SHUTDOWN_TIMEOUT_MS } from './context.ts'

const missingKeyError = () =>
  new AppError('token-undecryptable', 'ENCRYPTION_KEY differs from the key of the workers', {
    userMessage: { key: 'error.keyMissing' },
  })

/** The `bot` role: the Discord gateway. */
export async function startBot(
  context: AppContext,
  { repositories, queue, strava, encryptionKey }: FailFastServices,
): Promise<void> {
  const { config, log, now, metrics, checks, onShutdown, onFatal, rest, responses } = context
  const commandLists = { commands: COMMANDS, menuCommands: MENU_COMMANDS }
  // Suggestions can't wait for the next rate-limit window, and commands go first.
  const read = async (userId: string, athleteId: string, perPage: number) => {
    if (!hasHeadroom(await strava.rateLimiter.read())) return undefined
    const { activities } = strava.clientFor({
      ...{ priority: 'interactive', id: `recent-activities-${userId}`, isResumed: false, requesterId: userId },
      deadline: now(),
    })
    return (await activities.page(athleteId, { page: 1, perPage })).activities
  }
  const isAllowedGuild = createGuildFilter(config.discord.guildIds)
  const submit = createCommandSubmitter({ queue, pendingReplies: repositories.pendingReplies })
  const onInteraction = createInteractionRouter({
    ...{ ...commandLists, responses, now, log, onDeferred: metrics.deferred },
    isAllowedGuild,
    isPrivateByDefault: repositories.answers.isPrivate,
    submit: async (reply, job) => {
      // If Redis is down, submitting reports it.
      if (await encryptionKey.isMissingForWorkers().catch(() => false)) throw missingKeyError()
      await submit(reply, job)
    },
    recentActivities: createRecentActivities({ ...repositories, read }),
  })
  // discord.js takes 15 MB and half of the startup CPU time, so only this role loads it.
  const { createGateway } = await import('../discord/gateway.ts')
  const gateway = createGateway({
    ...{ ...config.discord, ...commandLists, rest, onInteraction, now, log, onFatal },
    groups: COMMAND_GROUPS,
    registeredCommands: repositories.registeredCommands,
    onGuilds: (change, guildIds) => {
      const others = change === 'left' ? [] : guildIds.filter((guildId) => !isAllowedGuild(guildId))
      if (others.length > 0) log.warn({ guildIds: others }, 'the bot is in servers that are not in DISCORD_GUILD_IDS')
      return queue.add(
        change === 'left'
          ? guildsLeft.request({ guildIds })
          : guildsJoined.request({ guildIds, all: change === 'all' }),
      )
    },
    async onGuild({ guildId, joinedAt, systemChannelId: channelId, locale }) {
      if (!isAllowedGuild(guildId) || now() - joinedAt > MAX_GREETING_AGE_MS) return
      if (channelId) await queue.add(greetGuild.request({ guildId, joinedAt, channelId, locale }))
      else log.info({ guildId, reason: 'it has no system channel' }, 'did not greet a server')
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
  onShutdown(gateway.stop, 2 * SHUTDOWN_TIMEOUT_MS)
  checks.gateway = gateway.isReady
  void gateway.start()
}
