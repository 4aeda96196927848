import { setTimeout as after } from 'node:timers/promises'
import type { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { timingSafeEqual } from 'hono/utils/buffer'
import * as z from 'zod'
import { newCorrelationId } from '../correlation-id.ts'
import { checkActivities } from '../jobs/catch-up/catch-up.ts'
import { verifyAuthorization } from '../jobs/membership/verify-authorization.ts'
import { syncActivity } from '../jobs/sync-activity/sync-activity.ts'
import { withdrawActivity } from '../jobs/sync-activity/withdraw-activity.ts'
import type { Log } from '../logger.ts'
import type { JobRequest } from '../queue/job-request.ts'
import type { JobQueue } from '../queue/queue.ts'
import type { ActivityHistoryStore } from '../redis/activity-history.ts'
import type { Links } from '../redis/links.ts'
import type { OpenEvents } from '../redis/open-events.ts'
import type { Posts } from '../redis/posts.ts'
import type { SubscriptionStore } from '../redis/subscription-store.ts'
import { NO_TRACING, type Tracing } from '../tracing.ts'
import type { WebhookEndpoint } from './webhook-endpoint.ts'

/** `unavailable`: Strava is asked to try again. */
type EventOutcome = 'queued' | 'ignored' | 'unavailable'

export interface WebhookOptions {
  endpoint: WebhookEndpoint
  /** Our push subscription; without an id it isn't known. */
  subscription: Pick<SubscriptionStore, 'read'>
  /** Called for each event. Epoch milliseconds. */
  onEvent: (at: number) => Promise<void>
  /** Called just before the response to an event. */
  onAnswer?: (outcome: EventOutcome, milliseconds: number) => void
  history: Pick<ActivityHistoryStore, 'recordEvent'>
  links: Pick<Links, 'isLinked'>
  /** Whether an event gets its own job: not if its athlete has many. */
  openEvents: Pick<OpenEvents, 'open'>
  /** Whether anything is stored about an activity. */
  posts: Pick<Posts, 'has'>
  queue: Pick<JobQueue, 'add'>
  /** How long an activity waits for further events. Milliseconds. */
  settleMs: number
  /** Length of Strava's short rate-limit window. Milliseconds. */
  windowMs: number
  /** After this long, Strava is asked to try again. */
  answerTimeoutMs: number
  isRedisUnavailable: (error: unknown) => boolean
  tracing?: Pick<Tracing, 'annotate'>
  now: () => number
  log: Log
}

/** Strava's events are less than a kilobyte. Bytes. */
const MAX_BODY_BYTES = 16 * 1024

/** An activity that may have been hidden waits at most this long for further events. Milliseconds. */
const MAX_SETTLE_MS = 5000

/** Many events of one athlete are checked together after this share of Strava's short window: two minutes. */
const BATCH_WINDOW_SHARE = 2 / 15

/** The precision of the last event's time. */
const EVENT_TIME_INTERVAL_MS = 60_000

/** How often the subscription is read again while events of another subscription arrive. Milliseconds. */
const REREAD_INTERVAL_MS = 1000

const id = z
  .int()
  .positive()
  .transform((value) => String(value))
  .or(z.string().regex(/^\d{1,20}$/))

/**
 * The used fields of an event (developers.strava.com/docs/webhooks). Deletions and privacy changes are trusted until
 * the activity is read; nothing else is.
 */
const eventSchema = z.object({
  object_type: z.string(),
  object_id: id,
  owner_id: id,
  subscription_id: id,
  /** Missing in some events. In those of an athlete, `authorized: "false"` means that access was revoked. */
  aspect_type: z.string().nullish().catch(undefined),
  updates: z.object({ authorized: z.unknown(), private: z.unknown() }).partial().nullish().catch(undefined),
})

const KNOWN_ASPECTS = ['create', 'update', 'delete'] as const

type WebhookEvent = z.infer<typeof eventSchema>

function toEvent(body: string): WebhookEvent | undefined {
  try {
    return eventSchema.safeParse(JSON.parse(body)).data
  } catch {
    return undefined
  }
}

/** Fields for the log: which activity, but not whose. */
const logFieldsOf = ({ object_type, object_id, aspect_type }: WebhookEvent) => ({
  event: object_type,
  aspect: aspect_type ?? undefined,
  ...(object_type === 'activity' ? { activityId: object_id } : {}),
})

/**
 * Whether a subscription is ours. Another process may have created a new one, so a different id is looked up again, at
 * most once a second.
 */
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
 * Strava's webhook: `GET /webhooks/strava/:secret` answers the handshake, `POST` receives events. An event is a hint:
 * it queues a job that reads the activity, and is answered once Redis has the job. 503 asks Strava to try again.
 */
export function addStravaWebhookRoutes(app: Hono, options: WebhookOptions): void {
  const { endpoint, subscription, onEvent, onAnswer, history, links, openEvents, posts, queue, now, log } = options
  const { settleMs, windowMs, answerTimeoutMs, isRedisUnavailable, tracing = NO_TRACING } = options
  const isOurSubscription = createSubscriptionCheck({ subscription, now })
  const path = '/webhooks/strava/:secret'
  let recordedAt = Number.NEGATIVE_INFINITY

  /** Saves the time of the last event, to the minute, in the background. */
  const recordEventTime = () => {
    if (now() - recordedAt < EVENT_TIME_INTERVAL_MS) return
    recordedAt = now()
    onEvent(recordedAt).catch((error) => log.debug({ err: error }, 'could not save the time of the last event'))
  }

  /** For `npm run why`, in the background. */
  const recordInHistory = ({ object_type, object_id, owner_id, aspect_type }: WebhookEvent) => {
    if (object_type !== 'activity') return
    // The aspect is part of a field name in Redis, which a forged event must not choose.
    const aspect = KNOWN_ASPECTS.find((known) => known === aspect_type) ?? 'other'
    history
      .recordEvent(owner_id, object_id, aspect)
      .catch((error) => log.debug({ err: error }, 'could not add an event to the history'))
  }

  /**
   * The job for an event about an activity. Anyone who knows the URL can forge events, so they cost an athlete few
   * reads.
   */
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
      { ...ids, ...(visibilityMayHaveChanged ? { visibilityMayHaveChanged } : {}), eventAt: now() },
      { delay },
    )
  }

  /** The job for an event. */
  const toJob = async (event: WebhookEvent): Promise<JobRequest> =>
    event.object_type === 'activity' ? toActivityJob(event) : verifyAuthorization.request({ athleteId: event.owner_id })

  /** Why an event needs no job; undefined if it needs one. */
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

  /** Queues the job for an event. Events of athletes who aren't linked need none. */
  async function enqueueEvent(event: WebhookEvent): Promise<EventOutcome> {
    try {
      const reason = await ignoreReason(event)
      if (reason) {
        // Nothing of athletes who are not linked is logged.
        log.debug({ event: event.object_type, aspect: event.aspect_type ?? undefined, reason }, 'event ignored')
        return 'ignored'
      }
      const correlationId = newCorrelationId()
      tracing.annotate({ correlationId })
      await queue.add({ ...(await toJob(event)), correlationId })
      recordEventTime()
      recordInHistory(event)
      log.debug({ ...logFieldsOf(event), correlationId }, 'event queued')
      return 'queued'
    } catch (error) {
      if (isRedisUnavailable(error)) return 'unavailable'
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
    const receivedAt = now()
    const event = toEvent(await context.req.text().catch(() => ''))
    if (!event) return context.body(null, 400)
    // Late work still finishes: adding a job twice is harmless.
    const outcome = await Promise.race([
      enqueueEvent(event),
      after(answerTimeoutMs, 'unavailable' as const, { ref: false }),
    ])
    onAnswer?.(outcome, now() - receivedAt)
    return context.body(null, outcome === 'unavailable' ? 503 : 200)
  })
}
