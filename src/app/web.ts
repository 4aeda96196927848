import { createInteractionsEndpoint } from '../discord/interactions-endpoint.ts'
import { createSignedInteractionReader } from '../discord/signed-interaction.ts'
import { isRedisUnavailable } from '../redis/redis-errors.ts'
import { mayReadActivities } from '../strava/oauth.ts'
import { addAboutRoutes } from '../web/about.ts'
import { createPushSubscription } from '../web/ensure-push-subscription.ts'
import { addInteractionRoutes } from '../web/interactions.ts'
import { addLinkAccountRoutes } from '../web/link-account/link-account.ts'
import { INTERACTIONS_PATH } from '../web/server.ts'
import { addStravaButton } from '../web/strava-button.ts'
import { addStravaWebhookRoutes } from '../web/strava-webhook.ts'
import { toWebhookEndpoint } from '../web/webhook-endpoint.ts'
import type { AppContext, FailFastServices } from './context.ts'
import { createGuildReport } from './guild-report.ts'
import type { InteractionHandling } from './interaction-handling.ts'

/**
 * Takes interactions over HTTP if the operator has set Discord's public key. The gateway registers the commands, if
 * there is one.
 */
function addInteractionsEndpoint(
  context: AppContext,
  services: FailFastServices,
  { receive, registerCommands }: InteractionHandling,
) {
  const { config, web, log, now, timing, rest, onFatal } = context
  const { publicKey } = config.discord
  if (!publicKey) return undefined
  addInteractionRoutes(web, { read: createSignedInteractionReader({ publicKey, now }), receive, log })
  if (config.roles.includes('bot')) return undefined
  const url = `${config.publicUrl}${INTERACTIONS_PATH}`
  const reportGuilds = createGuildReport(context, services)
  const onGuilds = (guildIds: string[]) => reportGuilds('all', guildIds)
  const { connectRetryMs } = timing
  return createInteractionsEndpoint({
    ...{ rest, publicKey, url, registerCommands, onGuilds, connectRetryMs, now, log, onFatal },
  })
}

/** Bull Board is only loaded if the operator wants it. */
async function addAdminQueuesIfWanted({ config, web }: AppContext, { queue }: FailFastServices): Promise<void> {
  const { adminToken: token } = config
  if (!token) return
  const [{ addAdminQueues }, { createBoardAdapters }] = await Promise.all([
    import('../web/admin-queues.ts'),
    import('../queue/board-adapters.ts'),
  ])
  addAdminQueues(web, { token, adapters: createBoardAdapters(queue.all()) })
}

/**
 * The `web` role: the pages to link an account, Strava's webhook, and perhaps Discord's interactions. Returns the push
 * subscription and the interactions endpoint, to start once the server is listening.
 */
export async function addWeb(context: AppContext, services: FailFastServices, interactions: InteractionHandling) {
  const { config, web, metrics, log, now, timing } = context
  const { repositories, queue, strava } = services
  const { publicUrl, strava: application, settleSeconds } = config
  const { oauth, subscriptions } = strava
  const { oauthStates, links, seats, sharePreferences, subscription, openEvents, posts, deriveSecret } = repositories
  const { clientId, webhookSecret, buttonFile } = application
  const stravaButtonUrl = buttonFile && (await addStravaButton(web, { publicUrl, file: buttonFile }))
  addAboutRoutes(web, config)
  await addAdminQueuesIfWanted(context, services)
  addLinkAccountRoutes(web, {
    publicUrl,
    stravaButtonUrl,
    oauthStates,
    links,
    seats,
    sharePreferences,
    oauth,
    mayReadActivities,
    saveLink: repositories.link,
    queue,
    now,
    log,
  })
  const endpoint = toWebhookEndpoint({ publicUrl, clientId, deriveSecret, webhookSecret })
  addStravaWebhookRoutes(web, {
    ...{ endpoint, subscription, history: repositories.activityHistory, links, openEvents, posts, queue, now, log },
    tracing: context.tracing,
    onEvent: subscription.recordEvent,
    onAnswer: metrics.forWeb().eventAnswered,
    settleMs: settleSeconds * 1000,
    windowMs: application.windowSeconds * 1000,
    answerTimeoutMs: timing.webhookAnswerMs,
    isRedisUnavailable,
  })
  return {
    subscriber: createPushSubscription({
      ...{ publicUrl, endpoint, subscriptions, store: subscription, now, log },
      firstPauseMs: timing.subscriptionRetryMs,
    }),
    endpoint: addInteractionsEndpoint(context, services, interactions),
  }
}
