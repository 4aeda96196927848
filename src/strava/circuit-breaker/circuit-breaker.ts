import { AppError, type ErrorKind } from '../../errors.ts'
import {
  admit,
  type CircuitOpenReason,
  type CircuitState,
  CLOSED_CIRCUIT,
  recordFailure,
  releaseProbe,
  trip,
} from './circuit-state.ts'

/** The part of the store that this file needs. */
export interface CircuitStore {
  read(): Promise<CircuitState>
  /** The form in which an activity's id is stored. */
  hashId(id: string): string
  update<R>(decide: (circuit: CircuitState) => { state: CircuitState; result: R }): Promise<R>
}

/** The context of a call. `activityId`: the single activity it reads, whose failure may be its own. */
export interface CallContext {
  isInteractive: boolean
  activityId?: string | undefined
}

/** Errors that prove that Strava works. */
const WORKING_ERROR_KINDS: ReadonlySet<ErrorKind> = new Set([
  'not-found',
  'scope-missing',
  'strava-refused',
  'application-refused',
])

const isClosed = ({ open, failures: failed }: CircuitState) => open === undefined && failed.length === 0

const circuitOpen = (reason: CircuitOpenReason, at: number, since: number, cause?: unknown) =>
  new AppError(
    reason === 'down' ? 'strava-down' : 'application-inactive',
    'the circuit breaker is open until the next probe',
    {
      userMessage: { key: reason === 'down' ? 'error.stravaDown' : 'error.applicationInactive' },
      retry: { kind: 'at', at, since },
      cause,
    },
  )

/**
 * Stops calls while Strava is down, for all processes that share the store. An outage uses up no attempts; one probe at
 * a time checks whether it is over.
 */
export function createCircuitBreaker({ store, now }: { store: CircuitStore; now: () => number }) {
  const update = (decide: (circuit: CircuitState) => CircuitState) =>
    store.update((before) => {
      const state = decide(before)
      return { state, result: state }
    })

  /** Returns whether the circuit was closed. Usually it is, and one read is enough. */
  async function tryAcquire({ isInteractive }: CallContext): Promise<boolean> {
    if (isClosed(await store.read())) return true
    const admission = await store.update((before) => {
      const { circuit: state, admission: result } = admit(before, { isInteractive, now: now() })
      return { state, result }
    })
    if (admission.kind === 'wait') throw circuitOpen(admission.reason, admission.until, admission.since)
    return false
  }

  /** Records what a failure says about Strava. Returns the error for the caller. */
  async function recordError(error: AppError, { activityId }: CallContext, wasClosed: boolean): Promise<AppError> {
    switch (error.kind) {
      case 'strava-down': {
        const { open } = await update((before) => recordFailure(before, { source: undefined, now: now() }))
        return open ? circuitOpen(open.reason, open.until, open.since, error) : error
      }
      case 'activity-broken': {
        const source = activityId === undefined ? undefined : store.hashId(activityId)
        await update((before) => recordFailure(before, { source, now: now() }))
        return error
      }
      case 'application-inactive': {
        const { open } = await update((before) => trip(before, now()))
        return open ? circuitOpen(open.reason, open.until, open.since, error) : error
      }
      default:
        if (!wasClosed) await update(WORKING_ERROR_KINDS.has(error.kind) ? () => CLOSED_CIRCUIT : releaseProbe)
        return error
    }
  }

  return {
    /**
     * Makes a call, or throws `strava-down` or `application-inactive` with the time of the next probe while the circuit
     * is open.
     */
    async execute<T>(purpose: CallContext, call: () => Promise<T>): Promise<T> {
      const wasClosed = await tryAcquire(purpose)
      let answer: T
      try {
        answer = await call()
      } catch (thrown) {
        if (thrown instanceof AppError) throw await recordError(thrown, purpose, wasClosed)
        if (!wasClosed) await update(releaseProbe)
        throw thrown
      }
      if (!wasClosed) await update(() => CLOSED_CIRCUIT)
      return answer
    },

    read: store.read,
  }
}

export type CircuitBreaker = ReturnType<typeof createCircuitBreaker>
