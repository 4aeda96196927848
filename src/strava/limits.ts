/** Strava's windows end at the quarter hour and at midnight UTC. Milliseconds. */
const QUARTER_HOUR = 15 * 60_000
const DAY = 24 * 3600_000

/** The two buckets: everything, and everything but uploads (developers.strava.com/docs/rate-limits). */
const BUCKETS = ['x-ratelimit', 'x-readratelimit']

/** Calls used of those allowed, from 0 to 1 and beyond, in the current quarter hour and on the current day. */
export interface Used {
  quarter: number
  day: number
}

/** `"15min,day"` of a header; undefined when it is absent. */
function pair(headers: Headers, name: string): [number, number] | undefined {
  const [quarter, day] = (headers.get(name) ?? '').split(',').map(Number)
  return Number.isFinite(quarter) && Number.isFinite(day) ? [quarter as number, day as number] : undefined
}

/** What an answer says of the limits, by the bucket of which more is used; undefined when it says nothing. */
export function toUsed(headers: Headers): Used | undefined {
  const used = BUCKETS.flatMap((name) => {
    const limit = pair(headers, `${name}-limit`)
    const usage = pair(headers, `${name}-usage`)
    return limit && usage ? [{ quarter: usage[0] / limit[0], day: usage[1] / limit[1] }] : []
  })
  if (used.length === 0) return undefined
  return { quarter: Math.max(...used.map(({ quarter }) => quarter)), day: Math.max(...used.map(({ day }) => day)) }
}

const endOf = (length: number, now: number) => (Math.floor(now / length) + 1) * length

/** When calls are allowed again after a refusal: at the end of the quarter hour, or of the day when the day's are used up. Epoch milliseconds. */
export function windowEnd(headers: Headers, now: number): number {
  const used = toUsed(headers)
  return endOf(used !== undefined && used.day >= 1 ? DAY : QUARTER_HOUR, now)
}

/** What this process last heard of the limits. */
export function createLimits({ now }: { now: () => number }) {
  let heard: { used: Used; at: number } | undefined

  return {
    hear(headers: Headers): void {
      const used = toUsed(headers)
      if (used) heard = { used, at: now() }
    },

    /** When work that can wait may call again, so that this share of each window is left for people; undefined: now. Epoch milliseconds. */
    pauseUntil(share: number): number | undefined {
      if (!heard) return undefined
      const { used, at } = heard
      if (used.day >= 1 - share && now() < endOf(DAY, at)) return endOf(DAY, at)
      if (used.quarter >= 1 - share && now() < endOf(QUARTER_HOUR, at)) return endOf(QUARTER_HOUR, at)
      return undefined
    },
  }
}
