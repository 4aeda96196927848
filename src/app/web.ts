import { isAway } from '../store/connection.ts'
import { mayReadActivities } from '../strava/oauth.ts'
import { toCallback } from '../web/callback.ts'
import { addConnect } from '../web/connect.ts'
import { createSubscriber } from '../web/subscribe.ts'
import { addWebhook } from '../web/webhook.ts'
import type { Hasty, House } from './house.ts'

/** The role `web`: pages for linking, and Strava's events. Answers what keeps the subscription to them. */
export function addWeb({ config, web, log, now }: House, { rooms, queue, strava }: Hasty) {
  const { publicUrl, strava: application, settleSeconds } = config
  const { oauth, subscriptions } = strava
  const { states, links, subscription, openEvents, posts, derive } = rooms
  addConnect(web, { publicUrl, states, links, oauth, mayReadActivities, keepLink: rooms.link, queue, now, log })
  const { clientId, webhookSecret } = application
  const callback = toCallback({ publicUrl, clientId, derive, webhookSecret })
  addWebhook(web, {
    ...{ callback, subscription, links, openEvents, posts, queue, now, log },
    onEvent: subscription.heard,
    settle: settleSeconds * 1000,
    windowMs: application.windowSeconds * 1000,
    isStoreAway: isAway,
  })
  return createSubscriber({ publicUrl, callback, subscriptions, store: subscription, now, log })
}
