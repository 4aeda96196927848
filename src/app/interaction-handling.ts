import { createRecentActivities } from '../commands/activity/recent-activities.ts'
import { commandDefinitions } from '../commands/command-definitions.ts'
import { COMMANDS, MENU_COMMANDS } from '../commands/index.ts'
import { createGuildFilter } from '../core/guild-filter.ts'
import { createInteractionReceiver } from '../discord/interaction-receiver.ts'
import { createInteractionRouter } from '../discord/interaction-router.ts'
import { registerCommands } from '../discord/register-commands.ts'
import { AppError } from '../errors.ts'
import { createCommandSubmitter } from '../queue/submit.ts'
import { hasHeadroom } from '../strava/rate-limiter/headroom.ts'
import type { AppContext, FailFastServices } from './context.ts'

const missingKeyError = () =>
  new AppError('token-undecryptable', 'ENCRYPTION_KEY differs from the key of the workers', {
    userMessage: { key: 'error.keyMissing' },
  })

/** What the gateway and the interactions endpoint share: commands are registered, acknowledged and queued. */
export function createInteractionHandling(
  { config, log, now, timing, metrics, tracing, onShutdown, rest, responses }: AppContext,
  { repositories, queue, strava, encryptionKey }: FailFastServices,
) {
  // Suggestions can't wait for the next rate-limit window, and commands go first.
  const read = async (userId: string, athleteId: string, perPage: number) => {
    if (!hasHeadroom(await strava.rateLimiter.read())) return undefined
    const { activities } = strava.clientFor({
      ...{ priority: 'interactive', id: `recent-activities-${userId}`, isResumed: false, requesterId: userId },
      deadline: now(),
    })
    return (await activities.page(athleteId, { page: 1, perPage })).activities
  }
  const submit = createCommandSubmitter({ queue, pendingReplies: repositories.pendingReplies })
  const handle = createInteractionRouter({
    ...{ commands: COMMANDS, menuCommands: MENU_COMMANDS, responses, now, log, onDeferred: metrics.deferred },
    replyRetryFactor: timing.replyRetryFactor,
    isAllowedGuild: createGuildFilter(config.discord.guildIds),
    isPrivateByDefault: repositories.replyPreferences.isPrivate,
    submit: async (reply, job, correlationId) => {
      // If Redis is down, submitting reports it.
      if (await encryptionKey.isMissingForWorkers().catch(() => false)) throw missingKeyError()
      tracing.annotate({ correlationId, command: job.name })
      await submit(reply, { ...job, correlationId })
    },
    recentActivities: createRecentActivities({ ...repositories, read }),
  })
  const { receive, stop } = createInteractionReceiver({
    handle: (interaction) => tracing.span('Discord interaction', {}, () => handle(interaction)),
    log,
  })
  onShutdown(stop)

  return {
    receive,

    async registerCommands(applicationId: string): Promise<void> {
      const changed = await registerCommands({
        ...{ rest, applicationId, store: repositories.registeredCommands, now },
        definitions: commandDefinitions(),
      })
      log.info({ changed }, 'commands are registered')
    },
  }
}

export type InteractionHandling = ReturnType<typeof createInteractionHandling>
