import { isRedisUnavailable } from '../store/connection.ts'
import { mayReadActivities } from '../strava/oauth.ts'
import { toCallback } from '../web/callback.ts'
import { addConnect } from '../web/connect.ts'
import { createSubscriber } from '../web/subscribe.ts'
import { addWebhook } from '../web/webhook.ts'
import type { AppContext, FailFastServices } from './context.ts'

/** The role `web`: pages for linking, and Strava's events. Answers what keeps the subscription to them. */
export function addWeb({ config, web, log, now }: AppContext, { repositories, queue, strava }: FailFastServices) {
  const { publicUrl, strava: application, settleSeconds } = config
  const { oauth, subscriptions } = strava
  const { states, links, subscription, openEvents, posts, derive } = repositories
  addConnect(web, { publicUrl, states, links, oauth, mayReadActivities, keepLink: repositories.link, queue, now, log })
  const { clientId, webhookSecret } = application
  const callback = toCallback({ publicUrl, clientId, derive, webhookSecret })
  addWebhook(web, {
    ...{ callback, subscription, links, openEvents, posts, queue, now, log },
    onEvent: subscription.recordEvent,
    settle: settleSeconds * 1000,
    windowMs: application.windowSeconds * 1000,
    isRedisUnavailable,
  })
  return createSubscriber({ publicUrl, callback, subscriptions, store: subscription, now, log })
}
