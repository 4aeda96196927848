/** Why the circuit is open: Strava is down, or it deactivated this application. */
export type CircuitOpenReason = 'down' | 'inactive'

/** The state of the circuit. Epoch milliseconds. */
export interface CircuitState {
  /** Failures since the last success. The same broken activity counts once. */
  failures: { source: string; at: number }[]
  /** No calls until then; after that, one call probes Strava. */
  open:
    | { reason: CircuitOpenReason; since: number; until: number; failedProbes: number; probeUntil: number }
    | undefined
}

export const CLOSED_CIRCUIT: CircuitState = { failures: [], open: undefined }

/** This many failures without a success between them count as an outage. */
const FAILURES_TO_OPEN = 3

/** Failures expire after this time. Milliseconds. */
const FAILURE_WINDOW_MS = 2 * 60_000

/** Pause between probes: the first one, doubled each time, up to the maximum. Milliseconds. */
const PROBE_INTERVAL_MS: Record<CircuitOpenReason, { initialMs: number; maxMs: number }> = {
  down: { initialMs: 5_000, maxMs: 2 * 60_000 },
  inactive: { initialMs: 15 * 60_000, maxMs: 15 * 60_000 },
}

/** A probe without a result after this time was lost with its process. Milliseconds. */
const PROBE_TIMEOUT_MS = 20_000

/** While another process probes, check again after this time. Milliseconds. */
const PROBE_RECHECK_MS = 1000

export type Admission = { kind: 'go' } | { kind: 'wait'; reason: CircuitOpenReason; since: number; until: number }

/**
 * Whether Strava may be called. While it is down, only one probe at a time may. While the application is inactive,
 * interactive calls may: the operator may have just fixed it.
 */
export function admit(
  circuit: CircuitState,
  { isInteractive, now }: { isInteractive: boolean; now: number },
): { circuit: CircuitState; admission: Admission } {
  const { open } = circuit
  if (!open || (isInteractive && open.reason === 'inactive')) return { circuit, admission: { kind: 'go' } }
  const { reason, since, until, probeUntil } = open
  if (now < until) return { circuit, admission: { kind: 'wait', reason, since, until } }
  if (now < probeUntil) return { circuit, admission: { kind: 'wait', reason, since, until: now + PROBE_RECHECK_MS } }
  return { circuit: { ...circuit, open: { ...open, probeUntil: now + PROBE_TIMEOUT_MS } }, admission: { kind: 'go' } }
}

const probeInterval = (reason: CircuitOpenReason, failedProbes: number) =>
  Math.min(PROBE_INTERVAL_MS[reason].initialMs * 2 ** failedProbes, PROBE_INTERVAL_MS[reason].maxMs)

/**
 * Records a failed call. `source`: the keyed hash of the single activity that cannot be read although Strava responds;
 * undefined if Strava did not respond. A permanently broken activity says nothing about Strava, so a probe that fails
 * on it decides nothing.
 */
export function recordFailure(
  circuit: CircuitState,
  { source, now }: { source: string | undefined; now: number },
): CircuitState {
  const { open } = circuit
  // Calls that were in progress when the circuit opened add nothing.
  if (open && now < open.until) return circuit
  const before = circuit.failures.filter(
    (one) => one.at > now - FAILURE_WINDOW_MS && (source === undefined || one.source !== source),
  )
  const list = [...before, { source: source ?? '', at: now }].slice(-FAILURES_TO_OPEN)
  if (!open) {
    if (list.length < FAILURES_TO_OPEN) return { failures: list, open: undefined }
    const until = now + probeInterval('down', 0)
    return { failures: [], open: { reason: 'down', since: now, until, failedProbes: 0, probeUntil: 0 } }
  }
  if (source !== undefined && list.length < FAILURES_TO_OPEN)
    return { failures: list, open: { ...open, probeUntil: 0 } }
  const failedProbes = open.failedProbes + 1
  return {
    failures: [],
    open: { ...open, failedProbes, until: now + probeInterval(open.reason, failedProbes), probeUntil: 0 },
  }
}

/** Strava deactivated the application: for everyone, until its owner acts. */
export const trip = (circuit: CircuitState, now: number): CircuitState => ({
  failures: [],
  open: {
    reason: 'inactive',
    since: circuit.open?.reason === 'inactive' ? circuit.open.since : now,
    until: now + probeInterval('inactive', 0),
    failedProbes: 0,
    probeUntil: 0,
  },
})

/** The probe was not made or was inconclusive: another caller may probe. */
export const releaseProbe = (circuit: CircuitState): CircuitState =>
  circuit.open ? { ...circuit, open: { ...circuit.open, probeUntil: 0 } } : circuit
