import type { StravaFaultInjection } from './strava-fault-injection.ts'
import type { StravaSandbox } from './strava-sandbox.ts'
import type { StravaState } from './strava-state.ts'

interface ConditionsDependencies {
  state: StravaState
  faultInjection: StravaFaultInjection
  /** the value that `restoreConditions` restores */
  initial: Partial<StravaState> & Pick<StravaState, 'athleteCapacity'>
  onChange: () => void
}

/** Strava's adjustable conditions, and a way to restore the defaults. */
export function createStravaConditions({ state, faultInjection, initial, onChange }: ConditionsDependencies) {
  const { push, rateLimits, grants } = state
  const changing =
    <Parameters extends unknown[]>(change: (...given: Parameters) => void) =>
    (...given: Parameters) => {
      change(...given)
      onChange()
    }
  return {
    conditions: () => ({
      outage: faultInjection.outage(),
      latencyMs: state.latencyMs,
      isActive: state.isActive,
      capacity: state.athleteCapacity,
      connectedAthletes: grants.connectedCount(),
      nextEvent: push.nextEvent(),
      isDroppingEvents: push.isDropping(),
      windowEnds: rateLimits.windowEnds(),
    }),
    restoreConditions: changing(() => {
      faultInjection.clearFailures()
      faultInjection.endOutage()
      push.planNextEvent(undefined)
      push.deliverEvents()
      rateLimits.clearUsage()
      Object.assign(state, initial)
    }),
    startOutage: changing(faultInjection.startOutage),
    endOutage: changing(faultInjection.endOutage),
    setLatency: changing((ms: number) => {
      state.latencyMs = ms
    }),
    setCapacity: changing((athletes: number | undefined) => {
      state.athleteCapacity = athletes ?? initial.athleteCapacity
    }),
    setSignedInAthlete(id: string | undefined) {
      state.signedInAthlete = id
    },
    deactivateApplication: changing(() => {
      state.isActive = false
    }),
    activateApplication: changing(() => {
      state.isActive = true
    }),
    exhaustRateLimit: changing(rateLimits.exhaust),
    planNextEvent: changing(push.planNextEvent),
    sendDueEvents: changing(push.sendDueEvents),
    dropEvents: changing(push.dropEvents),
    deliverEvents: changing(push.deliverEvents),
  } satisfies Partial<StravaSandbox>
}
