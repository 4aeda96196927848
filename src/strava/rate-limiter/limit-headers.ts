import type { WindowName } from '../../core/rate-limit-windows.ts'
import { BUCKETS, type Bucket, type Usage } from './usage.ts'

/** Lower case is enough: `Headers` ignores case. */
const HEADER_PREFIXES: Record<Bucket, string> = { overall: 'x-ratelimit', read: 'x-readratelimit' }

type Pair = [quarter: number, day: number]

/** Parses `"15min,day"`. Undefined if the header is absent or invalid. */
function parsePair(headers: Headers, name: string): Pair | undefined {
  const numbers = /^\s*(\d+)\s*,\s*(\d+)\s*$/.exec(headers.get(name) ?? '')
  return numbers ? [Number(numbers[1]), Number(numbers[2])] : undefined
}

/** Values by window and bucket. If only one bucket has headers, its values are used for both. */
function readHeaders(headers: Headers, what: 'limit' | 'usage'): Usage | undefined {
  const [first, second] = BUCKETS.map((bucket) => parsePair(headers, `${HEADER_PREFIXES[bucket]}-${what}`))
  const overall = first ?? second
  const reading = second ?? first
  if (!overall || !reading) return undefined
  return { quarter: { overall: overall[0], read: reading[0] }, day: { overall: overall[1], read: reading[1] } }
}

/** The limits and usage in a response (developers.strava.com/docs/rate-limits). Undefined if it has none. */
export function parseUsage(headers: Headers): { limits: Usage; used: Usage } | undefined {
  const limits = readHeaders(headers, 'limit')
  const used = readHeaders(headers, 'usage')
  return limits && used ? { limits, used } : undefined
}

/**
 * The window that a refusal closes: the day if the response says that the daily limit is used up, otherwise the quarter
 * hour.
 */
export function exhaustedWindow(headers: Headers): WindowName {
  const reported = parseUsage(headers)
  return reported && BUCKETS.some((bucket) => reported.used.day[bucket] >= reported.limits.day[bucket])
    ? 'day'
    : 'quarter'
}
