import { isRedisUnavailable } from '../redis/connection.ts'
import { mayReadActivities } from '../strava/oauth.ts'
import { addAboutRoutes } from '../web/about.ts'
import { createPushSubscription } from '../web/ensure-push-subscription.ts'
import { addLinkAccountRoutes } from '../web/link-account/link-account.ts'
import { addStravaButton } from '../web/strava-button.ts'
import { addStravaWebhookRoutes } from '../web/strava-webhook.ts'
import { toWebhookEndpoint } from '../web/webhook-endpoint.ts'
import type { AppContext, FailFastServices } from './context.ts'

/**
 * The `web` role: the pages to link an account, and Strava's webhook. Returns the push subscription, to run once the
 * server is listening.
 */
export async function addWeb({ config, web, log, now }: AppContext, { repositories, queue, strava }: FailFastServices) {
  const { publicUrl, strava: application, settleSeconds } = config
  const { oauth, subscriptions } = strava
  const { states, links, sharePreferences, subscription, openEvents, posts, derive } = repositories
  const { clientId, webhookSecret, buttonFile } = application
  const stravaButtonUrl = buttonFile && (await addStravaButton(web, { publicUrl, file: buttonFile }))
  addAboutRoutes(web, config)
  addLinkAccountRoutes(web, {
    publicUrl,
    stravaButtonUrl,
    states,
    links,
    sharePreferences,
    oauth,
    mayReadActivities,
    saveLink: repositories.link,
    queue,
    now,
    log,
  })
  const endpoint = toWebhookEndpoint({ publicUrl, clientId, derive, webhookSecret })
  addStravaWebhookRoutes(web, {
    ...{ endpoint, subscription, links, openEvents, posts, queue, now, log },
    onEvent: subscription.recordEvent,
    settleMs: settleSeconds * 1000,
    windowMs: application.windowSeconds * 1000,
    isRedisUnavailable,
  })
  return createPushSubscription({ publicUrl, endpoint, subscriptions, store: subscription, now, log })
}
