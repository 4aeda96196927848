import { rateLimited, rateLimitedInWords } from './faults.ts'

export type Pair = [quarterHour: number, day: number]
export interface Limits {
  overall: Pair
  read: Pair
}

const daySeconds = 86_400

type Header = [name: string, value: string]

export type Budget = ReturnType<typeof createBudget>

export interface BudgetOptions {
  now: () => number
  windowSeconds: number
  limits: Limits
  /** real ms: calls that were on their way when the 429 went out are nobody's fault */
  graceMs: number
}

/** Counts what the application spends. Windows end at multiples of their length; refused calls count too. */
export function createBudget(options: BudgetOptions) {
  const limits = options.limits
  const bucket = () => ({ window: -1, day: -1, counts: [0, 0] as Pair })
  const buckets = { overall: bucket(), read: bucket() }
  let refusals = 0
  let full: { until: number; said: number } | undefined

  const index = (seconds: number) => Math.floor(options.now() / (seconds * 1000))
  const endOf = (seconds: number) => (index(seconds) + 1) * seconds * 1000

  function current(name: 'overall' | 'read'): Pair {
    const found = buckets[name]
    if (found.window !== index(options.windowSeconds)) found.counts[0] = 0
    if (found.day !== index(daySeconds)) found.counts[1] = 0
    found.window = index(options.windowSeconds)
    found.day = index(daySeconds)
    return found.counts
  }

  function markFull(wholeDay: boolean) {
    full = { until: wholeDay ? endOf(daySeconds) : endOf(options.windowSeconds), said: performance.now() }
  }

  const tell = (usage: (name: 'overall' | 'read') => string): Header[] => [
    ['X-Ratelimit-Limit', limits.overall.join(',')],
    ['X-Ratelimit-Usage', usage('overall')],
    ['X-Readratelimit-Limit', limits.read.join(',')],
    ['X-Readratelimit-Usage', usage('read')],
  ]

  return {
    limits,
    usage: () => ({ overall: [...current('overall')] as Pair, read: [...current('read')] as Pair }),
    /** Spends one call; false when it has to be refused. */
    take(reads: boolean): boolean {
      const names = reads ? (['overall', 'read'] as const) : (['overall'] as const)
      const over = (which: 0 | 1) => names.some((name) => current(name)[which] >= limits[name][which])
      const dayFull = over(1)
      const refused = dayFull || over(0)
      for (const name of names) {
        const counts = current(name)
        counts[0] += 1
        counts[1] += 1
      }
      if (refused) markFull(dayFull)
      return !refused
    },
    refuseOne: () => markFull(false),
    /** The answer to a refused call: in the one form and in the other. */
    refusal: (): Response => (refusals++ % 2 === 0 ? rateLimited() : rateLimitedInWords()),
    /** Somebody else with the same application has made the calls that were left in this window. */
    useUp() {
      for (const name of ['overall', 'read'] as const) {
        const counts = current(name)
        counts[0] = Math.max(counts[0], limits[name][0])
      }
    },
    /** Whether the program has been told by a 429 that this window holds nothing more. */
    saidFull: () =>
      full !== undefined && options.now() < full.until && performance.now() - full.said >= options.graceMs,
    setLimits(changed: Partial<Limits>) {
      Object.assign(limits, changed)
    },
    /** `full` tells the quarter hour as used up, as it stands beside a 429. */
    headers(full = false): Header[] {
      return tell((name) => {
        const [quarter, day] = current(name)
        return `${full ? Math.max(quarter, limits[name][0]) : quarter},${day}`
      })
    },
    /** Beside answers that are not counted, whatever is used. */
    idleHeaders: (): Header[] => tell(() => '0,0'),
  }
}
