import type { Log } from '../logger.ts'

export type DatedService = 'Discord' | 'Strava'

/** By how much the own clock is ahead of a service's; negative where it is behind. Milliseconds. */
export type SkewByService = Partial<Record<DatedService, number>>

/** A difference below this is the network's, or does no harm. Milliseconds. */
const TOLERANCE_MS = 60_000

/** What other processes know of it fades: it is said again this often. Milliseconds. */
const REPORT_INTERVAL_MS = 60_000

/**
 * Compares the own clock with the `Date` of each answer. A difference is logged once when it begins and once when it is gone;
 * `report` tells the other processes, undefined when it is gone.
 */
export function createClockSkew(options: {
  now: () => number
  log: Log
  report: (service: DatedService, skewMs: number | undefined) => Promise<void>
}) {
  const { now, log, report } = options
  const known: SkewByService = {}
  /** The clock was set: what was found of the others before that holds no longer, and is found anew. */
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
        log.info({ service }, 'the clock of this machine is right again')
        void report(service, undefined)
        return
      }
      known[service] = skewMs
      if (before === undefined) {
        const aheadSeconds = Math.round(skewMs / 1000)
        log.warn({ service, aheadSeconds }, 'the clock of this machine is wrong: set it, best by NTP')
      }
      if (before !== undefined && Math.abs(at - (reportedAt.get(service) ?? 0)) < REPORT_INTERVAL_MS) return
      reportedAt.set(service, at)
      void report(service, skewMs)
    },

    /** As this process knows it. */
    read: (): SkewByService => ({ ...known }),

    /** This process ends: what it said of its clock is taken back. */
    async stop(): Promise<void> {
      await Promise.all((Object.keys(known) as DatedService[]).map((service) => report(service, undefined)))
    },
  }
}
