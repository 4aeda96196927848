import { createHmac, randomBytes } from 'node:crypto'
import { handshake } from './handshake.ts'
import type { NextEvent, PushSubscription, SentEvent, StravaEvent } from './push-event.ts'
import { toStravaDate } from './strava-date.ts'

const TIMEOUT_MS = 2000
const MAX_ATTEMPTS = 3

export type PushDelivery = ReturnType<typeof createPushDelivery>

/** The application's subscription and its deliveries: one after the other, three attempts each. */
interface PushOptions {
  now: () => number
  clientId: string
  retryMs: number
  onChange: () => void
}

export function createPushDelivery({ now, clientId, retryMs, onChange }: PushOptions) {
  const events: SentEvent[] = []
  const inFlight = new Set<Promise<void>>()
  const ending = new AbortController()
  const signingKey = randomBytes(32)
  let subscription: PushSubscription | undefined
  let nextId = 310_001
  let isDropping = false
  let nextEvent: NextEvent | undefined
  const late = new Set<{ dueAt: number; send: () => void; cancel: () => void }>()
  let queue: Promise<void> = Promise.resolve()

  const createSignal = () => AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ending.signal])

  /** Strava's signing key is not public. */
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
      onChange()
      if ((await attempt(sent.event)) === 200) {
        sent.outcome = 'acknowledged'
        onChange()
        return
      }
      if (sent.attempts < MAX_ATTEMPTS) await pause(retryMs * sent.attempts)
    }
    sent.outcome = 'lost'
    onChange()
  }

  function enqueue(sent: SentEvent) {
    queue = track(queue.then(() => deliver(sent)))
  }

  function enqueueLate(sent: SentEvent, delayMs: number) {
    sent.dueAt = now() + delayMs
    const waiting = {
      dueAt: sent.dueAt,
      send() {
        waiting.cancel()
        enqueue(sent)
      },
      cancel() {
        clearTimeout(timer)
        late.delete(waiting)
      },
    }
    const timer = setTimeout(waiting.send, delayMs)
    late.add(waiting)
  }

  function record(event: unknown, outcome: SentEvent['outcome'] = 'pending'): SentEvent {
    const sent: SentEvent = { event, attempts: 0, outcome, at: now() }
    events.push(sent)
    return sent
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
      const how = nextEvent
      nextEvent = undefined
      const isLost = isDropping || how?.kind === 'lost'
      const sent = record(whole, isLost ? 'lost' : 'pending')
      if (isLost) return
      if (how?.kind === 'late') return enqueueLate(sent, how.delayMs)
      enqueue(sent)
      if (how?.kind === 'doubled') enqueue(record(whole))
    },
    nextEvent: () => nextEvent,
    planNextEvent(how: NextEvent | undefined) {
      nextEvent = how
    },
    /** Sends the late events that are due, after the clock was set forward. */
    sendDueEvents() {
      for (const one of [...late]) if (one.dueAt <= now()) one.send()
    },
    isDropping: () => isDropping,
    /**
     * Sends this once, immediately and outside the queue: for duplicates, reordering and forgeries. Resolves to the
     * status.
     */
    async sendEvent(event: unknown): Promise<number> {
      const sent = record(event)
      sent.attempts = 1
      const status = attempt(event)
      await track(
        status.then((answered) => {
          sent.outcome = answered === 200 ? 'acknowledged' : 'lost'
          onChange()
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
      for (const one of [...late]) one.cancel()
      nextEvent = undefined
      isDropping = false
    },
    async waitUntilIdle() {
      while (inFlight.size > 0) await Promise.all([...inFlight])
    },
    async close() {
      ending.abort()
      for (const one of [...late]) one.cancel()
      await Promise.all([...inFlight])
    },
  }
}
