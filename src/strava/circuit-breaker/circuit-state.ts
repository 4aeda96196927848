/** Why Strava is not called: it does not answer, or it has switched off this application. */
export type CircuitOpenReason = 'down' | 'inactive'

/** What is known of whether Strava works. Epoch milliseconds. */
export interface CircuitState {
  /** What failed since something last worked; the same broken activity counts once. */
  failures: { source: string; at: number }[]
  /** Nothing is called until then; then one call tries whether it is over. */
  open:
    | { reason: CircuitOpenReason; since: number; until: number; failedProbes: number; probeUntil: number }
    | undefined
}

export const CLOSED_CIRCUIT: CircuitState = { failures: [], open: undefined }

/** So many failures without anything that works between them are an outage. */
const FAILURES_TO_OPEN = 3

/** A failure is forgotten after this long. Milliseconds. */
const FAILURE_WINDOW_MS = 2 * 60_000

/** From one try to the next: at first, twice as long each time, and at most. Milliseconds. */
const PROBE_INTERVAL_MS: Record<CircuitOpenReason, { initialMs: number; maxMs: number }> = {
  down: { initialMs: 5_000, maxMs: 2 * 60_000 },
  inactive: { initialMs: 15 * 60_000, maxMs: 15 * 60_000 },
}

/** A try that is not heard of for this long has died with whoever made it. Milliseconds. */
const PROBE_TIMEOUT_MS = 20_000

/** While somebody else tries, it is asked again after this long. Milliseconds. */
const PROBE_RECHECK_MS = 1000

export type Admission = { kind: 'go' } | { kind: 'wait'; reason: CircuitOpenReason; since: number; until: number }

/**
 * Whether Strava may be called. While it is down nobody calls, but for one at a time who tries. While the application is switched off
 * people may: perhaps the operator has just mended it.
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
 * A call failed. `what`: the one activity that cannot be read, if Strava answers at all; undefined where it did not. One that is broken
 * for good says nothing about Strava, so its failure as a try decides nothing.
 */
export function recordFailure(
  circuit: CircuitState,
  { source, now }: { source: string | undefined; now: number },
): CircuitState {
  const { open } = circuit
  // Calls that were under way when it began tell nothing new.
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

/** Strava has switched off the application: for everybody, until its owner does something. */
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

/** A try was not made after all, or told nothing: somebody else may try. */
export const releaseProbe = (circuit: CircuitState): CircuitState =>
  circuit.open ? { ...circuit, open: { ...circuit.open, probeUntil: 0 } } : circuit
