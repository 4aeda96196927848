import { BUCKETS, type Bucket, type Usage, type WindowName } from './usage.ts'

/** In either case of letters: `Headers` does not mind. */
const HEADER_PREFIXES: Record<Bucket, string> = { overall: 'x-ratelimit', read: 'x-readratelimit' }

type Pair = [quarter: number, day: number]

/** `"15min,day"` of a header; undefined when it is absent or something else. */
function parsePair(headers: Headers, name: string): Pair | undefined {
  const numbers = /^\s*(\d+)\s*,\s*(\d+)\s*$/.exec(headers.get(name) ?? '')
  return numbers ? [Number(numbers[1]), Number(numbers[2])] : undefined
}

/** By span and bucket, where the headers say it of one bucket at least: what they say of the one holds for the other. */
function readHeaders(headers: Headers, what: 'limit' | 'usage'): Usage | undefined {
  const [first, second] = BUCKETS.map((bucket) => parsePair(headers, `${HEADER_PREFIXES[bucket]}-${what}`))
  const overall = first ?? second
  const reading = second ?? first
  if (!overall || !reading) return undefined
  return { quarter: { overall: overall[0], read: reading[0] }, day: { overall: overall[1], read: reading[1] } }
}

/** What an answer says of the limits and of what is used of them (developers.strava.com/docs/rate-limits); undefined when it says nothing. */
export function parseUsage(headers: Headers): { limits: Usage; used: Usage } | undefined {
  const limits = readHeaders(headers, 'limit')
  const used = readHeaders(headers, 'usage')
  return limits && used ? { limits, used } : undefined
}

/** Which window a refusal closes: the day when the answer says that the day's calls are used up, else the quarter hour. */
export function exhaustedWindow(headers: Headers): WindowName {
  const reported = parseUsage(headers)
  return reported && BUCKETS.some((bucket) => reported.used.day[bucket] >= reported.limits.day[bucket])
    ? 'day'
    : 'quarter'
}
