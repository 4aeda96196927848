import { createHmac, randomBytes } from 'node:crypto'
import { handshake } from './handshake.ts'
import type { PushSubscription, SentEvent, StravaEvent } from './push-event.ts'
import { toStravaDate } from './strava-date.ts'

const TIMEOUT_MS = 2000
const MAX_ATTEMPTS = 3

export type PushDelivery = ReturnType<typeof createPushDelivery>

/** The application's subscription and its deliveries: one after the other, three attempts each. */
export function createPushDelivery({
  now,
  clientId,
  retryMs,
}: {
  now: () => number
  clientId: string
  retryMs: number
}) {
  const events: SentEvent[] = []
  const inFlight = new Set<Promise<void>>()
  const ending = new AbortController()
  const signingKey = randomBytes(32)
  let subscription: PushSubscription | undefined
  let nextId = 310_001
  let isDropping = false
  let queue: Promise<void> = Promise.resolve()

  const createSignal = () => AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ending.signal])

  /** Strava signs with a key that it does not publish. */
  function sign(body: string): string {
    const time = Math.floor(now() / 1000)
    return `t=${time},v1=${createHmac('sha256', signingKey).update(`${time}.${body}`).digest('hex')}`
  }

  /** Resolves to the status of the response, or 0 without one. */
  async function attempt(event: unknown): Promise<number> {
    if (!subscription) return 0
    const body = JSON.stringify(event)
    const headers = { 'content-type': 'application/json', 'x-strava-signature': sign(body) }
    try {
      const answer = await fetch(subscription.callback_url, { method: 'POST', headers, body, signal: createSignal() })
      await answer.arrayBuffer()
      return answer.status
    } catch {
      return 0
    }
  }

  async function deliver(sent: SentEvent) {
    while (sent.attempts < MAX_ATTEMPTS && !ending.signal.aborted) {
      sent.attempts += 1
      if ((await attempt(sent.event)) === 200) {
        sent.outcome = 'acknowledged'
        return
      }
      if (sent.attempts < MAX_ATTEMPTS) await pause(retryMs * sent.attempts)
    }
    sent.outcome = 'lost'
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      ending.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  function track(delivery: Promise<void>) {
    const done = delivery.finally(() => inFlight.delete(done))
    inFlight.add(done)
    return done
  }

  return {
    events,
    current: () => subscription,
    cancel() {
      subscription = undefined
    },
    handshake: (callback: string, verifyToken: string) => handshake(callback, verifyToken, createSignal()),
    subscribe(callback: string): PushSubscription {
      const at = toStravaDate(now())
      const fields = { resource_state: 2 as const, application_id: Number(clientId) || 0, callback_url: callback }
      subscription = { id: nextId++, ...fields, created_at: at, updated_at: at }
      return subscription
    },
    emit(event: Omit<StravaEvent, 'subscription_id' | 'event_time'>) {
      if (!subscription) return
      const whole = { ...event, subscription_id: subscription.id, event_time: Math.floor(now() / 1000) }
      const sent: SentEvent = { event: whole, attempts: 0, outcome: isDropping ? 'lost' : 'pending' }
      events.push(sent)
      if (isDropping) return
      queue = track(queue.then(() => deliver(sent)))
    },
    /**
     * Sends this once, immediately and outside the queue: for duplicates, reordering and forgeries. Resolves to the
     * status.
     */
    async sendEvent(event: unknown): Promise<number> {
      const sent: SentEvent = { event, attempts: 1, outcome: 'pending' }
      events.push(sent)
      const status = attempt(event)
      await track(
        status.then((told) => {
          sent.outcome = told === 200 ? 'acknowledged' : 'lost'
        }),
      )
      return status
    },
    dropEvents() {
      isDropping = true
    },
    deliverEvents() {
      isDropping = false
    },
    /** The subscription stays. */
    forgetEvents() {
      events.splice(0)
      isDropping = false
    },
    async waitUntilIdle() {
      while (inFlight.size > 0) await Promise.all([...inFlight])
    },
    async close() {
      ending.abort()
      await Promise.all([...inFlight])
    },
  }
}
