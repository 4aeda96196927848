import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

interface StravaReading {
  used: Record<string, Record<string, number>>
  limits: Record<string, Record<string, number>>
  reserved: number
  outageReason: string | undefined
}

/** The metrics of one process in Prometheus format. Labels never contain ids or people's text. */
export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  const stravaCalls = new Histogram({
    name: 'domestique_strava_call_seconds',
    help: 'Strava API calls by endpoint and status; status 0: no response.',
    labelNames: ['endpoint', 'status'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  const defers = new Histogram({
    name: 'domestique_defer_seconds',
    help: 'Time from receiving an interaction to acknowledging it, by command; Discord allows three seconds.',
    labelNames: ['command'],
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
    registers,
  })
  const jobs = new Counter({
    name: 'domestique_jobs_total',
    help: 'Job runs by queue, name and outcome.',
    labelNames: ['queue', 'job', 'outcome'],
    registers,
  })

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    stravaCall: ({ endpoint, status, duration }: { endpoint: string; status: number; duration: number }) =>
      stravaCalls.observe({ endpoint, status: String(status) }, duration / 1000),
    deferred: (command: string, milliseconds: number) => defers.observe({ command }, Math.max(milliseconds, 0) / 1000),
    jobEnded: (queue: string, job: string, outcome: string) => jobs.inc({ queue, job, outcome }),

    /** The usage of Strava's limits and the state of the circuit breaker, read on each scrape. */
    watchStrava(read: () => Promise<StravaReading>): void {
      const look = () => read().catch(() => undefined)
      new Gauge({
        name: 'domestique_strava_calls',
        help: 'Strava API calls in the current windows, by bucket and kind (used or allowed).',
        labelNames: ['window', 'bucket', 'kind'],
        registers,
        async collect() {
          this.reset()
          const { used = {}, limits = {} } = (await look()) ?? {}
          for (const [kind, windows] of Object.entries({ used, allowed: limits })) {
            for (const [window, buckets] of Object.entries(windows)) {
              for (const [bucket, count] of Object.entries(buckets)) this.set({ window, bucket, kind }, count)
            }
          }
        },
      })
      new Gauge({
        name: 'domestique_strava_booked_calls',
        help: 'Strava API calls that wait for a slot in a later window.',
        registers,
        async collect() {
          this.set((await look())?.reserved ?? 0)
        },
      })
      new Gauge({
        name: 'domestique_strava_away',
        help: '1 while the circuit breaker is open: Strava is down or has deactivated the application (inactive).',
        labelNames: ['reason'],
        registers,
        async collect() {
          const reason = (await look())?.outageReason
          for (const one of ['down', 'inactive']) this.set({ reason: one }, one === reason ? 1 : 0)
        },
      })
    },

    /** The numbers of jobs by state, read on each scrape. */
    watchQueue(counts: () => Promise<Record<string, Record<string, number>>>): void {
      new Gauge({
        name: 'domestique_queue_jobs',
        help: 'Jobs by queue and state.',
        labelNames: ['queue', 'state'],
        registers,
        async collect() {
          this.reset()
          const queues = await counts().catch(() => ({}))
          for (const [queue, states] of Object.entries(queues)) {
            for (const [state, count] of Object.entries(states)) this.set({ queue, state }, count)
          }
        },
      })
    },
  }
}
