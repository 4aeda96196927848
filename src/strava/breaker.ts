import { failed, NO_OUTAGE, type Outage, type OutageReason, pass, switchedOff, untried } from '../domain/outage.ts'
import { AppError, type ErrorKind } from '../errors.ts'

/** What this file needs of the store. */
export interface OutageStore {
  read(): Promise<Outage>
  /** An activity's id as it may be kept. */
  hashId(id: string): string
  change<R>(decide: (outage: Outage) => { state: Outage; result: R }): Promise<R>
}

/** What a call is for. `about`: the one activity that is read, whose failure may be its own. */
export interface Purpose {
  isInteractive: boolean
  about?: string | undefined
}

/** Failures with which Strava itself says that it works. */
const ANSWERS: ReadonlySet<ErrorKind> = new Set(['not-found', 'scope-missing', 'strava-refused', 'application-refused'])

const isQuiet = ({ open, failed }: Outage) => open === undefined && failed.length === 0

const away = (reason: OutageReason, at: number, since: number, cause?: unknown) =>
  new AppError(reason === 'down' ? 'strava-down' : 'application-inactive', 'Strava is left alone until the next try', {
    say: { key: reason === 'down' ? 'error.stravaDown' : 'error.applicationInactive' },
    retry: { kind: 'at', at, since },
    cause,
  })

/**
 * Keeps calls away from a Strava that does not work, for all processes over the store: an outage costs nobody an attempt, and one
 * caller at a time finds out whether it is over.
 */
export function createBreaker({ store, now }: { store: OutageStore; now: () => number }) {
  const change = (decide: (outage: Outage) => Outage) =>
    store.change((before) => {
      const state = decide(before)
      return { state, result: state }
    })

  /** Answers whether all was well, as it mostly is: then one look is enough. */
  async function enter({ isInteractive }: Purpose): Promise<boolean> {
    if (isQuiet(await store.read())) return true
    const passage = await store.change((before) => {
      const { outage: state, passage: result } = pass(before, { isInteractive, now: now() })
      return { state, result }
    })
    if (passage.kind === 'wait') throw away(passage.reason, passage.until, passage.since)
    return false
  }

  /** What a failure says about Strava; answers the error that the caller should see. */
  async function learn(error: AppError, { about }: Purpose, wasQuiet: boolean): Promise<AppError> {
    switch (error.kind) {
      case 'strava-down': {
        const { open } = await change((before) => failed(before, { what: undefined, now: now() }))
        return open ? away(open.reason, open.until, open.since, error) : error
      }
      case 'activity-broken': {
        const what = about === undefined ? undefined : store.hashId(about)
        await change((before) => failed(before, { what, now: now() }))
        return error
      }
      case 'application-inactive': {
        const { open } = await change((before) => switchedOff(before, now()))
        return open ? away(open.reason, open.until, open.since, error) : error
      }
      default:
        if (!wasQuiet) await change(ANSWERS.has(error.kind) ? () => NO_OUTAGE : untried)
        return error
    }
  }

  return {
    /**
     * Makes a call, or throws `strava-down` or `application-inactive` with the moment of the next try while Strava is not to be
     * called.
     */
    async guard<T>(purpose: Purpose, call: () => Promise<T>): Promise<T> {
      const wasQuiet = await enter(purpose)
      let answer: T
      try {
        answer = await call()
      } catch (thrown) {
        if (thrown instanceof AppError) throw await learn(thrown, purpose, wasQuiet)
        if (!wasQuiet) await change(untried)
        throw thrown
      }
      if (!wasQuiet) await change(() => NO_OUTAGE)
      return answer
    },

    read: store.read,
  }
}

export type Breaker = ReturnType<typeof createBreaker>
