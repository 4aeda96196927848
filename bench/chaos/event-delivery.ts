import { setTimeout as pause } from 'node:timers/promises'
import type { StravaSandbox } from '../../sandbox/strava/index.ts'
import type { Random } from '../support/random.ts'

const COPIES_PER_EVENT = 3
/** Copies of an event are delivered within this time, mixed with other events. Milliseconds. */
const MAX_DELIVERY_DELAY_MS = 3000
/** Strava makes three attempts in total. */
const MAX_ATTEMPTS = 3

/** Delivers every event three times and out of order, instead of the sandbox's ordered delivery. */
export function createEventDelivery({
  strava,
  random,
  now,
}: {
  strava: StravaSandbox
  random: Random
  now: () => number
}) {
  const inFlight = new Set<Promise<void>>()
  const counts = { events: 0, sent: 0, again: 0, lost: 0 }
  const responseTimes: number[] = []
  const happenedEvents: { at: number; event: unknown }[] = []
  let seen = strava.events.length
  strava.dropEvents()

  async function deliver(event: unknown): Promise<void> {
    await pause(random.next() * MAX_DELIVERY_DELAY_MS)
    await send(event)
  }

  async function send(event: unknown): Promise<void> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      counts.sent += 1
      const startedAt = performance.now()
      const status = await strava.sendEvent(event)
      responseTimes.push(performance.now() - startedAt)
      if (status === 200) return
      counts.again += 1
      await pause(100 * attempt)
    }
    counts.lost += 1
  }

  return {
    counts,
    /** Every event with its time in epoch milliseconds. */
    happenedEvents: happenedEvents,
    /** How long the program took to respond to events, sorted. Milliseconds. */
    responseTimes: () => responseTimes.toSorted((a, b) => a - b),
    /** Delivers the events since the last call, each several times and out of order. */
    deliverScattered(): void {
      const newEvents = strava.events.slice(seen).filter(({ attempts }) => attempts === 0)
      seen = strava.events.length
      for (const { event } of newEvents) {
        counts.events += 1
        happenedEvents.push({ at: now(), event })
        for (let copy = 0; copy < COPIES_PER_EVENT; copy += 1) {
          const done = deliver(event).finally(() => inFlight.delete(done))
          inFlight.add(done)
        }
      }
    },
    /** Delivers the events since the last call, each once and immediately. */
    async deliverNow(): Promise<void> {
      const newEvents = strava.events.slice(seen).filter(({ attempts }) => attempts === 0)
      seen = strava.events.length
      for (const { event } of newEvents) happenedEvents.push({ at: now(), event })
      counts.events += newEvents.length
      await Promise.all(newEvents.map(({ event }) => send(event)))
    },
    async waitUntilIdle(): Promise<void> {
      while (inFlight.size > 0) await Promise.all(inFlight)
    },
  }
}
