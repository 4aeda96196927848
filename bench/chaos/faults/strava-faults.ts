import { setTimeout as pause } from 'node:timers/promises'
import { type ChaosEnvironment, QUARTER_HOUR_MS } from '../chaos-environment.ts'
import {
  type ChaosFault,
  isFulfilled,
  OBSERVE_TIMEOUT_MS,
  observeBriefly,
  pauseBetween,
  randomCallCount,
  waitForRead,
} from './chaos-fault.ts'

/** Time before the end of the quarter hour at which its calls are used up. Milliseconds. */
export const EXHAUST_BEFORE_MS = 8000

/** Number of quarter hours in which it is tried: if the circuit breaker is open, no call is refused. */
const MAX_QUARTER_HOURS = 4

type StravaRequestRecord = ChaosEnvironment['strava']['requests'][number]

type ReadFailure = Parameters<ChaosEnvironment['strava']['failNext']>[1]

const stravaFails = (name: string, frequency: number, failure: ReadFailure, once = false): ChaosFault => ({
  name: `Strava: ${name}`,
  frequency,
  group: 'strava',
  inject: (target, met) =>
    observeBriefly(target.strava.failNext(once ? 1 : randomCallCount(target), failure, { kind: 'read' }), met),
})

/** An outage in which Strava fails in different ways. */
const stravaDown: ChaosFault = {
  name: 'Strava: an outage: 503, dropped connections, web pages',
  frequency: 1,
  group: 'outages',
  async inject(target, met) {
    // While Strava is down it cannot refuse calls, so this comes first.
    const remainingMs = target.clock.quarterEnds - target.clock.now()
    if (remainingMs > 0) await pause(remainingMs)
    for (const failure of ['503', 'drop', 'html'] as const) {
      target.strava.startOutage(failure)
      await pauseBetween(0.7, 1.3, target)
    }
    target.strava.endOutage()
    met()
  },
}

/**
 * Strava answers every call with 403. Background jobs then pause for a quarter hour, unless a command finds that it is
 * over.
 */
const applicationInactive: ChaosFault = {
  name: 'Strava: the application is switched off for a while (403)',
  frequency: 1,
  group: 'outages',
  async inject(target, met) {
    const { strava } = target
    // No call would meet it while the circuit breaker is open for another reason.
    await waitForRead(200, target)
    strava.deactivateApplication()
    if (await waitForRead(403, target)) met()
    await pauseBetween(0.5, 1.5, target)
    strava.activateApplication()
    await waitForRead(200, target)
  },
}

/**
 * A refresh whose first attempt fails. A response lost after the work would end a grant on the real Strava too, so that
 * is left out.
 */
const refreshFails = (name: string, failure: '503' | 'drop' | 'html'): ChaosFault => ({
  name: `Strava: a token expires, and its refresh ${name}`,
  frequency: 1,
  group: 'strava',
  inject(target, met) {
    observeBriefly(target.strava.failNext(1, failure, { kind: 'refresh' }), met)
    target.expireTokens(target.random.pick(target.members))
  },
})

/** For the rest of the quarter hour, Strava answers with 429. It is injected separately, and only once. */
export const exhaustQuarterHour = ({ quarterEnds, now }: ChaosEnvironment['clock']): ChaosFault => ({
  name: 'Strava: the calls of a quarter hour are used up (429)',
  frequency: 1,
  group: 'limits',
  async inject({ strava, runCommand }, met) {
    // While the circuit breaker is open, no call is refused: then it is tried in the next quarter hour, with a command.
    for (let [ends, tries] = [quarterEnds, 1]; ; ends += QUARTER_HOUR_MS, tries += 1) {
      if (tries > MAX_QUARTER_HOURS)
        throw new Error(`Nobody read anything in the last seconds of ${MAX_QUARTER_HOURS} quarter hours`)
      await pause(Math.max(ends - EXHAUST_BEFORE_MS - now(), 0))
      const since = now()
      // Usage headers would tell the program before a refusal does.
      const removeFailures = strava.failNext(1, '429', { kind: 'read' })
      if (tries > 1) runCommand()
      const isRefusal = ({ kind, status, at }: StravaRequestRecord) => kind === 'read' && status === 429 && at >= since
      const remainingMs = Math.max(ends - now(), 0)
      const isRefused = await isFulfilled(strava.waitForRequest(isRefusal, 'a read that is refused', remainingMs))
      removeFailures()
      if (!isRefused) continue
      met()
      strava.exhaustRateLimit()
      return pause(Math.max(ends - now(), 0))
    }
  },
})

export const STRAVA_FAULTS: readonly ChaosFault[] = [
  stravaFails('500', 1, '500'),
  stravaFails('503', 1, '503'),
  stravaFails('a web page instead of JSON', 1, 'html'),
  stravaFails('the connection drops before the work', 1, 'drop'),
  stravaFails('the connection drops after the work', 1, 'drop-after'),
  stravaFails('a call hangs', 1, 'hang', true),
  stravaDown,
  applicationInactive,
  {
    name: 'Strava: the tokens of half the athletes expire at once',
    frequency: 2,
    group: 'strava',
    inject({ strava, clock, members, random, expireTokens }, met) {
      const since = clock.now()
      const affected = members.filter(() => random.chance(0.5))
      for (const member of affected) expireTokens(member)
      const ids = new Set(affected.map(({ athlete }) => athlete.id))
      const isRenewed = ({ kind, athleteId = '', at }: StravaRequestRecord) =>
        kind === 'refresh' && ids.has(athleteId) && at >= since
      strava.waitForRequest(isRenewed, 'a refresh', OBSERVE_TIMEOUT_MS).then(met, () => {})
    },
  },
  refreshFails('answers 503', '503'),
  refreshFails('is dropped', 'drop'),
  refreshFails('answers a web page', 'html'),
]
