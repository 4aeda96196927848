import type { Log } from '../logger.ts'

export type DatedService = 'Discord' | 'Strava'

/** How far the local clock is ahead of a service's, in milliseconds; negative if behind. */
export type SkewByService = Partial<Record<DatedService, number>>

/** Smaller differences are network latency, or harmless. */
const TOLERANCE_MS = 60_000

/** The report in Redis expires, so it is repeated. */
const REPORT_INTERVAL_MS = 60_000

/**
 * Compares the local clock with the `Date` header of each response. Logs a difference once when it appears and once
 * when it is gone. `report` shares it with other processes; undefined means it is gone.
 */
export function createClockSkew(options: {
  now: () => number
  log: Log
  report: (service: DatedService, skewMs: number | undefined) => Promise<void>
}) {
  const { now, log, report } = options
  const known: SkewByService = {}
  /** The clock was set: what was measured against other services is outdated. */
  function forgetOthers(service: DatedService): void {
    for (const other of Object.keys(known) as DatedService[]) {
      if (other === service) continue
      delete known[other]
      void report(other, undefined)
    }
  }

  const reportedAt = new Map<DatedService, number>()

  return {
    record(service: DatedService, date: string | null): void {
      const theirs = Date.parse(date ?? '')
      if (Number.isNaN(theirs)) return
      const at = now()
      const skewMs = at - theirs
      const before = known[service]
      if (before !== undefined && Math.abs(skewMs - before) > TOLERANCE_MS / 2) forgetOthers(service)
      if (Math.abs(skewMs) <= TOLERANCE_MS) {
        delete known[service]
        if (before === undefined) return
        log.info({ service }, 'the clock of this machine is correct again')
        void report(service, undefined)
        return
      }
      known[service] = skewMs
      if (before === undefined) {
        const aheadSeconds = Math.round(skewMs / 1000)
        log.warn({ service, aheadSeconds }, 'the clock of this machine is wrong: synchronize it, for example with NTP')
      }
      if (before !== undefined && Math.abs(at - (reportedAt.get(service) ?? 0)) < REPORT_INTERVAL_MS) return
      reportedAt.set(service, at)
      void report(service, skewMs)
    },

    /** As measured by this process. */
    read: (): SkewByService => ({ ...known }),

    /** Withdraws the reports of this process. */
    async stop(): Promise<void> {
      await Promise.all((Object.keys(known) as DatedService[]).map((service) => report(service, undefined)))
    },
  }
}
