import type { Finding, FindingSentences } from './finding.ts'

interface ClockFinding extends Finding {
  check: 'clock'
  kind: 'clock-wrong'
  /** Whose clock differs. */
  services: readonly string[]
  /** How far the clock of this machine is ahead; negative if behind. */
  aheadSeconds: number
}

/** Smaller differences are network latency, or harmless. */
const TOLERANCE_SECONDS = 60

/** Compares the clock of this machine with the `Date` header of the latest response of each service. */
export function checkClock(
  responses: readonly { service: string; date: string; receivedAt: number }[],
): ClockFinding[] {
  const wrong = responses
    .map(({ service, date, receivedAt }) => ({
      service,
      aheadSeconds: Math.round((receivedAt - Date.parse(date)) / 1000),
    }))
    .filter(({ aheadSeconds }) => Math.abs(aheadSeconds) > TOLERANCE_SECONDS)
  const [first] = wrong
  if (!first) return []
  const services = wrong.map(({ service }) => service)
  return [{ check: 'clock', severity: 'error', kind: 'clock-wrong', services, aheadSeconds: first.aheadSeconds }]
}

export const clockSentences: FindingSentences<ClockFinding> = {
  'clock-wrong': ({ services, aheadSeconds }) =>
    `The clock of this machine is ${Math.abs(aheadSeconds)} s ${aheadSeconds > 0 ? 'ahead of' : 'behind'} that of ${services.join(' and ')}. Synchronize it, for example with NTP.`,
}
