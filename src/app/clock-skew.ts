import type { Log } from '../logger.ts'

type DatedService = 'Discord' | 'Strava'

/** Smaller differences are network latency, or harmless. */
const TOLERANCE_MS = 60_000

/**
 * Compares the local clock with the `Date` header of each response. Logs a difference once when it appears and once
 * when it is gone.
 */
export function createClockSkew({ now, log }: { now: () => number; log: Log }) {
  /** How far the local clock is ahead of a service's, in milliseconds; negative if behind. */
  const known = new Map<DatedService, number>()

  return {
    record(service: DatedService, date: string | null): void {
      const theirs = Date.parse(date ?? '')
      if (Number.isNaN(theirs)) return
      const skewMs = now() - theirs
      const before = known.get(service)
      // The clock was set: what was measured against other services is outdated.
      if (before !== undefined && Math.abs(skewMs - before) > TOLERANCE_MS / 2) known.clear()
      if (Math.abs(skewMs) <= TOLERANCE_MS) {
        known.delete(service)
        if (before !== undefined) log.info({ service }, 'the clock of this machine is correct again')
        return
      }
      known.set(service, skewMs)
      if (before !== undefined) return
      const aheadSeconds = Math.round(skewMs / 1000)
      log.warn({ service, aheadSeconds }, 'the clock of this machine is wrong: synchronize it, for example with NTP')
    },
  }
}
