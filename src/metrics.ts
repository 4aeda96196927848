import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** The figures of one process as Prometheus text. Labels are names of our own, never ids or people's text. */
export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  const stravaCalls = new Histogram({
    name: 'domestique_strava_call_seconds',
    help: 'Calls of Strava by endpoint and status; status 0: no answer came.',
    labelNames: ['endpoint', 'status'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  const defers = new Histogram({
    name: 'domestique_defer_seconds',
    help: 'From an interaction to its acknowledgement, by command; Discord gives three seconds.',
    labelNames: ['command'],
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
    registers,
  })
  const jobs = new Counter({
    name: 'domestique_jobs_total',
    help: 'Runs of jobs by lane, name and outcome.',
    labelNames: ['lane', 'job', 'outcome'],
    registers,
  })

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    stravaCall: ({ endpoint, status, duration }: { endpoint: string; status: number; duration: number }) =>
      stravaCalls.observe({ endpoint, status: String(status) }, duration / 1000),
    deferred: (command: string, milliseconds: number) => defers.observe({ command }, Math.max(milliseconds, 0) / 1000),
    jobEnded: (lane: string, job: string, outcome: string) => jobs.inc({ lane, job, outcome }),

    /** How many jobs wait and failed, read when somebody asks for the metrics. */
    watchQueue(counts: () => Promise<Record<string, Record<string, number>>>): void {
      new Gauge({
        name: 'domestique_queue_jobs',
        help: 'Jobs by lane and state.',
        labelNames: ['lane', 'state'],
        registers,
        async collect() {
          this.reset()
          const lanes = await counts().catch(() => ({}))
          for (const [lane, states] of Object.entries(lanes)) {
            for (const [state, count] of Object.entries(states)) this.set({ lane, state }, count)
          }
        },
      })
    },
  }
}
