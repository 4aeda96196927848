import { rateLimited, rateLimitedLegacy } from './error-responses.ts'

export type WindowCounts = [quarterHour: number, day: number]
export interface StravaLimits {
  overall: WindowCounts
  read: WindowCounts
}

const DAY_SECONDS = 86_400

type HeaderPair = [name: string, value: string]

export type StravaRateLimits = ReturnType<typeof createStravaRateLimits>

export interface StravaRateLimitOptions {
  now: () => number
  windowSeconds: number
  limits: StravaLimits
  /** real ms: calls that were already sent when the 429 went out are not counted as mistakes */
  graceMs: number
}

/** Counts the application's calls. Windows end at multiples of their length; refused calls count too. */
export function createStravaRateLimits(options: StravaRateLimitOptions) {
  const limits = { ...options.limits }
  const bucket = () => ({ window: -1, day: -1, counts: [0, 0] as WindowCounts })
  const buckets = { overall: bucket(), read: bucket() }
  let refusals = 0
  let fullWindow: { until: number; said: number } | undefined

  const index = (seconds: number) => Math.floor(options.now() / (seconds * 1000))
  const endOf = (seconds: number) => (index(seconds) + 1) * seconds * 1000

  function current(name: 'overall' | 'read'): WindowCounts {
    const found = buckets[name]
    if (found.window !== index(options.windowSeconds)) found.counts[0] = 0
    if (found.day !== index(DAY_SECONDS)) found.counts[1] = 0
    found.window = index(options.windowSeconds)
    found.day = index(DAY_SECONDS)
    return found.counts
  }

  function markFull(wholeDay: boolean) {
    fullWindow = { until: wholeDay ? endOf(DAY_SECONDS) : endOf(options.windowSeconds), said: performance.now() }
  }

  const toHeaders = (usage: (name: 'overall' | 'read') => string): HeaderPair[] => [
    ['X-Ratelimit-Limit', limits.overall.join(',')],
    ['X-Ratelimit-Usage', usage('overall')],
    ['X-Readratelimit-Limit', limits.read.join(',')],
    ['X-Readratelimit-Usage', usage('read')],
  ]

  return {
    limits,
    /** Resets the usage and the limits. */
    reset() {
      Object.assign(limits, options.limits)
      Object.assign(buckets, { overall: bucket(), read: bucket() })
      refusals = 0
      fullWindow = undefined
    },
    usage: () => ({ overall: [...current('overall')] as WindowCounts, read: [...current('read')] as WindowCounts }),
    /** Spends one call; false if it must be refused. */
    recordCall(reads: boolean): boolean {
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
    markWindowFull: () => markFull(false),
    /** The response to a refused call, in one of two forms. */
    rateLimitedResponse: (): Response => (refusals++ % 2 === 0 ? rateLimited() : rateLimitedLegacy()),
    /** Another program of the same application used up the rest of this window. */
    exhaust() {
      for (const name of ['overall', 'read'] as const) {
        const counts = current(name)
        counts[0] = Math.max(counts[0], limits[name][0])
      }
    },
    /** Resets the usage of this window and this day. */
    clearUsage() {
      Object.assign(buckets, { overall: bucket(), read: bucket() })
      fullWindow = undefined
    },
    /** When this window and this day end, in ms. */
    windowEnds: () => ({ window: endOf(options.windowSeconds), day: endOf(DAY_SECONDS) }),
    /** Whether a 429 told the program that this window is used up. */
    isKnownFull: () =>
      fullWindow !== undefined &&
      options.now() < fullWindow.until &&
      performance.now() - fullWindow.said >= options.graceMs,
    setLimits(changed: Partial<StravaLimits>) {
      Object.assign(limits, changed)
    },
    /** `full` reports the quarter hour as used up, as in a 429. */
    headers(full = false): HeaderPair[] {
      return toHeaders((name) => {
        const [quarter, day] = current(name)
        return `${full ? Math.max(quarter, limits[name][0]) : quarter},${day}`
      })
    },
    /** The headers of responses that are not counted, whatever the usage. */
    idleHeaders: (): HeaderPair[] => toHeaders(() => '0,0'),
  }
}
