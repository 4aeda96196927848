import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

interface StravaReading {
  used: Record<string, Record<string, number>>
  limits: Record<string, Record<string, number>>
  reserved: number
  outageReason: string | undefined
}

/** The counts of members and feeds in Redis. */
interface StoredCounts {
  connectedAccounts: number
  invalidLinks: number
  sharingMembers: number
  feeds: number
  pausedFeeds: number
  athleteCapacity: number
  seatsTaken: number
  waitingPeople: number
}

type Sample = [labels: Record<string, string>, value: number]

interface GaugeDescription {
  name: string
  help: string
  labelNames?: string[]
}

const JOB_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900]

/**
 * The metrics of one process in Prometheus format. Labels never contain ids or people's text. Metrics of
 * a role are only registered by that role.
 */
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
  const discordCalls = new Counter({
    name: 'domestique_discord_calls_total',
    help: 'Discord API calls by status; status 0: no response.',
    labelNames: ['status'],
    registers,
  })

  /** A gauge that is read on each scrape. If the read fails, the gauge is not reported. */
  function readOnScrape(description: GaugeDescription, read: () => Promise<Sample[]>): void {
    new Gauge<string>({
      ...description,
      registers,
      async collect() {
        const samples = await read().catch(() => [])
        this.reset()
        // Resetting sets a gauge without labels to 0.
        if (!description.labelNames) this.remove()
        for (const [labels, value] of samples) this.set(labels, value)
      },
    })
  }

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    stravaCall: ({ endpoint, status, durationMs }: { endpoint: string; status: number; durationMs: number }) =>
      stravaCalls.observe({ endpoint, status: String(status) }, durationMs / 1000),
    deferred: (command: string, milliseconds: number) => defers.observe({ command }, Math.max(milliseconds, 0) / 1000),
    discordCall: (status: number) => discordCalls.inc({ status: String(status) }),

    /** The usage of Strava's limits and the state of the circuit breaker, read on each scrape. */
    watchStrava(read: () => Promise<StravaReading>): void {
      readOnScrape(
        {
          name: 'domestique_strava_calls',
          help: 'Strava API calls in the current windows, by bucket and kind (used or allowed).',
          labelNames: ['window', 'bucket', 'kind'],
        },
        async () => {
          const { used, limits } = await read()
          return Object.entries({ used, allowed: limits }).flatMap(([kind, windows]) =>
            Object.entries(windows).flatMap(([window, buckets]) =>
              Object.entries(buckets).map(([bucket, count]): Sample => [{ window, bucket, kind }, count]),
            ),
          )
        },
      )
      readOnScrape(
        {
          name: 'domestique_strava_booked_calls',
          help: 'Strava API calls that wait for a slot in a later window.',
        },
        async () => [[{}, (await read()).reserved]],
      )
      readOnScrape(
        {
          name: 'domestique_strava_away',
          help: '1 while the circuit breaker is open: Strava is down or has deactivated the application (inactive).',
          labelNames: ['reason'],
        },
        async () => {
          const { outageReason } = await read()
          return ['down', 'inactive'].map((reason): Sample => [{ reason }, reason === outageReason ? 1 : 0])
        },
      )
    },

    /** The numbers of jobs by queue and state, and the waiting times by queue in milliseconds, read on each scrape. */
    watchQueue(
      counts: () => Promise<Record<string, Record<string, number>>>,
      oldestWaits: () => Promise<Record<string, number>>,
    ): void {
      readOnScrape(
        { name: 'domestique_queue_jobs', help: 'Jobs by queue and state.', labelNames: ['queue', 'state'] },
        async () =>
          Object.entries(await counts()).flatMap(([queue, states]) =>
            Object.entries(states).map(([state, count]): Sample => [{ queue, state }, count]),
          ),
      )
      readOnScrape(
        {
          name: 'domestique_queue_oldest_job_seconds',
          help: 'Age of the oldest job that waits for a worker, by queue; 0: none waits. Seconds since it was due.',
          labelNames: ['queue'],
        },
        async () => Object.entries(await oldestWaits()).map(([queue, waited]): Sample => [{ queue }, waited / 1000]),
      )
    },

    /** The members and feeds in Redis, read on each scrape. */
    watchStored(read: () => Promise<StoredCounts>): void {
      const watch = (description: GaugeDescription, count: keyof StoredCounts) =>
        readOnScrape(description, async () => [[{}, (await read())[count]]])
      watch(
        {
          name: 'domestique_connected_accounts',
          help: 'Connected Strava accounts.',
        },
        'connectedAccounts',
      )
      watch(
        {
          name: 'domestique_athlete_capacity',
          help: 'How many athletes the Strava application may have, as set; 0: unknown.',
        },
        'athleteCapacity',
      )
      watch(
        {
          name: 'domestique_seats_taken',
          help: 'Connected athletes, those whose access is not revoked yet, and seats that are held for people.',
        },
        'seatsTaken',
      )
      watch(
        { name: 'domestique_waiting_people', help: 'People who wait for a free seat; nothing is held for them yet.' },
        'waitingPeople',
      )
      watch({ name: 'domestique_dead_links', help: 'Members who have to reconnect Strava.' }, 'invalidLinks')
      watch({ name: 'domestique_members', help: 'Members who share in at least one server.' }, 'sharingMembers')
      watch({ name: 'domestique_feeds', help: 'Feeds in servers that the bot is in.' }, 'feeds')
      watch({ name: 'domestique_paused_feeds', help: 'Feeds in which the bot may not post.' }, 'pausedFeeds')
    },

    /** Metric of the `bot` role. `count` returns undefined while the number isn't known. */
    watchServers(count: () => number | undefined): void {
      readOnScrape({ name: 'domestique_servers', help: 'Servers on the gateway shards of this process.' }, async () => {
        const servers = count()
        return servers === undefined ? [] : [[{}, servers]]
      })
    },

    /** Metrics of the `worker` role. */
    forWorker() {
      const jobs = new Counter({
        name: 'domestique_jobs_total',
        help: 'Job runs by queue, name and outcome.',
        labelNames: ['queue', 'job', 'outcome'],
        registers,
      })
      const jobWaits = new Histogram({
        name: 'domestique_job_wait_seconds',
        help: 'Time that a job waited for a worker before its first run, by queue.',
        labelNames: ['queue'],
        buckets: JOB_BUCKETS,
        registers,
      })
      const jobRuns = new Histogram({
        name: 'domestique_job_run_seconds',
        help: 'Time that a run of a job took, by queue and name.',
        labelNames: ['queue', 'job'],
        buckets: JOB_BUCKETS,
        registers,
      })
      const posts = new Counter({
        name: 'domestique_posts_total',
        help: 'Posts that had to be sent, edited or deleted, by outcome.',
        labelNames: ['outcome'],
        registers,
      })
      const eventToMessage = new Histogram({
        name: 'domestique_event_to_message_seconds',
        help: "Time from Strava's event to the message about a new activity, SETTLE_SECONDS included.",
        buckets: [5, 15, 30, 45, 60, 120, 300, 900, 3600, 14400],
        registers,
      })
      return {
        /** `waitedMs`: undefined if the job ran before. */
        jobEnded(queue: string, job: string, outcome: string, times: { waitedMs: number | undefined; ranMs: number }) {
          jobs.inc({ queue, job, outcome })
          if (times.waitedMs !== undefined) jobWaits.observe({ queue }, times.waitedMs / 1000)
          jobRuns.observe({ queue, job }, times.ranMs / 1000)
        },
        postEnded: (outcome: string) => posts.inc({ outcome }),
        messageSent: (sinceEventMs: number) => eventToMessage.observe(Math.max(sinceEventMs, 0) / 1000),
      }
    },

    /** Metrics of the `web` role. */
    forWeb() {
      const eventAnswers = new Histogram({
        name: 'domestique_event_answer_seconds',
        help: "Time until an event of Strava's was answered, by outcome (queued, ignored, unavailable).",
        labelNames: ['outcome'],
        buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2],
        registers,
      })
      return {
        eventAnswered: (outcome: string, milliseconds: number) =>
          eventAnswers.observe({ outcome }, Math.max(milliseconds, 0) / 1000),
      }
    },
  }
}

export type WorkerMetrics = ReturnType<ReturnType<typeof createMetrics>['forWorker']>
