import type { PlaygroundWorld } from '../playground-world.ts'
import type { ProgramFiguresView, ReadBudgetView } from '../protocol.ts'

interface Sample {
  name: string
  labels: Record<string, string>
  value: number
}

/** Parses Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function parseMetrics(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, list = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
    if (name === undefined) return []
    const labels = [...list.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label, text])
    return [{ name, labels: Object.fromEntries(labels), value: Number(value) }]
  })
}

const QUARTER_MS = 15 * 60_000
const DAY_MS = 24 * 3600_000

/** Strava's rate limit windows: quarter hours and UTC days. */
const WINDOW_MS = { quarter: QUARTER_MS, day: DAY_MS } as const

const windowEnd = (window: ReadBudgetView['window'], now: number) =>
  (Math.floor(now / WINDOW_MS[window]) + 1) * WINDOW_MS[window]

/** The metrics that the page shows; undefined if they are missing. `now` in milliseconds. */
export function toFigures(text: string, now: number): ProgramFiguresView | undefined {
  const samples = parseMetrics(text)
  const read = (name: string, wanted: Record<string, string> = {}) =>
    samples.find(
      (one) => one.name === name && Object.entries(wanted).every(([label, value]) => one.labels[label] === value),
    )?.value ?? 0
  const calls = 'domestique_strava_calls'
  if (!samples.some(({ name }) => name === calls)) return undefined
  const outage = (['down', 'inactive'] as const).find((reason) => read('domestique_strava_away', { reason }) === 1)
  return {
    budgets: (['quarter', 'day'] as const).map((window) => ({
      window,
      used: read(calls, { window, bucket: 'read', kind: 'used' }),
      limit: read(calls, { window, bucket: 'read', kind: 'allowed' }),
      endsAt: windowEnd(window, now),
    })),
    booked: read('domestique_strava_booked_calls'),
    outage,
    queues: ['commands', 'background'].map((queue) => {
      const count = (state: string) => read('domestique_queue_jobs', { queue, state })
      return {
        name: queue,
        waiting: count('waiting') + count('prioritized'),
        active: count('active'),
        delayed: count('delayed'),
        failed: count('failed'),
      }
    }),
  }
}

/** The minimum time between requests, and the usual one while a page is open. Milliseconds. */
const MIN_INTERVAL_MS = 1000
const IDLE_INTERVAL_MS = 5000

const TIMEOUT_MS = 3000

/** Fetches the program's metrics while a page is open, and soon after there is activity. */
export function watchMetrics(
  { publicUrl, clock }: Pick<PlaygroundWorld, 'publicUrl' | 'clock'>,
  onFigures: (figures: ProgramFiguresView | undefined) => void,
) {
  let watchers = 0
  let askedAt = 0
  let timer: NodeJS.Timeout | undefined

  async function ask(): Promise<void> {
    askedAt = Date.now()
    const url = publicUrl()
    try {
      if (url === undefined) return onFigures(undefined)
      const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(TIMEOUT_MS) })
      onFigures(response.ok ? toFigures(await response.text(), clock.now()) : undefined)
    } catch {
      // The program is restarting.
      onFigures(undefined)
    } finally {
      schedule(IDLE_INTERVAL_MS)
    }
  }

  function schedule(afterMs: number) {
    clearTimeout(timer)
    if (watchers > 0) timer = setTimeout(ask, Math.max(afterMs, askedAt + MIN_INTERVAL_MS - Date.now()))
  }

  return {
    /** Call while a page is open. Returns a function that ends it. */
    watch(): () => void {
      watchers += 1
      schedule(0)
      return () => {
        watchers -= 1
        if (watchers === 0) clearTimeout(timer)
      }
    },
    /** Call when the figures may have changed. */
    askSoon: () => schedule(0),
  }
}
