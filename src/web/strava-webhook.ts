import { setTimeout as after } from 'node:timers/promises'
import type { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { timingSafeEqual } from 'hono/utils/buffer'
import { z } from 'zod'
import { newCorrelationId } from '../correlation-id.ts'
import { AppError } from '../errors.ts'
import { checkActivities } from '../jobs/catch-up/catch-up.ts'
import { verifyAuthorization } from '../jobs/membership/verify-authorization.ts'
import { syncActivity } from '../jobs/sync-activity/sync-activity.ts'
import { withdrawActivity } from '../jobs/sync-activity/withdraw-activity.ts'
import type { Log } from '../logger.ts'
import type { JobRequest } from '../queue/job-request.ts'
import type { JobQueue } from '../queue/queue.ts'
import type { Links } from '../redis/links.ts'
import type { OpenEvents } from '../redis/open-events.ts'
import type { Posts } from '../redis/posts.ts'
import type { SubscriptionStore } from '../redis/subscription-store.ts'
import type { WebhookEndpoint } from './webhook-endpoint.ts'

export interface WebhookOptions {
  endpoint: WebhookEndpoint
  /** The subscription whose events are ours; without an id it is not known. */
  subscription: Pick<SubscriptionStore, 'read'>
  /** Strava told of something. Epoch milliseconds. */
  onEvent: (at: number) => Promise<void>
  links: Pick<Links, 'isLinked'>
  /** Whether an event may have a job of its own: not where its athlete has many of them. */
  openEvents: Pick<OpenEvents, 'open'>
  /** Whether anything is remembered of an activity. */
  posts: Pick<Posts, 'has'>
  queue: Pick<JobQueue, 'add'>
  /** How long an activity may wait for its next event. Milliseconds. */
  settleMs: number
  /** How long the shorter of Strava's windows lasts. Milliseconds. */
  windowMs: number
  isRedisUnavailable: (error: unknown) => boolean
  now: () => number
  log: Log
}

/** Strava's events are less than a kilobyte. Bytes. */
const MAX_BODY_BYTES = 16 * 1024

/** Strava waits for two seconds and tries three times in all: better a quick no than a late yes. Milliseconds. */
const RESPONSE_TIMEOUT_MS = 200

/** What may have been hidden waits no longer than this for its next event. Milliseconds. */
const MAX_SETTLE_MS = 5000

/** Many events of one athlete are looked at together after this part of the shorter of Strava's windows: two minutes. */
const BATCH_WINDOW_SHARE = 2 / 15

/** How exactly it is known when the last event came. */
const EVENT_TIME_INTERVAL_MS = 60_000

/** How often the subscription is read again while events come that are not of it. Milliseconds. */
const REREAD_INTERVAL_MS = 1000

const id = z
  .int()
  .positive()
  .transform((value) => String(value))
  .or(z.string().regex(/^\d{1,20}$/))

/**
 * An event as far as it matters (developers.strava.com/docs/webhooks): whom and what to look at. That something was deleted or made private
 * is believed until it is read; nothing else is.
 */
const eventSchema = z.object({
  object_type: z.string(),
  object_id: id,
  owner_id: id,
  subscription_id: id,
  /** Missing in some events; in those of an athlete it says `authorized: "false"` when access was taken back. */
  aspect_type: z.string().nullish().catch(undefined),
  updates: z.object({ authorized: z.unknown(), private: z.unknown() }).partial().nullish().catch(undefined),
})

type WebhookEvent = z.infer<typeof eventSchema>

function toEvent(body: string): WebhookEvent | undefined {
  try {
    return eventSchema.safeParse(JSON.parse(body)).data
  } catch {
    return undefined
  }
}

/** What the log may tell of an event of a member's: which activity, and not whose. */
const logFieldsOf = ({ object_type, object_id, aspect_type }: WebhookEvent) => ({
  event: object_type,
  aspect: aspect_type ?? undefined,
  ...(object_type === 'activity' ? { activityId: object_id } : {}),
})

/** Whether events of a subscription are ours. Another process may have made a new one: what differs is read again, at most once a second. */
function createSubscriptionCheck({ subscription, now }: Pick<WebhookOptions, 'subscription' | 'now'>) {
  let knownId: Promise<string | undefined> = Promise.resolve(undefined)
  let readAt = Number.NEGATIVE_INFINITY

  const readAgain = () => {
    readAt = now()
    knownId = subscription.read().then((read) => read?.id)
    knownId.catch(() => {
      knownId = Promise.resolve(undefined)
      readAt = Number.NEGATIVE_INFINITY
    })
  }

  return async (given: string): Promise<boolean> => {
    if ((await knownId) === given) return true
    if (now() - readAt >= REREAD_INTERVAL_MS) readAgain()
    const id = await knownId
    return id === undefined || id === given
  }
}

/**
 * Strava's webhook: `GET /webhooks/strava/:secret` answers the handshake, `POST` takes events. An event is a hint: it queues a job that
 * looks for itself, and is answered when Redis has the job. 503 asks Strava to try again.
 */
export function addStravaWebhookRoutes(app: Hono, options: WebhookOptions): void {
  const { endpoint, subscription, onEvent, links, openEvents, posts, queue, now, log } = options
  const { settleMs, windowMs, isRedisUnavailable } = options
  const isOurSubscription = createSubscriptionCheck({ subscription, now })
  const path = '/webhooks/strava/:secret'
  let recordedAt = Number.NEGATIVE_INFINITY

  /** Remembers when the last event came, to the minute. Nobody waits for it. */
  const recordEventTime = () => {
    if (now() - recordedAt < EVENT_TIME_INTERVAL_MS) return
    recordedAt = now()
    onEvent(recordedAt).catch((error) => log.debug({ err: error }, 'the moment of an event was not kept'))
  }

  /** The work that an event about an activity asks for. Whoever knows this address can make up events: they cost an athlete few reads. */
  async function toActivityJob({ object_id, owner_id, aspect_type, updates }: WebhookEvent): Promise<JobRequest> {
    const ids = { athleteId: owner_id, activityId: object_id }
    if (aspect_type === 'delete' || String(updates?.private) === 'true') return withdrawActivity.request(ids)
    if (!(await openEvents.open(owner_id, object_id)) && !(await posts.has(owner_id, object_id))) {
      return checkActivities.request(
        { athleteId: owner_id },
        { delay: Math.max(settleMs, windowMs * BATCH_WINDOW_SHARE) },
      )
    }
    const visibilityMayHaveChanged = updates?.private !== undefined
    const delay = visibilityMayHaveChanged ? Math.min(settleMs, MAX_SETTLE_MS) : settleMs
    return syncActivity.request(
      { ...ids, ...(visibilityMayHaveChanged ? { visibilityMayHaveChanged } : {}) },
      { delay },
    )
  }

  /** The work that an event of interest asks for. */
  const toJob = async (event: WebhookEvent): Promise<JobRequest> =>
    event.object_type === 'activity' ? toActivityJob(event) : verifyAuthorization.request({ athleteId: event.owner_id })

  /** Why an event asks for nothing; undefined where it asks for something. */
  async function ignoreReason({
    object_type,
    owner_id,
    subscription_id,
    updates,
  }: WebhookEvent): Promise<string | undefined> {
    const isDeauthorization = object_type === 'athlete' && String(updates?.authorized) === 'false'
    if (object_type !== 'activity' && !isDeauthorization) return 'nothing to do for it'
    if (!(await isOurSubscription(subscription_id))) return 'of another subscription'
    return (await links.isLinked(owner_id)) ? undefined : 'the athlete is not linked'
  }

  /** Queues what an event asks for. Events of strangers ask for nothing. */
  async function enqueueEvent(event: WebhookEvent): Promise<200 | 503> {
    try {
      const reason = await ignoreReason(event)
      if (reason) log.debug(`event ignored: ${reason}`)
      else {
        const correlationId = newCorrelationId()
        await queue.add({ ...(await toJob(event)), correlationId })
        recordEventTime()
        log.debug({ ...logFieldsOf(event), correlationId }, 'event queued')
      }
      return 200
    } catch (error) {
      if (isRedisUnavailable(error) || (error instanceof AppError && error.kind === 'redis-unavailable')) return 503
      throw error
    }
  }

  app.use(path, async (context, next) =>
    (await timingSafeEqual(context.req.param('secret') ?? '', endpoint.secret)) ? next() : context.notFound(),
  )

  app.get(path, async (context) => {
    const challenge = context.req.query('hub.challenge')
    if (!(await timingSafeEqual(context.req.query('hub.verify_token') ?? '', endpoint.verifyToken)))
      return context.body(null, 403)
    return challenge === undefined ? context.body(null, 400) : context.json({ 'hub.challenge': challenge })
  })

  const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (context) => context.body(null, 413) })
  app.post(path, limit, async (context) => {
    const event = toEvent(await context.req.text().catch(() => ''))
    if (!event) return context.body(null, 400)
    // The rest of work that comes too late is done all the same: adding a job twice is harmless.
    return context.body(
      null,
      await Promise.race([enqueueEvent(event), after(RESPONSE_TIMEOUT_MS, 503 as const, { ref: false })]),
    )
  })
}
